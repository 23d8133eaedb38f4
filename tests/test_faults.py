"""All faults of one declaration are told at once."""

from pathlib import Path

import pytest

from pipelines.declare.indicator import kpi_header
from tests.judge.stand import ID, column, contract
from warehouse.errors import HgtError


def test_all_missing_keys_of_a_kpi_are_told_at_once() -> None:
    with pytest.raises(HgtError) as caught:
        kpi_header({"kind": "ratio", "colour": "red", "variants": {"default": {"zh": "默认"}}}, Path("x.sql"))
    told = str(caught.value)
    absent = ("title_zh", "title", "question_zh", "question", "unit", "better", "source", "owner")
    assert all(f"`{key}` is missing" in told for key in (*absent, "variants.default.en")), told
    assert "`colour` is not known" in told


def test_all_faults_of_a_contract_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(HgtError) as caught:
        contract(tmp_path, [ID, column("Size"), column("day", "date", options={"since": "May"})])
    assert "2 faults" in str(caught.value) and "Size" in str(caught.value) and "YYYY" not in str(caught.value)
    assert "since" in str(caught.value) and str(caught.value).count("next:") == 1
    with pytest.raises(HgtError, match="header_row") as caught:
        contract(tmp_path, [ID], form="xlsx", server={"header": 2})
    assert "true or false" in str(caught.value)


def test_a_reader_of_a_refusal_sees_our_words_only() -> None:
    wrong = {"kind": "x", "per": 0, "windows": ["y"], "variants": {"default": 3}}
    with pytest.raises(HgtError) as caught:
        kpi_header(wrong, Path("x.sql"))
    told = str(caught.value)
    for words in ("accepted: ratio, count", "accepted: a whole number from 1", "accepted: year_to_date"):
        assert words in told
    assert "`owner` is missing" in told and "5 faults" in told and told.count("x.sql") == 1
    assert "pydantic" not in told.lower() and "https" not in told
    with pytest.raises(HgtError) as caught:
        kpi_header({**wrong, "z" * 9_000: 1}, Path("x.sql"))
    assert len(str(caught.value)) < 4_100, "a long key is cut"

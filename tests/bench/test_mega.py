"""A mega-city's day at a size that says nothing about speed: every feed is written in its form and lands whole."""

from pathlib import Path

import pytest

from bench import mega, step
from bench.figures import FIGURES, ON_REQUEST
from bench.measure import KEY

SHARE = 0.00006


@pytest.mark.parametrize("dataset", mega.ROWS)
def test_a_feed_lands_whole_by_the_district_s_contract(
    dataset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HGT_PSEUDONYM_KEY", KEY)
    rows_n = mega.write(tmp_path / "data", dataset, SHARE)
    assert rows_n > 0
    facts = step.mega_load(str(tmp_path / "data"), dataset)
    assert (facts["source_n"], facts["landed_n"], facts["set_aside_n"]) == (rows_n, rows_n, 0)
    assert step.mega_bare(str(tmp_path / "data"), dataset)["seconds"] > 0


def test_the_same_day_is_written_twice_alike(tmp_path: Path) -> None:
    for name in ("one", "two"):
        mega.write(tmp_path / name, "gps_point", SHARE)
    one, two = (
        (tmp_path / name / "district/urban_management/gps/jt808_0000.bin").read_bytes() for name in ("one", "two")
    )
    assert one == two


def test_it_is_measured_on_request_only() -> None:
    assert set(ON_REQUEST) <= set(FIGURES)

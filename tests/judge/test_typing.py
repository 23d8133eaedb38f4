"""Texts become values by the contract alone: what does not fit is a type error, and nothing is guessed."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .stand import ID, column, contract, validate

CHINA = ZoneInfo("Asia/Shanghai")
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def typed(con: duckdb.DuckDBPyConnection, folder: Path, texts: list[str | None], entry: dict[str, Any],
          form: str = "csv") -> list[Any]:  # fmt: skip
    """The value of each text in one column; the word `error` for a type error."""
    agreed = contract(folder, [ID, {**entry, "name": "value"}], form=form, path="x")
    verdict = validate(con, agreed, [(f"{n:05}", text) for n, text in enumerate(texts)], folder)
    good = {row["id"]: row["value"] for row in verdict.rows}
    assert verdict.broken.get("type_value", 0) == len(texts) - len(good) == verdict.set_aside_n
    return [good.get(f"{n:05}", "error") for n in range(len(texts))]


CASES: list[tuple[str, dict[str, Any], dict[str | None, Any]]] = [
    ("string", {}, {"007": "007", "": None, None: None, " a ": " a ", "nan": "nan"}),
    ("integer", {}, {
        "007": 7, "-3": -3, "5.0": 5, "1.5": "error", "nan": "error", "x": "error", "1_000": "error", "0x1F": "error",
        "9007199254740993": 9007199254740993, "9223372036854775808": "error", "": None, "1,000": "error",
        f"0.{'9' * 37}": "error", f"5.{'0' * 30}": 5, f"5.{'0' * 30}1": "error",
    }),
    ("number", {"physicalType": "DECIMAL(10, 2)"}, {
        f"1.25{'0' * 40}": Decimal("1.25"), f"1.25{'0' * 40}1": "error", "1.255": "error",
    }),
    ("integer", {"options": {"thousands": ","}}, {"1,234,567": 1234567, "12": 12}),
    ("number", {}, {
        "1.50": 1.5, "-2e3": -2000.0, "nan": "error", "inf": "error", "-Infinity": "error", "1e400": "error",
        "1_0": "error", "abc": "error", "1e-400": "error", "0e-400": 0.0, "0.0": 0.0, "9007199254740992": 2.0**53,
        "9007199254740993": "error", "-9007199254740993": "error", "115.85000000000000142": 115.85,
        f"1{'0' * 22}": 1e22, f"1{'0' * 22}1": "error",
    }),
    ("number", {"options": {"thousands": "."}}, {"1.234": 1234.0}),
    ("boolean", {}, {"true": True, "1": True, "FALSE": False, "0": False, "yes": "error", "t": "error"}),
    ("boolean", {"options": {"true_values": ["是"], "false_values": ["否"]}},
     {"是": True, "否": False, "true": "error"}),
    ("date", {}, {
        "2015-03-01": dt.date(2015, 3, 1), "2015-02-30": "error", "01/03/2015": "error", "infinity": "error",
        "-infinity": "error", "epoch": "error", "today": "error",
    }),
    ("date", {"options": {"formats": ["%d/%m/%Y", "%Y年%m月%d日"]}}, {
        "01/03/2015": dt.date(2015, 3, 1), "2015年03月01日": dt.date(2015, 3, 1), "2015-03-01": "error",
    }),
    ("timestamp", {}, {
        "2015-03-01 08:00:00": dt.datetime(2015, 3, 1, 8, tzinfo=CHINA),
        "2015-03-01T00:00:00Z": dt.datetime(2015, 3, 1, 8, tzinfo=CHINA),
        "2015-03-01T08:00:00+05:00": dt.datetime(2015, 3, 1, 11, tzinfo=CHINA),
        "2015-13-45 10:00:00": "error", "infinity": "error", "epoch": "error",
    }),
    ("timestamp", {"typed": {"defaultTimezone": "America/New_York"}}, {
        "2015-03-01 08:00:00": dt.datetime(2015, 3, 1, 21, tzinfo=CHINA),
        "2015-03-01T00:00:00Z": dt.datetime(2015, 3, 1, 8, tzinfo=CHINA),
        "2015-03-01T08:00:00.000+08:00": dt.datetime(2015, 3, 1, 8, tzinfo=CHINA),
        "2015-03-01 08:00:00-0500": dt.datetime(2015, 3, 1, 21, tzinfo=CHINA),
        "2015-03-01 08:00:00+05": dt.datetime(2015, 3, 1, 11, tzinfo=CHINA),
        "2015-03-01": dt.datetime(2015, 3, 1, 13, tzinfo=CHINA),
    }),
    ("timestamp", {"options": {"formats": ["%Y-%m-%d %H:%M:%S"]}, "typed": {"defaultTimezone": "America/New_York"}},
     {"2015-07-01 08:00:00": dt.datetime(2015, 7, 1, 20, tzinfo=CHINA)}),
    ("timestamp", {"options": {"formats": ["%Y-%m-%d %H:%M:%S%z"]}},
     {"2015-07-01 08:00:00+0000": dt.datetime(2015, 7, 1, 16, tzinfo=CHINA)}),
    ("string", {"options": {"null_values": ["", "-", "无"]}}, {"-": None, "无": None, "x": "x", None: None}),
]  # fmt: skip


@pytest.mark.parametrize(("logical", "options", "cases"), CASES)
def test_texts_become_values(con: duckdb.DuckDBPyConnection, tmp_path: Path, logical: str, options: dict[str, Any],
                             cases: dict[str | None, Any]) -> None:  # fmt: skip
    entry = column("value", logical, **options)
    assert dict(zip(cases, typed(con, tmp_path, list(cases), entry), strict=True)) == cases


def test_a_decimal_keeps_its_scale_and_refuses_more(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    entry = column("value", "number", physicalType="DECIMAL(9,2)")
    found = [str(value) for value in typed(con, tmp_path, ["1.5", "1.50000", "1.555", "12345678.00", "nan"], entry)]
    assert found == ["1.50", "1.50", "error", "error", "error"]


def test_a_date_cell_is_a_date_beside_any_format_and_a_number_is_none(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    texts: list[str | None] = ["2015-03-01", "2015-03-01 12:30:00.500", "2015/3/2", "42064", "2024.5", "0", "00:00:00"]
    day = column("value", "date", options={"formats": ["%Y/%m/%d"]})
    days = typed(con, tmp_path, texts, day, "xlsx")
    assert days == [dt.date(2015, 3, 1), dt.date(2015, 3, 1), dt.date(2015, 3, 2), *["error"] * 4]
    assert typed(con, tmp_path, texts[:1], day, "csv") == ["error"]
    moments = typed(con, tmp_path, texts[:2], column("value", "timestamp"), "xlsx")
    noon = dt.datetime(2015, 3, 1, 12, 30, 0, 500_000, tzinfo=CHINA)
    assert moments == [dt.datetime(2015, 3, 1, tzinfo=CHINA), noon]


@FEW
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20))
def test_every_integer_survives(con: duckdb.DuckDBPyConnection, tmp_path: Path, numbers: list[int]) -> None:
    assert typed(con, tmp_path, [str(n) for n in numbers], column("value", "integer")) == numbers


@FEW
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_every_number_survives(con: duckdb.DuckDBPyConnection, tmp_path: Path, numbers: list[float]) -> None:
    assert typed(con, tmp_path, [repr(n) for n in numbers], column("value", "number")) == numbers


@FEW
@given(st.lists(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2100, 1, 1)), min_size=1, max_size=10))
def test_every_moment_survives(con: duckdb.DuckDBPyConnection, tmp_path: Path, moments: list[dt.datetime]) -> None:
    written: list[str | None] = [moment.replace(tzinfo=dt.UTC).isoformat() for moment in moments]
    for zone in ({}, {"typed": {"defaultTimezone": "America/New_York"}}):
        assert typed(con, tmp_path, written, column("value", "timestamp", **zone)) == [
            moment.replace(tzinfo=dt.UTC) for moment in moments
        ]


@FEW
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_text_is_never_touched(con: duckdb.DuckDBPyConnection, tmp_path: Path, texts: list[str]) -> None:
    """A text with NUL, which no table can hold, is no text: its row is malformed."""
    assert typed(con, tmp_path, list(texts), column("value")) == texts

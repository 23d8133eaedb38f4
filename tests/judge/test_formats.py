"""A cell is what the declared format says and nothing else: every other text is a type fault."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.errors import HgtError

from .stand import ID, Desk, column, contract, validate
from .test_typing import CHINA, typed

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY = dt.date(2024, 5, 6)
BLANK = " \t\n\r\f\v"
TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"


def one(logical: str, *formats: str, **more: Any) -> dict[str, Any]:
    """A column of these formats."""
    options = {"formats": list(formats), **more.pop("options", {})} if formats else more.pop("options", {})
    return column("value", logical, options=options, **more)


CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (one("date"), {
        "2024-05-06": DAY, " 2024-05-06\t": DAY, "2024-05-06 23:59:59": DAY, "2024-05-06T00:00": DAY,
        "24-5-7": "error", "24/05/08": "error", "05/09/24": "error", "2024/05/06": "error", "2024-5-6": "error",
        "20240506": "error", "0024-05-07": "error", "20245-05-06": "error", "45418": "error", "2024.5": "error",
        "0": "error", "2024-05-05T16:00:00.000Z": "error", "2024-05-06T00:00:00+08:00": "error",
        "2024-05-06 24:00:00": "error", "2024-05-06 (BC)": "error", "2024-05-06x": "error",
    }),
    (one("date", "%m/%d/%Y"), {"5/6/2024": DAY, "5/6/24": "error", "05/06/0024": "error", "2024-05-06": "error"}),
    (one("date", "%m/%d/%y"), {"5/6/24": DAY, "5/6/2024": "error"}),
    # 11 January or 1 November: digits that nothing parts are all there, or nobody knows which number lacks one
    (one("date", "%Y%m%d"), {
        "20240111": DAY.replace(month=1, day=11), " 20240506 ": DAY, "2024111": "error", "202456": "error",
        "120240506": "error", "2024-05-06": "error",
    }),
    (one("date", "%Y%m%d", "%Y-%m-%d", "%d%m%y"), {"20240506": DAY, "2024-5-6": DAY, "060524": DAY, "60524": "error"}),
    (one("date", "%Y%-m"), {"202405": DAY.replace(day=1), "20245": DAY.replace(day=1), "2024005": "error"}),
    (one("timestamp", "%Y%m%d %H%M%S.%f"), {
        "20240506 083000.5": dt.datetime(2024, 5, 6, 8, 30, 0, 500000, tzinfo=CHINA), "20240506 83000.5": "error",
        "2024056 083000.5": "error",
    }),
    (one("timestamp", "%Y%m%d%H%M%z"), {
        "202405060830+0800": dt.datetime(2024, 5, 6, 8, 30, tzinfo=CHINA), "20240506830+0800": "error",
    }),
    (one("time", "%H%M"), {"0830": dt.time(8, 30), "830": "error"}),
    (one("date", "%Y-%m-%d", "%y-%m-%d"), {"24-5-6": DAY, "2024-05-06": DAY}),
    (one("date", "iso_offset"), {
        "2024-05-05T16:00:00.000Z": DAY, "2024-05-05T15:59:59Z": DAY - dt.timedelta(1),
        "2024-05-06T00:00:00+08:00": DAY, "2024-05-06": "error", "2024-05-06T00:00:00": "error",
    }),
    (one("date", "iso", "iso_offset"), {"2024-05-06": DAY, "2024-05-05T16:00:00Z": DAY, "2024-05-06 15:59": DAY}),
    (one("date", "%Y-%m-%dT%H:%M:%S%z"),
     {"2024-05-05T16:00:00+0000": DAY, "2024-05-05T16:00:00": "error"}),
    (one("date", "excel_serial"), {
        "45418": DAY, "45418.75": DAY, "60": "error", "61": dt.date(1900, 3, 1), "0": "error", "-1": "error",
        "2024-05-06": "error", "2958466": "error", "nan": "error", "1e300": "error",
    }),
    (one("date", "excel_serial_1904"), {"43956": DAY, "0": dt.date(1904, 1, 1), "2957004": "error"}),
    (one("timestamp"), {
        "2024-05-06 08:30:00": dt.datetime(2024, 5, 6, 8, 30, tzinfo=CHINA),
        "2024-05-06 24:00:00": "error", "2024-05-06 23:59:60": "error", "2024-05-06 08:30:00 UTC": "error",
        "2024-05-06T08:30:00+99:00": "error", "24-05-06 08:30:00": "error", "45418.5": "error",
    }),
    (one("timestamp", "iso_24h", typed={"defaultTimezone": "Asia/Shanghai"}), {
        "2024-05-05 24:00:00": dt.datetime(2024, 5, 6, tzinfo=CHINA),
        "2024-05-05T24:00": dt.datetime(2024, 5, 6, tzinfo=CHINA),
        "2024-05-06 08:00:00": dt.datetime(2024, 5, 6, 8, tzinfo=CHINA), "2024-05-05 24:00:01": "error",
    }),
    (one("timestamp", "excel_serial", typed={"defaultTimezone": "Asia/Shanghai"}),
     {"45418.5": dt.datetime(2024, 5, 6, 12, tzinfo=CHINA), "2024.5": dt.datetime(1905, 7, 16, 12, tzinfo=CHINA)}),
    (one("time"), {
        "08:30": dt.time(8, 30), "23:59:59.5": dt.time(23, 59, 59, 500000), "8:30": "error", "24:00:00": "error",
        "0.5": "error", "08:30:60": "error",
    }),
    (one("time", "%I:%M %p", "excel_serial"), {"8:30 PM": dt.time(20, 30), "0.75": dt.time(18), "1": "error"}),
    (one("integer"), {
        "3.60113E+17": "error", "1e3": "error", "12": 12, "12.0": 12, "12.5": "error", "PT1H": "error",
        "９": "error", "360113190001010010": 360113190001010010,
    }),
    (one("integer", "scientific"), {"3.60113E+17": 360113000000000000, "1.5e0": "error", "7": 7}),
    (one("integer", options={"thousands": ","}), {
        "1,234,567": 1234567, "1,5": "error", "12,34": "error", "1234": 1234,
    }),
    (one("integer", "iso_duration"), {
        "PT1H2M": 3720, "PT90S": 90, "P1DT1H": 90000, "P2W": 1209600, "-PT1M": -60, "PT1.5S": "error", "P1M": "error",
        "P1Y": "error", "PT": "error", "P": "error", "P1DT": "error", "1H": "error", "PT1H2M3": "error",
    }),
    (one("number", "iso_duration", physicalType="DECIMAL(18,3)"), {"PT1.5S": Decimal("1.500"), "PT0.0001S": "error"}),
    (one("integer", "h:mm:ss"), {
        "26:15:30": 94530, "0:00:59": 59, "00:60:00": "error", "1:02": "error", "-1:00:00": -3600, "": None,
    }),
    (one("integer", "h:mm"), {"26:15": 94500, "1:02:03": "error", "1:60": "error"}),
    (one("integer", "m:ss"), {"75:09": 4509, "75": "error"}),
    (one("integer", "minutes"), {"90": 5400, "1.5": 90, "PT1M": "error", "0.01": "error"}),
    (one("number", "hours", "h:mm"), {"1.25": 4500.0, "1:15": 4500.0, "x": "error"}),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "cases"), CASES)
def test_a_text_is_read_by_its_format_alone(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, entry: dict[str, Any], cases: dict[str, Any]
) -> None:
    assert dict(zip(cases, typed(con, tmp_path, list(cases), entry), strict=True)) == cases


@pytest.mark.parametrize(
    ("logical", "form"),
    [
        ("date", "YYYY-MM-DD"), ("date", "dd/mm/yyyy"), ("date", "%H:%M"), ("date", "%d/%m"), ("date", "%Y-%d"),
        ("date", "%Y-%m-%Q"), ("date", "iso_24h"), ("date", "minutes"), ("timestamp", "iso_offset"),
        ("timestamp", "%Y-%m-%d %I:%M"), ("timestamp", "%Y-%m-%d %"), ("time", "%Y-%m-%d %H:%M"), ("time", "%M:%S"),
        ("time", "%H:%M%z"), ("integer", "%Y"), ("number", "scientific"), ("string", "%Y"), ("boolean", "iso"),
    ],
)  # fmt: skip
def test_a_format_that_cannot_fit_is_refused_with_the_contract(tmp_path: Path, logical: str, form: str) -> None:
    with pytest.raises(HgtError, match="column value: formats") as caught:
        contract(tmp_path, [ID, one(logical, form)])
    assert (caught.value.value, caught.value.file is not None, bool(caught.value.accepted)) == (form, True, True)


def test_the_day_of_an_offset_is_that_of_the_district(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    far = contract(tmp_path, [ID, one("date", "iso_offset")]).in_zone("America/New_York")
    found = validate(con, far, [("1", "2024-05-07T03:59:00Z"), ("2", "2024-05-07T04:00:00Z")], tmp_path)
    assert [row["value"] for row in found.rows] == [DAY, DAY + dt.timedelta(1)]


def strict_day(text: str) -> Any:
    """ISO 8601 in plain Python."""
    text = text.strip(BLANK)
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        return "error"
    return day if re.fullmatch(rf"[1-9]\d{{3}}-\d\d-\d\d([T ]{TIME})?", text, re.A) else "error"


def strict_pattern(text: str, form: str) -> Any:
    """Return the reading of Python's strptime, with a year of four digits."""
    try:
        found = dt.datetime.strptime(text.strip(BLANK), form).date()
    except ValueError:
        return "error"
    return found if found.year >= 1000 else "error"


def strict_number(text: str) -> Any:
    """A plain number in plain Python."""
    text = text.strip(BLANK)
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, re.A):
        return "error"
    try:
        return Decimal(text)
    except InvalidOperation:
        return "error"


FORMS = [
    "%Y-%m-%d", "%y-%m-%d", "%d/%m/%Y", "%m/%d/%y", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
]  # fmt: skip
NEAR = st.one_of(
    st.text("0123456789-/:. TZ+年月日eE,", max_size=20),
    st.builds(
        lambda day, form, at, sign: day.strftime(form)[:at] + sign + day.strftime(form)[at:],
        st.dates(dt.date(1000, 1, 1)),
        st.sampled_from(FORMS),
        st.integers(0, 20),
        st.sampled_from(["", "", "0", " ", "-", "Z", "24"]),
    ),
)
NUMBER = r"[ ]?[+-]?[0-9]{0,20}[.]?[0-9]{0,4}(e[+-]?[0-9]{1,3})?"
TEXTS = st.lists(NEAR, min_size=1, max_size=25)


@FEW
@given(TEXTS)
def test_a_day_is_iso_or_a_fault(con: duckdb.DuckDBPyConnection, tmp_path: Path, texts: list[str]) -> None:
    found = typed(con, tmp_path, list(texts), column("value", "date", options={"null_values": []}))
    assert found == [strict_day(text) for text in texts]


@FEW
@given(TEXTS, st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%y", "%Y%m%d", "%Y年%m月%d日"]))
def test_a_day_is_its_pattern_or_a_fault(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, texts: list[str], form: str
) -> None:
    whole = dt.date(2024, 5, 6).strftime(form)
    found = typed(con, tmp_path, [*texts, whole], one("date", form, options={"null_values": []}))
    for text, value in zip(texts, found, strict=False):
        assert value in ("error", strict_pattern(text, form)), text
    assert found[-1] == DAY


@FEW
@given(TEXTS)
def test_a_moment_is_iso_or_a_fault(con: duckdb.DuckDBPyConnection, tmp_path: Path, texts: list[str]) -> None:
    zone = {"defaultTimezone": "Asia/Shanghai"}
    found = typed(con, tmp_path, list(texts), column("value", "timestamp", typed=zone, options={"null_values": []}))
    for text, value in zip(texts, found, strict=True):
        day = strict_day(text)
        if value != "error" and day != "error":
            assert value == dt.datetime.fromisoformat(text.strip(BLANK)).replace(tzinfo=CHINA), text
        else:
            assert value == "error" or re.search(r"T?\d\d:\d\d.*(Z|[+-]\d\d(:?\d\d)?)\s*$", text), text


@FEW
@given(st.lists(st.one_of(NEAR, st.from_regex(NUMBER, fullmatch=True)), min_size=1, max_size=25))
def test_a_number_is_what_stands_there_or_a_fault(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, texts: list[str]
) -> None:
    told = [strict_number(text) for text in texts]
    bare: dict[str, Any] = {"options": {"null_values": []}}
    for value, right, text in zip(
        typed(con, tmp_path, list(texts), column("value", "integer", **bare)), told, texts, strict=True
    ):
        assert value == "error" or (value == right and "e" not in text.lower()), text
    decimal = column("value", "number", physicalType="DECIMAL(18,2)", **bare)
    for value, right, text in zip(typed(con, tmp_path, list(texts), decimal), told, texts, strict=True):
        assert value in ("error", right), text


def test_nothing_is_said_once_for_a_whole_dataset(desk: Desk) -> None:
    columns = [ID, column("n", "integer"), column("day", "date"), column("word", options={"null_values": ["-"]})]
    desk.agree(columns, null_values=["", "NULL", "无"])
    desk.write("thing.csv", "id,n,day,word\n1,NULL,无,NULL\n2,5,2024-05-06,-\n")
    (report,) = desk.load()
    assert report.set_aside_n == 0
    assert desk.rows() == [("1", None, None, "NULL"), ("2", 5, DAY, None)]


def test_times_and_lengths_of_time_reach_the_table(desk: Desk) -> None:
    desk.agree([ID, column("begun", "time"), one("integer", "h:mm:ss", options={}) | {"name": "took_s"}])
    desk.write("thing.csv", "id,begun,took_s\n1,08:30,26:00:00\n2,24:00:00,1:00:00\n")
    (report,) = desk.load()
    assert desk.rows() == [("1", dt.time(8, 30), 93600)]
    assert report.broken == {"type_begun": 1}


def test_a_contract_states_formats_once_for_all_columns_of_a_type(tmp_path: Path) -> None:
    columns = [ID, column("seen_at", "timestamp"), column("day", "date"), one("timestamp", "%d.%m.%Y %H:%M")]
    found = contract(tmp_path, columns, formats={"timestamp": ["%Y/%m/%d %H:%M"]})
    formats = {one.name: one.formats for one in found.columns}
    assert formats["seen_at"] == ("%Y/%m/%d %H:%M",) and formats["value"] == ("%d.%m.%Y %H:%M",)
    assert formats["day"] == contract(tmp_path, columns).column("day").formats
    with pytest.raises(HgtError, match="seen_at: formats"):
        contract(tmp_path, columns, formats={"timestamp": ["%Q"]})
    with pytest.raises(HgtError, match=r"`formats\.moment` is not known"):
        contract(tmp_path, columns, formats={"moment": ["%Y"]})

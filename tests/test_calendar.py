"""The working calendar: announced days of 2015, overrides, and counting working days."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.declare.district import read_district
from pipelines.state.state import State
from pipelines.transform import calendar
from tests import lake_stand as stand
from warehouse.errors import HgtError

DAYS: dict[dt.date, dict[str, Any]] = {row["date_on"]: row for row in calendar.table().to_pylist()}


def test_days_worked_instead_and_days_off_of_2015() -> None:
    worked = {
        dt.date(2015, 9, 2): True,
        dt.date(2015, 9, 3): False,
        dt.date(2015, 9, 4): False,
        dt.date(2015, 9, 6): True,
        dt.date(2015, 2, 28): True,
        dt.date(2015, 3, 1): False,
        dt.date(2015, 8, 31): True,
    }
    assert {day: DAYS[day]["is_workday"] for day in worked} == worked
    assert dt.date(2015, 9, 6).weekday() == 6
    assert DAYS[dt.date(2015, 5, 1)]["name_zh"] == "劳动节"
    assert DAYS[dt.date(2015, 8, 31)]["name_zh"] is None


def test_it_reaches_past_the_announced_years_by_the_weekday() -> None:
    last = max(DAYS)
    assert min(DAYS) == dt.date(2004, 1, 1)
    assert (last.month, last.day) == (12, 31)
    assert not DAYS[last]["is_announced"]
    assert DAYS[last]["is_workday"] == (last.weekday() < 5)


def test_working_days_are_counted_without_a_gap() -> None:
    counted = [DAYS[day]["workday_n"] for day in sorted(DAYS) if DAYS[day]["is_workday"]]
    assert counted == list(range(1, len(counted) + 1))
    assert DAYS[dt.date(2015, 9, 5)]["workday_n"] == DAYS[dt.date(2015, 9, 2)]["workday_n"]


def test_an_override_wins() -> None:
    changed = calendar.table({dt.date(2015, 9, 3): "work", dt.date(2030, 1, 7): "off"}).to_pylist()
    days = {row["date_on"]: row for row in changed}
    assert days[dt.date(2015, 9, 3)]["is_workday"]
    assert days[dt.date(2015, 9, 4)]["workday_n"] == DAYS[dt.date(2015, 9, 4)]["workday_n"] + 1


@given(day=st.sampled_from(sorted(DAYS)[:8000]), n=st.integers(1, 30))
def test_the_nth_working_day_is_one_lookup_away(day: dt.date, n: int) -> None:
    expected, left = day, n
    while left:
        expected += dt.timedelta(days=1)
        left -= DAYS[expected]["is_workday"]
    target = DAYS[day]["workday_n"] + n
    assert DAYS[expected]["is_workday"]
    assert DAYS[expected]["workday_n"] == target


def test_the_join_that_models_write_adds_working_days() -> None:
    con = duckdb.connect()
    con.register("calendar", calendar.table())
    row = con.execute(
        """SELECT due.date_on FROM calendar c JOIN calendar due
        ON due.is_workday AND due.workday_n = c.workday_n + 2 WHERE c.date_on = DATE '2015-09-02'"""
    ).fetchone()
    assert row == (dt.date(2015, 9, 7),)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def test_it_is_written_when_it_changed_and_only_then(state: State, tmp_path: Path) -> None:
    session = stand.session(state, stand.write_root(tmp_path / "root", {}))
    assert calendar.stale(session)
    assert calendar.write(session)
    assert not calendar.write(session)
    first = state.builds.entries.get(calendar.TABLE)
    assert first is not None
    assert first.rows_n == len(DAYS)
    extra = '\n[calendar]\n"2015-09-03" = "work"\n'
    session = stand.session(state, stand.write_root(tmp_path / "root", {}, extra))
    assert calendar.write(session)
    second = state.builds.entries.get(calendar.TABLE)
    assert second is not None
    assert second.changed_snapshot == state.writer.snapshot() > first.changed_snapshot


@pytest.mark.parametrize(
    ("country", "day", "is_workday", "name"),
    [
        ("US-CA", dt.date(2018, 12, 25), False, "Christmas Day"),
        ("US-CA", dt.date(2018, 10, 1), True, None),
        ("US-CA", dt.date(2018, 7, 4), False, "Independence Day"),
        ("CN", dt.date(2018, 12, 25), True, None),
        ("CN", dt.date(2018, 10, 1), False, "国庆节"),
        (None, dt.date(2018, 10, 1), True, None),
        (None, dt.date(2018, 12, 25), True, None),
        (None, dt.date(2018, 12, 23), False, None),
        ("IL", dt.date(2018, 10, 12), False, None),
        ("IL", dt.date(2018, 10, 14), True, None),
        ("HU", dt.date(2018, 3, 10), True, None),
        ("HU", dt.date(2018, 3, 17), False, None),
    ],
)
def test_each_country_has_its_own_holidays(
    country: str | None, day: dt.date, is_workday: bool, name: str | None
) -> None:
    (row,) = [row for row in calendar.table(country=country).to_pylist() if row["date_on"] == day]
    assert (row["is_workday"], row["name_zh"]) == (is_workday, name)


@pytest.mark.parametrize(
    ("zone", "declared", "country"),
    [
        ("Asia/Shanghai", "", "CN"),
        ("America/Los_Angeles", "", None),
        ("America/Los_Angeles", 'country = "US-CA"', "US-CA"),
    ],
)
def test_a_district_has_the_calendar_of_its_country(
    tmp_path: Path, zone: str, declared: str, country: str | None
) -> None:
    text = f'name = "城"\nname_en = "Town"\ntime_zone = "{zone}"\n[calendar]\n{declared}\n'
    (tmp_path / "district.toml").write_text(text, encoding="utf-8")
    assert read_district(tmp_path, tmp_path).country == country


@pytest.mark.parametrize("country", ["usa", "US-XX", "ZZ", "US-"])
def test_a_country_that_nobody_knows_is_refused(tmp_path: Path, country: str) -> None:
    text = f'name = "城"\nname_en = "Town"\ntime_zone = "UTC"\n[calendar]\ncountry = "{country}"\n'
    (tmp_path / "district.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HgtError, match=r"calendar\.country"):
        read_district(tmp_path, tmp_path)


def test_office_hours_are_those_of_working_days() -> None:
    morning = {"opens_s": 30600, "closes_s": 43200, "before_s": 0}
    assert DAYS[dt.date(2015, 8, 31)]["office_spans"] == [
        morning, {"opens_s": 50400, "closes_s": 63000, "before_s": 12600}
    ]  # fmt: skip
    assert DAYS[dt.date(2015, 8, 30)]["office_spans"] == []
    [short] = [
        row for row in calendar.table(hours=("08:30-12:00",)).to_pylist() if row["date_on"] == dt.date(2015, 9, 6)
    ]
    assert short["office_spans"] == [morning]
    assert calendar.content_hash({}, hours=("08:30-12:00",)) != calendar.content_hash({})

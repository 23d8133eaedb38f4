"""A local time becomes the moment that its zone's clock shows it, and none where the clock leaps over it."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.ingest.conversion import _placed
from tests.judge.stand import ID, Desk, column
from warehouse.store import connect
from warehouse.zone import day, still

DAYS = "SELECT TIMESTAMP '1960-01-01' + to_minutes(n * 101) AS x FROM range(500000) AS numbers(n)"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Chicago", "UTC", "Asia/Kathmandu", "Europe/Moscow"])
def test_arithmetic_agrees_with_the_zone(zone: str) -> None:
    asked = f"timezone('{zone}', x)"
    with connect("UTC") as con:
        differing = con.execute(
            f"SELECT count(*) FROM ({DAYS}) WHERE {_placed('x', zone)} IS DISTINCT FROM"
            f" CASE WHEN timezone('{zone}', {asked}) = x THEN {asked} END"
        ).fetchone()
    assert differing == (0,)


CHANGES = {
    "America/New_York": (dt.datetime(2024, 3, 10, 2), dt.datetime(2024, 11, 3, 2)),
    "Australia/Lord_Howe": (dt.datetime(2024, 10, 6, 2), dt.datetime(2024, 4, 7, 2)),
    "Asia/Shanghai": (dt.datetime(1986, 5, 4, 2), dt.datetime(1986, 9, 14, 2)),
    "Europe/Dublin": (dt.datetime(2024, 3, 31, 1), dt.datetime(2024, 10, 27, 2)),
}
"""The local times at which a clock is put forward, and back."""


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Chicago", "UTC", "Asia/Kathmandu", "Europe/Moscow"])
def test_the_day_of_a_moment_is_that_of_the_zone(zone: str) -> None:
    with connect(zone, ()) as con:
        odd = "['-infinity', 'infinity', '290000-01-01', '1900-12-31 15:54', '1991-12-31 23:00', NULL]::TIMESTAMPTZ[]"
        moments = (
            "SELECT TIMESTAMPTZ '1985-01-01' + to_seconds(n * 7001 + n % 3) AS x FROM range(200000) numbers(n)"
            f" UNION ALL SELECT unnest({odd})"
        )
        found = con.execute(
            f"SELECT count(*), count(*) FILTER ({day('x', zone)} IS DISTINCT FROM CAST(x AS DATE)) FROM ({moments})"
        ).fetchone()
    assert found == (200_006, 0)


@pytest.mark.parametrize("zone", CHANGES)
def test_times_about_a_change_are_those_of_python(zone: str) -> None:
    """A time that the clock leaps over has no moment; of the two of a time that it shows twice the later one counts."""
    times = [change + dt.timedelta(minutes=n) for change in CHANGES[zone] for n in range(-150, 151)]
    expected = []
    for local in times:
        moment = local.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(dt.UTC)
        exists = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local
        expected.append((int(moment.timestamp()) if exists else None,))
    with connect("UTC") as con:
        query = f"SELECT epoch({_placed('x', zone)})::BIGINT FROM (SELECT unnest(?::TIMESTAMP[]) AS x)"
        assert con.execute(query, [times]).fetchall() == expected
    assert 30 <= expected.count((None,)) <= 60


def test_a_time_that_the_clock_leaps_over_is_quarantined(tmp_path: Path) -> None:
    """At 02:00 on 10 March 2024 the clocks of New York show 03:00; on 3 November 01:30 comes twice."""
    desk = Desk(tmp_path)
    try:
        desk.agree([ID, column("seen_at", "timestamp", typed={"defaultTimezone": "America/New_York"})])
        desk.write("thing.csv", "id,seen_at\n1,2024-03-10 01:59:59\n2,2024-03-10 02:30:00\n3,2024-11-03 01:30:00\n")
        desk.load()
        assert desk.rows("id, epoch(seen_at)::BIGINT") == [("1", 1710053999), ("3", 1730615400)]
        assert desk.held() == [("2", ["type_seen_at"])]
    finally:
        desk.close()


def test_nothing_and_the_last_day_stay_what_they_are() -> None:
    with connect("UTC") as con:
        found = con.execute(
            f"SELECT {_placed('x', 'Asia/Shanghai')} = timezone('Asia/Shanghai', x)"
            " FROM (VALUES (NULL), (TIMESTAMP '9999-12-31 23:59:59'), ('infinity')) AS given(x)"
        ).fetchall()
    assert found == [(None,), (True,), (True,)]


def test_a_zone_with_summer_time_is_asked() -> None:
    assert still("America/Chicago") is None
    assert still("Asia/Shanghai") == (1992, 8 * 3600 * 10**6)

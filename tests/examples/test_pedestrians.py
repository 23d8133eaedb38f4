"""Melbourne: hourly counts whose instant is UTC and whose day and hour are local; gaps and changes of the clocks."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "melbourne_pedestrian"
ZONE = ZoneInfo("Australia/Melbourne")
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Count:
    """One record."""

    sensor: str
    began: dt.datetime
    day: dt.date
    hour: int
    walkers: int


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("pedestrians")


@pytest.fixture(scope="module")
def counts(data_folder: Path) -> list[Count]:
    return [
        Count(
            row["Sensor"],
            dt.datetime.fromisoformat(row["Date_Time"]).replace(tzinfo=dt.UTC),
            dt.date.fromisoformat(row["Date"]),
            int(row["Time"]),
            int(row["Count"]),
        )
        for row in source.table(data_folder / FOLDER / "pedestrian.csv.gz")
    ]


@pytest.fixture(scope="module")
def slots(counts: list[Count]) -> dict[tuple[str, dt.date], list[int | None]]:
    """Every hour between a sensor's first and last one, by local day; None where it is missing."""
    known = {(count.sensor, count.began): count.walkers for count in counts}
    found: dict[tuple[str, dt.date], list[int | None]] = defaultdict(list)
    for sensor in {count.sensor for count in counts}:
        moments = [began for name, began in known if name == sensor]
        at = min(moments)
        while at <= max(moments):
            found[sensor, at.astimezone(ZONE).date()].append(known.get((sensor, at)))
            at += HOUR
    return dict(found)


def test_records_reconcile(outcome: Outcome, counts: list[Count]) -> None:
    assert outcome.sources() == {"pedestrian_count": len(counts)} == {"pedestrian_count": 66_037}
    assert outcome.set_aside() == {}
    assert outcome.count("std.pedestrian_count") == 66_037


def test_quirks_are_judged(outcome: Outcome, counts: list[Count]) -> None:
    zeros = sum(count.walkers == 0 for count in counts)
    assert outcome.broken("pedestrian_count") == {"somebody_walked": zeros} == {"somebody_walked": 190}


def test_the_instant_is_utc_and_the_day_is_local(outcome: Outcome, counts: list[Count]) -> None:
    for count in counts:
        local = count.began.astimezone(ZONE)
        assert (local.date(), local.hour) == (count.day, count.hour)
    [(first,)] = outcome.rows(
        "select min(epoch(counted_at)) from std.pedestrian_count where sensor_name like 'Bourke%'"
    )
    assert first == dt.datetime(2015, 2, 16, 13, tzinfo=dt.UTC).timestamp()


def test_gaps(outcome: Outcome, slots: dict[tuple[str, dt.date], list[int | None]]) -> None:
    hours, counted = Counter[str](), Counter[str]()
    for (sensor, _), day in slots.items():
        hours[sensor] += len(day)
        counted[sensor] += sum(value is not None for value in day)
    assert outcome.slices("hour_coverage_rate", "sensor") == {name: (counted[name], hours[name]) for name in hours}
    assert outcome.offenders("sensor_hour_missing") == sum(hours.values()) - sum(counted.values()) == 3_011
    assert (counted["Birrarung Marr"], hours["Birrarung Marr"]) == (14_566, 17_544)


def test_the_hour_that_comes_twice_is_counted_once(outcome: Outcome, counts: list[Count]) -> None:
    known = {(count.sensor, count.began) for count in counts}
    missing = 0
    for sensor in {count.sensor for count in counts}:
        for second in (dt.datetime(2015, 4, 4, 16, tzinfo=dt.UTC), dt.datetime(2016, 4, 2, 16, tzinfo=dt.UTC)):
            assert (second - HOUR).astimezone(ZONE).hour == second.astimezone(ZONE).hour == 2
            missing += (sensor, second) not in known or (sensor, second - HOUR) not in known
    assert outcome.offenders("repeated_hour_counted_once") == missing == 8
    days = outcome.rows("select distinct slot_n from mart.walker_day where counted_on in ('2015-04-05', '2016-04-03')")
    assert days == [(25,)]
    assert outcome.rows("select distinct slot_n from mart.walker_day where counted_on = '2015-10-04'") == [(23,)]


def test_walkers(outcome: Outcome, counts: list[Count]) -> None:
    total = sum(count.walkers for count in counts)
    sensors, hours = Counter[str](), Counter[str]()
    for count in counts:
        sensors[count.sensor] += count.walkers
        hours[f"{count.hour:02}"] += count.walkers
    assert outcome.ratio("walkers") == (total, None) == (45_483_871, None)
    assert outcome.slices("walkers", "sensor") == {name: (n, None) for name, n in sensors.items()}
    assert outcome.slices("walkers", "hour") == {name: (n, None) for name, n in hours.items()}
    weekend = sum(count.walkers for count in counts if count.day.isoweekday() >= 6)
    assert outcome.ratio("weekend_walker_rate") == (weekend, total)
    night = sum(count.walkers for count in counts if count.hour >= 20 or count.hour < 6)
    assert outcome.ratio("night_walker_rate") == (night, total)


@pytest.mark.parametrize(("kpi", "share"), [("peak_hour_p50", 0.5), ("peak_hour_p90", 0.9)])
def test_fullest_hour_of_whole_days(
    outcome: Outcome, slots: dict[tuple[str, dt.date], list[int | None]], kpi: str, share: float
) -> None:
    peaks = [max(value or 0 for value in day) for day in slots.values() if None not in day]
    assert outcome.value(kpi, "complete") == pytest.approx(source.quantile(peaks, share))

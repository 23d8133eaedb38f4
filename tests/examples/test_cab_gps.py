"""San Francisco taxis: tracks without a header, the vehicle in the file name, epoch seconds, gaps, rides."""

import datetime as dt
import gzip
import itertools
import math
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from warehouse.paths import Paths

from . import source
from .conftest import Outcome, Runner

FOLDER = "sf_cabspotting_gps"
ZONE = ZoneInfo("America/Los_Angeles")
FOLLOWED, HOUR = 600, 3_600
SPHERE_M = 6_371_008.8


@dataclass(frozen=True)
class Position:
    """One line of a track."""

    lat: float
    lon: float
    is_occupied: bool
    second: int


@dataclass(frozen=True)
class Ride:
    """Positions with a passenger that follow each other."""

    positions: tuple[Position, ...]

    @property
    def is_whole(self) -> bool:
        moments = [position.second for position in self.positions]
        return all(after - before <= FOLLOWED for before, after in itertools.pairwise(moments))

    @property
    def minutes(self) -> float:
        return (self.positions[-1].second - self.positions[0].second) / 60


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("cab-gps")


@pytest.fixture(scope="module")
def tracks(data_folder: Path) -> dict[str, list[Position]]:
    found = {}
    for file in sorted((data_folder / FOLDER).glob("new_*.txt.gz")):
        with gzip.open(file, "rt", newline="") as stream:
            fields = [line.rstrip("\r\n").split(" ") for line in stream]
        found[file.name] = [Position(float(lat), float(lon), code == "1", int(at)) for lat, lon, code, at in fields]
    return found


@pytest.fixture(scope="module")
def rides(tracks: dict[str, list[Position]]) -> list[Ride]:
    found = []
    for track in tracks.values():
        held: list[Position] = []
        for position in sorted(track, key=lambda position: position.second):
            if position.is_occupied:
                held.append(position)
            elif held:
                found.append(Ride(tuple(held)))
                held = []
        if held:
            found.append(Ride(tuple(held)))
    return found


def steps(tracks: dict[str, list[Position]]) -> list[tuple[Position, Position]]:
    return [
        pair
        for track in tracks.values()
        for ranked in [sorted(track, key=lambda position: position.second)]
        for pair in itertools.pairwise(ranked)
    ]


def test_records_reconcile(outcome: Outcome, tracks: dict[str, list[Position]]) -> None:
    assert [len(track) for track in tracks.values()] == [23_495, 21_241, 25_392, 18_317, 22_269]
    assert outcome.sources() == {"cab_position": 110_714}
    assert outcome.set_aside() == {}
    assert outcome.broken("cab_position") == {}
    assert sorted(n for (n,) in outcome.rows("select position_n from pub.dim_vehicle")) == sorted(
        len(track) for track in tracks.values()
    )


def test_the_vehicle_of_the_file_name_is_keyed(outcome: Outcome, tracks: dict[str, list[Position]]) -> None:
    names = [name.removeprefix("new_").removesuffix(".txt.gz") for name in tracks]
    keys = [key for (key,) in outcome.rows("select vehicle_key from pub.dim_vehicle")]
    assert len(keys) == len(names) == 5
    assert not set(keys) & set(names)
    assert all(len(key) == 32 for key in keys)


def day_of(position: Position) -> dt.date:
    return dt.datetime.fromtimestamp(position.second, ZONE).date()


def test_epoch_seconds_become_local_days(outcome: Outcome, tracks: dict[str, list[Position]]) -> None:
    days = Counter(day_of(position) for track in tracks.values() for position in track)
    found = outcome.rows("select located_on, cast(sum(position_n) as bigint) from mart.cab_day group by 1")
    assert dict(found) == days
    [(least, most)] = outcome.rows("select min(first_on), max(last_on) from pub.dim_vehicle")
    assert (least, most) == (min(days), max(days))


@pytest.mark.parametrize("table", ["std.cab_position", "pub.fct_position", "pub.fct_ride"])
def test_tracks_stay_with_the_stewards(outcome: Outcome, table: str) -> None:
    """No reader sees a row, no publication has the table, and its files lie in the restricted store."""
    with pytest.raises(duckdb.PermissionException):
        outcome.rows(f"select min(vehicle_key) from {table}")
    paths = Paths(outcome.data)
    folder = table.replace(".", "/")
    assert not list(paths.public.glob(f"releases/*/{folder}"))
    with duckdb.connect(str(paths.published_db), read_only=True) as con:
        assert (*table.split("."),) not in con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    assert (paths.lake_files / folder).resolve() == (paths.restricted_tables / folder).resolve()


def test_gaps(outcome: Outcome, tracks: dict[str, list[Position]]) -> None:
    gaps = [after.second - before.second for before, after in steps(tracks)]
    assert min(gaps) > 0
    assert outcome.offenders("silent_above_an_hour") == sum(gap > HOUR for gap in gaps) == 181
    assert max(gaps) // HOUR == 42
    followed = sum(gap for gap in gaps if gap <= FOLLOWED)
    assert outcome.ratio("cab_followed_rate") == (followed, sum(gaps))


def test_occupied(outcome: Outcome, tracks: dict[str, list[Position]]) -> None:
    positions = [position for track in tracks.values() for position in track]
    assert outcome.ratio("cab_positions") == (len(positions), None)
    occupied = sum(position.is_occupied for position in positions)
    assert outcome.ratio("cab_occupied_rate", "position") == (occupied, len(positions)) == (50_153, 110_714)
    spans = [(before, after.second - before.second) for before, after in steps(tracks)]
    followed = [(position.is_occupied, gap) for position, gap in spans if gap <= FOLLOWED]
    assert outcome.ratio("cab_occupied_rate", "time") == (
        sum(gap for is_occupied, gap in followed if is_occupied),
        sum(gap for _, gap in followed),
    )


@pytest.mark.parametrize(("kpi", "share"), [("cab_trip_minutes_p50", 0.5), ("cab_trip_minutes_p90", 0.9)])
def test_rides(outcome: Outcome, rides: list[Ride], kpi: str, share: float) -> None:
    assert outcome.ratio("cab_trips") == (len(rides), None)
    assert outcome.offenders("ride_above_three_hours") == sum(ride.minutes > 180 for ride in rides)
    whole = [ride.minutes for ride in rides if ride.is_whole and len(ride.positions) > 1]
    assert outcome.value(kpi, "whole") == pytest.approx(source.quantile(whole, share))


def test_pick_ups_count_on_their_own_day_in_cells_of_many(
    outcome: Outcome, tracks: dict[str, list[Position]], rides: list[Ride]
) -> None:
    def cell(ride: Ride) -> str:
        first = ride.positions[0]
        # A point is kept to three decimals, half away from zero, before it is placed.
        kept = [Decimal(repr(degrees)).quantize(Decimal("0.001"), ROUND_HALF_UP) for degrees in (first.lon, first.lat)]
        lon, lat = (degrees.quantize(Decimal("0.01"), ROUND_FLOOR) for degrees in kept)
        return f"{lon} {lat}"

    vehicles = {position: name for name, track in tracks.items() for position in track}
    told: dict[str, set[str]] = {}
    for ride in rides:
        told.setdefault(cell(ride), set()).add(vehicles[ride.positions[0]])
    sizes = Counter(map(cell, rides))
    many = {name for name, n in sizes.items() if n >= 10 and len(told[name]) >= 3}
    expected = Counter(cell(ride) if cell(ride) in many else "other" for ride in rides)
    assert {name: n for name, (n, _) in outcome.slices("cab_pickups", "cell").items()} == expected
    assert outcome.ratio("cab_pickups") == (len(rides), None) == (4_502, None)
    days = Counter(day_of(ride.positions[0]) for ride in rides)
    found = dict(outcome.rows("select picked_up_on, cast(sum(pickup_n) as bigint) from mart.pickup_cell group by 1"))
    assert found == days
    assert days[dt.date(2008, 5, 17)] == 173
    assert outcome.rows("select count(*) from mart.pickup_cell where cell_pickup_n < 10 or cell_vehicle_n < 3") == [
        (0,)
    ]


def test_jumps(outcome: Outcome, tracks: dict[str, list[Position]]) -> None:
    def metres(a: Position, b: Position) -> float:
        turn = [math.radians(round(value, 3)) for value in (a.lat, b.lat, a.lon, b.lon)]
        half = math.sin((turn[1] - turn[0]) / 2) ** 2
        half += math.cos(turn[0]) * math.cos(turn[1]) * math.sin((turn[3] - turn[2]) / 2) ** 2
        return 2 * SPHERE_M * math.asin(math.sqrt(half))

    expected = sum(metres(a, b) - 160 > (b.second - a.second) * 200 / 3.6 for a, b in steps(tracks))
    assert outcome.offenders("jump_above_200_kmh") == pytest.approx(expected, abs=1)

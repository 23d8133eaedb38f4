"""Baltimore's cameras: a point whose latitude stands first, a load time for a date, several cameras at one place."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "baltimore_cctv"
Row = dict[str, str]


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("cctv")


@pytest.fixture(scope="module")
def cameras(data_folder: Path) -> list[Row]:
    return source.table(data_folder / FOLDER / "CCTV_Locations.csv.gz")


def test_records_reconcile(outcome: Outcome, cameras: list[Row]) -> None:
    assert outcome.sources() == {"camera": len(cameras)} == {"camera": 614}
    assert outcome.set_aside() == {}
    assert outcome.count("pub.dim_camera") == 614


def test_quirks_are_judged(outcome: Outcome, cameras: list[Row]) -> None:
    assert all(row["Location"] == f"POINT ({row['Latitude']} {row['Longitude']})" for row in cameras)
    assert outcome.broken("camera") == {
        "pattern_camera_name": 1,
        "point_longitude_first": 614,
        "portal_regions_given": 614,
        "zip_given": sum(not row["ZipCode"] for row in cameras),
    }
    listed = [dt.datetime.strptime(row["ListedDate"], "%m/%d/%Y %I:%M:%S %p") for row in cameras]
    assert max(listed) - min(listed) <= dt.timedelta(seconds=8)
    assert outcome.offenders("camera_listed_in_bulk") == 614
    assert outcome.offenders("camera_number_once") == 0


def test_coordinates_are_not_swapped(outcome: Outcome, cameras: list[Row]) -> None:
    expected = {row["ID"]: (float(row["Longitude"]), float(row["Latitude"])) for row in cameras}
    found = {name: (lon, lat) for name, lon, lat in outcome.rows("select camera_id, lon, lat from pub.dim_camera")}
    assert found == expected
    assert all(lon < 0 < lat for lon, lat in found.values())


def test_places(outcome: Outcome, cameras: list[Row]) -> None:
    places = Counter((row["Latitude"], row["Longitude"]) for row in cameras)
    shared = sum(n for n in places.values() if n > 1)
    assert outcome.ratio("camera_positions") == (len(places), None) == (590, None)
    assert outcome.ratio("camera_shared_place_rate") == (shared, 614)
    assert outcome.offenders("camera_shares_place") == shared


def test_cameras_by_owner_and_district(outcome: Outcome, cameras: list[Row]) -> None:
    for slice_type, column in (
        ("unit", "Owner"),
        ("police_district", "PoliceDistrict"),
        ("council_district", "CouncilDistrict"),
        ("area", "Neighborhood"),
    ):
        expected = {member: (n, None) for member, n in Counter(row[column] for row in cameras).items()}
        assert outcome.slices("cameras", slice_type) == expected
    assert len(outcome.slices("cameras", "unit")) == 26
    assert outcome.ratio("camera_zip_rate") == (610, 614)

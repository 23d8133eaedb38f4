"""Nanchang: two versions of its districts in GCJ-02; what is new, what is gone, and how large each one is."""

import itertools
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .conftest import Outcome, Runner

FOLDER = "nanchang_boundaries"
FILES = {
    "district_after": "360100_districts_V3_2022.json",
    "district_before": "360100_districts_older.json",
    "district_alone": "360113_honggutan_V3_2022.json",
    "district_abolished": "360105_wanli_older.json",
    "city": "360000_jiangxi_V3.json",
}
POLE_M, ECCENTRICITY = 6_356_752.314_245, 0.081_819_190_842_6
Shapes = dict[str, Any]


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("boundaries")


@pytest.fixture(scope="module")
def files(data_folder: Path) -> dict[str, Shapes]:
    """Coordinates by code, for each file."""
    found = {}
    for dataset, name in FILES.items():
        document = json.loads((data_folder / FOLDER / name).read_text(encoding="utf-8"))
        found[dataset] = {
            str(feature["properties"]["adcode"]): feature["geometry"]["coordinates"] for feature in document["features"]
        }
    return found


def height(lat: float) -> float:
    """Square metres between the equator and a latitude for each radian of longitude, on the ellipsoid of WGS-84."""
    sine = math.sin(math.radians(lat))
    return POLE_M**2 / 2 * (sine / (1 - (ECCENTRICITY * sine) ** 2) + math.atanh(ECCENTRICITY * sine) / ECCENTRICITY)


def area(shape: Any) -> float:
    """Square metres: rings as seen on a cylinder of equal areas, holes taken off."""
    total = 0.0
    for polygon in shape:
        for place, ring in enumerate(polygon):
            points = [(math.radians(lon), height(lat)) for lon, lat in ring]
            sweep = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
            total += (abs(sweep) if place == 0 else -abs(sweep)) / 2
    return total


def test_records_reconcile(outcome: Outcome, files: dict[str, Shapes]) -> None:
    assert outcome.sources() == {dataset: len(shapes) for dataset, shapes in files.items()}
    assert sum(len(shapes) for shapes in files.values()) == 31
    assert outcome.set_aside() == {}


def test_parts_that_share_an_edge_are_no_valid_boundary(outcome: Outcome, files: dict[str, Shapes]) -> None:
    for dataset, shapes in files.items():
        sharing = 0
        for shape in shapes.values():
            edges = Counter(
                frozenset(map(tuple, edge))
                for polygon in shape
                for ring in polygon
                for edge in itertools.pairwise(ring)
            )
            sharing += max(edges.values()) > 1
        assert outcome.broken(dataset).get("boundary_valid", 0) == sharing == (2 if dataset == "district_before" else 0)
        assert set(outcome.broken(dataset)) <= {"boundary_valid"}


def test_the_reorganisation(outcome: Outcome, files: dict[str, Shapes]) -> None:
    after, before = set(files["district_after"]), set(files["district_before"])
    found = dict(outcome.rows("select division_code, change_code from mart.boundary_change"))
    assert {code for code, change in found.items() if change == "new"} == after - before == {"360113"}
    assert {code for code, change in found.items() if change == "abolished"} == before - after == {"360105"}
    assert outcome.ratio("districts_kept_rate") == (len(after & before), len(before)) == (8, 9)


def test_areas(outcome: Outcome, files: dict[str, Shapes]) -> None:
    for version, dataset in (("after", "district_after"), ("before", "district_before"), ("city", "city")):
        rows = outcome.rows("select division_code, area_m2 from pub.dim_boundary where version_code = ?", version)
        expected = {code: area(shape) for code, shape in files[dataset].items()}
        assert dict(rows) == pytest.approx(expected, rel=1e-5)
        assert outcome.ratio("divisions", version) == (len(expected), None)
        square_metres = sum(round(area_m2) for _, area_m2 in rows)
        assert outcome.ratio("division_area", version) == (square_metres, None), "added up, then rounded"
    change = {
        code: abs(area(files["district_after"][code]) / area(shape) - 1)
        for code, shape in files["district_before"].items()
        if code in files["district_after"]
    }
    assert outcome.offenders("kept_district_keeps_area") == sum(share > 0.05 for share in change.values()) == 1


def test_single_files_are_finer(outcome: Outcome, files: dict[str, Shapes]) -> None:
    pairs = (("district_alone", "district_after"), ("district_abolished", "district_before"))
    differing = sum(shape != files[whole][code] for alone, whole in pairs for code, shape in files[alone].items())
    assert outcome.offenders("file_of_its_own_agrees") == differing == 2


def test_seats_move_by_the_offset_of_gcj02(outcome: Outcome) -> None:
    assert outcome.offenders("shift_of_gcj02") == 0
    [(least, most)] = outcome.rows("select min(shift_m), max(shift_m) from pub.dim_boundary")
    assert 300 < least < most < 800

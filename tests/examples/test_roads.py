"""Syracuse: two exports of one table, one with swapped coordinates; ratings full of remarks; a shapefile in a zip."""

import datetime as dt
import math
import re
import struct
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.metrics import kpi
from warehouse.paths import Paths

from . import source
from .conftest import PROJECT, Outcome, Runner

FOLDER = "syracuse_roads"
YEARS = ("2000", "2008", "2014", "2015")
SPHERE_M = 6_371_008.8
Row = dict[str, str]


@dataclass(frozen=True)
class Pothole:
    """One filling."""

    street: str
    filled: dt.datetime
    lat: float
    lon: float


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("roads")


@pytest.fixture(scope="module")
def later(data_folder: Path) -> list[Pothole]:
    return [
        Pothole(
            row["STREET_ID"],
            dt.datetime.strptime(row["dtTime"], "%m/%d/%Y %H:%M"),
            float(row["Longitude"]),
            float(row["Latitude"]),
        )
        for row in source.table(data_folder / FOLDER / "potholes_data.csv.gz")
    ]


@pytest.fixture(scope="module")
def early(data_folder: Path) -> list[Pothole]:
    return [
        Pothole(
            row["StreetID"],
            dt.datetime.fromisoformat(row["TimeFilled"].partition(".")[0]),
            float(row["Latitude"]),
            float(row["Longitude"]),
        )
        for row in source.table(data_folder / FOLDER / "potholes_root_version.csv.gz")
    ]


@pytest.fixture(scope="module")
def lists(data_folder: Path) -> dict[str, list[Row]]:
    return {year: source.table(data_folder / FOLDER / f"RoadRatings{year}.csv.gz") for year in YEARS}


def number(text: str) -> float:
    """A figure, or -1 where a remark, NA or nothing stands."""
    return float(text) if re.fullmatch(r"\s*\d+(\.\d+)?\s*", text) else -1


def rating(row: Row) -> int | None:
    text = row["overall"].strip()
    return int(text) if re.fullmatch(r"\d+", text) and 1 <= int(text) <= 10 else None


@pytest.fixture(scope="module")
def blocks(lists: dict[str, list[Row]]) -> dict[str, dict[str, Row]]:
    """One row a block: the longest part, then the best rating; none where two say the same of both but differ."""
    found: dict[str, dict[str, Row]] = {}
    for year, rows in lists.items():
        copies: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            copies[row["streetID"]].append(row)
        found[year] = {}
        for street, parts in copies.items():
            ranks = [(max(number(row["length"]), -1) * 1000 + max(number(row["overall"]), 0), row) for row in parts]
            best = max(rank for rank, _ in ranks)
            first = [row for rank, row in ranks if rank == best]
            if all(row == first[0] for row in first):
                found[year][street] = first[0]
    return found


@pytest.fixture(scope="module")
def streets(data_folder: Path) -> list[Row]:
    with zipfile.ZipFile(data_folder / FOLDER / "street_shapefile.zip") as archive:
        data = archive.read("street_shapefile/streets.dbf")
    records, head, width = struct.unpack("<IHH", data[4:12])
    fields, place = [], 1
    for begin in range(32, head - 1, 32):
        size = data[begin + 16]
        fields.append((data[begin : begin + 11].split(b"\0")[0].decode(), place, place + size))
        place += size
    rows = [data[head + width * n : head + width * (n + 1)] for n in range(records)]
    return [{name: row[begin:end].decode().strip() for name, begin, end in fields} for row in rows]


def test_records_reconcile(
    outcome: Outcome,
    later: list[Pothole],
    early: list[Pothole],
    lists: dict[str, list[Row]],
    blocks: dict[str, dict[str, Row]],
    streets: list[Row],
) -> None:
    rated = sum(len(rows) for rows in lists.values())
    assert outcome.sources() == {
        "pothole": len(later),
        "pothole_early": len(early),
        "road_rating": rated,
        "street": len(streets),
    }
    assert (len(later), len(early), len(streets)) == (7_538, 7_392, 6_825)
    assert outcome.set_aside() == {
        "pothole": 3,
        "pothole_early": 3,
        "road_rating": rated - sum(len(rows) for rows in blocks.values()),
    }
    assert outcome.count("pub.fct_pothole") == len(set(later)) == 7_535
    assert outcome.count("pub.dim_street") == len(streets)


def test_swapped_coordinates_are_told_and_read_right(outcome: Outcome, later: list[Pothole]) -> None:
    assert outcome.broken("pothole")["column_names_told_right"] == len(later)
    assert "column_names_told_right" not in outcome.broken("pothole_early")
    for table in ("std.pothole", "std.pothole_early"):
        [(low, high, west, east)] = outcome.rows(f"select min(lat), max(lat), min(lon), max(lon) from {table}")
        assert 42.9 < low < high < 43.1
        assert -76.3 < west < east < -76.0


def test_remarks_in_columns_of_figures(outcome: Outcome, lists: dict[str, list[Row]]) -> None:
    rows = [row for found in lists.values() for row in found]
    broken = outcome.broken("road_rating")
    assert broken["rated"] == sum(rating(row) is None for row in rows)
    assert broken["length_given"] == sum(number(row["length"]) <= 0 for row in rows)
    assert broken["width_given"] == sum(number(row["width"]) <= 0 for row in rows)
    assert broken["class_given"] == sum(row["class"] in ("", "NA") for row in rows)


def test_the_earlier_export_is_in_the_later_one(outcome: Outcome, later: list[Pothole], early: list[Pothole]) -> None:
    known: dict[tuple[str, dt.datetime], list[Pothole]] = defaultdict(list)
    for pothole in later:
        known[pothole.street, pothole.filled].append(pothole)
    lost = [
        pothole
        for pothole in set(early)
        if not any(
            abs(other.lat - pothole.lat) < 2e-5 and abs(other.lon - pothole.lon) < 2e-5
            for other in known[pothole.street, pothole.filled.replace(second=0)]
        )
    ]
    assert outcome.offenders("early_export_kept") == len(lost)


def test_potholes(outcome: Outcome, later: list[Pothole], blocks: dict[str, dict[str, Row]]) -> None:
    potholes = set(later)
    assert outcome.ratio("potholes") == (len(potholes), None)
    assert outcome.months("potholes") == Counter(pothole.filled.date().replace(day=1) for pothole in potholes)
    newest = blocks["2015"]
    found = [rating(newest[pothole.street]) for pothole in potholes if pothole.street in newest]
    rated = [value for value in found if value is not None]
    assert outcome.ratio("pothole_poor_road_rate") == (sum(value <= 5 for value in rated), len(rated))
    unknown = sum(pothole.street not in newest for pothole in potholes)
    assert outcome.offenders("pothole_on_a_rated_block") == unknown


def test_filled_again(outcome: Outcome, later: list[Pothole]) -> None:
    def metres(a: Pothole, b: Pothole) -> float:
        south, north = math.radians(a.lat), math.radians(b.lat)
        half = math.sin((north - south) / 2) ** 2
        half += math.cos(south) * math.cos(north) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
        return 2 * SPHERE_M * math.asin(math.sqrt(half))

    by_street: dict[str, list[Pothole]] = defaultdict(list)
    for pothole in set(later):
        by_street[pothole.street].append(pothole)
    again = sum(
        any(0 < (one.filled.date() - other.filled.date()).days <= 30 and metres(one, other) <= 10 for other in group)
        for group in by_street.values()
        for one in group
    )
    assert outcome.ratio("pothole_repeat_rate") == (again, 7_535)


def test_the_newest_list_answers_and_an_older_one_for_its_time(
    outcome: Outcome, blocks: dict[str, dict[str, Row]]
) -> None:
    values = {year: [rating(row) for row in rows.values()] for year, rows in blocks.items()}
    rated = {year: [value for value in found if value is not None] for year, found in values.items()}
    assert outcome.ratio("road_rated_rate") == (len(rated["2015"]), len(values["2015"]))
    assert outcome.ratio("road_poor_rate") == (sum(value <= 4 for value in rated["2015"]), len(rated["2015"]))
    median = source.quantile([float(value) for value in rated["2015"]], 0.5)
    assert outcome.value("road_rating_p50") == pytest.approx(median)
    content = Content.load(PROJECT / "examples" / "roads", Paths(outcome.data))
    for year, day in (("2000", "2008-12-30"), ("2008", "2008-12-31"), ("2014", "2015-12-30"), ("2015", "2015-12-31")):
        poor_n = sum(value <= 4 for value in rated[year])
        integers = {
            "road_rated_rate": (len(rated[year]), len(values[year])),
            "road_poor_rate": (poor_n, len(rated[year])),
        }
        for kpi_id, expected in integers.items():
            found = kpi.evaluate(outcome.con, content, kpi_id, dt.date.fromisoformat(day), grain="cumulative")
            assert [(value.numerator, value.denominator) for value in found] == [expected], (kpi_id, day)


def test_street_map(outcome: Outcome, streets: list[Row], blocks: dict[str, dict[str, Row]]) -> None:
    millimetres = sum(round(float(row["Shape_STLe"]) * 1_200_000 / 3937) for row in streets)
    assert outcome.ratio("street_length")[0] == pytest.approx(millimetres, abs=3)
    drawn = {row["STREET_ID"] for row in streets}
    assert outcome.offenders("rated_block_is_drawn") == sum(
        street not in drawn for rows in blocks.values() for street in rows
    )
    lines = Counter(row["OBJECTID"] for row in streets)
    assert outcome.offenders("line_number_once") == sum(n for n in lines.values() if n > 1)

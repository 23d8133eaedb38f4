"""Zurich's waste containers: a GeoPackage inside an order zip, codes beside words, the Swiss national grid."""

import sqlite3
import struct
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .conftest import Outcome, Runner

FOLDER = "zurich_waste_containers"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("waste-containers")


@pytest.fixture(scope="module")
def containers(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    [order] = (data_folder / FOLDER).glob("*.zip")
    with zipfile.ZipFile(order) as archive:
        assert len([name for name in archive.namelist() if not name.endswith("/")]) == 3
        file = archive.extract("data/data.gpkg", tmp_path_factory.mktemp("order"))
    con = sqlite3.connect(file)
    con.row_factory = sqlite3.Row
    rows = [dict(row) for row in con.execute('select * from "erz.abfallgefaess_p"')]
    con.close()
    return rows


def point(blob: bytes) -> tuple[float, float]:
    """Easting and northing of a point: header, envelope as its flag says, then 21 bytes of well-known binary."""
    easting, northing = struct.unpack("<dd", blob[-16:])
    return easting, northing


def litres(row: Row) -> int | None:
    text = str(row["dimension_txt"])
    return int(text[1:]) if text.startswith("L") else None


def test_records_reconcile(outcome: Outcome, containers: list[Row]) -> None:
    assert len(containers) == 4_063
    assert outcome.sources() == {"waste_container": 4_063}
    assert outcome.set_aside() == {}
    assert outcome.count("pub.dim_container") == 4_063


def test_quirks_are_judged(outcome: Outcome, containers: list[Row]) -> None:
    assert outcome.broken("waste_container") == {
        "note_given": sum(row["bemerkung"] == "" for row in containers),
        "sequence_given": sum(row["seq"] == "" for row in containers),
        "size_known": sum(litres(row) is None for row in containers),
        "address_has_number": sum(not any(sign.isdigit() for sign in row["ort"]) for row in containers),
        "winter_or_summer_noted": sum(
            row["saison_txt"] != "ganzjaehrig" and row["bemerkung"] == "" for row in containers
        ),
    }
    assert outcome.broken("waste_container")["sequence_given"] == 4_063
    assert all(row["itfcode"] == row["saison"] for row in containers)
    for pair in ("gefaesstyp", "dimension", "region", "saison"):
        assert len({row[pair] for row in containers}) == len({(row[pair], row[f"{pair}_txt"]) for row in containers})
    assert outcome.offenders("code_has_one_word") == 0


def test_points_of_the_national_grid(outcome: Outcome, containers: list[Row]) -> None:
    expected = {str(row["gefaess_id"]): point(row["geom"]) for row in containers}
    rows = outcome.rows("select container_id, easting_m, northing_m, lon, lat from pub.dim_container")
    assert {name: (easting, northing) for name, easting, northing, _, _ in rows} == expected
    assert all(8.4 < lon < 8.7 and 47.3 < lat < 47.5 for *_, lon, lat in rows)
    shared = sum(n for n in Counter(expected.values()).values() if n > 1)
    assert outcome.offenders("containers_share_point") == shared


def test_the_grid_meets_a_published_pair_of_coordinates(outcome: Outcome) -> None:
    """The approximate formula's own example: 2 700 000 / 1 100 000 is 8°43'49.79" E, 46°02'38.86" N."""
    text = (Path(__file__).resolve().parents[2] / "examples/waste-containers/models/pub/dim_container.sql").read_text()
    select = text.partition("*/")[2].replace("std.waste_container", "given")
    columns = "'1' as container_id, '' as kind_code, '' as kind_name, 'L1' as size_name, '' as region_name"
    features = ", ".join(f"'' as feature{n}_name" for n in range(1, 6))
    place = "2700000.0 as easting_m, 1100000.0 as northing_m"
    given = f"select {columns}, '' as season_name, '' as address_text, {features}, {place}"
    [(lon, lat)] = outcome.rows(f"with given as ({given}) select lon, lat from ({select})")
    assert lon == pytest.approx(8 + 43 / 60 + 49.79 / 3600, abs=2e-5)
    assert lat == pytest.approx(46 + 2 / 60 + 38.86 / 3600, abs=2e-5)


def test_figures(outcome: Outcome, containers: list[Row]) -> None:
    every = len(containers)
    known = [size for row in containers if (size := litres(row)) is not None]
    assert outcome.ratio("containers") == (every, None)
    assert outcome.ratio("container_litres") == (sum(known), None)
    assert outcome.ratio("container_size_known_rate") == (len(known), every)
    assert outcome.ratio("container_addresses") == (len({row["ort"] for row in containers}), None) == (1_893, None)
    for kpi, word in (("container_ashtray_rate", "Ascher"), ("container_dog_bag_rate", "Dispenser_Dog")):
        having = sum(any(row[f"auspraegung_{n}_txt"] == word for n in range(1, 6)) for row in containers)
        assert outcome.ratio(kpi) == (having, every)
    for slice_type, column in (("kind", "gefaesstyp_txt"), ("region", "region_txt"), ("season", "saison_txt")):
        expected = {member: (n, None) for member, n in Counter(row[column] for row in containers).items()}
        assert outcome.slices("containers", slice_type) == expected

"""Shapefiles, which are several files in one, and texts in sections."""

import io
import struct
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from pipelines.declare.contracts.contract import Server
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from warehouse.errors import HgtError

from .shapes import dbf, geopackage, gpkg_blob, shape_point, shp, wkb_point
from .stand import Bench, Outcome

FIELDS = [("CODE", "C", 8), ("NAME", "C", 12), ("SIZE", "N", 6), ("DAY", "D", 8)]
ROWS = [
    [b"0007", "上水井盖".encode("gbk"), b"  1.50", b"20150801"],
    [b" x", b"", b"", b""],
    [b"gone", b"", b"", b""],
    [b"stars", b"O\xba", b"******", b"00000000"],
]
SHAPES = [shape_point(115.85, 28.7), shape_point(1, 2), shape_point(3, 4), shape_point(5, 6)]


def lay(bench: Bench, **parts: bytes | None) -> dict[str, bytes]:
    name = "x"
    given: dict[str, bytes | None] = {
        "shp": shp(SHAPES),
        "dbf": dbf(FIELDS, ROWS, deleted=[2]),
        "prj": b'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]',
        "cpg": b"GBK",
    }
    made = {ending: data for ending, data in (given | parts).items() if data is not None}
    for ending in given:
        (bench.silo / f"{name}.{ending}").unlink(missing_ok=True)
    for ending, data in made.items():
        bench.write(f"{name}.{ending}", data)
    return {f"{name}.{ending}": data for ending, data in made.items()}


def read(bench: Bench, path: str = "x.shp", columns: str = "CODE NAME SIZE DAY geometry", **options: Any) -> Outcome:
    return bench.read(bench.contract("shapefile", path, columns, "evolve", **options))


def test_a_set_of_files_is_one_object(bench: Bench) -> None:
    lay(bench)
    outcome = read(bench, crs="China_Geodetic")
    assert [row[:-1] for row in outcome.rows] == [
        ("0007", "上水井盖", "1.50", "20150801", "POINT (115.85 28.7)"),
        (" x", "", None, None, "POINT (1 2)"),
    ]
    assert [(row[1], row[3][:5]) for row in outcome.malformed] == [(3, "bytes")]
    assert outcome.reconciled()
    assert outcome.extract is not None
    assert outcome.extract.records_n == {"x.shp": 3} and outcome.extract.blank_n == {"x.shp": 1}


def test_a_packed_set_and_a_folder_of_sets(bench: Bench) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in lay(bench).items():
            archive.writestr(f"deep/{name}", data)
            archive.writestr(f"deep/two.{name[2:]}", data)
    bench.write("y.zip", stream.getvalue())
    assert len(read(bench, "y.zip").rows) == 4
    assert len(read(bench, "y.zip", member="*/two.shp").rows) == 2
    assert "no .shp that is asked for" in str(read(bench, "y.zip", member="*/3.shp").refusals[0].error)
    bench.write("y.zip", stream.getvalue()[:-30])
    assert "cut off" in str(read(bench, "y.zip").refusals[0].error)
    assert [item.name for item in find(bench.silo, Server("shapefile", ""))] == ["x.shp", "y.zip"]


def test_the_same_set_is_landed_once_and_a_changed_part_is_news(bench: Bench) -> None:
    lay(bench)
    first = land(bench.paths, find(bench.silo, Server("shapefile", "x.shp"))[0])
    again = land(bench.paths, find(bench.silo, Server("shapefile", "x.shp"))[0])
    assert first.fresh and not again.fresh and first.content_hash == again.content_hash
    before = find(bench.silo, Server("shapefile", "x.shp"))[0]
    lay(bench, dbf=dbf(FIELDS, [[b"new", *row[1:]] for row in ROWS]))
    after = find(bench.silo, Server("shapefile", "x.shp"))[0]
    assert before.mtime_ns != after.mtime_ns
    assert land(bench.paths, after).fresh


def test_encodings_by_cpg_by_contract_and_wrong(bench: Bench) -> None:
    wide = dbf([("名称", "C", 30)], [["城".encode()] for _ in range(4)])
    lay(bench, dbf=wide, cpg=b"UTF-8\r\n")
    assert read(bench, columns="名称").rows[0][0] == "城"
    narrow = dbf([("N", "C", 30)], [["城".encode("gbk")] for _ in range(4)])
    lay(bench, dbf=narrow, cpg=None)
    assert read(bench, columns="N", encoding="gbk").rows[0][0] == "城"
    lay(bench, dbf=narrow, cpg=b"ANSI 936")
    assert read(bench, columns="N").rows[0][0] == "城"
    lay(bench, dbf=narrow, cpg=b"UTF-8")
    assert "not utf-8 in 4 of 4 rows" in str(read(bench, columns="N").refusals[0].error)
    lay(bench, dbf=narrow, cpg=b"KLINGON")
    assert "encoding is not known" in str(read(bench, columns="N").refusals[0].error)


@pytest.mark.parametrize(
    ("parts", "options", "words"),
    [
        ({"dbf": None}, {}, "has no .dbf"),
        ({"shp": shp(SHAPES)[:-4]}, {}, "another length"),
        ({"shp": shp(SHAPES[:3])}, {}, "differ in their number of records"),
        ({"shp": b"no"}, {}, "the .shp is none"),
        ({"dbf": dbf(FIELDS, ROWS)[:-9]}, {}, "another length"),
        ({"dbf": dbf(FIELDS, ROWS) + b"more"}, {}, "another length"),
        ({"dbf": b"\3"}, {}, "cut off in its head"),
        ({"dbf": dbf([("CODE", "M", 10)], [[b""]] * 4)}, {}, "type M"),
        ({}, {"crs": "Beijing_1954"}, "another reference system"),
        ({"prj": None}, {"crs": "Beijing_1954"}, "no word about it"),
    ],
)
def test_an_unfit_set_is_refused_whole(
    bench: Bench, parts: dict[str, bytes | None], options: dict[str, Any], words: str
) -> None:
    lay(bench, **parts)
    outcome = read(bench, **options)
    assert outcome.extract is None
    assert words in str(outcome.refusals[0].error)


def test_a_declared_field_must_be_there_and_a_broken_shape_is_set_aside(bench: Bench) -> None:
    lay(bench, shp=shp([SHAPES[0], b"\7\0\0\0", *SHAPES[2:]]))
    assert "lacks the declared column OWNER" in str(read(bench, columns="CODE OWNER").refusals[0].error)
    outcome = read(bench)
    assert [row[1] for row in outcome.malformed] == [2, 3]
    assert "bad geometry" in outcome.malformed[0][3] and "geometry=07000000" in outcome.malformed[0][2]
    assert outcome.reconciled()


def test_a_geopackage_that_is_written_to_is_left_alone(bench: Bench) -> None:
    geopackage(bench.silo / "x.gpkg", [("a", 1, gpkg_blob(wkb_point(1, 2)))])
    bench.write("x.gpkg-wal", b"newer rows")
    with pytest.raises(HgtError, match="still writes"):
        find(bench.silo, Server("geopackage", "x.gpkg"))


NETWORK = b"""[TITLE]
 a network
[PIPES]
;ID Node1 Node2 Length Status
 P1\tJ1  J2 120.50 Open ; old main
 P2 J2 J3 80
 P3 J2
\r
 P4 J3 J4 9 CV extra

[JUNCTIONS]
J1 7
[pipes]
P5 J9 J8 1 \xff
[END]
"""


def sections(bench: Bench, data: bytes = NETWORK, columns: str = "id a b length status", **options: Any) -> Outcome:
    bench.write("x.inp", data)
    contract = bench.contract("sections", "x.inp", columns, **({"section": "PIPES", "end": "END"} | options))
    needed = [replace(column, required=n < 4) for n, column in enumerate(contract.columns)]
    return bench.read(replace(contract, columns=tuple(needed)))


def test_a_section_is_read_wherever_it_stands(bench: Bench) -> None:
    outcome = sections(bench)
    assert [row[:-1] for row in outcome.rows] == [
        ("P1", "J1", "J2", "120.50", "Open"),
        ("P2", "J2", "J3", "80", None),
    ]
    assert [(row[1], row[3]) for row in outcome.malformed] == [
        (3, "4 to 5 fields are expected, 2 are found"),
        (4, "4 to 5 fields are expected, 6 are found"),
        (5, "bytes ff are not text"),
    ]
    assert outcome.reconciled() and outcome.records == 5
    assert outcome.extract is not None and outcome.extract.blank_n == {"x.inp": 3}
    with_notes = sections(bench, columns="id a b length status comment")
    assert [row[5] for row in with_notes.rows] == ["old main", None]


def test_section_problems(bench: Bench) -> None:
    assert "has no section [PUMPS]" in str(sections(bench, section="PUMPS").refusals[0].error)
    assert "no section []" in str(sections(bench, section="").refusals[0].error)
    assert "does not end with [END]" in str(sections(bench, NETWORK[:-6]).refusals[0].error)
    assert sections(bench, NETWORK[:-6], end="").refusals == []
    assert "empty" in str(sections(bench, b"").refusals[0].error)


def test_a_curve_is_refused_by_its_name_and_shown_in_part(bench: Bench) -> None:
    points = struct.pack("<600d", *range(600))
    curve = b"\1" + struct.pack("<II", 8, 300) + points
    surface = b"\1" + struct.pack("<II", 1010, 1) + curve
    geopackage(bench.silo / "x.gpkg", [("a", 1, gpkg_blob(curve)), ("b", 2, gpkg_blob(surface))])
    outcome = bench.read(bench.contract("geopackage", "x.gpkg", "name size geometry"))
    assert [row[3].partition(" is no")[0] for row in outcome.malformed] == [
        "bad geometry: a CircularString", "bad geometry: a CurvePolygon",
    ]  # fmt: skip
    assert all(len(row[2]) < 300 and "bytes)" in row[2] for row in outcome.malformed) and outcome.reconciled()


@pytest.mark.parametrize("row", [b"P9 A B 1 Open\n", b"  x\n", b"\n; a comment\nP9\n"])
def test_a_row_behind_the_end_is_not_lost(bench: Bench, row: bytes) -> None:
    assert "rows follow [END]" in str(sections(bench, NETWORK + row).refusals[0].error)
    assert sections(bench, NETWORK + b"\n; a comment\n").refusals == []


@pytest.mark.parametrize("lead", [b"", b"a row above\n"])
@pytest.mark.parametrize("more", [b"", b"; a comment\n\n", b"p9 n1 n2 5\n", b"one\ntwo ; three\n"])
def test_rows_in_no_section_are_counted(bench: Bench, lead: bytes, more: bytes) -> None:
    """They refuse the file where the contract names its end; else each counts as left out, with a warning."""
    data = lead + NETWORK + more
    left_n = sum(bool(line.partition(b";")[0].strip()) for line in (lead + more).splitlines())
    plain = sections(bench, NETWORK, end="")
    outcome = sections(bench, data, end="")
    assert outcome.rows == plain.rows and outcome.reconciled()
    assert outcome.extract is not None and plain.extract is not None
    assert {note.kind: note.n for note in outcome.extract.notes} == ({"outside_sections": left_n} if left_n else {})
    assert outcome.extract.blank_n["x.inp"] == plain.extract.blank_n["x.inp"] + left_n
    assert bool(sections(bench, data).refusals) == any(mark in more for mark in (b"p9", b"one"))

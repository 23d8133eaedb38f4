"""GeoJSON and GeoPackage: every feature is a row or set aside, numbers keep their digits."""

import gzip
import json
import sqlite3
import struct
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract.records.geometry import BadGeometry, from_geojson, from_shape, from_wkb

from .shapes import geopackage, gpkg_blob, wkb_line, wkb_point
from .stand import Bench, Outcome

SQUARE = [[[115.80, 28.6], [115.9, 28.6], [115.9, 28.70], [115.80, 28.6]]]


def feature(code: Any, geometry: Any, **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "n": 1.50, "tags": {"a": [1, 2.5]}},
        "geometry": geometry,
    } | more


def collection(*features: Any) -> bytes:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return text.replace('"n": 1.5', '"n": 1.50').encode()


def read(bench: Bench, data: bytes, columns: str = "code geometry", drift: str = "evolve", **options: Any) -> Outcome:
    bench.write("x.geojson", data)
    return bench.read(bench.contract("geojson", "x.geojson", columns, drift, **options))


def test_a_collection_keeps_digits_names_and_shapes(bench: Bench) -> None:
    point = {"type": "Point", "coordinates": [115.85, 28.1, 3]}
    data = collection(
        feature("007", point, id=12), feature(None, {"type": "Polygon", "coordinates": SQUARE}), feature("x", None)
    )
    outcome = read(bench, data, "code n tags geometry feature_id", "stop")
    assert [row[:-1] for row in outcome.rows] == [
        ("007", "1.50", '{"a": [1, 2.5]}', "POINT Z (115.85 28.1 3)", "12"),
        (None, "1.50", '{"a": [1, 2.5]}', "POLYGON ((115.8 28.6, 115.9 28.6, 115.9 28.7, 115.8 28.6))", None),
        ("x", "1.50", '{"a": [1, 2.5]}', None, None),
    ]
    assert outcome.reconciled()
    assert outcome.extract is not None
    numbers = bench.con.execute(f"SELECT _row_number FROM {outcome.extract.row_numbers('x.geojson')}").fetchall()
    assert numbers == [(1,), (2,), (3,)]


def test_features_line_by_line_and_in_an_envelope(bench: Bench) -> None:
    point = json.dumps(feature("a", {"type": "Point", "coordinates": [1, 2]}))
    data = f'{point}\n\n{{"type": "Feature", "prop\n{point.replace("Point", "Blob")}\n{point}\n'.encode()
    bench.write("x.geojson.gz", gzip.compress(data))
    outcome = bench.read(bench.contract("geojson", "x.geojson.gz", "code geometry", "evolve"))
    assert [row[0] for row in outcome.rows] == ["a", "a"]
    assert [(number, why[:12]) for _, number, _, why in outcome.malformed] == [(2, "this is not "), (3, "bad geometry")]
    assert outcome.reconciled() and outcome.records == 4
    assert outcome.extract is not None and outcome.extract.blank_n == {"x.geojson.gz": 1}
    numbers = bench.con.execute(f"SELECT _row_number FROM {outcome.extract.row_numbers('x.geojson.gz')}").fetchall()
    assert numbers == [(1,), (4,)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (collection(feature("a", None))[:-3], "not complete GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "no collection of features"),
        (b"", "empty"),
        (b"[1, 2]", "no collection of features"),
        (collection({"type": "Feature", "properties": {"x": 1}, "geometry": None}), "lacks the declared column code"),
        (collection(feature("\u00e9", None)).replace("\u00e9".encode(), b"\xe9"), "not utf-8"),
        (
            b'{"type": "FeatureCollection", "crs": {"properties": {"name": "urn:x:EPSG::2056"}}, "features": []}',
            "another reference system",
        ),
    ],
)  # fmt: skip
def test_an_unfit_document_is_refused_whole(bench: Bench, data: bytes, words: str) -> None:
    outcome = read(bench, data, crs="EPSG:4326")
    assert outcome.extract is None
    assert words in str(outcome.refusals[0].error)


def test_a_new_property_is_drift_and_geometry_is_none(bench: Bench) -> None:
    data = collection(feature("a", {"type": "Point", "coordinates": [1, 2]}, id=1))
    assert "does not declare: column 2, column 3" in str(read(bench, data, "code", "stop").refusals[0].error)
    assert read(bench, data, "code n tags", "stop").refusals == []
    assert read(bench, collection(), "code", "stop").rows == []


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [7, 8]]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [1, 2]]]},
        {"type": "Point", "coordinates": [1]},
        {"type": "Point", "coordinates": ["1", "2"]},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "LineString", "coordinates": [[1, 2], [1, 2, 3]]},
        {"type": "Circle", "coordinates": [1, 2]},
        {"coordinates": [1, 2]},
        "POINT (1 2)",
    ],
)
def test_a_broken_geometry_sets_its_feature_aside(bench: Bench, geometry: Any) -> None:
    outcome = read(bench, collection(feature("a", geometry), feature("b", None)))
    assert [row[0] for row in outcome.rows] == ["b"]
    assert outcome.malformed[0][1] == 1 and "bad geometry" in outcome.malformed[0][3]
    assert outcome.reconciled()


def test_a_geojson_geometry_of_any_kind() -> None:
    assert from_geojson({"type": "GeometryCollection", "geometries": []}) == "GEOMETRYCOLLECTION EMPTY"
    assert from_geojson({"type": "Point", "coordinates": []}) == "POINT EMPTY"
    with pytest.raises(BadGeometry):
        from_geojson({"type": "GeometryCollection", "geometries": [{"type": "Point"}]})


def layer(bench: Bench, rows: list[tuple[Any, ...]], **kind: Any) -> Path:
    path = bench.silo / "x.gpkg"
    path.unlink(missing_ok=True)
    geopackage(path, rows, **kind)
    return path


def test_a_layer_keeps_text_and_turns_blobs_into_words(bench: Bench) -> None:
    layer(
        bench,
        [
            ("007", 1.5, gpkg_blob(wkb_point(115.85, 28.0))),
            ("雨水", None, gpkg_blob(wkb_line((1, 2), (3.25, 4)), box=True)),
            ("cut", 2, gpkg_blob(wkb_point(1, 2))[:-3]),
            ("none", 3, None),
            ("blob", 3, b"POINT (1 2)"),
        ],
        said=5,
    )
    outcome = bench.read(bench.contract("geopackage", "x.gpkg", "name size geometry fid", crs="EPSG:4490"))
    assert [row[:-1] for row in outcome.rows] == [
        ("007", "1.5", "POINT (115.85 28)", "1"),
        ("雨水", None, "LINESTRING (1 2, 3.25 4)", "2"),
        ("none", "3.0", None, "4"),
    ]
    assert [row[1] for row in outcome.malformed] == [3, 5]
    assert gpkg_blob(wkb_point(1, 2))[:-3].hex() in outcome.malformed[0][2]
    assert outcome.reconciled()
    assert outcome.extract is not None
    numbers = bench.con.execute(f"SELECT _row_number FROM {outcome.extract.row_numbers('x.gpkg')}").fetchall()
    assert numbers == [(1,), (2,), (4,)]


def test_geopackage_problems(bench: Bench) -> None:
    def refused(**options: Any) -> str:
        outcome = bench.read(bench.contract("geopackage", "x.gpkg", "name size geometry fid", **options))
        assert outcome.extract is None
        return str(outcome.refusals[0].error)

    rows = [(f"n{number}", 1.0, gpkg_blob(wkb_point(1, 2))) for number in range(500)]
    path = layer(bench, rows, more=("valve",))
    assert "2 layers" in refused() and "valve" not in refused()
    assert "no layer pump" in refused(layer="pump")
    assert "another reference system" in refused(layer="pipe", crs="EPSG:4326")
    whole = path.read_bytes()
    bench.write("x.gpkg", whole[: len(whole) // 2])
    assert "cut off or damaged" in refused(layer="pipe")
    bench.write("x.gpkg", b"PK, no")
    assert "no GeoPackage" in refused(layer="pipe")
    path = layer(bench, rows, said=501)
    assert "says 501 features and holds 500" in refused()
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close()
    assert "gpkg_contents" in refused()


def test_binary_geometry_of_any_kind() -> None:
    ring = struct.pack("<I", 4) + b"".join(struct.pack("<dd", *point) for point in ((0, 0), (0, 1), (1, 1), (0, 0)))
    polygon = struct.pack("<BII", 1, 3, 1) + ring
    assert from_wkb(polygon) == "POLYGON ((0 0, 0 1, 1 1, 0 0))"
    assert from_wkb(struct.pack("<BII", 1, 6, 1) + polygon) == "MULTIPOLYGON (((0 0, 0 1, 1 1, 0 0)))"
    assert from_wkb(struct.pack("<BII", 1, 4, 1) + wkb_point(1, 2)) == "MULTIPOINT ((1 2))"
    assert from_wkb(struct.pack(">BIddd", 0, 1001, 1, 2, 3)) == "POINT Z (1 2 3)"
    assert from_wkb(struct.pack("<BIdd", 1, 1, float("nan"), float("nan"))) == "POINT EMPTY"
    assert from_wkb(struct.pack("<BII", 1, 7, 1) + wkb_point(1, 2)) == "GEOMETRYCOLLECTION (POINT (1 2))"
    for bad in (b"", polygon[:-1], polygon + b"\0", struct.pack("<BI", 1, 99), struct.pack("<BIdd", 1, 1, 1, 1e400)):
        with pytest.raises(BadGeometry):
            from_wkb(bad)


def test_a_shape_of_any_kind() -> None:
    def parts(kind: int, starts: list[int], points: list[tuple[float, float]], tail: bytes = b"") -> bytes:
        head = struct.pack("<i4d", kind, 0, 0, 0, 0) + struct.pack(
            f"<ii{len(starts)}i", len(starts), len(points), *starts
        )
        return head + b"".join(struct.pack("<dd", *point) for point in points) + tail

    outer = [(0.0, 0.0), (0.0, 9.0), (9.0, 9.0), (9.0, 0.0), (0.0, 0.0)]
    hole = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 1.0)]
    island = [(20.0, 0.0), (20.0, 1.0), (21.0, 1.0), (20.0, 0.0)]
    assert from_shape(struct.pack("<i", 0)) is None
    assert from_shape(struct.pack("<idd", 1, 1.5, 2)) == "POINT (1.5 2)"
    assert from_shape(struct.pack("<idddd", 11, 1, 2, 3, -1e39)) == "POINT Z (1 2 3)"
    assert from_shape(struct.pack("<iddd", 21, 1, 2, 7)) == "POINT M (1 2 7)"
    assert from_shape(parts(3, [0], hole)) == "LINESTRING (1 1, 2 1, 2 2, 1 1)"
    assert from_shape(parts(3, [0, 2], hole)) == "MULTILINESTRING ((1 1, 2 1), (2 2, 1 1))"
    assert from_shape(parts(5, [0, 5], outer + hole)) == "POLYGON ((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 1))"
    assert str(from_shape(parts(5, [0, 5, 9], outer + hole + island))).startswith("MULTIPOLYGON (((0 0,")
    heights = struct.pack("<6d", 0, 5, 1, 2, 3, 4)
    assert from_shape(parts(13, [0], hole, heights)) == "LINESTRING Z (1 1 1, 2 1 2, 2 2 3, 1 1 4)"
    for bad in (
        parts(5, [0], outer[:-1]),
        parts(3, [1], hole),
        parts(3, [0], hole)[:-1],
        struct.pack("<i", 31),
        struct.pack("<idd", 1, float("inf"), 0),
    ):
        with pytest.raises(BadGeometry):
            from_shape(bad)


def test_a_layers_row_number_is_a_column_only_where_it_is_declared(bench: Bench) -> None:
    rows = [(f"n{number}", 1.0, gpkg_blob(wkb_point(1, 2))) for number in range(2)]
    layer(bench, rows)
    outcome = bench.read(bench.contract("geopackage", "x.gpkg", "name size geometry", "stop"))
    assert [row[:-1] for row in outcome.rows] == [("n0", "1.0", "POINT (1 2)"), ("n1", "1.0", "POINT (1 2)")]
    assert not outcome.refusals

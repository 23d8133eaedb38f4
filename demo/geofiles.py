"""Geographic files: GeoJSON features and GeoPackage layers. Same frames, same bytes.

A row's geometry is its column `_path`: lon, lat, lon, lat … A path of one position is a point, a longer one a line;
a GeoJSON writer may be told that paths are rings. What the geometry stands for is decided elsewhere.
"""

import json
import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from demo.writers import Place, placed, visible

WRITTEN_AT = "2015-09-01T00:00:00.000Z"
APPLICATION, VERSION = 0x47504B47, 10_300
SYSTEMS = {4326: ("WGS 84", "EPSG"), 4490: ("China Geodetic Coordinate System 2000", "EPSG")}
DIGITS = 7
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT
 NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
 srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT
 NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
"""


def positions(path: list[float]) -> list[tuple[float, float]]:
    """The positions of a path, to about a centimetre."""
    return [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in zip(path[::2], path[1::2], strict=True)]


def geojson(folder: Path, file: str, frame: pl.DataFrame, key: tuple[str, ...], *, ring: bool = False) -> list[Place]:
    """A FeatureCollection, one feature a line; with `ring` each path is closed and becomes a polygon."""
    lines = []
    for properties, path in zip(visible(frame).to_dicts(), frame["_path"].to_list(), strict=True):
        points = [list(position) for position in positions(path)]
        geometry: dict[str, object] = {"type": "Point", "coordinates": points[0]}
        if ring:
            geometry = {"type": "Polygon", "coordinates": [[*points, points[0]]]}
        elif len(points) > 1:
            geometry = {"type": "LineString", "coordinates": points}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False))
    body = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    (folder / file).write_text(body, encoding="utf-8")
    return placed(frame, file, "row", 1, key)


def blob(path: list[float], srs: int) -> bytes:
    """A path as GeoPackage binary: header without envelope, then little-endian WKB."""
    points = positions(path)
    head = struct.pack("<2sBBi", b"GP", 0, 1, srs)
    flat = [value for position in points for value in position]
    if len(points) == 1:
        return head + struct.pack("<BI2d", 1, 1, *flat)
    return head + struct.pack(f"<BII{len(flat)}d", 1, 2, len(points), *flat)


def geopackage(
    folder: Path, file: str, layers: Mapping[str, tuple[pl.DataFrame, tuple[str, ...]]], *, srs: int
) -> list[Place]:
    """One GeoPackage with a layer for each frame."""
    path = folder / file
    path.unlink(missing_ok=True)
    places = []
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.executescript(_TABLES)
        for code in sorted({srs, 4326}):
            name, body = SYSTEMS[code]
            row = (name, code, body, code, "undefined", None)
            connection.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
        for layer, (frame, key) in layers.items():
            _layer(connection, layer, frame, srs)
            places += placed(frame, file, "row", 1, key)
        connection.commit()
    finally:
        connection.close()
    return places


def _affinity(dtype: pl.DataType) -> str:
    return "INTEGER" if dtype.is_integer() else "REAL" if dtype.is_float() else "TEXT"


def _layer(connection: sqlite3.Connection, layer: str, frame: pl.DataFrame, srs: int) -> None:
    shown = visible(frame)
    names = list(shown.columns)
    columns = ", ".join(f'"{name}" {_affinity(shown.schema[name])}' for name in names)
    connection.execute(f'CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, geom BLOB, {columns})')
    paths = frame["_path"].to_list()
    kind = "LINESTRING" if any(len(path) > 2 for path in paths) else "POINT"
    lons, lats = [lon for path in paths for lon in path[::2]], [lat for path in paths for lat in path[1::2]]
    box = (min(lons), min(lats), max(lons), max(lats)) if paths else (None,) * 4
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)",
        (layer, layer, WRITTEN_AT, *box, srs),
    )
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer, kind, srs))
    marks = ", ".join("?" * len(names))
    rows = ((blob(path, srs), *row) for path, row in zip(paths, shown.iter_rows(), strict=True))
    connection.executemany(f'INSERT INTO "{layer}" (geom, {", ".join(names)}) VALUES (?, {marks})', rows)

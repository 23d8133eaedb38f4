"""Reads one layer of a GeoPackage: attributes as text under their own names, geometry as WKT in `geometry`.

The file is opened as immutable: nothing is locked and no file is left next to it. Landing refuses one that a program
still writes to.
"""

import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.readers.geojson import GEOMETRY, check_crs
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.decoded import Decoded, Rows, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.geometry import BadGeometry, from_wkb, shown
from warehouse.errors import HgtError
from warehouse.sql import identifier

MAGIC = b"SQLite format 3\x00"
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of a geometry's bounding box by the kind that its flags name."""


def geometry(value: Any) -> str | None:
    """WKT of a GeoPackage geometry blob."""
    if value is None:
        return None
    if not isinstance(value, bytes) or value[:2] != b"GP" or len(value) < 8:
        raise BadGeometry("this is no GeoPackage geometry")
    flags = value[3]
    envelope = ENVELOPES.get(flags >> 1 & 7)
    if envelope is None or flags & 0x20:
        raise BadGeometry(f"the geometry's flags {flags:02x} are not known")
    return from_wkb(value[8 + envelope :])


def _text(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return repr(value) if isinstance(value, float) else str(value)


def _damaged(source: str, why: object) -> HgtError:
    return HgtError(
        f"the GeoPackage is cut off or damaged ({why}); none of it is read", file=source,
        accepted="a complete GeoPackage", next=AGAIN,
    )  # fmt: skip


def _layer(con: sqlite3.Connection, source: str, wanted: str | None) -> str:
    if not _has(con, "gpkg_contents"):
        raise HgtError(
            "the file is an SQLite database without `gpkg_contents`, so no GeoPackage", file=source,
            accepted="a GeoPackage; a plain database is `sqlite`", next="correct the contract, then hgt silo check",
        )  # fmt: skip
    layers = [
        str(row[0])
        for row in con.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY table_name"
        )
    ]
    if wanted in layers or (wanted is None and len(layers) == 1):
        return wanted or layers[0]
    problem = f"the GeoPackage has no layer {wanted}" if wanted else f"the GeoPackage has {len(layers)} layers"
    raise HgtError(
        problem, file=source, value=wanted, accepted=f"the name of one of its {len(layers)} layers",
        next="set the contract's `layer`, then hgt silo check",
    )  # fmt: skip


def _has(con: sqlite3.Connection, table: str) -> bool:
    return bool(con.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchall())


def _check(con: sqlite3.Connection, source: str, layer: str, geometry_column: str | None, crs: str | None) -> None:
    """The file's own declarations: the number of its features, and their reference system."""
    if _has(con, "gpkg_ogr_contents"):
        for (said,) in con.execute("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", [layer]):
            (there,) = con.execute(f"SELECT count(*) FROM {identifier(layer)}").fetchone()
            if said is not None and said != there:
                raise _damaged(source, f"layer {layer} says {said} features and holds {there}")
    if crs and geometry_column:
        words = con.execute(
            """SELECT coalesce(s.srs_name, '') || ' ' || s.organization || ':' || s.organization_coordsys_id
            FROM gpkg_geometry_columns AS g JOIN gpkg_spatial_ref_sys AS s USING (srs_id) WHERE g.table_name = ?""",
            [layer],
        ).fetchone()
        check_crs(source, crs, words[0] if words else "")


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One plain file. The layer's own row number is a column only where the contract names it: exports renumber."""
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    if head != MAGIC:
        raise HgtError("this is no GeoPackage", file=source, accepted="a GeoPackage", next=AGAIN)
    con = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
    con.text_factory = lambda value: value.decode("utf-8", "backslashreplace")
    try:
        sound = [str(row[0]) for row in con.execute("PRAGMA quick_check(3)")]
        if sound != ["ok"]:
            raise _damaged(source, "its own check fails")
        return _decode(con, source, contract, target)
    except (sqlite3.DatabaseError, struct.error) as error:
        raise _damaged(source, getattr(error, "sqlite_errorname", type(error).__name__)) from None
    finally:
        con.close()


def _decode(con: sqlite3.Connection, source: str, contract: Contract, target: Path) -> Decoded:
    options = contract.server.options
    layer = _layer(con, source, str(options["layer"]) if options.get("layer") else None)
    found = con.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", [layer]).fetchone()
    place = str(found[0]) if found else None
    _check(con, source, layer, place, str(options["crs"]) if options.get("crs") else None)
    cursor = con.execute(f"SELECT * FROM {identifier(layer)}")
    names = [GEOMETRY if str(item[0]) == place else str(item[0]) for item in cursor.description]
    wanted = [column.physical_name for column in contract.columns]
    numbered = {str(row[1]) for row in con.execute(f"PRAGMA table_info({identifier(layer)})") if row[5]} - set(wanted)
    rows = Rows(wanted)
    result = Decoded(target, [name for name in names if name not in numbered], 0)
    for number, record in enumerate(cursor, 1):
        result.records = number
        row = {name: value for name, value in zip(names, record, strict=True) if name not in numbered}
        try:
            shape = geometry(row.pop(GEOMETRY)) if place else None
        except BadGeometry as error:
            payload = ", ".join(f"{name}={_text(value)}" for name, value in row.items())
            blob = record[names.index(GEOMETRY)]
            held = shown(blob) if isinstance(blob, bytes) else str(blob)
            result.broken.append((number, f"{payload}, {GEOMETRY}={held}", f"bad geometry: {error}"))
            continue
        rows.add(number, {name: _text(value) for name, value in row.items()} | ({GEOMETRY: shape} if place else {}))
    rows.write(target)
    return result


def read_geopackage(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted GeoPackages of a dataset, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode, spare=(GEOMETRY,))

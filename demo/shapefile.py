"""Shapefiles of points: .shp, .shx, .dbf, .prj and .cpg beside each other. Same frames, same bytes.

A row's point is its column `_path`, as in the other geographic files; a row without one gets a null shape, and one
whose `_form` is `cut` a shape that is none.
"""

import struct
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from demo.writers import Place, placed, visible

CGCS2000 = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
FILE_CODE, VERSION, POINT, HEAD = 9994, 1000, 1, 100
LANGUAGE = {"GBK": 0x4D, "UTF-8": 0}
WRITTEN = (115, 9, 1)
"""The day in a .dbf's head: 2015-09-01."""


def points(
    folder: Path,
    stem: str,
    frame: pl.DataFrame,
    key: tuple[str, ...],
    *,
    fields: Mapping[str, tuple[str, int]],
    encoding: str = "GBK",
) -> list[Place]:
    """One set of files; `fields` names the type (C, N, D) and length of every column."""
    forms = frame["_form"].to_list() if "_form" in frame.columns else [None] * len(frame)
    shapes = [_shape(path, form) for path, form in zip(frame["_path"].to_list(), forms, strict=True)]
    box = _box(frame)
    records, index, offset = b"", [], HEAD // 2
    for number, shape in enumerate(shapes, 1):
        index.append(struct.pack(">ii", offset, len(shape) // 2))
        records += struct.pack(">ii", number, len(shape) // 2) + shape
        offset += 4 + len(shape) // 2
    (folder / f"{stem}.shp").write_bytes(_head(HEAD + len(records), box) + records)
    (folder / f"{stem}.shx").write_bytes(_head(HEAD + 8 * len(index), box) + b"".join(index))
    (folder / f"{stem}.dbf").write_bytes(_table(visible(frame), fields, encoding))
    (folder / f"{stem}.prj").write_text(CGCS2000, encoding="ascii")
    (folder / f"{stem}.cpg").write_text(encoding, encoding="ascii")
    return placed(frame, f"{stem}.shp", "row", 1, key)


def _shape(path: list[float] | None, form: str | None) -> bytes:
    if form == "cut":
        return struct.pack("<id", POINT, 0.0)
    if path is None:
        return struct.pack("<i", 0)
    return struct.pack("<idd", POINT, round(path[0], 7), round(path[1], 7))


def _box(frame: pl.DataFrame) -> tuple[float, float, float, float]:
    known = [path for path in frame["_path"].to_list() if path is not None]
    lons, lats = [path[0] for path in known] or [0.0], [path[1] for path in known] or [0.0]
    return min(lons), min(lats), max(lons), max(lats)


def _head(length: int, box: tuple[float, float, float, float]) -> bytes:
    return struct.pack(">i20xi", FILE_CODE, length // 2) + struct.pack("<ii8d", VERSION, POINT, *box, 0, 0, 0, 0)


def _table(frame: pl.DataFrame, fields: Mapping[str, tuple[str, int]], encoding: str) -> bytes:
    width = 1 + sum(length for _, length in fields.values())
    head = struct.pack("<4BIHH17xB2x", 3, *WRITTEN, len(frame), 33 + 32 * len(fields), width, LANGUAGE.get(encoding, 0))
    for name, (kind, length) in fields.items():
        head += struct.pack("<11sc4xBB14x", name.encode(encoding), kind.encode(), length, 0)
    rows = [head, b"\r"]
    for row in frame.select(list(fields)).iter_rows():
        rows.append(b" ")
        for value, (kind, length) in zip(row, fields.values(), strict=True):
            raw = ("" if value is None else str(value)).encode(encoding)
            if len(raw) > length:
                raise ValueError(f"{value} is longer than the {length} bytes of its field")
            rows.append(raw.rjust(length) if kind == "N" else raw.ljust(length))
    return b"".join([*rows, b"\x1a"])

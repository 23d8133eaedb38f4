"""Made-up files of the geographic forms. Holds no test."""

import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def wkb_point(x: float, y: float) -> bytes:
    return struct.pack("<BIdd", 1, 1, x, y)


def wkb_line(*points: tuple[float, float]) -> bytes:
    return struct.pack("<BII", 1, 2, len(points)) + b"".join(struct.pack("<dd", *point) for point in points)


def gpkg_blob(wkb: bytes, *, box: bool = False) -> bytes:
    return b"GP" + struct.pack("<BBi", 0, 3 if box else 1, 4490) + (bytes(32) if box else b"") + wkb


def geopackage(
    path: Path,
    rows: Sequence[tuple[Any, ...]],
    *,
    layer: str = "pipe",
    fields: Sequence[str] = ("name", "size REAL"),
    crs: int = 4490,
    more: Sequence[str] = (),
    said: int | None = None,
) -> None:
    """Rows are the fields, then the geometry's blob."""
    con = sqlite3.connect(path)
    typed = ", ".join(field if " " in field else f"{field} TEXT" for field in fields)
    con.executescript(
        f"""PRAGMA application_id = 1196444487;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('made up', {crs}, 'EPSG', {crs}, '');
        CREATE TABLE gpkg_contents (table_name, data_type, srs_id);
        CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m);
        INSERT INTO gpkg_contents VALUES ('{layer}', 'features', {crs});
        INSERT INTO gpkg_geometry_columns VALUES ('{layer}', 'geom', 'POINT', {crs}, 0, 0);
        CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, {typed}, geom BLOB);"""
    )
    for name in more:
        con.execute("INSERT INTO gpkg_contents VALUES (?, 'features', 4490)", [name])
        con.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY)")
    if said is not None:
        con.execute("CREATE TABLE gpkg_ogr_contents (table_name, feature_count)")
        con.execute("INSERT INTO gpkg_ogr_contents VALUES (?, ?)", [layer, said])
    marks = ", ".join("?" * (len(fields) + 1))
    con.executemany(f'INSERT INTO "{layer}" SELECT NULL, {marks}', rows)
    con.commit()
    con.close()


CATALOGUE = """<?xml version="1.0" encoding="{encoding}"?>
<Response>
  <CmdType>Catalog</CmdType>
  <SN>17430</SN>
  <DeviceID>36011300002000000001</DeviceID>
  <SumNum>{said}</SumNum>
  <DeviceList Num="{said}">{items}
  </DeviceList>
</Response>
"""

ITEM = """
    <Item>
      <DeviceID>{device}</DeviceID>
      <Name>{name}</Name>
      <Info><PTZType>1</PTZType></Info>
    </Item>"""


def catalogue(names: Sequence[str], *, encoding: str = "GB2312", said: int | None = None) -> bytes:
    """A device catalogue as cameras' platforms hand it over."""
    items = "".join(
        ITEM.format(device=f"3601130000132000{number:04d}", name=name) for number, name in enumerate(names, 1)
    )
    text = CATALOGUE.format(encoding=encoding, said=len(names) if said is None else said, items=items)
    return text.encode("gb18030" if encoding.startswith("GB") else encoding)


def dbf(
    fields: Sequence[tuple[str, str, int]], rows: Sequence[Sequence[bytes]], *, deleted: Sequence[int] = ()
) -> bytes:
    """Fields are (name, kind, length)."""
    width = 1 + sum(length for _, _, length in fields)
    head = struct.pack("<BBBBIHH20x", 3, 115, 8, 31, len(rows), 33 + 32 * len(fields), width)
    for name, kind, length in fields:
        head += name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([length, 0]) + bytes(14)
    body = b"".join(
        (b"*" if number in deleted else b" ")
        + b"".join(value.ljust(length) for value, (_, _, length) in zip(row, fields, strict=True))
        for number, row in enumerate(rows)
    )
    return head + b"\r" + body + b"\x1a"


def shp(shapes: Sequence[bytes]) -> bytes:
    """Records around these contents."""
    body = b"".join(struct.pack(">ii", number, len(shape) // 2) + shape for number, shape in enumerate(shapes, 1))
    return struct.pack(">i20xi", 9994, (100 + len(body)) // 2) + struct.pack("<ii64x", 1000, 1) + body


def shape_point(x: float, y: float) -> bytes:
    return struct.pack("<idd", 1, x, y)


def frame(
    phone: str = "013900000001",
    moment: str = "150831080000",
    lat: int = 28_690_000,
    lon: int = 115_850_000,
    *,
    message: int = 0x0200,
    serial: int = 7,
    speed: int = 365,
    status: int = 3,
    extra: bytes = b"",
    properties: int = 0,
    modern: bool = False,
) -> bytes:
    """One frame of JT/T 808 with its flags, escapes and checksum."""
    body = struct.pack(">IIIIHHH", 0, status, lat, lon, 20, speed, 90) + bytes.fromhex(moment) + extra
    head = struct.pack(">HH", message, len(body) | properties | (0x4000 if modern else 0))
    head += (b"\x01" if modern else b"") + bytes.fromhex(phone.rjust(20 if modern else 12, "0"))
    return framed(head + struct.pack(">H", serial) + body)


def framed(plain: bytes) -> bytes:
    check = 0
    for byte in plain:
        check ^= byte
    data = plain + bytes([check])
    return b"\x7e" + data.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"

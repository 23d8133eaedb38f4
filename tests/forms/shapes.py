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
    more: Sequence[str] = (),
    said: int | None = None,
) -> None:
    """Rows are (name, size, geometry blob)."""
    con = sqlite3.connect(path)
    con.executescript(
        f"""PRAGMA application_id = 1196444487;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('CGCS2000', 4490, 'EPSG', 4490, '');
        CREATE TABLE gpkg_contents (table_name, data_type, srs_id);
        CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m);
        INSERT INTO gpkg_contents VALUES ('{layer}', 'features', 4490);
        INSERT INTO gpkg_geometry_columns VALUES ('{layer}', 'geom', 'POINT', 4490, 0, 0);
        CREATE TABLE {layer} (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, size REAL);"""
    )
    for name in more:
        con.execute("INSERT INTO gpkg_contents VALUES (?, 'features', 4490)", [name])
        con.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY)")
    if said is not None:
        con.execute("CREATE TABLE gpkg_ogr_contents (table_name, feature_count)")
        con.execute("INSERT INTO gpkg_ogr_contents VALUES (?, ?)", [layer, said])
    con.executemany(f"INSERT INTO {layer} (name, size, geom) VALUES (?, ?, ?)", rows)
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

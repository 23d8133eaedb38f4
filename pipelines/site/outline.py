"""Reads an optional outline drawn under the maps: GeoJSON polygons in their own system become rings in WGS-84 degrees.

Nothing is kept: the file is read when the pages are built and stays where it is. `map` draws with it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.places import Base
from pipelines.site.model import Text
from warehouse.errors import HgtError

Ring = tuple[tuple[float, float], ...]
TURNED = {
    "WGS-84": ("lon", "lat"),
    "CGCS2000": ("cgcs2000_to_wgs84_lon(lon, lat)", "cgcs2000_to_wgs84_lat(lon, lat)"),
    "GCJ-02": ("gcj02_to_wgs84_lon(lon, lat)", "gcj02_to_wgs84_lat(lon, lat)"),
    "BD-09": (
        "gcj02_to_wgs84_lon(bd09_to_gcj02_lon(lon, lat), bd09_to_gcj02_lat(lon, lat))",
        "gcj02_to_wgs84_lat(bd09_to_gcj02_lon(lon, lat), bd09_to_gcj02_lat(lon, lat))",
    ),
}


@dataclass(frozen=True)
class Outline:
    """Closed rings of longitude and latitude, and their credit."""

    rings: tuple[Ring, ...]
    credit: Text


NONE = Outline((), Text("", ""))


def read(base: Base | None, con: duckdb.DuckDBPyConnection) -> Outline:
    """The outline of a district's base; nothing where it has none or the file is not there. `con` knows the macros."""
    path = base.file if base is not None else None
    if base is None or path is None:
        return NONE
    lon, lat = TURNED[base.crs]
    query = f"SELECT {lon}, {lat} FROM (SELECT unnest($1::DOUBLE[]) AS lon, unnest($2::DOUBLE[]) AS lat)"
    turned = tuple(
        tuple(con.execute(query, [[point[0] for point in ring], [point[1] for point in ring]]).fetchall())
        for ring in _rings(path)
    )
    return Outline(turned, Text(base.credit, base.credit_en))


def _rings(path: Path) -> Iterator[list[list[float]]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        features = document.get("features", [document])
        for feature in features:
            yield from _polygons(feature.get("geometry", feature))
    except (OSError, ValueError, AttributeError, KeyError, IndexError, TypeError) as error:
        raise HgtError(
            f"the outline of the maps cannot be read: {error}",
            file=path,
            accepted="GeoJSON of polygons; or no file at this place",
            next="correct or move the file, then hgt run",
        ) from error


def _polygons(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    kind = geometry["type"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a {kind} is no area")
    for polygon in [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]:
        for ring in polygon:
            yield [[float(point[0]), float(point[1])] for point in ring]

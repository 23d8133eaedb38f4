"""Geometry as well-known text: out of GeoJSON, well-known binary and the shapes of a shapefile.

Nothing is repaired, projected or simplified. A geometry that is not whole raises `BadGeometry`, and its reader
quarantines the record. Numbers keep the source's digits where the source is text. A binary source gives the shortest
digits that read back as the same number.
"""

import itertools
import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

NESTING = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""The depth in arrays at which the positions of each kind lie."""

KINDS = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
CURVES = {
    8: "CircularString", 9: "CompoundCurve", 10: "CurvePolygon", 11: "MultiCurve", 12: "MultiSurface", 13: "Curve",
    14: "Surface", 15: "PolyhedralSurface", 16: "TIN", 17: "Triangle",
}  # fmt: skip
"""Kinds that are refused: an arc is not a line until somebody decides how finely, and a body is not a place."""
SHOWN_BYTES_N = 64
COLLECTION = "GeometryCollection"
LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
NO_MEASURE = -1e38
"""Shapefiles write anything smaller where a point has no measure."""


class BadGeometry(ValueError):
    """A geometry that is not whole, with the reason."""


def shown(data: bytes) -> str:
    """The beginning of a geometry's bytes and their number; the object itself is kept whole elsewhere."""
    more = f"… ({len(data)} bytes)" if len(data) > SHOWN_BYTES_N else ""
    return data[:SHOWN_BYTES_N].hex() + more


def shortest(value: float) -> str:
    """The shortest text that reads back as this number; 115.0 is 115."""
    if not math.isfinite(value):
        raise BadGeometry(f"the coordinate {value} is no number")
    return repr(value).removesuffix(".0")


def _written(kind: str, dimensions: str, body: str) -> str:
    head = kind.upper() + (f" {dimensions}" if dimensions else "")
    return f"{head} {body}"


# ---- GeoJSON


class Digits(str):
    """The digits of a number as a JSON text spells it."""


def from_geojson(value: Any) -> str | None:
    """WKT of a GeoJSON geometry object whose numbers were read as `Digits`; null is None."""
    if value is None:
        return None
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == COLLECTION:
        parts = [from_geojson(part) for part in value.get("geometries") or ()]
        return _written(kind, "", "(" + ", ".join(part for part in parts if part) + ")" if parts else "EMPTY")
    if kind in CURVES.values():
        raise BadGeometry(_curved(str(kind)))
    if kind not in NESTING:
        raise BadGeometry(f"{kind or 'this'} is no kind of geometry; there are {', '.join([*NESTING, COLLECTION])}")
    coordinates = value.get("coordinates")
    if coordinates == []:
        return _written(kind, "", "EMPTY")
    sizes: set[int] = set()
    body = _nested(coordinates, NESTING[kind], LEAST.get(kind, 1), kind.endswith("Polygon"), sizes)
    if len(sizes) > 1:
        raise BadGeometry("some positions have a height and some have none")
    return _written(kind, "Z" if sizes == {3} else "", body if NESTING[kind] else f"({body})")


def _nested(value: Any, depth: int, least: int, closed: bool, sizes: set[int]) -> str:
    if not isinstance(value, list):
        raise BadGeometry("the coordinates do not lie as deep as the kind asks")
    if depth == 0:
        if len(value) not in (2, 3) or not all(isinstance(item, Digits) for item in value):
            raise BadGeometry(f"a position is two or three numbers, not {len(value)} things")
        sizes.add(len(value))
        return " ".join(value)
    if depth == 1:
        if len(value) < least:
            raise BadGeometry(f"{least} positions are the least, {len(value)} are here")
        if closed and value[0] != value[-1]:
            raise BadGeometry("a ring does not end where it begins")
    return "(" + ", ".join(_nested(item, depth - 1, least, closed, sizes) for item in value) + ")"


# ---- well-known binary


def from_wkb(data: bytes) -> str:
    """WKT of one geometry in ISO well-known binary; every byte of it must belong to the geometry."""
    try:
        text, position = _binary(data, 0)
    except struct.error as error:
        raise BadGeometry(f"the geometry is cut off after {len(data)} bytes") from error
    if position != len(data):
        raise BadGeometry(f"{len(data) - position} bytes follow the geometry")
    return text


def _binary(data: bytes, position: int) -> tuple[str, int]:
    order = data[position : position + 1]
    if order not in (b"\0", b"\1"):
        raise BadGeometry(f"the byte order {order.hex() or 'is missing'} is neither 00 nor 01")
    mark = "<" if order == b"\1" else ">"
    (code,) = struct.unpack_from(mark + "I", data, position + 1)
    thousands, number = divmod(code, 1000)
    dimensions = {0: "", 1: "Z", 2: "M", 3: "ZM"}.get(thousands)
    if number in CURVES:
        raise BadGeometry(_curved(CURVES[number]))
    if dimensions is None or (number not in KINDS and number != 7):
        raise BadGeometry(f"there is no kind of geometry {code}")
    position += 5
    if number >= 4:
        (count,) = struct.unpack_from(mark + "I", data, position)
        position += 4
        parts = []
        for _ in range(count):
            part, position = _binary(data, position)
            parts.append(part if number == 7 else part[part.find("(") :] if "(" in part else "EMPTY")
        kind = KINDS.get(number, COLLECTION)
        return _written(kind, dimensions, "(" + ", ".join(parts) + ")" if parts else "EMPTY"), position
    width = 2 + len(dimensions)
    if number == 1:
        values = struct.unpack_from(f"{mark}{width}d", data, position)
        position += 8 * width
        if all(math.isnan(value) for value in values):
            return _written("Point", dimensions, "EMPTY"), position
        return _written("Point", dimensions, f"({' '.join(map(shortest, values))})"), position
    rings_n = 1
    if number == 3:
        (rings_n,) = struct.unpack_from(mark + "I", data, position)
        position += 4
    rings = []
    for _ in range(rings_n):
        (count,) = struct.unpack_from(mark + "I", data, position)
        values = struct.unpack_from(f"{mark}{count * width}d", data, position + 4)
        position += 4 + 8 * width * count
        points = [values[start : start + width] for start in range(0, len(values), width)]
        if number == 3:
            _closed(points)
        rings.append("(" + ", ".join(" ".join(map(shortest, point)) for point in points) + ")")
    if number == 2:
        return _written("LineString", dimensions, rings[0] if rings[0] != "()" else "EMPTY"), position
    return _written("Polygon", dimensions, "(" + ", ".join(rings) + ")" if rings else "EMPTY"), position


def _curved(kind: str) -> str:
    return f"a {kind} is no point, line or polygon; ask the silo for it as straight lines (ST_CurveToLine)"


def _closed(points: Sequence[Sequence[float]]) -> None:
    if len(points) < 4 or tuple(points[0][:2]) != tuple(points[-1][:2]):
        raise BadGeometry("a ring does not end where it begins or has less than 4 points")


# ---- shapefile


@dataclass
class _Shape:
    """Points of one record: x, y and where given height and measure."""

    points: list[tuple[float, ...]]
    dimensions: str

    def text(self, points: Iterable[tuple[float, ...]]) -> str:
        return "(" + ", ".join(" ".join(map(shortest, point)) for point in points) + ")"


def from_shape(data: bytes) -> str | None:
    """WKT of the content of one record of a .shp file; a null shape is None."""
    try:
        return _shape(data)
    except struct.error as error:
        raise BadGeometry(f"the shape is cut off after {len(data)} bytes") from error


def _shape(data: bytes) -> str | None:
    (kind,) = struct.unpack_from("<i", data, 0)
    base, height, measure = kind % 10, kind // 10 == 1, kind // 10 in (1, 2)
    if kind == 0:
        return None
    if base not in (1, 3, 5, 8) or kind > 28:
        raise BadGeometry(f"there is no kind of shape {kind}, or none that is a plain geometry")
    if base == 1:
        values = list(struct.unpack_from("<3d" if height else "<2d", data, 4))
        shape = _with_measures([tuple(values)], data, 4 + 8 * len(values), "Z" if height else "", measure, bare=True)
        return _written("Point", shape.dimensions, shape.text(shape.points))
    parts_n = 0
    position = 36
    if base != 8:
        (parts_n,) = struct.unpack_from("<i", data, position)
        position += 4
    (points_n,) = struct.unpack_from("<i", data, position)
    if points_n <= 0 or parts_n < 0:
        raise BadGeometry(f"the shape has {points_n} points in {parts_n} parts")
    starts = list(struct.unpack_from(f"<{parts_n}i", data, position + 4))
    position += 4 + 4 * parts_n
    values = list(struct.unpack_from(f"<{2 * points_n}d", data, position))
    position += 16 * points_n
    points: list[tuple[float, ...]] = list(zip(values[::2], values[1::2], strict=True))
    if height:
        heights = struct.unpack_from(f"<{points_n}d", data, position + 16)
        position += 16 + 8 * points_n
        points = [(*point, z) for point, z in zip(points, heights, strict=True)]
    shape = _with_measures(points, data, position, "Z" if height else "", measure)
    if base == 8:
        return _written("MultiPoint", shape.dimensions, shape.text(shape.points))
    if not starts or starts[0] != 0 or sorted(set(starts)) != starts or starts[-1] >= points_n:
        raise BadGeometry(f"the parts begin at {starts}, which is no order")
    parts = [shape.points[start:end] for start, end in zip(starts, [*starts[1:], points_n], strict=True)]
    if base == 3:
        lines = [shape.text(part) for part in parts]
        if len(lines) == 1:
            return _written("LineString", shape.dimensions, lines[0])
        return _written("MultiLineString", shape.dimensions, "(" + ", ".join(lines) + ")")
    polygons = ["(" + ", ".join(shape.text(ring) for ring in rings) + ")" for rings in _polygons(parts)]
    if len(polygons) == 1:
        return _written("Polygon", shape.dimensions, polygons[0])
    return _written("MultiPolygon", shape.dimensions, "(" + ", ".join(polygons) + ")")


def _with_measures(
    points: list[tuple[float, ...]], data: bytes, position: int, dimensions: str, measure: bool, *, bare: bool = False
) -> _Shape:
    begin = position if bare else position + 16
    if not measure or len(data) < begin + 8 * len(points):
        return _Shape(points, dimensions)
    measures = struct.unpack_from(f"<{len(points)}d", data, begin)
    if any(math.isnan(value) or value < NO_MEASURE for value in measures):
        return _Shape(points, dimensions)
    return _Shape([(*point, m) for point, m in zip(points, measures, strict=True)], dimensions + "M")


def _polygons(rings: list[list[tuple[float, ...]]]) -> list[list[list[tuple[float, ...]]]]:
    """Outer rings, each with its holes, derived from which ring lies in which: ring direction differs between writers.

    A ring in no other is an outer one. A ring in that is a hole, and a ring in the hole is an outer one again.
    """
    for ring in rings:
        _closed(ring)
    if len(rings) == 1:
        return [rings]
    boxes = [_box(ring) for ring in rings]
    sizes = [abs(_turn(ring)) for ring in rings]
    around = [
        [
            other
            for other in range(len(rings))
            if sizes[other] > sizes[own] and _covers(boxes[other], boxes[own]) and _lies_in(rings[own], rings[other])
        ]
        for own in range(len(rings))
    ]
    polygons = {own: [ring] for own, ring in enumerate(rings) if len(around[own]) % 2 == 0}
    for own, ring in enumerate(rings):
        if own not in polygons:
            polygons[min(around[own], key=lambda other: sizes[other])].append(ring)
    return list(polygons.values())


def _turn(ring: Sequence[Sequence[float]]) -> float:
    """Twice the signed area, seen from the ring's first point so that large coordinates lose no digits."""
    x, y = ring[0][:2]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in itertools.pairwise(ring))


def _box(ring: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _covers(outer: Sequence[float], inner: Sequence[float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _lies_in(inner: Sequence[Sequence[float]], outer: Sequence[Sequence[float]]) -> bool:
    """Whether a ring lies in another, which it may touch, not cross: its first point off the other's line decides."""
    middles = (((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in itertools.pairwise(inner))
    return next((found for point in (*inner, *middles) if (found := _holds(outer, point)) is not None), False)


def _holds(ring: Sequence[Sequence[float]], point: Sequence[float]) -> bool | None:
    """Whether a point lies in a ring; None where it lies on its line."""
    inside = False
    x, y = point[:2]
    for a, b in itertools.pairwise(ring):
        side = (b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])
        if side == 0 and min(a[0], b[0]) <= x <= max(a[0], b[0]) and min(a[1], b[1]) <= y <= max(a[1], b[1]):
            return None
        if (a[1] > y) != (b[1] > y) and (side < 0) == (b[1] < a[1]):
            inside = not inside
    return inside

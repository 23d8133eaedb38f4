"""SQL macros for coordinates, and for geometry that is well-known text where that needs no extension.

Coordinates are degrees, longitude first. Macros convert between WGS-84, GCJ-02 and BD-09. CGCS2000 differs from WGS-84
by centimetres, so its degrees are taken as they are. Its plane coordinates (Gauss-Krüger, metres) are converted by the
series of Krüger, which is exact to a millimetre within six degrees of the central meridian. The GCJ-02 inverse
subtracts the forward shift at the shifted point once. Its error is within 3 m at the district's latitude and far below
the 100 m that is published. Distances are on a sphere of 6,371,008.8 m; `geometry` computes areas and lengths.
"""

import math

_EARTH_A = 6378245.0
_EARTH_EE = 0.00669342162296594323
_SPHERE_M = 6371008.8
_BD = math.pi * 3000.0 / 180.0

_X, _Y = "(lon - 105.0)", "(lat - 35.0)"
_WAVES = f"(20.0 * sin(6.0 * {_X} * pi()) + 20.0 * sin(2.0 * {_X} * pi())) * 2.0 / 3.0"
_LAT_RAW = (
    f"(-100.0 + 2.0 * {_X} + 3.0 * {_Y} + 0.2 * {_Y} * {_Y} + 0.1 * {_X} * {_Y} + 0.2 * sqrt(abs({_X})) + {_WAVES}"
    f" + (20.0 * sin({_Y} * pi()) + 40.0 * sin({_Y} / 3.0 * pi())) * 2.0 / 3.0"
    f" + (160.0 * sin({_Y} / 12.0 * pi()) + 320.0 * sin({_Y} * pi() / 30.0)) * 2.0 / 3.0)"
)
_LON_RAW = (
    f"(300.0 + {_X} + 2.0 * {_Y} + 0.1 * {_X} * {_X} + 0.1 * {_X} * {_Y} + 0.1 * sqrt(abs({_X})) + {_WAVES}"
    f" + (20.0 * sin({_X} * pi()) + 40.0 * sin({_X} / 3.0 * pi())) * 2.0 / 3.0"
    f" + (150.0 * sin({_X} / 12.0 * pi()) + 300.0 * sin({_X} / 30.0 * pi())) * 2.0 / 3.0)"
)
_MAGIC = f"(1.0 - {_EARTH_EE!r} * sin(radians(lat)) * sin(radians(lat)))"


def _turned(x: str, y: str, sign: str, function: str) -> str:
    """One coordinate of the BD-09 turn of the point (x, y)."""
    radius = f"(sqrt({x} * {x} + {y} * {y}) {sign} 0.00002 * sin({y} * {_BD!r}))"
    angle = f"(atan2({y}, {x}) {sign} 0.000003 * cos({x} * {_BD!r}))"
    return f"{radius} * {function}({angle})"


# CGCS2000's ellipsoid: a = 6,378,137 m, f = 1 / 298.257222101.
_F = 1 / 298.257222101
_N = _F / (2 - _F)
_E = math.sqrt(_F * (2 - _F))
_RADIUS = 6378137.0 / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_DELTA = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3 + 116 * _N**4 / 45,
    7 * _N**2 / 3 - 8 * _N**3 / 5 - 227 * _N**4 / 45,
    56 * _N**3 / 15 - 136 * _N**4 / 35,
    4279 * _N**4 / 630,
)
FALSE_EASTING_M = 500000.0


def _bound(value: str, name: str, body: str) -> str:
    """`body` with `name` bound to `value`, which is computed once."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def _plane(which: str) -> str:
    tan = f"sinh(atanh(sin(radians(lat))) - {_E!r} * atanh({_E!r} * sin(radians(lat))))"
    away = "radians(lon - meridian)"
    xi = f"atan2(t, cos({away}))"
    eta = f"atanh(sin({away}) / sqrt(1 + t * t))"
    terms = {
        "easting": [f"{a!r} * cos({2 * j} * w.xi) * sinh({2 * j} * w.eta)" for j, a in enumerate(_ALPHA, 1)],
        "northing": [f"{a!r} * sin({2 * j} * w.xi) * cosh({2 * j} * w.eta)" for j, a in enumerate(_ALPHA, 1)],
    }[which]
    own, begin = ("w.eta", f"{FALSE_EASTING_M!r} + ") if which == "easting" else ("w.xi", "")
    body = f"{begin}{_RADIUS!r} * ({own} + {' + '.join(terms)})"
    return _bound(tan, "t", _bound(f"{{'xi': {xi}, 'eta': {eta}}}", "w", body))


def _degrees(which: str) -> str:
    flat = f"{{'xi': northing / {_RADIUS!r}, 'eta': (easting - {FALSE_EASTING_M!r}) / {_RADIUS!r}}}"
    xi = " ".join(f"- {b!r} * sin({2 * j} * w.xi) * cosh({2 * j} * w.eta)" for j, b in enumerate(_BETA, 1))
    eta = " ".join(f"- {b!r} * cos({2 * j} * w.xi) * sinh({2 * j} * w.eta)" for j, b in enumerate(_BETA, 1))
    if which == "lon":
        result = "meridian + degrees(atan2(sinh(v.eta), cos(v.xi)))"
    else:
        waves = " + ".join(f"{d!r} * sin({2 * j} * c)" for j, d in enumerate(_DELTA, 1))
        result = _bound("asin(sin(v.xi) / cosh(v.eta))", "c", f"degrees(c + {waves})")
    return _bound(flat, "w", _bound(f"{{'xi': w.xi {xi}, 'eta': w.eta {eta}}}", "v", result))


def _metres(lon_1: str, lat_1: str, lon_2: str, lat_2: str) -> str:
    half = f"sin(radians({lat_2} - {lat_1}) / 2)", f"sin(radians({lon_2} - {lon_1}) / 2)"
    chord = f"{half[0]} * {half[0]} + cos(radians({lat_1})) * cos(radians({lat_2})) * {half[1]} * {half[1]}"
    # least() ignores a NULL; the sum does not
    known = f"0 * ({lon_1} + {lat_1} + {lon_2} + {lat_2})"
    return f"{2 * _SPHERE_M!r} * asin(sqrt(least(1.0, {chord}) + {known}))"


_M_PER_DEGREE = math.pi * _SPHERE_M / 180
_EACH = "flatten(list_transform(wkt_parts(wkt), lambda p: list_transform(range(1, len(p)), lambda i: {body})))"
_POINT = "{'lon': CAST(split_part(t, ' ', 1) AS DOUBLE), 'lat': CAST(split_part(t, ' ', 2) AS DOUBLE)}"
_CROSSED = (
    "CASE WHEN (p[i].lat > lat) <> (p[i + 1].lat > lat) AND lon < p[i].lon + (p[i + 1].lon - p[i].lon)"
    " * (lat - p[i].lat) / (p[i + 1].lat - p[i].lat) THEN 1 ELSE 0 END"
)
_STEP = (
    f"{{'ax': (p[i].lon - lon) * cos(radians(lat)) * {_M_PER_DEGREE!r}, 'ay': (p[i].lat - lat) * {_M_PER_DEGREE!r},"
    f" 'dx': (p[i + 1].lon - p[i].lon) * cos(radians(lat)) * {_M_PER_DEGREE!r},"
    f" 'dy': (p[i + 1].lat - p[i].lat) * {_M_PER_DEGREE!r}}}"
)
_NEAREST = (
    "coalesce(greatest(0.0, least(1.0, -(s.ax * s.dx + s.ay * s.dy) / nullif(s.dx * s.dx + s.dy * s.dy, 0))), 0.0)"
)
_GAP = _bound(
    _STEP,
    "s",
    _bound(_NEAREST, "k", "sqrt((s.ax + k * s.dx) * (s.ax + k * s.dx) + (s.ay + k * s.dy) * (s.ay + k * s.dy))"),
)


def _middle(axis: str) -> str:
    values = f"list_transform(wkt_points(wkt), lambda q: q.{axis})"
    return _bound(values, "v", "(list_min(v) + list_max(v)) / 2")


MACROS: tuple[tuple[str, str], ...] = (
    (
        "gcj02_shift_lat(lon, lat)",
        f"{_LAT_RAW} * 180.0 / ({_EARTH_A!r} * (1.0 - {_EARTH_EE!r}) / ({_MAGIC} * sqrt({_MAGIC})) * pi())",
    ),
    (
        "gcj02_shift_lon(lon, lat)",
        f"{_LON_RAW} * 180.0 / ({_EARTH_A!r} / sqrt({_MAGIC}) * cos(radians(lat)) * pi())",
    ),
    ("gcj02_to_wgs84_lon(lon, lat)", "lon - gcj02_shift_lon(lon, lat)"),
    ("gcj02_to_wgs84_lat(lon, lat)", "lat - gcj02_shift_lat(lon, lat)"),
    ("wgs84_to_gcj02_lon(lon, lat)", "lon + gcj02_shift_lon(lon, lat)"),
    ("wgs84_to_gcj02_lat(lon, lat)", "lat + gcj02_shift_lat(lon, lat)"),
    ("gcj02_to_bd09_lon(lon, lat)", f"{_turned('lon', 'lat', '+', 'cos')} + 0.0065"),
    ("gcj02_to_bd09_lat(lon, lat)", f"{_turned('lon', 'lat', '+', 'sin')} + 0.006"),
    ("bd09_to_gcj02_lon(lon, lat)", _turned("(lon - 0.0065)", "(lat - 0.006)", "-", "cos")),
    ("bd09_to_gcj02_lat(lon, lat)", _turned("(lon - 0.0065)", "(lat - 0.006)", "-", "sin")),
    ("cgcs2000_to_wgs84_lon(lon, lat)", "lon"),
    ("cgcs2000_to_wgs84_lat(lon, lat)", "lat"),
    ("cgcs2000_easting_m(lon, lat, meridian)", _plane("easting")),
    ("cgcs2000_northing_m(lon, lat, meridian)", _plane("northing")),
    ("cgcs2000_lon(easting, northing, meridian)", _degrees("lon")),
    ("cgcs2000_lat(easting, northing, meridian)", _degrees("lat")),
    ("distance_m(lon_1, lat_1, lon_2, lat_2)", _metres("lon_1", "lat_1", "lon_2", "lat_2")),
    (
        "wkt_parts(wkt)",
        r"list_transform(regexp_extract_all(wkt, '\(([^()]+)\)', 1), lambda r: "
        rf"list_transform(string_split(r, ', '), lambda t: {_POINT}))",
    ),
    ("wkt_points(wkt)", "wkt_parts(wkt)[1]"),
    ("wkt_lon(wkt)", _middle("lon")),
    ("wkt_lat(wkt)", _middle("lat")),
    (
        "wkt_inside(wkt, lon, lat)",
        f"CASE WHEN contains(wkt, 'POLYGON') THEN list_sum({_EACH.format(body=_CROSSED)}) % 2 = 1"
        " WHEN wkt IS NOT NULL THEN false END",
    ),
    (
        "wkt_gap_m(wkt, lon, lat)",
        f"CASE WHEN wkt_inside(wkt, lon, lat) THEN 0.0 WHEN starts_with(wkt, 'POINT')"
        " THEN distance_m(wkt_lon(wkt), wkt_lat(wkt), lon, lat)"
        f" ELSE list_min({_EACH.replace('{body}', '%s') % _GAP}) END",
    ),
)

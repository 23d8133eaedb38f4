"""Coordinates: WGS-84 to the shifted GCJ-02 of Chinese map services, vectorised.

The published approximation of the shift; metres around a point are turned into degrees here too.
"""

import numpy as np

from demo.clock import Floats

SEMI_MAJOR_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
METRES_PER_DEGREE = 111_320.0


def _waves(x: Floats, *terms: tuple[float, float]) -> Floats:
    total = np.zeros_like(x)
    for amplitude, divisor in terms:
        total = total + amplitude * np.sin(x * np.pi / divisor)
    return total * 2.0 / 3.0


def to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The GCJ-02 position of WGS-84 positions in mainland China."""
    x, y = lon - 105.0, lat - 35.0
    ripple = _waves(x, (20.0, 1 / 6), (20.0, 1 / 2))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + ripple
    north = north + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + ripple
    east = east + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    phi = np.radians(lat)
    curve = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    d_lat = np.degrees(north * curve**1.5 / (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)))
    d_lon = np.degrees(east * np.sqrt(curve) / (SEMI_MAJOR_M * np.cos(phi)))
    return lon + d_lon, lat + d_lat


def moved(lon: Floats, lat: Floats, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """Positions shifted by metres, good enough within a district."""
    return (
        lon + east_m / (METRES_PER_DEGREE * np.cos(np.radians(lat))),
        lat + north_m / METRES_PER_DEGREE,
    )


def gauss_krueger(lon: Floats, lat: Floats, meridian: float) -> tuple[Floats, Floats]:
    """Northing and easting in metres on the CGCS2000 ellipsoid, false easting 500 km, zone number left out."""
    axis, flattening = 6_378_137.0, 1 / 298.257222101
    e2 = flattening * (2 - flattening)
    second = e2 / (1 - e2)
    phi = np.radians(lat)
    sine, cosine, tangent = np.sin(phi), np.cos(phi), np.tan(phi)
    reach = axis / np.sqrt(1 - e2 * sine**2)
    eta = second * cosine**2
    away = np.radians(lon - meridian) * cosine
    arc = axis * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * np.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * np.sin(4 * phi)
        - (35 * e2**3 / 3072) * np.sin(6 * phi)
    )
    t2 = tangent**2
    north = arc + reach * tangent * (
        away**2 / 2 + (5 - t2 + 9 * eta + 4 * eta**2) * away**4 / 24 + (61 - 58 * t2 + t2**2) * away**6 / 720
    )
    east = 500_000.0 + reach * (
        away + (1 - t2 + eta) * away**3 / 6 + (5 - 18 * t2 + t2**2 + 14 * eta - 58 * t2 * eta) * away**5 / 120
    )
    return np.asarray(north, dtype=np.float64), np.asarray(east, dtype=np.float64)

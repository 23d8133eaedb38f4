"""The movement of patrols: from grid cell to grid cell along the streets, east and west first, with stops on the way.

A track is made of key frames (seconds, metres east, metres north), between which the patrol moves evenly.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from demo import geo
from demo.clock import Floats, Ints

CENTRE_LON, CENTRE_LAT = 115.83, 28.65


@dataclass(frozen=True)
class Gait:
    """The habits of one kind of patrol: speed, stay at a place, interval of reports."""

    slowest_kmh: float
    fastest_kmh: float
    shortest_stop_s: int
    longest_stop_s: int
    every_s: int


@dataclass(frozen=True)
class Track:
    """The place and speed of a patrol at the moments of its reports."""

    at: Ints
    lon: Floats
    lat: Floats
    speed_kmh: Floats
    heading: Ints


def metres(grid: pl.DataFrame) -> tuple[Floats, Floats]:
    """Metres of the grids' centres east and north of the middle of the district."""
    east = (grid["lon"].to_numpy() - CENTRE_LON) * geo.METRES_PER_DEGREE * np.cos(np.radians(CENTRE_LAT))
    return np.asarray(east), np.asarray((grid["lat"].to_numpy() - CENTRE_LAT) * geo.METRES_PER_DEGREE)


def walk(
    rng: np.random.Generator, east: Floats, north: Floats, weight: Floats, gait: Gait, begin: int, end: int
) -> Track:
    """One shift from `begin` to `end` over places with these weights."""
    legs = max(int((end - begin) / gait.shortest_stop_s), 2)
    stops = rng.choice(len(east), legs, p=weight / weight.sum())
    x = east[stops] + rng.uniform(-90, 90, legs)
    y = north[stops] + rng.uniform(-90, 90, legs)
    kmh = rng.uniform(gait.slowest_kmh, gait.fastest_kmh, legs - 1)
    stay = rng.integers(gait.shortest_stop_s, gait.longest_stop_s, legs)
    along, across = np.abs(np.diff(x)), np.abs(np.diff(y))
    # four key frames a leg: there, off, round the corner, next
    spans = np.stack([stay[:-1], along / kmh * 3.6, across / kmh * 3.6], axis=1)
    time = begin + np.concatenate([[0.0], np.cumsum(spans.reshape(-1))])
    xs = np.concatenate([[x[0]], np.stack([x[:-1], x[1:], x[1:]], axis=1).reshape(-1)])
    ys = np.concatenate([[y[0]], np.stack([y[:-1], y[:-1], y[1:]], axis=1).reshape(-1)])
    at = np.arange(begin, end, gait.every_s)
    at = at + rng.integers(-2, 3, len(at))
    here = np.clip(np.searchsorted(time, at, side="right") - 1, 0, len(time) - 2)
    moving = np.hypot(xs[here + 1] - xs[here], ys[here + 1] - ys[here]) > 1
    speed = np.where(moving, np.append(kmh, kmh[-1])[np.minimum(here // 3, legs - 2)], 0.0)
    lon, lat = geo.moved(
        np.full(len(at), CENTRE_LON), np.full(len(at), CENTRE_LAT),
        np.interp(at, time, xs) + rng.normal(0, 3, len(at)), np.interp(at, time, ys) + rng.normal(0, 3, len(at)),
    )  # fmt: skip
    heading = np.degrees(np.arctan2(xs[here + 1] - xs[here], ys[here + 1] - ys[here])).astype(np.int64) % 360
    lon = np.asarray(lon)
    return Track(at, lon, np.asarray(lat), np.maximum(speed + rng.normal(0, 1, len(at)) * moving, 0), heading)

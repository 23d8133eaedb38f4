"""Geometry of the small drawings that are part of the HTML: the line of a card and the outlines of a chooser.

The templates write the elements; only their coordinates are made here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.site.model import Card, Chooser

SPARK_WIDTH, SPARK_HEIGHT = 240, 40
MAP_WIDTH = 1000


@dataclass(frozen=True)
class Spark:
    """The monthly line of a card: runs of points between gaps, the height of its target, its last point and months.

    Points that are not ripe are `hollow`.
    """

    runs: Sequence[Sequence[tuple[str, str]]]
    aim: str | None
    first: str
    last: str
    hollow: Sequence[tuple[str, str]] = ()
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT

    @property
    def end(self) -> tuple[str, str]:
        """The newest point."""
        return self.runs[-1][-1]


def spark(card: Card) -> Spark | None:
    """The line from the first to the last month with a value; None where fewer than two months have one."""
    valued = [place for place, (_, value) in enumerate(card.points) if value is not None]
    if len(valued) < 2:
        return None
    points = card.points[valued[0] : valued[-1] + 1]
    levels = [value for _, value in points if value is not None]
    levels += [card.target_value] if card.target_value is not None else []
    levels += [0.0] if card.is_from_zero else []
    low, span = min(levels), (max(levels) - min(levels)) or 1.0

    def height(value: float) -> str:
        return f"{SPARK_HEIGHT - 4 - (value - low) / span * (SPARK_HEIGHT - 8):.1f}"

    runs: list[list[tuple[str, str]]] = [[]]
    hollow = []
    for place, (name, value) in enumerate(points):
        if value is not None:
            runs[-1].append((f"{3 + place * (SPARK_WIDTH - 6) / (len(points) - 1):.1f}", height(value)))
            hollow += runs[-1][-1:] if name in card.unripe else []
        elif runs[-1]:
            runs.append([])
    aim = None if card.target_value is None else height(card.target_value)
    return Spark(runs, aim, points[0][0], points[-1][0], hollow)


@dataclass(frozen=True)
class Cells:
    """The outlines of a chooser's choices: each with the place of its choice and its corners."""

    rings: Sequence[tuple[int, str]]
    height: int
    width: int = MAP_WIDTH


def cells(chooser: Chooser) -> Cells | None:
    """The outlines of all choices that have one, north up; None where no choice has one."""
    known = [(n, choice.outline) for n, choice in enumerate(chooser.choices) if len(choice.outline) > 2]
    if not known:
        return None
    lons = [lon for _, ring in known for lon, _ in ring]
    lats = [lat for _, ring in known for _, lat in ring]
    narrow = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide = max((max(lons) - min(lons)) * narrow, 1e-9)
    scale = MAP_WIDTH / wide
    west, north = min(lons), max(lats)
    rings = [
        (n, " ".join(f"{(lon - west) * narrow * scale:.0f},{(north - lat) * scale:.0f}" for lon, lat in ring))
        for n, ring in known
    ]
    return Cells(rings, round(max(north - min(lats), 1e-9) * scale))

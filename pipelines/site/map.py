"""The map form: places as circles over the hulls of their areas and, where there is one, the outline. No tiles."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.site.axes import ACCENT, MISSED, MUTED, frame, scale
from pipelines.site.chart import nothing
from pipelines.site.model import Basis, Figure, Text
from pipelines.site.outline import NONE, Outline

DRAWN_PX = 400
NAME_PX = 16
"""The height of the drawn places, about, and the part of it that a name needs."""


@dataclass(frozen=True)
class Spot:
    """One place on the map: its position, its number of things, its name and its area."""

    lon: float
    lat: float
    count: int
    name: Text
    area: Text


def spots(
    key: str,
    title: Text,
    places: Sequence[Spot],
    basis: Basis,
    *,
    named: int = 5,
    finding: Text | None = None,
    outline: Outline = NONE,
) -> Figure:
    """A map without tiles: areas as the hull of their places, places as circles whose area is their count."""
    if not places:
        return nothing(key, title, basis)
    areas: dict[Text, list[tuple[float, float]]] = {}
    for place in places:
        areas.setdefault(place.area, []).append((place.lon, place.lat))
    traces: list[dict[str, Any]] = [_drawn(ring) for ring in outline.rings]
    notes: list[dict[str, Any]] = []
    if outline.rings:
        notes.append(_credit(outline.credit))
    nudges = _apart(areas)
    for area, points in areas.items():
        around = hull(points)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "fill": "toself",
                "fillcolor": "rgba(185,203,221,0.22)",
                "line": {"color": "#9fb4c9", "width": 1},
                "x": [round(lon, 4) for lon, _ in [*around, around[0]]],
                "y": [round(lat, 4) for _, lat in [*around, around[0]]],
                "hoverinfo": "skip",
            }
        )
        notes.append(
            {
                "text": area,
                "x": round(min(lon for lon, _ in points), 4),
                "xanchor": "right",
                "xshift": -10,
                "y": round(_middle(points), 4),
                "yshift": nudges[area],
                "showarrow": False,
                "font": {"size": 12, "color": MUTED},
            }
        )
    ranked = sorted(places, key=lambda place: (-place.count, place.name.zh))
    most = max(ranked[0].count, 1)
    ranks = list(range(len(ranked)))[::-1]
    ranked.reverse()
    traces.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [round(place.lon, 4) for place in ranked],
            "y": [round(place.lat, 4) for place in ranked],
            "text": [str(rank + 1) if rank < named else "" for rank in ranks],
            "textfont": {"color": "#ffffff", "size": 11},
            "customdata": [[place.name, place.area, f"{place.count:,}"] for place in ranked],
            "hovertemplate": "%{customdata[0]} · %{customdata[1]}<br>%{customdata[2]}<extra></extra>",
            "marker": {
                "size": [round(4 + 26 * math.sqrt(max(place.count, 0) / most), 1) for place in ranked],
                "color": [MISSED if rank < named else ACCENT for rank in ranks],
                "opacity": [0.95 if rank < named else 0.55 for rank in ranks],
                "line": {"color": "#ffffff", "width": 0.8},
            },
        }
    )
    middle = sum(place.lat for place in places) / len(places)
    layout = frame(
        xaxis=scale(showgrid=False, showline=False, showticklabels=False, automargin=False),
        yaxis=scale(
            showgrid=False,
            showline=False,
            showticklabels=False,
            automargin=False,
            scaleanchor="x",
            scaleratio=round(1 / math.cos(math.radians(middle)), 4),
        ),
        annotations=notes,
        margin={"l": 4, "r": 4, "t": 16, "b": 4},
    )
    return Figure(key, title, traces, layout, basis, finding, height=700, tall=True)


def _apart(areas: Mapping[Text, Sequence[tuple[float, float]]]) -> dict[Text, int]:
    """The pixels by which each area's name moves down, so that no two are on one line."""
    lats = [lat for points in areas.values() for _, lat in points]
    px = DRAWN_PX / (max(lats) - min(lats) or 1.0)
    nudges: dict[Text, int] = {}
    above: float | None = None
    for area in sorted(areas, key=lambda name: (-_middle(areas[name]), name.zh)):
        at = _middle(areas[area]) * px
        low = at if above is None else min(at, above - NAME_PX)
        nudges[area], above = round(low - at), low
    return nudges


def _middle(points: Sequence[tuple[float, float]]) -> float:
    return sum(lat for _, lat in points) / len(points)


def _drawn(ring: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "fillcolor": "rgba(226,232,239,0.35)",
        "line": {"color": "#7d8fa3", "width": 1.2},
        "x": [round(lon, 4) for lon, _ in ring],
        "y": [round(lat, 4) for _, lat in ring],
        "hoverinfo": "skip",
    }


def _credit(words: Text) -> dict[str, Any]:
    corner = {"xref": "paper", "yref": "paper", "x": 1, "y": 0, "xanchor": "right", "yanchor": "bottom"}
    return {**corner, "text": words, "showarrow": False, "font": {"size": 10, "color": MUTED}}


def hull(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The convex outline of some points, counter-clockwise (monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def half(way: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for x, y in way:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], (x, y)) <= 0:
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

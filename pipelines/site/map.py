"""The map form: places as circles over the hulls of their areas and, where there is one, the outline. No tiles."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pipelines.site.axes import ACCENT, MISSED, both
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
    nudges = _apart(areas)
    traces = [_ring(ring, "rgba(226,232,239,0.35)", "#7d8fa3", 1.2) for ring in outline.rings]
    for points in areas.values():
        around = hull(points)
        traces.append(_ring([*around, around[0]], "rgba(185,203,221,0.22)", "#9fb4c9", 1))
    traces.append(_circles(places, named))
    middle = sum(place.lat for place in places) / len(places)
    plain = {"showgrid": False, "showline": False, "showticklabels": False, "automargin": False}
    layout = go.Layout(
        xaxis=plain,
        yaxis={**plain, "scaleanchor": "x", "scaleratio": round(1 / math.cos(math.radians(middle)), 4)},
        annotations=[
            *([_credit(outline.credit)] if outline.rings else []),
            *(_area_name(area, points, nudges[area]) for area, points in areas.items()),
        ],
        margin={"l": 4, "r": 4, "t": 16, "b": 4},
    )
    return Figure(key, title, traces, layout, basis, finding, height=700, tall=True)


def _circles(places: Sequence[Spot], named: int) -> go.Scatter:
    """The places as circles, the largest drawn last and the `named` largest with their rank."""
    ranked = sorted(places, key=lambda place: (-place.count, place.name.zh))
    most = max(ranked[0].count, 1)
    ranks = list(range(len(ranked)))[::-1]
    ranked.reverse()
    return go.Scatter(
        mode="markers+text",
        x=[round(place.lon, 4) for place in ranked],
        y=[round(place.lat, 4) for place in ranked],
        text=[str(rank + 1) if rank < named else "" for rank in ranks],
        textfont={"color": "#ffffff", "size": 11},
        customdata=[[both(place.name), both(place.area), f"{place.count:,}"] for place in ranked],
        hovertemplate="%{customdata[0]} · %{customdata[1]}<br>%{customdata[2]}<extra></extra>",
        marker={
            "size": [round(4 + 26 * math.sqrt(max(place.count, 0) / most), 1) for place in ranked],
            "color": [MISSED if rank < named else ACCENT for rank in ranks],
            "opacity": [0.95 if rank < named else 0.55 for rank in ranks],
            "line": {"color": "#ffffff", "width": 0.8},
        },
    )


def _area_name(area: Text, points: Sequence[tuple[float, float]], nudge: int) -> go.layout.Annotation:
    """The name of an area, left of its westernmost place."""
    west = round(min(lon for lon, _ in points), 4)
    return go.layout.Annotation(
        text=both(area), x=west, xanchor="right", xshift=-10, y=round(_middle(points), 4), yshift=nudge
    )


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


def _ring(ring: Sequence[tuple[float, float]], fill: str, colour: str, width: float) -> go.Scatter:
    return go.Scatter(
        mode="lines",
        fill="toself",
        fillcolor=fill,
        line={"color": colour, "width": width},
        x=[round(lon, 4) for lon, _ in ring],
        y=[round(lat, 4) for _, lat in ring],
        hoverinfo="skip",
    )


def _credit(words: Text) -> go.layout.Annotation:
    corner = {"xref": "paper", "yref": "paper", "x": 1, "y": 0, "xanchor": "right", "yanchor": "bottom"}
    return go.layout.Annotation(corner, text=both(words), font={"size": 10})


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

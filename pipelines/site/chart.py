"""The chart forms of the site, as Plotly's graph objects: trend, league, columns, lines, load.

A form decides how a thing is drawn, not its subject. Its colours and axes are those of `axes`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from pipelines.declare.rounding import shown
from pipelines.site import course
from pipelines.site.axes import (
    ACCENT,
    INK,
    LEGEND_TOP,
    MISSED,
    MUTED,
    between,
    both,
    fine,
    margin,
    periods,
    target_line,
    target_name,
    target_steps,
    zero,
)
from pipelines.site.measure import UNRIPE, Measure
from pipelines.site.model import Basis, Figure, Text, same

LOOKS = (
    ("solid", "circle", ACCENT),
    ("dash", "square", "#6b8fb3"),
    ("dot", "diamond", MUTED),
    ("longdash", "triangle-up", ACCENT),
    ("dashdot", "cross", "#6b8fb3"),
    ("longdashdot", "x", MUTED),
)
"""Marks that distinguish the series of one drawing: dash, marker, shade."""
ROW_PX = 40
AIM_TOP = 26
"""The margin over a drawing whose target is named above it."""
BAR_NAME = "bar"
"""Marks the words over a bar: where the drawing is too narrow for them, the page's script leaves their end out."""
APART = "apart"
"""The status of a bar that is not ranked; it is hollow."""
STATUS_MARK = {"missed": "▼ ", "met": "✓ ", APART: "○ ", "none": ""}
_FOREIGN_TAG = re.compile(r"<(?!(?:/?b|br|/?extra)>)")
"""A bracket that begins none of the tags with which charts are made."""


def drawn(value: Any) -> Any:
    """A figure in which names keep no tag but those of our charts: Plotly obeys tags in any text."""
    if isinstance(value, Mapping):
        return {key: drawn(item) for key, item in value.items()}
    if isinstance(value, list):
        return [drawn(item) for item in value]
    return _FOREIGN_TAG.sub("&lt;", value) if isinstance(value, str) else value


def nothing(key: str, title: Text, basis: Basis, *, wide: bool = False, finding: Text | None = None) -> Figure:
    """The figure of an empty result: it says so instead of drawing empty axes."""
    words = both(Text("本期没有数据", "Nothing was counted in this window"))
    layout = go.Layout(
        xaxis={"visible": False},
        yaxis={"visible": False},
        annotations=[{"text": words, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "font": {"size": 14}}],
    )
    return Figure(key, title, [], layout, basis, finding, height=140, wide=wide)


def trend(
    key: str, title: Text, series: Sequence[Measure], basis: Basis, *, grain: str = "month", wide: bool = False
) -> Figure:
    """One KPI over time against its target; periods off target carry an open orange diamond."""
    points = course.drawn(series)
    if not points:
        return nothing(key, title, basis, wide=wide)
    if grain == "week":
        basis = replace(basis, note=Text("只画完整的周", "whole weeks only"))
    if words := hollow(points):
        basis = replace(basis, note=words if basis.note is None else basis.note + Text("；", "; ") + words)
    days = [str(point.period_start) for point in points]
    layout = go.Layout(xaxis=periods(grain, days), yaxis=_heights(points))
    traces = [_periods(points, days), *_aims(layout, points, days)]
    run = course.newest(series)
    finding = run.told(grain) if run else None
    return Figure(key, title, traces, layout, basis, finding, wide=wide, height=280)


def _periods(points: Sequence[Measure], days: Sequence[str]) -> Any:
    """The trace of a trend: columns of counted things, else a line with a marker for each period."""
    of = points[-1].of
    shared = {
        "name": both(of.title),
        "x": days,
        "y": [_plotted(point) for point in points],
        "customdata": [[both(point.shown), both(point.fraction + _said(point))] for point in points],
        "hovertemplate": "%{x}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }
    if of.is_counted:
        return go.Bar(shared)
    missed = [point.status == "missed" for point in points]
    marker = {
        "size": [11 if off else 7 for off in missed],
        "color": ["#ffffff" if off or not point.is_ripe else ACCENT for off, point in zip(missed, points, strict=True)],
        "symbol": ["diamond" if off else "circle" for off in missed],
        "line": {"color": [MISSED if off else ACCENT for off in missed], "width": 2},
        "opacity": 1,
    }
    return go.Scatter(shared, mode="lines+markers", marker=marker)


def hollow(points: Sequence[Measure]) -> Text | None:
    """The words of the points that are drawn hollow; nothing where every point is ripe."""
    found = [f"{point.period_start:%Y-%m}" for point in points if not point.is_ripe]
    if not found:
        return None
    return Text("空心：", "hollow: ") + UNRIPE + same(f" ({', '.join(dict.fromkeys(found))})")


def _heights(points: Sequence[Measure]) -> go.layout.YAxis:
    """The axis of a trend: from zero for counted things, else around the values and the targets."""
    of, values = points[-1].of, [_plotted(point) for point in points]
    if of.is_counted:
        return go.layout.YAxis(nticks=6, tickformat=",", **zero(values))
    edges = [value for value in [*values, *(point.target for point in points)] if value is not None]
    room = margin(edges, 0.18, 0.2)
    reach = {**zero(values), **between(min(edges) - room, max(edges) + room)}
    return go.layout.YAxis(nticks=6, ticksuffix="%" if of.unit == "%" else "", **reach)


def _aims(layout: go.Layout, points: Sequence[Measure], days: Sequence[str]) -> list[Any]:
    """Name the target of a trend in the layout and draw its line there; one that changes is a trace of its own."""
    last, steps = points[-1], []
    if last.target is None:
        return []
    aims = [point.target for point in points]
    name = last.of.shown(last.target)
    if len(set(aims)) > 1:
        steps = [target_steps(days, aims)]
        name = last.of.shown(next(aim for aim in reversed(aims) if aim != last.target)) + same(" → ") + name
    else:
        layout.shapes = [target_line("y", last.target)]
    layout.update(annotations=[target_name(name)], margin_t=AIM_TOP)
    return steps


def _plotted(point: Measure) -> float | None:
    return None if point.value is None else fine(point.value)


@dataclass(frozen=True)
class Bar:
    """One row of a league: its name, its length, the text printed next to the name, and its status."""

    name: Text
    value: float
    label: Text
    status: str = "none"


def league(
    key: str,
    title: Text,
    bars: Sequence[Bar],
    basis: Basis,
    *,
    target: float | None = None,
    finding: Text | None = None,
    wide: bool = False,
    unit: str = "",
    aim: Text | None = None,
) -> Figure:
    """Bars in the order given, first on top. With a target they grow from it: left is below, right is above.

    `aim` is the target as it is printed, where its number and `unit` do not say it.
    """
    if not bars:
        return nothing(key, title, basis, wide=wide)
    lengths = [fine(bar.value - (target or 0)) for bar in bars]
    trace = go.Bar(
        orientation="h",
        x=lengths,
        y=list(range(len(bars))),
        base=[target or 0] * len(bars),
        width=0.32,
        marker=_filled(bars),
        customdata=[[both(bar.name), both(bar.label)] for bar in bars],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    )
    layout = go.Layout(
        xaxis={"ticksuffix": unit, "nticks": 5, "tickformat": "~g" if unit else ","},
        yaxis={"visible": False, "range": [len(bars) - 0.5, -0.85]},
        annotations=[_over(row, bar) for row, bar in enumerate(bars)],
        bargap=0,
    )
    if target is None:
        layout.xaxis.update(rangemode="tozero", **zero(lengths))
    else:
        ends = [bar.value for bar in bars] + [target]
        room = margin(ends, 0.06, 0.1)
        layout.xaxis.range = [fine(min(ends) - room), fine(max(ends) + room)]
        layout.shapes = [target_line("x", target)]
        layout.annotations += (target_name(aim or same(f"{target:g}{unit}")),)
        layout.margin.t = AIM_TOP
    return Figure(key, title, [trace], layout, basis, finding, height=50 + ROW_PX * len(bars) + 30, wide=wide)


def _filled(bars: Sequence[Bar]) -> dict[str, Any]:
    """The look of bars: filled, or with an outline only where they are not ranked."""
    colours = {"missed": MISSED, APART: "#ffffff"}
    marker: dict[str, Any] = {"color": [colours.get(bar.status, ACCENT) for bar in bars]}
    if any(bar.status == APART for bar in bars):
        marker["line"] = {"color": MUTED, "width": [1.5 if bar.status == APART else 0 for bar in bars]}
    return marker


def _over(row: int, bar: Bar) -> go.layout.Annotation:
    """The name and the figures over a bar, so that a phone shows them as well as a wide screen does."""
    words = same(STATUS_MARK[bar.status]) + same("<b>") + bar.name.leading + same("</b>  ") + bar.label
    return go.layout.Annotation(
        name=BAR_NAME,
        text=both(words),
        xref="paper",
        x=0,
        xanchor="left",
        y=row,
        yshift=18,
        align="left",
        bgcolor="rgba(255,255,255,0.85)",
        borderpad=0,
        font={"size": 12.5, "color": INK},
    )


def columns(
    key: str,
    title: Text,
    names: Sequence[Text],
    values: Sequence[int],
    basis: Basis,
    *,
    finding: Text | None = None,
    missed: Sequence[bool] | None = None,
    wide: bool = False,
    axis: Text | None = None,
) -> Figure:
    """Counts in their natural order (ages, hours): upright columns with the count on top."""
    if not any(values):
        return nothing(key, title, basis, wide=wide)
    low, high = min(0, *values), max(0, *values)
    room = 0.14 * (high - low)
    said = [both(name) for name in names]
    places = list(range(len(values)))
    trace = go.Bar(
        x=places,
        y=[value + 0 for value in values],
        text=[shown(value, "") for value in values] if len(values) <= 14 else None,
        textposition="outside",
        cliponaxis=False,
        marker={"color": [MISSED if late else ACCENT for late in missed or [False] * len(values)]},
        customdata=said,
        hovertemplate="%{customdata}<br>%{y:,}<extra></extra>",
    )
    every = 1 if len(values) <= 14 else 3
    aside = 1.5 if len(values) < 3 else 0.5
    layout = go.Layout(
        xaxis={
            "showgrid": False,
            "tickvals": places[::every],
            "ticktext": said[::every],
            "tickangle": 0,
            "range": [-aside, len(values) - 1 + aside],
        },
        yaxis={
            "rangemode": "tozero",
            "nticks": 5,
            "tickformat": ",",
            **between(low - room * (low < 0), high + room * (high > 0)),
        },
        bargap=0.3,
    )
    if axis:
        layout.xaxis.title = {"text": both(axis)}
    return Figure(key, title, [trace], layout, basis, finding, height=280, wide=wide)


@dataclass(frozen=True)
class Line:
    """One series of `lines`."""

    name: Text
    points: Sequence[Measure]


def lines(key: str, title: Text, series: Sequence[Line], basis: Basis, *, grain: str = "month") -> Figure:
    """Several series of one unit over time, distinguished by dash and marker as well as by shade.

    More series than there are looks are named next to the drawing.
    """
    valued = [line for line in series if course.drawn(line.points)]
    if not valued:
        return nothing(key, title, basis)
    if words := hollow([point for line in valued for point in course.drawn(line.points)]):
        basis = replace(basis, note=words)
    traces = [_line(line, *look) for line, look in zip(valued, LOOKS, strict=False)]
    if left := [line.name for line in valued[len(LOOKS) :]]:
        names = left[0]
        for name in left[1:]:
            names = names + Text("、", ", ") + name
        left_out = Text("未画：", "not drawn: ") + names
        basis = replace(basis, note=left_out if basis.note is None else basis.note + Text("；", "; ") + left_out)
    heights = [height for trace in traces for height in trace.y]
    layout = go.Layout(
        showlegend=True,
        legend={"traceorder": "normal"},
        margin={"t": LEGEND_TOP},
        xaxis=periods(grain, [day for trace in traces for day in trace.x]),
        yaxis={
            "rangemode": "tozero",
            "nticks": 6,
            "ticksuffix": both(valued[0].points[0].of.unit_shown),
            **zero(heights),
        },
    )
    return Figure(key, title, traces, layout, basis, height=300)


def _said(point: Measure) -> Text:
    return same("") if point.is_ripe else same(" · ") + point.unripe


def _line(line: Line, dash: str, symbol: str, colour: str) -> go.Scatter:
    points = course.drawn(line.points)
    symbols = [symbol if point.is_ripe else f"{symbol}-open" for point in points]
    return go.Scatter(
        mode="lines+markers",
        name=both(line.name),
        x=[str(point.period_start) for point in points],
        y=[_plotted(point) for point in points],
        customdata=[[both(line.name), both(point.shown + _said(point))] for point in points],
        hovertemplate="%{x}<br>%{customdata[0]}: %{customdata[1]}<extra></extra>",
        line={"color": colour, "dash": dash},
        marker={"size": 8, "symbol": symbol if all(point.is_ripe for point in points) else symbols},
    )


def load(
    key: str,
    title: Text,
    days: Sequence[Text],
    counts: Mapping[tuple[int, int], int],
    basis: Basis,
    *,
    finding: Text | None = None,
    wide: bool = False,
) -> Figure:
    """The load by weekday (down) and hour (across) as shaded cells."""
    if not counts:
        return nothing(key, title, basis, wide=wide)
    named = [both(day) for day in days]
    trace = go.Heatmap(
        x=list(range(24)),
        y=list(range(len(days))),
        z=[[counts.get((day, hour), 0) for hour in range(24)] for day in range(len(days))],
        colorbar={"title": {"text": both(Text("次", "n"))}, "tickformat": ","},
        customdata=[[day] * 24 for day in named],
        hovertemplate="%{customdata} %{x}:00<br>%{z:,}<extra></extra>",
    )
    hours = list(range(0, 24, 3))
    layout = go.Layout(
        xaxis={
            "showgrid": False,
            "tickvals": hours,
            "ticktext": [both(Text(f"{hour}时", f"{hour}h")) for hour in hours],
            "tickangle": 0,
            "tickfont": {"size": 12},
        },
        yaxis={
            "showgrid": False,
            "tickvals": list(range(len(days))),
            "ticktext": named,
            "autorange": "reversed",
        },
    )
    return Figure(key, title, [trace], layout, basis, finding, height=280, wide=wide)

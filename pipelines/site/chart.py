"""The chart forms of the site, as Plotly dictionaries: trend, league, columns, lines, load, map.

A form decides how a thing is drawn, not its subject. Its colours and axes are those of `axes`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.declare.rounding import NOTHING, shown
from pipelines.site import course
from pipelines.site.axes import (
    ACCENT,
    INK,
    MISSED,
    MUTED,
    between,
    fine,
    frame,
    legend,
    margin,
    periods,
    scale,
    target_line,
    target_name,
    target_steps,
    zero,
)
from pipelines.site.measure import Measure, per_cent
from pipelines.site.model import Basis, Figure, Text, same

SHADES = [[0.0, "#eef3f8"], [0.5, "#7fa3c7"], [1.0, "#123a63"]]
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
BAR_NAME = "bar"
"""Marks the words over a bar: where the drawing is too narrow for them, the page's script leaves their end out."""
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
    note = {
        "text": Text("本期没有数据", "Nothing was counted in this window"),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "font": {"color": MUTED, "size": 14},
    }
    layout = frame(xaxis={"visible": False}, yaxis={"visible": False}, annotations=[note])
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
    last = points[-1]
    days = [str(point.period_start) for point in points]
    missed = [point.status == "missed" for point in points]
    counted = last.of.is_counted
    values = [_plotted(point) for point in points]
    traces: list[dict[str, Any]] = [
        {
            "type": "bar" if counted else "scatter",
            "name": last.of.title,
            "x": days,
            "y": values,
            "customdata": [[point.shown, point.fraction] for point in points],
            "hovertemplate": "%{x}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            **(
                {"marker": {"color": ACCENT}}
                if counted
                else {
                    "mode": "lines+markers",
                    "line": {"color": ACCENT, "width": 2.5},
                    "marker": {
                        "size": [11 if off else 7 for off in missed],
                        "color": ["#ffffff" if off else ACCENT for off in missed],
                        "symbol": ["diamond" if off else "circle" for off in missed],
                        "line": {"color": [MISSED if off else ACCENT for off in missed], "width": 2},
                        "opacity": 1,
                    },
                }
            ),
        }
    ]
    layout = frame(
        xaxis=periods(grain, days), yaxis=scale(nticks=6, tickformat="," if counted else None, **zero(values))
    )
    if not counted:
        edges = [v for v in [*values, *(point.target for point in points)] if v is not None]
        room = margin(edges, 0.18, 0.2)
        layout["yaxis"] |= between(min(edges) - room, max(edges) + room)
        layout["yaxis"]["ticksuffix"] = "%" if last.of.unit == "%" else ""
    if last.target is not None:
        aims = [point.target for point in points]
        name = last.of.shown(last.target)
        if len(set(aims)) > 1:
            traces.append(target_steps(days, aims))
            before = next(aim for aim in reversed(aims) if aim != last.target)
            name = last.of.shown(before) + same(" → ") + name
        else:
            layout["shapes"] = [target_line("y", last.target)]
        layout["annotations"] = [target_name(name)]
        layout["margin"] = {**layout["margin"], "t": 26}
    run = course.newest(series)
    finding = run.told(grain) if run else None
    return Figure(key, title, traces, layout, basis, finding, wide=wide, height=280)


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

    The name and the figures are over each bar, so that a phone shows them as well as a wide screen does.
    """
    if not bars:
        return nothing(key, title, basis, wide=wide)
    rows = list(range(len(bars)))
    lengths = [fine(bar.value - (target or 0)) for bar in bars]
    mark = {"missed": "▼ ", "met": "✓ ", "none": ""}
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": lengths,
        "y": rows,
        "base": [target or 0] * len(bars),
        "width": 0.32,
        "marker": {"color": [MISSED if bar.status == "missed" else ACCENT for bar in bars]},
        "customdata": [[bar.name, bar.label] for bar in bars],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }
    notes = [
        {
            "name": BAR_NAME,
            "text": same(mark[bar.status]) + same("<b>") + bar.name.leading + same("</b>  ") + bar.label,
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "y": row,
            "yshift": 18,
            "showarrow": False,
            "align": "left",
            "bgcolor": "rgba(255,255,255,0.85)",
            "borderpad": 0,
            "font": {"size": 12.5, "color": INK},
        }
        for row, bar in zip(rows, bars, strict=True)
    ]
    axis = scale(ticksuffix=unit, nticks=5, tickformat="~g" if unit else ",")
    layout = frame(
        xaxis=axis,
        yaxis=scale(visible=False, range=[len(bars) - 0.5, -0.85]),
        annotations=notes,
        bargap=0,
    )
    if target is None:
        axis |= {"rangemode": "tozero", **zero(lengths)}
    else:
        ends = [bar.value for bar in bars] + [target]
        room = margin(ends, 0.06, 0.1)
        axis["range"] = [fine(min(ends) - room), fine(max(ends) + room)]
        layout["shapes"] = [target_line("x", target)]
        notes.append(target_name(aim or same(f"{target:g}{unit}")))
        layout["margin"] = {**layout["margin"], "t": 26}
    return Figure(key, title, [trace], layout, basis, finding, height=50 + ROW_PX * len(bars) + 30, wide=wide)


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
    off = missed or [False] * len(values)
    places = list(range(len(values)))
    trace = {
        "type": "bar",
        "x": places,
        "y": [value + 0 for value in values],
        "text": [shown(value, "") for value in values] if len(values) <= 14 else None,
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": [MISSED if late else ACCENT for late in off]},
        "customdata": list(names),
        "hovertemplate": "%{customdata}<br>%{y:,}<extra></extra>",
    }
    every = 1 if len(values) <= 14 else 3
    aside = 1.5 if len(values) < 3 else 0.5
    layout = frame(
        xaxis=scale(
            showgrid=False,
            tickvals=places[::every],
            ticktext=list(names)[::every],
            tickangle=0,
            title={"text": axis} if axis else None,
            range=[-aside, len(values) - 1 + aside],
        ),
        yaxis=scale(
            rangemode="tozero", nticks=5, tickformat=",", **between(low - room * (low < 0), high + room * (high > 0))
        ),
        bargap=0.3,
    )
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
    traces: list[dict[str, Any]] = []
    for line, (dash, symbol, colour) in zip(valued, LOOKS, strict=False):
        points = course.drawn(line.points)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": line.name,
                "x": [str(point.period_start) for point in points],
                "y": [_plotted(point) for point in points],
                "customdata": [[line.name, point.shown] for point in points],
                "hovertemplate": "%{x}<br>%{customdata[0]}: %{customdata[1]}<extra></extra>",
                "line": {"color": colour, "width": 2.5, "dash": dash},
                "marker": {"size": 8, "symbol": symbol},
            }
        )
    if left := [line.name for line in valued[len(LOOKS) :]]:
        names = left[0]
        for name in left[1:]:
            names = names + Text("、", ", ") + name
        basis = replace(basis, note=Text("未画：", "not drawn: ") + names)
    heights = [height for trace in traces for height in trace["y"]]
    layout = frame(
        showlegend=True,
        legend=legend(),
        margin={"l": 8, "r": 12, "t": 36, "b": 8},
        xaxis=periods(grain, [day for trace in traces for day in trace["x"]]),
        yaxis=scale(rangemode="tozero", nticks=6, ticksuffix=valued[0].points[0].of.unit_shown, **zero(heights)),
    )
    return Figure(key, title, traces, layout, basis, height=300)


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
    cells = [[counts.get((day, hour), 0) for hour in range(24)] for day in range(len(days))]
    trace = {
        "type": "heatmap",
        "x": list(range(24)),
        "y": list(range(len(days))),
        "z": cells,
        "colorscale": SHADES,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "len": 1,
            "title": {"text": Text("次", "n")},
            "tickformat": ",",
        },
        "customdata": [[day] * 24 for day in days],
        "hovertemplate": "%{customdata} %{x}:00<br>%{z:,}<extra></extra>",
    }
    layout = frame(
        xaxis=scale(
            showgrid=False,
            tickvals=list(range(0, 24, 3)),
            ticktext=[Text(f"{hour}时", f"{hour}h") for hour in range(0, 24, 3)],
            tickangle=0,
            tickfont={"size": 12},
        ),
        yaxis=scale(
            showgrid=False,
            tickvals=list(range(len(days))),
            ticktext=list(days),
            autorange="reversed",
        ),
    )
    return Figure(key, title, [trace], layout, basis, finding, height=280, wide=wide)


def share(part: int, whole: int) -> Text:
    """A share in per cent, half-up, or a dash where the whole is nothing."""
    return same(per_cent(100 * part / whole) if whole else NOTHING)

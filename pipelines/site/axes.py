"""Parts that all drawings of the site share: its few colours, its one template, its axes and the mark of a target.

There is one accent. Where a target decides, a blue and an orange are added. Colour-blind readers can distinguish them,
and each is always next to a symbol or a word.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from pipelines.site.model import Text, same
from warehouse.visible import visible

ACCENT = "#1f4e79"
MISSED = "#c2410c"
GRID = "#e5e9ee"
INK = "#1f2933"
MUTED = "#5b6774"
ZERO = "#9aa5b1"
SHADES = [[0.0, "#eef3f8"], [0.5, "#7fa3c7"], [1.0, "#123a63"]]
FONT = "Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,Segoe UI,Arial,sans-serif"
LEGEND_TOP = 36
WEEK_MS = 7 * 86_400_000
LANGUAGES = "\x1e"
"""Separates the two languages of one string of a figure; `visible` keeps it out of every text."""
_AXIS = {
    "fixedrange": True,
    "gridcolor": GRID,
    "zeroline": False,
    "showline": True,
    "linecolor": ZERO,
    "automargin": True,
}


TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "bgcolor": "#ffffff"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "showlegend": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
        "hovermode": "closest",
        "separators": ".,",
        "dragmode": False,
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "annotationdefaults": {"showarrow": False, "font": {"color": MUTED, "size": 12}},
        "shapedefaults": {"line": {"color": MUTED, "width": 1.5}},
    },
    data={
        "bar": [go.Bar(marker={"color": ACCENT})],
        "scatter": [go.Scatter(line={"color": ACCENT, "width": 2.5})],
        "heatmap": [
            go.Heatmap(colorscale=SHADES, xgap=1, ygap=1, colorbar={"thickness": 10, "outlinewidth": 0, "len": 1})
        ],
    },
)
"""The look of every drawing. A page carries it once; a drawing says only what differs."""


def both(text: Text) -> str:
    """A text as a figure holds it, in both languages; the page's script shows one."""
    zh, en = visible(text.zh, lines=True), visible(text.en, lines=True)
    return zh if zh == en else f"{zh}{LANGUAGES}{en}"


def zero(values: Iterable[float | None]) -> dict[str, Any]:
    """The zero line of an axis, drawn where something is below it."""
    below = any(value is not None and value < 0 for value in values)
    return {"zeroline": True, "zerolinecolor": ZERO, "zerolinewidth": 1.5} if below else {}


def between(low: float, high: float) -> dict[str, Any]:
    """An axis from `low` to `high`."""
    return {"range": [fine(low), fine(high)], **zero([low])}


def fine(value: float) -> float:
    """A value as it is drawn: three decimals, or three digits of a small value; zero has no sign."""
    return (round(value, 3) if abs(value) >= 1 else float(f"{value:.3g}")) + 0.0


def margin(edges: Sequence[float], share: float, least: float) -> float:
    """The room outside the outermost values drawn: a share of their span, at least `least`, less for small values."""
    reach = max(map(abs, edges))
    return max((max(edges) - min(edges)) * share, reach * 0.004, min(least, reach * least / 5)) or least


def periods(grain: str, starts: Sequence[str]) -> go.layout.XAxis:
    """Months or weeks across, named by the day they begin; the year is under the first tick and where it changes.

    `starts` are the periods that are drawn.
    """
    n = len(set(starts))
    axis = go.layout.XAxis(type="date", tickangle=0, showgrid=False)
    if grain == "month":
        axis.tickformat = both(Text("%-m月\n%Y年", "%b\n%Y"))
        return axis.update(dtick="M1") if n <= 7 else axis.update(nticks=8)
    axis.tickformat = both(Text("%m-%d\n%Y年", "%m-%d\n%Y"))
    return axis.update(tick0=min(starts), dtick=WEEK_MS * -(-n // 6))


def target_line(axis: str, target: float) -> go.layout.Shape:
    """The dashed line of a target across a drawing."""
    across = (
        {"xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target}
        if axis == "y"
        else {"yref": "paper", "y0": 0, "y1": 1, "x0": target, "x1": target}
    )
    return go.layout.Shape(type="line", line={"dash": "dash"}, layer="above", **across)


def target_steps(days: Sequence[str], aims: Sequence[float | None]) -> go.Scatter:
    """A target that changes, period by period."""
    line = {"color": MUTED, "width": 1.5, "dash": "dash", "shape": "hv"}
    return go.Scatter(mode="lines", x=days, y=aims, line=line, hoverinfo="skip")


def target_name(shown: Text) -> go.layout.Annotation:
    """The words of the dashed line, over the drawing's right end, where it hides nothing that is drawn."""
    words = both(same("– – ") + Text("目标 ", "Target ") + shown)
    return go.layout.Annotation(text=words, xref="paper", yref="paper", x=1, xanchor="right", y=1, yanchor="bottom")

"""Parts that all drawings of the site share: its few colours, its frame and axes, and the mark of a target.

There is one accent. Where a target decides, a blue and an orange are added. Colour-blind readers can distinguish them,
and each is always next to a symbol or a word.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.site.model import Text, same

ACCENT = "#1f4e79"
MISSED = "#c2410c"
GRID = "#e5e9ee"
INK = "#1f2933"
MUTED = "#5b6774"
ZERO = "#9aa5b1"
WEEK_MS = 7 * 86_400_000


def scale(**more: Any) -> dict[str, Any]:
    """An axis."""
    return {
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": ZERO,
        "automargin": True,
        **more,
    }


def frame(**more: Any) -> dict[str, Any]:
    """The layout around a drawing."""
    return {
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "showlegend": False,
        "hovermode": "closest",
        "separators": ".,",
        "dragmode": False,
        **more,
    }


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


def legend() -> dict[str, Any]:
    """A legend over the drawing."""
    return {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom", "traceorder": "normal"}


def periods(grain: str, starts: Sequence[str]) -> dict[str, Any]:
    """Months or weeks across, named by the day they begin; the year is under the first tick and where it changes.

    `starts` are the periods that are drawn.
    """
    n = len(set(starts))
    if grain == "month":
        months = {"dtick": "M1"} if n <= 7 else {"nticks": 8}
        tick = Text("%-m月\n%Y年", "%b\n%Y")
        return scale(type="date", tickformat=tick, tickangle=0, showgrid=False, **months)
    tick = Text("%m-%d\n%Y年", "%m-%d\n%Y")
    every = {"tick0": min(starts), "dtick": WEEK_MS * -(-n // 6)}
    return scale(type="date", tickformat=tick, tickangle=0, showgrid=False, **every)


def target_line(axis: str, target: float) -> dict[str, Any]:
    across = (
        {"xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target}
        if axis == "y"
        else {"yref": "paper", "y0": 0, "y1": 1, "x0": target, "x1": target}
    )
    return {"type": "line", "line": {"color": MUTED, "width": 1.5, "dash": "dash"}, "layer": "above", **across}


def target_steps(days: Sequence[str], aims: Sequence[float | None]) -> dict[str, Any]:
    """A target that changes, period by period."""
    line = {"color": MUTED, "width": 1.5, "dash": "dash", "shape": "hv"}
    return {"type": "scatter", "mode": "lines", "x": days, "y": aims, "line": line, "hoverinfo": "skip"}


def target_name(shown: Text) -> dict[str, Any]:
    """The words of the dashed line, over the drawing's right end, where it hides nothing that is drawn."""
    return {
        "text": same("– – ") + Text("目标 ", "Target ") + shown,
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": MUTED, "size": 12},
    }

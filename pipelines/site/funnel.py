"""A funnel plot: the shares of a slice's parts against their numbers of cases, with limits around the whole's share.

The limits are those of the score test, which Wilson's interval inverts. A part lies outside of the 95 % limits if and
only if its 95 % interval does not hold the share of the whole.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import plotly.graph_objects as go

from pipelines.site import chart
from pipelines.site.axes import ACCENT, LEGEND_TOP, MISSED, MUTED, both, fine
from pipelines.site.data import Data
from pipelines.site.league import NOT_RANKED, joined, left_out
from pipelines.site.measure import Measure
from pipelines.site.model import Figure, Text, same
from pipelines.site.ranking import Z

OUTER_Z = 3.090232306167813
"""The quantile of the normal distribution that leaves 0.1 % above it."""
LIMITS = (("95", Z, "dash"), ("99.8", OUTER_Z, "dot"))
STEPS_N = 60
NAMED_N = 6


def limits(numerator: int, denominator: int, cases: int, z: float) -> tuple[float, float]:
    """The lowest and the highest share of so many cases that chance explains, around the share of the whole."""
    share = numerator / denominator
    half = z * math.sqrt(share * (1 - share) / cases)
    return max(share - half, 0.0), min(share + half, 1.0)


def side(part: Measure, whole: Measure) -> int:
    """-1 below the outer limits, 1 above, 0 within; exact but for the quantile."""
    above, below = whole.numerator or 0, whole.denominator or 1
    apart = Fraction(part.numerator or 0, part.denominator or 1) - Fraction(above, below)
    variance = Fraction(above * (below - above), below**2 * (part.denominator or 1))
    if apart**2 <= Fraction(OUTER_Z) ** 2 * variance:
        return 0
    return 1 if apart > 0 else -1


def figure(data: Data, key: str, title: Text, slice_type: str, kpi_id: str, variant: str = "default") -> Figure:
    """The funnel of one share over the parts of a slice that are ripe and that a table knows."""
    whole = data.measure(kpi_id, variant)
    known = [part for part in data.by(slice_type, kpi_id, variant) if part.is_share and part.denominator]
    parts = [part for part in known if part.is_ripe and data.is_registered(slice_type, part.slice_id)]
    notes = left_out(data, slice_type, NOT_RANKED, [part for part in known if part not in parts])
    basis = data.basis(kpi_id, variant, joined(notes) if notes else None)
    if not parts or not whole.is_share or not whole.denominator:
        return chart.nothing(key, title, basis)
    most = max(part.denominator or 0 for part in parts)
    level = 100 * (whole.numerator or 0) / whole.denominator
    traces = [_limit(whole, most, *limit) for limit in LIMITS]
    traces.append(
        go.Scatter(
            name=both(Text("全体", "All together")),
            mode="lines",
            x=[0, most],
            y=[fine(level)] * 2,
            line={"color": MUTED, "width": 1.5},
            hoverinfo="skip",
        )
    )
    layout = go.Layout(
        showlegend=True,
        margin={"t": LEGEND_TOP},
        xaxis={
            "title": {"text": both(Text("件数（分母）", "Cases (denominator)"))},
            "rangemode": "tozero",
            "nticks": 6,
        },
        yaxis={"title": {"text": both(whole.of.title + same(" (%)"))}, "ticksuffix": "%", "nticks": 6},
        annotations=[_named(data, part) for part in parts if side(part, whole)][:NAMED_N],
    )
    finding = _finding(data, parts, whole)
    return Figure(key, title, [*traces, _points(data, parts, whole)], layout, basis, finding, height=360)


def _limit(whole: Measure, most: int, name: str, z: float, dash: str) -> go.Scatter:
    """The two lines of one pair of limits, with a gap between them."""
    cases = sorted({max(round(most * (step / STEPS_N) ** 2), 1) for step in range(1, STEPS_N + 1)})
    ends = [limits(whole.numerator or 0, whole.denominator or 1, n, z) for n in cases]
    return go.Scatter(
        name=both(Text(f"{name}% 控制限", f"{name}% limits")),
        mode="lines",
        x=[*cases, None, *cases],
        y=[fine(100 * low) for low, _ in ends] + [None] + [fine(100 * high) for _, high in ends],
        line={"color": MUTED, "width": 1, "dash": dash},
        hoverinfo="skip",
    )


def _points(data: Data, parts: Sequence[Measure], whole: Measure) -> go.Scatter:
    sides = [side(part, whole) for part in parts]
    worse = 1 if whole.of.better == "lower" else -1
    return go.Scatter(
        name=both(data.slice_title(parts[0].slice_type)),
        mode="markers",
        x=[part.denominator for part in parts],
        y=[fine(100 * (part.numerator or 0) / (part.denominator or 1)) for part in parts],
        customdata=[[both(data.name(part.slice_type, part.slice_id)), both(_said(part))] for part in parts],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        marker={
            "size": 9,
            "color": [MISSED if at == worse else ACCENT for at in sides],
            "symbol": ["diamond" if at else "circle" for at in sides],
        },
    )


def _said(part: Measure) -> Text:
    return part.shown + same(" · ") + part.fraction


def _named(data: Data, part: Measure) -> go.layout.Annotation:
    """The name of a part over its point."""
    return go.layout.Annotation(
        text=both(data.name(part.slice_type, part.slice_id)),
        x=part.denominator,
        y=fine(100 * (part.numerator or 0) / (part.denominator or 1)),
        yshift=12,
    )


def _finding(data: Data, parts: Sequence[Measure], whole: Measure) -> Text:
    """The parts outside of the outer limits, those below first; the others differ no more than chance explains."""
    told = []
    for at, words in ((-1, Text("低于下限：", "below: ")), (1, Text("高于上限：", "above: "))):
        found = [part for part in parts if side(part, whole) == at]
        if found:
            found.sort(key=lambda part: (at * -(part.value or 0), part.slice_id))
            named = [data.name(part.slice_type, part.slice_id) + same(" ") + part.shown for part in found[:NAMED_N]]
            more = len(found) - NAMED_N
            rest = Text(f" 等 {len(found)} 个", f" and {more} more") if more > 0 else same("")
            told.append(words + joined(named, Text("、", ", ")) + rest)
    if not told:
        return Text("没有一个在 99.8% 控制限之外。", "None is outside of the 99.8% limits.")
    return Text("99.8% 控制限之外，", "Outside of the 99.8% limits, ") + joined(told) + Text("。", ".")

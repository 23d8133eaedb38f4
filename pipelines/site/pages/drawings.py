"""Types of blocks that draw rows without a shape of their own in `chart`: plan, day."""

from collections.abc import Sequence
from typing import Any, ClassVar

import plotly.graph_objects as go

from pipelines.declare.declaration import Declaration
from pipelines.site import axes, chart
from pipelines.site.axes import both
from pipelines.site.measure import number
from pipelines.site.model import Block as Drawn
from pipelines.site.model import Figure, Text
from pipelines.site.pages.keys import Words, entry
from pipelines.site.pages.query import Context
from pipelines.site.pages.select_blocks import Figured

LEGEND_TOP = 40
LOOKS = (("solid", axes.ACCENT), ("dash", "#6b8fb3"), ("dot", axes.MUTED))
BESIDE_M = 14


class Kind(Declaration):
    """One kind of thing on a plan."""

    code: str = entry("the value of column `kind`", "water")
    name: Words = entry("its name in the legend", "给水|Water")
    colour: str = entry("its colour", "#1f4e79")
    symbol: str = entry("its mark, one of Plotly's", "circle")


class Plan(Figured):
    """Things around one place on a plain grid of metres.

    The select has `kind`, `east_m`, `north_m` and `is_large`, which draws a larger mark.
    """

    TYPE: ClassVar[str] = "plan"
    kinds: list[Kind] = entry(
        "the kinds of things, in their order",
        [{"code": "water", "name": "给水|Water", "colour": "#1f4e79", "symbol": "circle"}],
    )
    label: Words = entry("the words at a thing; may name columns of `select`", "{line_id}, {distance_m:,.0f} m")
    centre: Words = entry("the name of the place in the legend", "爆点|Burst")
    centre_label: Words = entry("the words at the place; may name columns of `totals`", "{burst_id}")
    reach: int = entry("the metres that are drawn to each side", 500)

    def draw(self, context: Context) -> Sequence[Drawn]:
        found = self.found(context)
        found.check(self.label)
        names = ("kind", "east_m", "north_m", "is_large")
        kind, east, north, large = (found.known(name) for name in names)
        title, basis = self.title.filled(found.whole), self.basis.of(found)
        if not found.rows:
            return self.drawn(chart.nothing(self.key, title, basis))
        traces = []
        for place, one in enumerate(self.kinds):
            mine = [row for row in found.rows if row[kind] == one.code]
            aside = (place - (len(self.kinds) - 1) / 2) * BESIDE_M  # kinds at one place are drawn side by side
            if not mine:
                continue
            points = [(row[east] + aside, row[north] + aside / 2) for row in mine]
            marker = {"size": [12 if row[large] else 8 for row in mine], "color": one.colour, "symbol": one.symbol}
            labels = [self.label.filled(found.row(row)) for row in mine]
            traces.append(_points(one.name.words, points, labels, {**marker, "opacity": 0.85}))
        star = {"size": 18, "symbol": "star", "color": "#111111"}
        traces.append(_points(self.centre.words, [(0, 0)], [self.centre_label.filled(found.whole)], star))
        return self.drawn(Figure(self.key, title, traces, self._layout(), basis, self.told(found), height=420))

    def _layout(self) -> go.Layout:
        edge = self.reach + 60
        reach = {"range": [-edge, edge], "dtick": self.reach // 2, "ticksuffix": " m", "constrain": "domain"}
        return go.Layout(xaxis=reach, yaxis={**reach, "scaleanchor": "x"}, showlegend=True, margin={"t": LEGEND_TOP})


def _points(name: Text, points: Sequence[tuple[float, float]], labels: Sequence[Text], marker: Any) -> go.Scatter:
    return go.Scatter(
        mode="markers",
        name=both(name),
        x=[x for x, _ in points],
        y=[y for _, y in points],
        marker=marker,
        customdata=[both(label) for label in labels],
        hovertemplate="%{customdata}<extra></extra>",
    )


class Level(Declaration):
    """A line across a drawing."""

    at: int | float = entry("its height", 80)
    dash: str = entry("its dash, one of Plotly's", "dash", "solid")


class Day(Figured):
    """The course of a day, one curve for each value of `curve`.

    The select has `curve`, `hour` (with fractions) and `n`, in the order of curves and hours.
    """

    TYPE: ClassVar[str] = "day"
    name: Words = entry("the name of a curve; may name columns of `select`", "{area_name:name} {day_on:%m-%d}")
    label: Words = entry("the words at a point; may name columns of `select`", "{people_n:,}")
    unit: str = entry("the unit on the axis", "%", "")
    top: int | float = entry("the upper end of the axis", 104)
    hours: list[int] = entry("the hours that are named", [6, 10, 14, 18, 22])
    levels: list[Level] = entry("lines across the drawing", [{"at": 80, "dash": "dash"}], [])

    def draw(self, context: Context) -> Sequence[Drawn]:
        found = self.found(context)
        found.check(self.name)
        found.check(self.label)
        curve, hour, n = (found.known(name) for name in ("curve", "hour", "n"))
        title, basis = self.title.filled(found.whole), self.basis.of(found)
        curves: dict[Any, list[Any]] = {}
        for row in found.rows:
            curves.setdefault(row[curve], []).append(row)
        if not curves:
            return self.drawn(chart.nothing(self.key, title, basis))
        traces = [
            go.Scatter(
                mode="lines",
                name=both(self.name.filled(found.row(rows[0]))),
                x=[row[hour] for row in rows],
                y=[round(row[n], 1) for row in rows],
                customdata=[
                    [both(self.label.filled(found.row(row))), number(row[n], self.unit) + self.unit] for row in rows
                ],
                hovertemplate="%{customdata[0]} · %{customdata[1]}<extra>%{fullData.name}</extra>",
                line={"dash": dash, "color": colour},
            )
            for (dash, colour), rows in zip(LOOKS, curves.values(), strict=False)
        ]
        return self.drawn(Figure(self.key, title, traces, self._layout(), basis, self.told(found), height=320))

    def _layout(self) -> go.Layout:
        return go.Layout(
            showlegend=True,
            margin={"t": LEGEND_TOP},
            xaxis={"showgrid": False, "tickvals": self.hours, "ticktext": [f"{hour}:00" for hour in self.hours]},
            yaxis={"ticksuffix": self.unit, "range": [0, self.top], "nticks": 6},
            shapes=[
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": level.at,
                    "y1": level.at,
                    "line": {"dash": level.dash},
                }
                for level in self.levels
            ],
        )

"""Types of blocks over KPIs: cards, trend, lines, league, leagues, funnel, verdict, worst, scoreboard, measures."""

import dataclasses
from collections.abc import Sequence
from typing import ClassVar, Literal

from pipelines.declare.declaration import Declaration
from pipelines.site import chart, funnel, overview
from pipelines.site.league import league
from pipelines.site.model import Block as Drawn
from pipelines.site.model import Text
from pipelines.site.pages import systems
from pipelines.site.pages.block import Block, dashed
from pipelines.site.pages.keys import KpiName, Name, Words, entry
from pipelines.site.pages.query import Context, kpi

GRAINS = {"month": Text("，按月", ", by month"), "week": Text("，按周", ", by week")}
OPEN = "open_rate"


class Cards(Block):
    """One card for each KPI: value, target, gap, monthly line, integers. Those without a target are last."""

    TYPE: ClassVar[str] = "cards"
    kpis: list[KpiName] = entry("the KPIs", ["done_share.due", "things"])

    def draw(self, context: Context) -> Sequence[Drawn]:
        return [overview.cards(context.data, *map(kpi, self.kpis))]


class Trend(Block):
    """One KPI over months or whole weeks against its target."""

    TYPE: ClassVar[str] = "trend"
    kpi: KpiName = entry("the KPI", OPEN)
    title: Words | None = entry(
        "the heading; else the title of the KPI, by month or week", "按时率，按月|On time", None
    )
    grain: Literal["month", "week"] = entry("the periods", "week", "month")
    last: int | None = entry("the number of newest periods that are drawn; else all", 12, None)

    def draw(self, context: Context) -> Sequence[Drawn]:
        data, of = context.data, kpi(self.kpi)
        title = self.title.words if self.title else data.definition(*of).title + GRAINS[self.grain]
        series = data.series(*of, grain=self.grain)[-(self.last or 0) :]
        name = self.key or dashed(self.kpi, self.grain)
        return [chart.trend(name, title, series, data.basis(*of), grain=self.grain)]


class Trends(Block):
    """A trend for each of several KPIs, with the catalogue's words."""

    TYPE: ClassVar[str] = "trends"
    kpis: list[KpiName] = entry("the KPIs", [OPEN, "things"])
    grain: Literal["month", "week"] = entry("the periods", "week", "month")

    def draw(self, context: Context) -> Sequence[Drawn]:
        made = [Trend(type="trend", kpi=name, grain=self.grain) for name in self.kpis]
        return [one for trend in made for one in trend.draw(context)]


class Series(Declaration):
    """One line of a block of lines."""

    name: Words = entry("the name of the line", "九成在此时间内（p90）|nine in ten within (p90)")
    kpi: KpiName = entry("the KPI", "days_p90")


class Lines(Block):
    """Several KPIs of one unit by month in one drawing."""

    TYPE: ClassVar[str] = "lines"
    IS_KEYED: ClassVar[bool] = True
    title: Words = entry("the heading", "用时，按月|Time, by month")
    lines: list[Series] = entry("the lines", [{"name": "已报|filed", "kpi": "filed_rate"}])
    kpi: KpiName = entry("the KPI whose basis is printed", "days_p90")
    wide: bool = entry("whether the block is as wide as the page", True, False)

    def draw(self, context: Context) -> Sequence[Drawn]:
        data = context.data
        series = [chart.Line(one.name.words, data.series(*kpi(one.kpi))) for one in self.lines]
        figure = chart.lines(self.key, self.title.words, series, data.basis(*kpi(self.kpi)))
        return [dataclasses.replace(figure, wide=self.wide)]


def sliced(context: Context, name: KpiName, by: Name) -> Text:
    """The titles of a KPI and a slice of it."""
    return context.data.definition(*kpi(name)).title + Text("，按", ", by ") + context.data.slice_title(by).inside


class League(Block):
    """The parts of a slice of one KPI, the one that needs acting on first."""

    TYPE: ClassVar[str] = "league"
    kpi: KpiName = entry("the KPI", OPEN)
    by: Name = entry("the slice", "street")
    title: Words | None = entry("the heading; else the titles of the KPI and the slice", "按街道|By street", None)
    tall: bool = entry("whether two other blocks fit in the same row", True, False)

    def named_slices(self) -> Sequence[tuple[KpiName, Name]]:
        return [(self.kpi, self.by)]

    def draw(self, context: Context) -> Sequence[Drawn]:
        data = context.data
        title = self.title.words if self.title else sliced(context, self.kpi, self.by)
        figure = league(data, self.key or dashed(self.kpi, self.by), title, self.by, *kpi(self.kpi))
        return [dataclasses.replace(figure, tall=self.tall)]


class Leagues(Block):
    """A league for each slice that a KPI has, with the catalogue's words."""

    TYPE: ClassVar[str] = "leagues"
    kpi: KpiName = entry("the KPI", OPEN)
    by: list[Name] = entry("the slices; else all that the KPI has", ["street", "unit"], [])

    def named_slices(self) -> Sequence[tuple[KpiName, Name]]:
        return [(self.kpi, by) for by in self.by]

    def draw(self, context: Context) -> Sequence[Drawn]:
        by = self.by or context.data.slices(*kpi(self.kpi))
        return [one for name in by for one in League(type="league", kpi=self.kpi, by=name).draw(context)]


class Funnel(Block):
    """The shares of a slice's parts against their numbers of cases, with limits of 95 % and 99.8 %.

    Only parts outside of the outer limits are named: chance explains the others.
    """

    TYPE: ClassVar[str] = "funnel"
    kpi: KpiName = entry("the KPI, a share in per cent", OPEN)
    by: Name = entry("the slice", "street")
    title: Words | None = entry("the heading; else the titles of the KPI and the slice", "按街道|By street", None)

    def named_slices(self) -> Sequence[tuple[KpiName, Name]]:
        return [(self.kpi, self.by)]

    def draw(self, context: Context) -> Sequence[Drawn]:
        title = self.title.words if self.title else None
        if title is None:
            title = sliced(context, self.kpi, self.by) + Text("：与件数对照", ", against cases")
        name = self.key or dashed(self.kpi, self.by, "funnel")
        return [funnel.figure(context.data, name, title, self.by, *kpi(self.kpi))]


class Verdict(Block):
    """The number of KPIs on and off target, and the one that is furthest from it, as sentences."""

    TYPE: ClassVar[str] = "verdict"

    def draw(self, context: Context) -> Sequence[Drawn]:
        return [overview.verdict(context.data)]


class Worst(Block):
    """The five KPIs furthest from target: since when, where, who must act."""

    TYPE: ClassVar[str] = "worst"

    def draw(self, context: Context) -> Sequence[Drawn]:
        return [overview.worst(context.data)]


class Scoreboard(Block):
    """A row for each of the page's systems: its KPIs, how many are on target, which one is worst."""

    TYPE: ClassVar[str] = "scoreboard"

    def draw(self, context: Context) -> Sequence[Drawn]:
        return [systems.scoreboard(context.data, context.systems)]


class Measures(Block):
    """Every KPI of the release with value, target, gap, integers and way of counting."""

    TYPE: ClassVar[str] = "measures"

    def draw(self, context: Context) -> Sequence[Drawn]:
        return [overview.table(context.data)]

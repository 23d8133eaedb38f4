"""Systems of a page: groups of KPIs by the beginning of their ids, a scoreboard of them, and cards for each."""

from collections.abc import Mapping

from pipelines.declare.declaration import Declaration
from pipelines.site import overview
from pipelines.site.data import Data
from pipelines.site.model import Column, Section, Table, Text, same
from pipelines.site.pages.keys import Words, entry
from pipelines.site.pages.template import Template

Kpis = list[tuple[str, str]]


class System(Declaration):
    """A group of KPIs. A KPI belongs to the first system whose beginning its id has; an empty beginning takes all."""

    title: Words = entry("the heading", "道路|Roads")
    begins: list[str] = entry("how the ids of its KPIs begin", ["road_", "bridge_"])
    first: list[str] = entry("the ids of the KPIs that are before the others", ["road_open_rate"], [])


Systems = Mapping[str, System]


def measures(data: Data, systems: Systems) -> list[tuple[str, Template, Kpis]]:
    """Every KPI of the release under its system: the key of the system, its title and its KPIs."""
    found: dict[str, Kpis] = {}
    for at in overview.everything(data):
        key = next((key for key, one in systems.items() if at.of.kpi_id.startswith(tuple(one.begins))), None)
        if key is not None:
            found.setdefault(key, []).append((at.of.kpi_id, at.of.variant))
    return [(key, one.title, _ordered(one, found[key])) for key, one in systems.items() if key in found]


def _ordered(system: System, kpis: Kpis) -> Kpis:
    """Those that the system names, in that order, then the others."""
    places = {kpi_id: at for at, kpi_id in enumerate(system.first)}
    return sorted(kpis, key=lambda kpi: (places.get(kpi[0], len(places)), kpi))


def chosen(data: Data, kpis: Kpis, shown: int) -> Kpis:
    """The cards of a system: those that miss their target, then those that have one, each in the system's order."""
    rank = {"missed": 0, "met": 1, "unripe": 2, "empty": 3, "none": 4}
    listed = sorted(enumerate(kpis), key=lambda one: (rank[data.measure(*one[1]).status], one[0]))
    return [kpi for _, kpi in listed[:shown]]


def sections(data: Data, systems: Systems, shown: int) -> list[Section]:
    """A section of cards for each system."""
    lead = Text(
        f"每个系统至多 {shown} 项，未达标在前；曲线按月，虚线为目标，圆点为最近一个月，空心圆为未成熟的月份。",
        f"At most {shown} of each system, those off target first. The line is by month, the dashes are the target, the"
        " dot is the newest month, hollow where a month is not yet complete.",
    )
    return [
        Section(
            f"system-{key}",
            title.words,
            [overview.cards(data, *chosen(data, kpis, shown))],
            lead if at == 0 else None,
        )
        for at, (key, title, kpis) in enumerate(measures(data, systems))
    ]


def scoreboard(data: Data, systems: Systems) -> Table:
    """A row for each system: how many KPIs it has, how many are on target, which one is worst."""
    heads = (
        Column(Text("系统", "System")),
        Column(Text("指标", "Measures"), True),
        Column(Text("设目标", "With a target"), True),
        Column(Text("达标", "On target"), True),
        Column(Text("未达标", "Off target"), True),
        Column(Text("无数值", "No value"), True),
        Column(Text("未成熟", "Not yet complete"), True),
        Column(Text("离目标最远", "Furthest from target")),
        Column(Text("现值", "Value"), True),
        Column(Text("目标", "Target"), True),
    )
    rows, marks = [], []
    for _, title, kpis in measures(data, systems):
        found = [at for at in (data.measure(*kpi) for kpi in kpis) if at.of.is_headline]
        missed = overview.furthest(found)
        met = sum(at.status == "met" for at in found)
        empty = sum(at.status == "empty" for at in found)
        unripe = sum(at.status == "unripe" for at in found)
        worst = missed[0] if missed else None
        rows.append(
            [
                title.words,
                same(len(found)),
                same(met + len(missed) + empty + unripe),
                same(met),
                same(len(missed)),
                same(empty),
                same(unripe),
                worst.of.title if worst else None,
                worst.shown if worst else None,
                worst.target_shown if worst else None,
            ]
        )
        marks.append("missed" if missed else "met" if met else "none")
    return Table("scoreboard", Text("各系统一览", "System by system"), heads, rows, None, None, marks)

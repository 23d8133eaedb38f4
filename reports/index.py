"""The district at a glance: are we on target, what is worst, where, since when, who must act, system by system."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.site import Column, Data, Page, Section, Table, Text, composite, overview, same

CITY = "city_index"
SHOWN = 4
"""The number of cards of a system here; its own page has the others."""


@dataclass(frozen=True)
class System:
    """A system of the district and how the ids of its measures begin; those in `first` come before the others."""

    key: str
    title: Text
    begins: tuple[str, ...]
    first: tuple[str, ...] = ()


SYSTEMS = (
    System(
        "public-management",
        Text("城市公共管理平台", "Public management"),
        (
            "person_",
            "registered_persons",
            "residents_",
            "household_",
            "dwelling_",
            "hazard_",
            "grid_event",
            "street_return",
        ),
        ("person_room_link_rate", "person_update_rate", "grid_event_on_time_rate", "grid_event_closure_rate"),
    ),
    System(
        "urban-management",
        Text("智慧城管", "Urban management"),
        ("urban_case", "patrol_", "component"),
        ("urban_case_closure_rate", "urban_case_on_time_rate", "urban_case_rework_rate"),
    ),
    System("pipes", Text("智慧管网", "Pipe networks"), ("pipe_",)),
    System(
        "safe-city",
        Text("智慧平安", "Safe city"),
        ("camera_", "dispute_", "incident_", "broadcast_"),
        ("camera_online_rate", "dispute_resolution_rate", "incident_response_p90"),
    ),
    System(
        "citizen-app",
        Text("市民公共服务平台", "Citizens' services"),
        ("app_", "application", "service", "rating_"),
        ("application_on_time_rate", "service_fully_online_rate", "service_items", "rating_active_good_rate"),
    ),
    System(
        "hotline",
        Text("88812345 热线", "Hotline 88812345"),
        ("hotline_",),
        ("hotline_answer_rate", "hotline_on_time_rate", "hotline_resolution_rate", "hotline_satisfaction_rate"),
    ),
    System(
        "community",
        Text("智慧社区", "Smart community"),
        ("card_", "elder_", "health_", "locker_", "volunteer_"),
        ("elder_answer_60s_rate", "elder_arrival_p90", "health_file_complete_rate"),
    ),
    System(
        "open-government",
        Text("外网政务公开", "Open government"),
        ("publication_", "foi_", "consultation_", "web_"),
    ),
    System(
        "office",
        Text("内网政务协作", "Office automation"),
        ("document", "archive_", "meeting_", "info_", "forum_"),
        ("document_online_rate", "document_on_time_rate"),
    ),
    System(
        "finance",
        Text("智慧金融", "Finance"),
        ("green_case", "credit_", "fin_"),
        ("green_case_on_time_rate", "credit_coverage_rate", "credit_repair_p50"),
    ),
    System(
        "tourism",
        Text("文化旅游", "Culture and tourism"),
        ("scenic_", "tourism_"),
    ),
    System(
        "park",
        Text("智慧园区", "Parks"),
        ("park_",),
        ("park_request_on_time_rate", "park_return_on_time_rate", "park_tax_per_mu", "park_occupancy_rate"),
    ),
)
REST = System("district", Text("全区与数据质量", "District and data quality"), ("",))


def measures(data: Data) -> list[tuple[System, list[tuple[str, str]]]]:
    """Every measure of the release under its system; what belongs to no system stands last."""
    found: dict[str, list[tuple[str, str]]] = {}
    systems = (*SYSTEMS, REST)
    for at in overview.everything(data):
        system = next(one for one in systems if at.of.kpi_id.startswith(one.begins))
        found.setdefault(system.key, []).append((at.of.kpi_id, at.of.variant))
    return [(system, _ordered(system, found[system.key])) for system in systems if system.key in found]


def _ordered(system: System, kpis: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that the system names, in that order, then the others."""
    places = {kpi_id: at for at, kpi_id in enumerate(system.first)}
    return sorted(kpis, key=lambda kpi: (places.get(kpi[0], len(places)), kpi))


def chosen(data: Data, kpis: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cards of a system: what misses its target first, then what has one, each in the system's order."""
    rank = {"missed": 0, "met": 1, "empty": 2, "none": 3}
    listed = sorted(enumerate(kpis), key=lambda one: (rank[data.measure(*one[1]).status], one[0]))
    return [kpi for _, kpi in listed[:SHOWN]]


def scoreboard(data: Data) -> Table:
    """A line for each system: how many measures it has, how many are on target, which one is worst."""
    heads = (
        Column(Text("系统", "System")),
        Column(Text("指标", "Measures"), True),
        Column(Text("设目标", "With a target"), True),
        Column(Text("达标", "On target"), True),
        Column(Text("未达标", "Off target"), True),
        Column(Text("无数值", "No value"), True),
        Column(Text("离目标最远", "Furthest from target")),
        Column(Text("现值", "Value"), True),
        Column(Text("目标", "Target"), True),
    )
    rows, marks = [], []
    for system, kpis in measures(data):
        found = [data.measure(*kpi) for kpi in kpis]
        missed = sorted((at for at in found if at.status == "missed"), key=lambda at: -at.shortfall)
        met = sum(at.status == "met" for at in found)
        empty = sum(at.status == "empty" for at in found)
        worst = missed[0] if missed else None
        rows.append(
            [
                system.title,
                same(len(found)),
                same(met + len(missed) + empty),
                same(met),
                same(len(missed)),
                same(empty),
                worst.of.title if worst else None,
                worst.shown if worst else None,
                worst.target_shown if worst else None,
            ]
        )
        marks.append("missed" if missed else "met" if met else "none")
    return Table("scoreboard", Text("各系统一览", "System by system"), heads, rows, None, None, marks)


def sections(data: Data) -> Sequence[Section]:
    """The verdict, the five worst, the city index, a few cards for every system, the other indices, the table."""
    lead = Text(
        f"每个系统至多 {SHOWN} 项，未达标在前；曲线按月，虚线为目标，圆点为最近一个月。",
        f"At most {SHOWN} of each system, those off target first. The line is by month, the dashes are the target, the"
        " dot is the newest month.",
    )
    indices = composite.known(data)
    systems = [
        Section(
            f"system-{system.key}",
            system.title,
            [overview.cards(data, *chosen(data, kpis))],
            lead if at == 0 else None,
        )
        for at, (system, kpis) in enumerate(measures(data))
    ]
    return [
        Section(
            "verdict",
            Text("总体情况", "At a glance"),
            [overview.verdict(data), overview.worst(data), scoreboard(data)],
        ),
        *(composite.section(data, name) for name in indices if name == CITY),
        *systems,
        *(composite.section(data, name) for name in indices if name != CITY),
        Section("all", Text("指标总表", "All measures"), [overview.table(data)]),
    ]


PAGE = Page(
    title=Text("全区总览", "District at a glance"),
    order=0,
    sections=sections,
)

"""One grid cell's whole life on one screen, picked from a list or on the map; and what all silos know together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.site import Basis, Choice, Chooser, Column, Data, Page, Section, Table, Text, chart, same

EVENTS = {
    "case": Text("城管案件", "Cases"),
    "hotline_order": Text("热线转办", "Hotline orders"),
    "grid_event": Text("网格事件", "Grid events"),
    "incident": Text("安全事件", "Incidents"),
    "pipe_burst": Text("爆管", "Pipe bursts"),
    "dispute": Text("矛盾纠纷", "Disputes"),
    "park_request": Text("园区诉求", "Requests in parks"),
    "green_case": Text("绿色通道", "Green-channel cases"),
    "application": Text("办件", "Applications"),
    "consultation": Text("网上咨询", "Consultations"),
    "foi_request": Text("依申请公开", "Disclosure requests"),
}
DRAWN = ("case", "hotline_order", "grid_event", "incident")
FACTS: tuple[tuple[Text, tuple[tuple[str, Text], ...]], ...] = (
    (
        Text("人与房", "People and rooms"),
        (
            ("resident_n", Text("在册居民", "Residents")),
            ("room_n", Text("房屋", "Rooms")),
            ("vacant_n", Text("空置住宅", "Vacant dwellings")),
            ("enterprise_n", Text("企业", "Enterprises")),
        ),
    ),
    (
        Text("事，累计", "Events, in all"),
        (
            ("case", EVENTS["case"]),
            ("open_case", Text("其中未结", "Of these, open")),
            ("hotline_order", EVENTS["hotline_order"]),
            ("grid_event", EVENTS["grid_event"]),
            ("incident", EVENTS["incident"]),
            ("rank", Text("案件数排名", "Rank by cases")),
        ),
    ),
    (
        Text("物", "Things"),
        (
            ("camera_n", Text("摄像机", "Cameras")),
            ("device_n", Text("其他设备", "Other devices")),
            ("component_n", Text("城市部件", "City components")),
            ("pipe_m", Text("管线（米）", "Pipes, m")),
            ("pipe_burst_n", Text("爆管", "Bursts")),
        ),
    ),
    (
        Text("助老呼叫，所在社区", "Alarms of elders, its community"),
        (
            ("elder_alarm_n", Text("呼叫", "Alarms")),
            ("elder_answered_60s", Text("60 秒应答", "Answered in 60 s")),
        ),
    ),
)
HIDDEN = Text("少于 10", "under 10")
COUNTED = Text("各系统在该网格内的记录", "what each silo holds of the cell")
POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


def outline(geometry: str | None) -> list[tuple[float, float]]:
    """The outer ring of a polygon in words."""
    ring = (geometry or "").split(")")[0]
    return [(float(lon), float(lat)) for lon, lat in POINT.findall(ring)]


def cell(data: Data) -> Chooser:
    """Every cell with its facts; the busiest comes first and is shown at first."""
    cells = data.rows(
        "select l.*, h.geometry from mart.grid_life l"
        " left join pub.dim_grid_history h on l.grid_code = h.grid_code and h.is_current order by l.grid_code"
    )
    counted = data.rows("select * from mart.grid_month where month_on <= $1::date order by month_on", data.as_of)
    months = sorted({row["month_on"] for row in counted if row["event_type_code"] in DRAWN})
    runs: dict[tuple[str, str], dict[Any, int]] = {}
    still_open: dict[str, int] = {}
    for row in counted:
        at = runs.setdefault((row["grid_code"], row["event_type_code"]), {})
        at[row["month_on"]] = row["event_n"]
        if row["event_type_code"] == "case":
            still_open[row["grid_code"]] = still_open.get(row["grid_code"], 0) + row["open_n"]
    total = {key: sum(at.values()) for key, at in runs.items()}
    ranked = sorted(cells, key=lambda row: (-total.get((row["grid_code"], "case"), 0), row["grid_code"]))
    kinds = [kind for kind in DRAWN if any(key[1] == kind for key in runs)]
    heads = [(title, [(name, words) for name, words in facts if known(cells, name)]) for title, facts in FACTS]
    choices = []
    for place, row in enumerate(ranked, 1):
        code = row["grid_code"]
        facts = {kind: total.get((code, kind), 0) for kind in EVENTS}
        facts |= {"open_case": still_open.get(code, 0)}
        choices.append(
            Choice(
                code,
                data.said(row["grid_name"]),
                data.said(row["street_name"]),
                [fact(name, {**row, **facts}, place, len(ranked)) for _, names in heads for name, _ in names],
                [[runs.get((code, kind), {}).get(month, 0) for month in months] for kind in kinds],
                outline(row["geometry"]),
            )
        )
    note = Text(
        "居民少于十人、呼叫老人少于十位的不显示；点地图或列表选择网格",
        "Fewer than ten residents or ten persons who rang are not shown; pick a cell on the map or in the list",
    )
    n = sum(total.values())
    whole = data.span(months[0] if months else None)
    return Chooser(
        "grid",
        Text("网格全景", "One grid cell"),
        Text("选择网格", "Grid cell"),
        [(title, [words for _, words in names]) for title, names in heads],
        choices,
        Basis(n, None, COUNTED, whole, data.measure("urban_cases").set_aside, note),
        [EVENTS[kind] + Text("，按月：", ", by month:") for kind in kinds],
        [str(month)[:7] for month in months],
        None if choices else Text("本期没有网格数据。", "No grid cell is known in this release."),
    )


def known(cells: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Whether a fact can be told: every one that is worked out here, and the columns that the table has."""
    return not cells or name in EVENTS or name in ("open_case", "rank", "elder_answered_60s") or name in cells[0]


def fact(name: str, row: Mapping[str, Any], place: int, n: int) -> Text:
    """One fact of one cell in words."""
    if name == "rank":
        return same(f"{place} / {n}")
    if name == "elder_answered_60s":
        alarms = row["elder_alarm_n"]
        return HIDDEN if alarms is None else chart.share(row["elder_answered_60s_n"], alarms)
    value = row[name]
    return HIDDEN if value is None else same(f"{value:,.0f}")


def silos(data: Data) -> Table:
    """人地事物情: how many of each the district's silos know together."""
    asked: tuple[tuple[Text, str, Text], ...] = (
        (Text("人", "People"), "select coalesce(sum(resident_n), 0), count(*) from mart.community_resident",
         Text("在册居民，分布于 {} 个社区", "residents on the register, in {} communities")),
        (Text("地", "Places"), "select count(*), count(distinct place_kind_code) from pub.place",
         Text("地点，{} 类", "places of {} kinds")),
        (Text("事", "Events"), "select count(*), count(distinct silo_code) from pub.event"
         " where happened_on <= $1::date",
         Text("事件，来自 {} 个系统", "events out of {} silos")),
        (Text("物", "Things"), "select count(*), count(distinct thing_kind) from pub.thing",
         Text("部件、设备和管线，{} 类", "components, devices and pipes of {} kinds")),
        (Text("情", "Sentiment"), "select count(*), count(distinct silo_code) from pub.sentiment"
         " where felt_on <= $1::date", Text("诉求与评价，来自 {} 个系统", "demands and ratings out of {} silos")),
    )  # fmt: skip
    rows: list[list[Text | None]] = []
    for title, query, words in asked:
        ((n, parts),) = [tuple(row.values()) for row in data.rows(query, *([data.as_of] if "$1" in query else []))]
        rows.append([title, same(f"{n:,}"), Text(words.zh.format(parts), words.en.format(parts))])
    heads = (
        Column(Text("类别", "Kind"), stays=True),
        Column(Text("数量", "Number"), True),
        Column(Text("说明", "What")),
    )
    return Table(
        "silos", Text("人地事物情", "People, places, events, things, sentiment"), heads, rows, None, wide=False
    )


def mood(data: Data) -> Table:
    """Ratings by silo: how many are good."""
    found = data.rows(
        "select silo_code, count(*) as rating_n, count(*) filter (where score_n > 0) as good_n from pub.sentiment"
        " where sentiment_type_code = 'rating' and felt_on <= $1::date group by all order by silo_code",
        data.as_of,
    )
    names = {
        "hotline": Text("热线回访", "Hotline call-backs"),
        "park": Text("园区诉求", "Requests in parks"),
        "citizen_app": Text("办件评价", "Ratings of services"),
    }
    heads = (
        Column(Text("来源", "Source"), stays=True),
        Column(Text("评价", "Ratings"), True),
        Column(Text("好评率", "Good"), True),
    )
    rows = [
        [names.get(row["silo_code"], same(row["silo_code"])), same(f"{row['rating_n']:,}"),
         chart.share(row["good_n"], row["rating_n"])]
        for row in found
    ]  # fmt: skip
    finding = None if rows else Text("本期没有评价。", "Nothing was rated in this release.")
    return Table("mood", Text("情：评价", "How people rate"), heads, rows, None, finding, wide=False)


def sections(data: Data) -> Sequence[Section]:
    """One cell; all silos."""
    return [
        Section("cell", Text("一个网格", "One cell"), [cell(data)]),
        Section("together", Text("各系统合看", "All silos together"), [silos(data), mood(data)]),
    ]


PAGE = Page(title=Text("网格全景", "Grid life"), order=12, sections=sections)

"""Tourism: crowds against capacity, when the scenic areas are full, and whether their devices work."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, axes, chart, overview, same

FULLEST = 3
LOOKS = (("solid", "#1f4e79"), ("dash", "#6b8fb3"), ("dot", "#5b6774"))
DAYS = tuple(
    Text(zh, en)
    for zh, en in zip(
        ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        strict=True,
    )
)
KINDS = """
    select * from (values ('gate', '闸机', 'gates'), ('camera', '摄像机', 'cameras'), ('screen', '信息屏', 'screens'),
    ('broadcast', '广播', 'broadcast'), ('wifi', '无线', 'wireless'), ('sos', '求助桩', 'help points'))
"""
FULL_DAYS = """
    select scenic_id, scenic_name, flow_on, is_day_off, day_name_zh, visit_n, peak_in_park_n, peak_at,
        instant_capacity_n, instant_load_pct, daily_load_pct
    from mart.scenic_day where is_crowded and flow_on <= $1 order by flow_on desc, instant_load_pct desc, scenic_id
"""
HIGHEST = """
    select scenic_id, arg_max(scenic_name, instant_load_pct) as scenic_name,
        arg_max(flow_on, instant_load_pct) as flow_on, arg_max(peak_in_park_n, instant_load_pct) as peak_in_park_n,
        arg_max(instant_capacity_n, instant_load_pct) as instant_capacity_n, max(instant_load_pct) as load_pct
    from mart.scenic_day where instant_capacity_n > 0 and flow_on <= $1 group by all order by load_pct desc, scenic_id
"""
BROKEN = """
    select d.device_id, d.device_name, d.device_kind, s.state_code, s.is_approved, s.from_at
    from pub.fct_tourism_device_status s join pub.dim_tourism_device d using (device_id)
    where s.to_at is null and s.state_code <> 'online' and (d.retired_on is null or d.retired_on > $1)
    order by s.from_at, d.device_id
"""


def _basis(data: Data, n: int, way: Text, note: Text | None = None) -> Basis:
    whole = data.basis("scenic_visits")
    return Basis(n, None, way, whole.window, whole.set_aside, note)


def highest(data: Data, found: list[dict[str, object]]) -> Figure:
    """Each area's fullest moment against the line at which crowds are held back."""
    bars = [
        chart.Bar(
            data.said(str(row["scenic_name"])),
            float(str(row["load_pct"])),
            same(f"{float(str(row['load_pct'])):.1f}% · {row['peak_in_park_n']:,} / {row['instant_capacity_n']:,}")
            + same(f" · {row['flow_on']}"),
            "missed" if float(str(row["load_pct"])) >= 80 else "met",
        )
        for row in found
    ]
    over = sum(bar.status == "missed" for bar in bars)
    finding = Text(
        f"{len(bars)} 个景区中 {over} 个最满时达到瞬时承载量的 80%。",
        f"At their fullest, {over} of {len(bars)} areas reached 80 % of what they hold at once.",
    )
    return chart.league(
        "highest",
        Text("各景区最满的时刻", "Each area's fullest moment"),
        bars,
        _basis(data, len(bars), Text("在园峰值 ÷ 瞬时承载量", "most people at once ÷ what the area holds at once")),
        target=80.0,
        finding=finding if bars else None,
        unit="%",
    )


def fullest(data: Data, found: list[dict[str, object]]) -> Figure:
    """The course of the fullest day of the fullest areas, step by step, as a share of what each holds."""
    title = Text("最满一天的在园人数走势", "The course of the fullest day")
    traces: list[dict[str, object]] = []
    steps_n = 0
    for (dash, colour), row in zip(LOOKS, found, strict=False):
        steps = data.rows(
            "select hour(flow_at) * 60 + minute(flow_at) + 5 as clock_min, in_park_n from pub.fct_gate_flow"
            " where scenic_id = $1 and flow_on = $2 order by flow_at",
            row["scenic_id"],
            row["flow_on"],
        )
        steps_n += len(steps)
        holds = float(str(row["instant_capacity_n"]))
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": data.said(str(row["scenic_name"])) + f" {str(row['flow_on'])[5:]}",
                "x": [step["clock_min"] / 60 for step in steps],
                "y": [round(100 * step["in_park_n"] / holds, 1) for step in steps],
                "customdata": [f"{step['in_park_n']:,}" for step in steps],
                "hovertemplate": "%{customdata} · %{y}%<extra>%{fullData.name}</extra>",
                "line": {"dash": dash, "color": colour, "width": 2.5},
            }
        )
    way = Text("时段末在园人数 ÷ 瞬时承载量", "people in the park after each five minutes ÷ what it holds at once")
    if not traces:
        return chart.nothing("fullest", title, _basis(data, 0, way))
    hours = list(range(6, 23, 4))
    layout = axes.frame(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
        margin={"l": 8, "r": 12, "t": 40, "b": 8},
        xaxis=axes.scale(showgrid=False, tickvals=hours, ticktext=[f"{hour}:00" for hour in hours]),
        yaxis=axes.scale(ticksuffix="%", range=[0, 104], nticks=6),
        shapes=[
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level,
             "line": {"color": axes.MUTED, "width": 1.5, "dash": dash}}
            for level, dash in ((80, "dash"), (100, "solid"))
        ],
    )  # fmt: skip
    note = Text("虚线为 80% 预警线", "the dashed line is the alert at 80 %")
    return Figure("fullest", title, traces, layout, _basis(data, steps_n, way, note), height=320)


def full_days(data: Data) -> Table:
    """Days on which an area was at least four fifths full."""
    found = data.rows(FULL_DAYS, data.as_of)
    heads = (
        Column(Text("日期", "Day"), stays=True),
        Column(Text("景区", "Area")),
        Column(Text("日子", "Kind of day")),
        Column(Text("在园峰值", "Most at once"), True),
        Column(Text("瞬时承载", "Holds at once"), True),
        Column(Text("承载率", "Load"), True),
        Column(Text("峰值时段", "At")),
        Column(Text("当日入园", "Visitors"), True),
        Column(Text("日承载率", "Load of the day"), True),
    )
    rows = [
        [
            same(str(row["flow_on"])),
            data.said(str(row["scenic_name"])),
            _kind(row),
            same(f"{row['peak_in_park_n']:,}"),
            same(f"{row['instant_capacity_n']:,}"),
            same(f"{row['instant_load_pct']:.1f}%"),
            same(f"{row['peak_at']:%H:%M}"),
            same(f"{row['visit_n']:,}"),
            same(f"{row['daily_load_pct']:.1f}%"),
        ]
        for row in found
    ]
    off = sum(bool(row["is_day_off"]) for row in found)
    finding = Text(
        f"{len(found)} 个景区日达到 80%，其中 {off} 个在休息日。",
        f"{len(found)} area-days reached 80 %, {off} of them on days off.",
    )
    return Table(
        "full-days",
        Text("达到瞬时承载量 80% 的日子", "Days four fifths full"),
        heads,
        rows,
        data.basis("scenic_crowded_rate", "instant"),
        finding if rows else Text("没有景区达到 80%。", "No area reached 80 %."),
        ["missed"] * len(rows),
    )


def _kind(row: dict[str, object]) -> Text:
    if row["day_name_zh"]:
        return Text(str(row["day_name_zh"]), "holiday")
    return Text("休息日", "day off") if row["is_day_off"] else Text("工作日", "working day")


def arrivals(data: Data) -> Figure:
    """Arrivals by weekday and hour."""
    found = data.rows(
        "select isodow(flow_on) - 1 as day_n, hour(flow_at) as hour_n, sum(in_n) as visit_n"
        " from pub.fct_gate_flow where flow_on <= $1 group by all order by day_n, hour_n",
        data.as_of,
    )
    counts = {(row["day_n"], row["hour_n"]): int(row["visit_n"]) for row in found if row["visit_n"]}
    finding = None
    if counts:
        day, hour = max(counts, key=lambda cell: (counts[cell], -cell[0], -cell[1]))
        finding = Text("来客最多：", "Most come on ") + DAYS[day] + same(f" {hour}:00–{hour + 1}:00")
    return chart.load(
        "arrivals",
        Text("入园时段", "When visitors come"),
        DAYS,
        counts,
        _basis(data, sum(counts.values()), Text("入园人次", "people who came in")),
        finding=finding,
    )


def broken(data: Data) -> Table:
    """Devices that are not online on the day observed, those down longest first."""
    found = data.rows(BROKEN, data.as_of)
    states = {"offline": Text("离线", "offline"), "maintenance": Text("检修", "maintenance")}
    heads = (
        Column(Text("设备", "Device"), stays=True),
        Column(Text("名称", "Name")),
        Column(Text("类型", "Kind")),
        Column(Text("状态", "State")),
        Column(Text("起始", "Since"), stays=True),
    )
    rows = [
        [
            same(str(row["device_id"])),
            data.said(str(row["device_name"])),
            data.name("tourism_device_kind", str(row["device_kind"])),
            states.get(str(row["state_code"]), same(str(row["state_code"])))
            + (Text("（已批准）", " (approved)") if row["is_approved"] else same("")),
            same(str(row["from_at"])[:16]),
        ]
        for row in found
    ]
    return Table(
        "broken",
        Text("观察日不在线的设备", "Devices not online on the day observed"),
        heads,
        rows,
        data.basis("tourism_device_online_rate", "minute"),
        None if rows else Text("全部设备在线。", "Every device is online."),
        ["none" if row["is_approved"] else "missed" for row in found],
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; crowds against capacity; visitors; devices."""
    found = data.rows(HIGHEST, data.as_of)
    online = ("tourism_device_online_rate", "minute")
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    ("scenic_load_p90", "instant"),
                    ("scenic_load_p90", "daily"),
                    ("scenic_crowded_rate", "instant"),
                    online,
                    ("scenic_visits", "default"),
                    ("scenic_in_park_p90", "default"),
                    ("scenic_instant_capacity", "default"),
                    ("scenic_daily_capacity", "default"),
                )
            ],
        ),
        Section(
            "crowds",
            Text("客流与承载量", "Crowds against capacity"),
            [highest(data, found), fullest(data, found[:FULLEST]), full_days(data)],
        ),
        Section(
            "visitors",
            Text("游客", "Visitors"),
            [
                chart.trend(
                    "visits-week",
                    Text("入园人次，按周", "Visits, by week"),
                    data.series("scenic_visits", grain="week"),
                    data.basis("scenic_visits"),
                    grain="week",
                ),
                arrivals(data),
                overview.league(
                    data, "visits-area", Text("各景区入园人次", "Visits, by area"), "scenic", "scenic_visits"
                ),
            ],
        ),
        Section(
            "devices",
            Text("设备", "Devices"),
            [
                chart.trend(
                    "devices-week",
                    Text("设备在线率，按周", "Devices online, by week"),
                    data.series(*online, grain="week"),
                    data.basis(*online),
                    grain="week",
                ),
                overview.league(
                    data, "devices-area", Text("各景区设备在线率", "Devices online, by area"), "scenic", *online
                ),
                overview.league(
                    data,
                    "devices-kind",
                    Text("各类设备在线率", "Devices online, by kind"),
                    "tourism_device_kind",
                    *online,
                ),
                broken(data),
            ],
        ),
    ]


PAGE = Page(
    title=Text("文化旅游", "Culture and tourism"),
    order=110,
    sections=sections,
    slices={
        "scenic": Slice(
            Text("景区", "Scenic area"),
            "select scenic_id, any_value(scenic_name order by valid_from_on) from pub.dim_scenic group by all",
            "place",
        ),
        "tourism_device_kind": Slice(Text("设备类型", "Kind of device"), KINDS),
    },
)

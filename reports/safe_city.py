"""Public safety: do cameras see, how fast is somebody there, are disputes resolved, do warnings arrive."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

DAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)
CAUSES = {
    "断电": "Power cut",
    "断网": "Network down",
    "设备故障": "Device broken",
    "存储故障": "Storage broken",
    "遮挡移位": "Covered or moved",
    "原因不明": "Not known",
}
DARK_ROWS = 10
TOGETHER = -1
OVERDUE = (
    (30, Text("30 天内", "≤ 30 days")),
    (90, Text("31–90 天", "31–90 days")),
    (0, Text("90 天以上", "> 90 days")),
    (TOGETHER, Text("超期未结", "past the limit")),
)
STATES = (
    "from pub.fct_camera_state s join pub.dim_camera c using (camera_id)"
    " where s.state_code = 'offline' and s.state_from_at < $1::date + interval 1 day"
)


def named(*parts: tuple[str, str]) -> str:
    """SQL of the parts of a slice: its id, which is its Chinese name, and its English one."""
    return "select * from (values " + ", ".join(f"('{zh}', '{zh}', '{en}')" for zh, en in parts) + ") parts(id, zh, en)"


def causes(data: Data) -> Figure:
    """Hours of darkness by cause, the number of outages beside them."""
    found = data.rows(
        "select coalesce(s.offline_cause, '原因不明') as cause, count(*) as outage_n,"
        " sum(date_diff('second', s.state_from_at, least(coalesce(s.state_to_at, $1::date + interval 1 day),"
        f" $1::date + interval 1 day))) / 3600.0 as dark_hours {STATES} group by all order by dark_hours desc, cause",
        data.as_of,
    )
    total = sum(row["outage_n"] for row in found)
    bars = [
        chart.Bar(
            Text(row["cause"], CAUSES.get(row["cause"], row["cause"])),
            round(row["dark_hours"]),
            Text(
                f"{row['dark_hours']:,.0f} 小时 · {row['outage_n']:,} 次",
                f"{row['dark_hours']:,.0f} h · {row['outage_n']:,} outages",
            ),
        )
        for row in found
    ]
    whole = data.basis("camera_online_rate", "minutes")
    way = Text("离线次数，时长截至观察日", "outages, lasting ones cut at the day observed")
    return chart.league(
        "causes",
        Text("为什么离线", "Why cameras were dark"),
        bars,
        Basis(total, None, way, whole.window, whole.set_aside),
    )


def dark(data: Data) -> Table:
    """Cameras that are dark at the day observed, the longest first: somebody must go there."""
    found = data.rows(
        "select c.camera_name, c.owner_name, c.street_code, s.offline_cause,"
        f" date_diff('hour', s.state_from_at, $1::date + interval 1 day) as dark_h {STATES}"
        " and (s.state_to_at is null or s.state_to_at > $1::date + interval 1 day)"
        " and (c.retired_on is null or c.retired_on > $1) order by dark_h desc, c.camera_name, c.camera_id",
        data.as_of,
    )
    heads = (
        Column(Text("摄像机", "Camera")),
        Column(Text("街道", "Street")),
        Column(Text("建设单位", "Owner")),
        Column(Text("原因", "Cause")),
        Column(Text("已离线小时", "Hours dark"), True),
    )
    rows = [
        [
            data.said(row["camera_name"] or "—"),
            data.name("street", row["street_code"] or "unknown"),
            data.name("owner", row["owner_name"] or "unknown"),
            Text(row["offline_cause"] or "—", CAUSES.get(row["offline_cause"], "—")),
            same(f"{row['dark_h']:,}"),
        ]
        for row in found[:DARK_ROWS]
    ]
    whole = data.basis("camera_online_rate", "minutes")
    finding = Text(
        f"观察日末有 {len(found)} 台离线。", f"{len(found)} cameras are dark at the end of the day observed."
    )
    basis = Basis(
        len(found), None, Text("观察日末离线", "dark at the end of the day observed"), whole.window, whole.set_aside
    )
    return Table(
        "dark", Text("现在看不见的摄像机", "Cameras dark now"), heads, rows, basis, finding, ["missed"] * len(rows),
        wide=False,
    )  # fmt: skip


def coverage(data: Data) -> Table:
    """Streets with few cameras for their incidents: incidents to cameras, street by street."""
    found = data.rows(
        "with area as (select street_code, sum(area_m2) / 1e6 as km2 from pub.dim_grid group by all),"
        " camera as (select street_code, count(*) as camera_n from pub.dim_camera"
        " where coalesce(installed_on <= $1, true) and (retired_on is null or retired_on > $1) group by all),"
        " happened as (select street_code, count(*) as incident_n,"
        " count(*) filter (where incident_source = '视频巡查') as seen_n"
        " from pub.fct_incident where reported_on <= $1 group by all)"
        " select s.street_code, coalesce(c.camera_n, 0) as camera_n, coalesce(h.incident_n, 0) as incident_n,"
        " coalesce(h.seen_n, 0) as seen_n, c.camera_n / nullif(a.km2, 0) as per_km2,"
        " h.incident_n / nullif(c.camera_n, 0)::double as per_camera"
        " from pub.dim_street s left join area a using (street_code) left join camera c using (street_code)"
        " left join happened h using (street_code) order by per_camera desc nulls last, s.street_code",
        data.as_of,
    )
    heads = (
        Column(Text("街道", "Street")),
        Column(Text("摄像机", "Cameras"), True),
        Column(Text("每平方公里网格", "Per km² of grid"), True),
        Column(Text("平安事件", "Incidents"), True),
        Column(Text("每台事件", "Incidents per camera"), True),
        Column(Text("视频发现", "Found by video"), True),
    )
    rows = [
        [
            data.name("street", row["street_code"]),
            same(f"{row['camera_n']:,}"),
            None if row["per_km2"] is None else same(f"{row['per_km2']:,.1f}"),
            same(f"{row['incident_n']:,}"),
            None if row["per_camera"] is None else same(f"{row['per_camera']:.2f}"),
            chart.share(row["seen_n"], row["incident_n"]),
        ]
        for row in found
    ]
    total = sum(row["incident_n"] for row in found)
    whole = data.basis("incident_response_p90")
    basis = Basis(total, None, Text("上报的平安事件", "incidents reported"), whole.window, whole.set_aside)
    top = found[0] if found and found[0]["per_camera"] is not None else None
    finding = (
        data.name("street", top["street_code"])
        + Text("每台摄像机对应的事件最多，应优先增补。", ": most incidents to a camera; new ones belong here first.")
        if top
        else None
    )
    return Table("coverage", Text("摄像机该往哪里加", "Where cameras should go"), heads, rows, basis, finding)


def hours(data: Data) -> Figure:
    """Incidents by weekday and hour."""
    found = data.rows(
        "select isodow(reported_at) - 1 as day_n, hour(reported_at) as hour_n, count(*) as incident_n"
        " from pub.fct_incident where reported_on <= $1 group by all order by day_n, hour_n",
        data.as_of,
    )
    counts = {(row["day_n"], row["hour_n"]): row["incident_n"] for row in found}
    waiting = data.rows(
        "select count(*) as incident_n from pub.fct_incident where reported_on <= $1"
        " and (responded_at is null or responded_at >= $1::date + interval 1 day)",
        data.as_of,
    )[0]["incident_n"]
    whole = data.basis("incident_response_p90")
    basis = Basis(
        sum(counts.values()), None, Text("上报的平安事件", "incidents reported"), whole.window, whole.set_aside
    )
    finding = Text(f"{waiting} 件尚无人到场。", f"Nobody has come yet in {waiting} of them.")
    return chart.load("incident-hours", Text("事件时段", "When incidents happen"), DAYS, counts, basis, finding=finding)


def overdue(data: Data) -> Figure:
    """Disputes that are open past their limit, by how long; few are counted together."""
    found = data.rows("select step_d, dispute_n from mart.dispute_overdue_step")
    counts = {row["step_d"]: row["dispute_n"] for row in found}
    shown = OVERDUE[-1:] if TOGETHER in counts else OVERDUE[:-1]
    total = sum(counts.values())
    whole = data.basis("dispute_resolution_rate", "due")
    finding = Text(f"超期未结 {total:,} 件。", f"{total:,} are open past their limit.") if total else None
    way = Text("超过调解期限仍未结束；不足十件的合并", "open past their limit; fewer than ten are counted together")
    return chart.columns(
        "disputes-overdue", Text("超期未结的纠纷", "Disputes past their limit"), [name for _, name in shown],
        [counts.get(step, 0) for step, _ in shown], Basis(total, None, way, whole.window, whole.set_aside),
        finding=finding, missed=[True] * len(shown),
    )  # fmt: skip


def sections(data: Data) -> Sequence[Section]:
    """Cards; cameras; incidents; disputes; warnings."""
    minutes, due = ("camera_online_rate", "minutes"), ("dispute_resolution_rate", "due")
    response, delivery = "incident_response_p90", "broadcast_delivery_rate"

    def by_month(key: str, title: Text, kpi_id: str, variant: str = "default") -> Figure:
        return chart.trend(key, title, data.series(kpi_id, variant), data.basis(kpi_id, variant))

    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    minutes,
                    ("camera_online_rate", "poll"),
                    ("camera_record_complete_rate", "default"),
                    (response, "default"),
                    due,
                    (delivery, "default"),
                )
            ],
        ),
        Section(
            "cameras",
            Text("看得见", "Do cameras see"),
            [
                chart.trend(
                    "online-week",
                    Text("视频在线率，按周", "Cameras online, by week"),
                    data.series(*minutes, grain="week"),
                    data.basis(*minutes),
                    grain="week",
                ),
                overview.league(
                    data, "online-owner", Text("视频在线率，按建设单位", "Cameras online, by owner"), "owner", *minutes
                ),
                overview.league(
                    data, "online-street", Text("视频在线率，按街道", "Cameras online, by street"), "street", *minutes
                ),
                causes(data),
                dark(data),
                overview.league(
                    data,
                    "record-owner",
                    Text("一机一档完整率，按建设单位", "Complete records, by owner"),
                    "owner",
                    "camera_record_complete_rate",
                ),
            ],
        ),
        Section(
            "incidents",
            Text("到得快", "Is somebody there in time"),
            [
                by_month("response-month", Text("响应时长 p90，按月", "Response p90, by month"), response),
                overview.league(
                    data, "response-street", Text("响应时长 p90，按街道", "Response p90, by street"), "street", response
                ),
                overview.league(
                    data,
                    "response-source",
                    Text("响应时长 p90，按发现方式", "Response p90, by how it was found"),
                    "incident_source",
                    response,
                ),
                hours(data),
                coverage(data),
            ],
        ),
        Section(
            "disputes",
            Text("化得解", "Are disputes resolved"),
            [
                by_month("resolved-month", Text("矛盾化解率，按受理月", "Disputes resolved, by month"), *due),
                overview.league(
                    data, "resolved-type", Text("矛盾化解率，按类型", "Resolved, by kind"), "dispute_type", *due
                ),
                overview.league(
                    data, "resolved-street", Text("矛盾化解率，按街道", "Resolved, by street"), "street", *due
                ),
                overdue(data),
            ],
            lead=Text(
                "纠纷只按月计数；某月不足十件的街道或类型不单列，并入“未登记”，并入部分也不少于十件。",
                "Disputes are counted by month. A street or kind with fewer than ten in a month is counted under"
                " “not recorded”, which never holds fewer than ten either.",
            ),
        ),
        Section(
            "warnings",
            Text("通知到", "Do warnings arrive"),
            [
                by_month("delivered-month", Text("预警送达率，按月", "Warnings delivered, by month"), delivery),
                overview.league(
                    data,
                    "delivered-channel",
                    Text("预警送达率，按渠道", "Delivered, by channel"),
                    "broadcast_channel",
                    delivery,
                ),
                overview.league(
                    data, "delivered-theme", Text("预警送达率，按主题", "Delivered, by subject"), "theme", delivery
                ),
            ],
        ),
    ]


PAGE = Page(
    title=Text("智慧平安", "Safe city"),
    order=60,
    sections=sections,
    slices={
        "owner": Slice(
            Text("建设单位", "Owner"),
            named(
                ("公安红谷滩分局", "Public security"),
                ("交警红谷滩大队", "Traffic police"),
                ("城市管理局", "Urban management"),
                ("街道综治办", "Street offices"),
                ("社会单位接入", "Private premises"),
            ),
            "actor",
        ),
        "incident_level": Slice(
            Text("事件等级", "Level"),
            named(("一般", "Minor"), ("较大", "Serious"), ("重大", "Major"), ("特别重大", "Extreme")),
        ),
        "incident_source": Slice(
            Text("发现方式", "How it was found"),
            named(
                ("视频巡查", "Video patrol"),
                ("网格员上报", "Grid worker"),
                ("群众报警", "Call by a citizen"),
                ("联动转入", "Other agency"),
            ),
        ),
        "dispute_type": Slice(
            Text("纠纷类型", "Kind of dispute"),
            named(
                ("邻里", "Neighbours"),
                ("婚姻家庭", "Family"),
                ("物业", "Property management"),
                ("劳资", "Labour"),
                ("征地拆迁", "Land and demolition"),
                ("合同债务", "Contracts and debts"),
                ("医疗", "Medical"),
                ("其他", "Other"),
            ),
        ),
        "broadcast_channel": Slice(
            Text("广播渠道", "Channel of the warning"),
            named(("短信", "Text message"), ("微信", "WeChat"), ("应急广播", "Loudspeakers"), ("户外屏", "Screens")),
        ),
        "theme": Slice(
            Text("预警主题", "Subject of the warning"),
            named(
                ("气象预警", "Weather"),
                ("防汛", "Floods"),
                ("反诈", "Fraud"),
                ("停水停电", "Water and power cuts"),
                ("交通管制", "Traffic"),
                ("平安宣传", "Advice"),
            ),
        ),
    },
)

"""Pipes: what a burst touches, where pipes burst again, how old the network is, which sensors are silent.

Places are known to about 100 m: the maps of gas and power are not for everybody.
"""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, axes, chart, overview, same

NEWEST = 12
NEAR_M = 500
CLASSES = ("JS", "PS", "RQ", "DL")
LOOKS = {"JS": ("#1f4e79", "circle"), "PS": ("#7fa3c7", "square"), "RQ": ("#c2410c", "diamond"), "DL": ("#5b6774", "x")}
NAMES = {
    "JS": Text("给水", "Water"),
    "PS": Text("排水", "Drainage"),
    "RQ": Text("燃气", "Gas"),
    "DL": Text("电力", "Power"),
}
CAUSES = """
    select * from (values ('age', '管龄老化', 'age'), ('works', '施工损坏', 'works nearby'),
    ('pressure', '压力波动', 'pressure'), ('joint', '接口脱落', 'loose joint'), ('other', '其他', 'other'))
"""
SOURCES = """
    select * from (values ('urban_management', '城管派遣', 'urban management'), ('hotline', '热线报修', 'hotline'),
    ('sensor', '监测告警', 'sensor alarm'), ('patrol', '巡查发现', 'patrol'))
"""
METRICS = """
    select * from (values ('pressure_kpa', '压力', 'pressure'), ('flow_m3h', '流量', 'flow'),
    ('level_m', '液位', 'level'), ('gas_lel', '燃气浓度', 'gas'))
"""
TOUCHED = """
    select b.burst_id, b.reported_at, b.street_code, b.cause_code, b.household_n, b.repair_min, b.case_id,
        count(*) filter (where n.pipe_class_code = 'JS') as water_n,
        coalesce(sum(n.length_m) filter (where n.pipe_class_code = 'JS'), 0) as water_m,
        count(*) filter (where n.is_adjoining and n.pipe_line_id <> b.pipe_line_id) as adjoining_n,
        count(*) filter (where n.pipe_class_code = 'RQ') as gas_n,
        count(*) filter (where n.pipe_class_code = 'DL') as power_n,
        count(*) filter (where n.is_over_age) as old_n
    from pub.fct_pipe_burst b
    join mart.pipe_near_burst n on n.burst_id = b.burst_id
    group by all order by b.reported_at desc, b.burst_id
"""
AGAIN = """
    select b.pipe_section_id, b.street_code, count(*) as burst_n, max(b.reported_on)::varchar as last_on,
        arg_max(b.material_code, b.reported_at) as material_code, arg_max(s.built_on, b.reported_at) as built_on,
        bool_or(s.is_current) as is_current
    from pub.fct_pipe_burst b
    left join pub.dim_pipe_segment s on s.pipe_line_id = b.pipe_line_id
    where b.reported_on > $1::date - 365 and b.reported_on <= $1
    group by all having count(*) >= 2 order by burst_n desc, last_on desc, b.pipe_section_id
"""
SILENT = """
    select sensor_id, sensor_name, metric_code, max(last_read_at)::date::varchar as last_on,
        min(read_on) filter (where read_on > coalesce(heard_on, '2000-01-01')) as silent_on
    from (select *, max(case when is_online then read_on end) over (partition by sensor_id) as heard_on
          from mart.pipe_sensor_day)
    group by all
    having arg_max(is_online, read_on) = false and arg_max(is_maintained, read_on) = false and max(read_on) = $1
    order by silent_on, sensor_id
"""


def touched(data: Data, found: list[dict[str, object]]) -> Table:
    """The newest bursts and what lies around each."""
    heads = (
        Column(Text("报修时间", "Reported"), stays=True),
        Column(Text("街道", "Street")),
        Column(Text("原因", "Cause")),
        Column(Text("影响户数", "Households"), True),
        Column(Text("相邻管段", "Adjoining lines"), True),
        Column(Text("给水（米）", "Water, m"), True),
        Column(Text("燃气管段", "Gas lines"), True),
        Column(Text("电力管段", "Power lines"), True),
        Column(Text("超龄管段", "Over age"), True),
        Column(Text("修复（小时）", "Repaired, h"), True),
    )
    rows = [
        [
            same(str(row["reported_at"])[:16]),
            data.name("street", str(row["street_code"] or "unknown")),
            data.name("burst_cause", str(row["cause_code"] or "unknown")),
            same(f"{row['household_n']:,}") if row["household_n"] is not None else None,
            same(f"{row['adjoining_n']:,}"),
            same(f"{_number(row['water_m']):,.0f}"),
            same(f"{row['gas_n']:,}"),
            same(f"{row['power_n']:,}"),
            same(f"{row['old_n']:,}"),
            same(f"{_number(row['repair_min']) / 60:.1f}") if row["repair_min"] else Text("抢修中", "under repair"),
        ]
        for row in found[:NEWEST]
    ]
    open_n = sum(row["repair_min"] is None for row in found)
    gas_n = sum(_number(row["gas_n"]) > 0 for row in found)
    finding = Text(
        f"近 90 天 {len(found)} 次爆管：{open_n} 次仍在抢修，{gas_n} 次附近有燃气管线。",
        f"Of {len(found)} bursts in 90 days, {open_n} are under repair and {gas_n} have gas pipes near by.",
    )
    return Table(
        "near",
        Text(f"最近的爆管影响什么（{NEAR_M} 米内）", f"What the newest bursts touch (within {NEAR_M} m)"),
        heads,
        rows,
        _basis(data, len(found)),
        finding if found else Text("近 90 天没有爆管。", "No pipe burst in the last 90 days."),
        ["missed" if row["repair_min"] is None else "none" for row in found[:NEWEST]],
    )


def _number(value: object) -> float:
    return float(str(value or 0))


def _basis(data: Data, n: int, note: Text | None = None) -> Basis:
    whole = data.basis("pipe_bursts")
    about = Text("位置精度约 100 米", "places are known to about 100 m")
    return Basis(
        n, None, Text("近 90 天的爆管", "bursts of the last 90 days"), whole.window, whole.set_aside, note or about
    )


def around(data: Data, found: list[dict[str, object]]) -> Figure:
    """The mains around the newest burst on a plain grid of metres."""
    title = Text("最近一次爆管的周边管线", "Mains around the newest burst")
    if not found:
        return chart.nothing("around", title, _basis(data, 0))
    newest = str(found[0]["burst_id"])
    near = data.rows(
        "select s.pipe_class_code, n.is_adjoining, n.distance_m,"
        " round((s.lon - b.lon) * 97600) as east_m, round((s.lat - b.lat) * 111320) as north_m,"
        " s.pipe_line_id, s.diameter_mm from mart.pipe_near_burst n"
        " join pub.dim_pipe_segment s using (pipe_line_id) join pub.fct_pipe_burst b on b.burst_id = n.burst_id"
        " where n.burst_id = $1 order by s.pipe_class_code, s.pipe_line_id",
        newest,
    )
    traces: list[dict[str, object]] = []
    for place, name in enumerate(CLASSES):
        mine = [row for row in near if row["pipe_class_code"] == name]
        if mine:
            colour, symbol = LOOKS[name]
            aside = (place - 1.5) * 14  # places are rounded: classes at one place are drawn side by side
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": NAMES[name],
                    "x": [row["east_m"] + aside for row in mine],
                    "y": [row["north_m"] + aside / 2 for row in mine],
                    "marker": {"size": [12 if row["is_adjoining"] else 8 for row in mine], "color": colour,
                               "symbol": symbol, "opacity": 0.85},
                    "customdata": [[row["pipe_line_id"], row["distance_m"]] for row in mine],
                    "hovertemplate": "%{customdata[0]}<br>%{customdata[1]:,} m<extra></extra>",
                }
            )  # fmt: skip
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": Text("爆点", "Burst"),
            "x": [0],
            "y": [0],
            "marker": {"size": 18, "symbol": "star", "color": "#111111"},
            "hovertemplate": f"{newest}<extra></extra>",
        }
    )
    reach = {"range": [-NEAR_M - 60, NEAR_M + 60], "dtick": 250, "ticksuffix": " m"}
    layout = axes.frame(
        xaxis=axes.scale(**reach, constrain="domain"),
        yaxis=axes.scale(**reach, scaleanchor="x", constrain="domain"),
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
        margin={"l": 8, "r": 12, "t": 40, "b": 8},
    )
    counts = [sum(row["pipe_class_code"] == name for row in near) for name in CLASSES]
    words = [f"{NAMES[name].zh} {n}" for name, n in zip(CLASSES, counts, strict=True)]
    english = [f"{NAMES[name].en.lower()} {n}" for name, n in zip(CLASSES, counts, strict=True)]
    finding = Text(
        f"{found[0]['reported_at']:%m-%d %H:%M}，{data.name('street', str(found[0]['street_code'])).zh}："
        f"{NEAR_M} 米内现行管段 {'、'.join(words)}；大符号与爆裂管线直接相连。",
        f"{found[0]['reported_at']:%m-%d %H:%M}, {data.name('street', str(found[0]['street_code'])).en}: lines in force"
        f" within {NEAR_M} m: {', '.join(english)}; large marks join the line that burst.",
    )
    return Figure("around", title, traces, layout, _basis(data, len(near)), finding, height=420)


def again(data: Data) -> Table:
    """The 100 m sections that burst twice or more within a year."""
    found = data.rows(AGAIN, data.as_of)
    heads = (
        Column(Text("百米段", "100 m section"), stays=True),
        Column(Text("街道", "Street")),
        Column(Text("次数", "Bursts"), True),
        Column(Text("最近一次", "Newest"), stays=True),
        Column(Text("材质", "Material")),
        Column(Text("建设年份", "Laid"), True),
        Column(Text("已换管", "Laid again")),
    )
    rows = [
        [
            same(str(row["pipe_section_id"])),
            data.name("street", str(row["street_code"] or "unknown")),
            same(f"{row['burst_n']:,}"),
            same(str(row["last_on"])),
            data.name("pipe_material", str(row["material_code"] or "unknown")),
            None if row["built_on"] is None else same(str(row["built_on"])[:4]),
            Text("否", "no") if row["is_current"] else Text("是", "yes"),
        ]
        for row in found[:NEWEST]
    ]
    total = sum(row["burst_n"] for row in found)
    finding = Text(
        f"近 365 天有 {len(found)} 个百米段爆过两次及以上，共 {total} 次；列出前 {len(rows)} 个。",
        f"{len(found)} sections burst twice or more within 365 days, {total} bursts in all;"
        f" the first {len(rows)} are listed.",
    )
    return Table(
        "again",
        Text("反复爆管的百米段", "Sections that burst again"),
        heads,
        rows,
        data.basis("pipe_burst_repeat_rate", "section"),
        finding,
        ["missed" if row["is_current"] else "none" for row in found[:NEWEST]],
    )


def silent(data: Data) -> Table:
    """Sensors that said nothing as the day observed ended, those silent longest first."""
    found = data.rows(SILENT, data.as_of)
    heads = (
        Column(Text("传感器", "Sensor"), stays=True),
        Column(Text("名称", "Name")),
        Column(Text("指标", "Measures")),
        Column(Text("离线起始日", "Silent since"), stays=True),
    )
    rows = [
        [
            same(str(row["sensor_id"])),
            data.said(str(row["sensor_name"])),
            data.name("pipe_metric", str(row["metric_code"])),
            same(str(row["silent_on"])),
        ]
        for row in found
    ]
    finding = (
        None if rows else Text("观察日终全部传感器在线或在批准检修。", "Every sensor is online or under approval.")
    )
    return Table(
        "silent",
        Text("观察日离线的传感器", "Sensors silent on the day observed"),
        heads,
        rows,
        data.basis("pipe_sensor_online_rate"),
        finding,
        ["missed"] * len(rows),
        wide=False,
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; what a burst touches; bursts again; age; sensors; what the survey lacks."""
    found = data.rows(TOUCHED)
    online = "pipe_sensor_online_rate"
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    ("pipe_burst_repeat_rate", "burst"),
                    ("pipe_over_age_share", "default"),
                    (online, "default"),
                    ("pipe_topology_rate", "default"),
                    ("pipe_attribute_rate", "line"),
                    ("pipe_burst_repair_p90", "default"),
                    ("pipe_bursts", "default"),
                    ("pipe_length", "default"),
                )
            ],
        ),
        Section(
            "touched-mains",
            Text("爆管影响哪些管线", "Which mains a burst affects"),
            [touched(data, found), around(data, found)],
        ),
        Section(
            "bursts",
            Text("爆管", "Bursts"),
            [
                chart.trend(
                    "bursts-month",
                    Text("爆管次数，按月", "Bursts, by month"),
                    data.series("pipe_bursts"),
                    data.basis("pipe_bursts"),
                ),
                overview.league(
                    data, "bursts-cause", Text("爆管原因", "Why pipes burst"), "burst_cause", "pipe_bursts"
                ),
                overview.league(
                    data, "bursts-street", Text("各街道爆管", "Bursts, by street"), "street", "pipe_bursts"
                ),
                overview.league(
                    data, "bursts-source", Text("谁先发现", "Who found them"), "burst_source", "pipe_bursts"
                ),
                again(data),
            ],
        ),
        Section(
            "age",
            Text("管龄", "Age"),
            [
                overview.league(
                    data, "age-street", Text("各街道超龄占比", "Over age, by street"), "street", "pipe_over_age_share"
                ),
                overview.league(
                    data,
                    "age-material",
                    Text("各材质超龄占比", "Over age, by material"),
                    "pipe_material",
                    "pipe_over_age_share",
                ),
            ],
        ),
        Section(
            "sensors",
            Text("传感器", "Sensors"),
            [
                chart.trend(
                    "online-week",
                    Text("传感器在线率，按周", "Sensors online, by week"),
                    data.series(online, grain="week"),
                    data.basis(online),
                    grain="week",
                ),
                overview.league(
                    data, "online-metric", Text("各类传感器在线率", "Sensors online, by kind"), "pipe_metric", online
                ),
                silent(data),
            ],
        ),
        Section(
            "survey",
            Text("普查数据", "The survey"),
            [
                overview.league(
                    data,
                    "topology-class",
                    Text("各管类拓扑完整率", "Topology, by class"),
                    "pipe_class",
                    "pipe_topology_rate",
                ),
                overview.league(
                    data,
                    "attributes-class",
                    Text("各管类属性完整率（管段）", "Attributes of lines, by class"),
                    "pipe_class",
                    "pipe_attribute_rate",
                    "line",
                ),
            ],
        ),
    ]


PAGE = Page(
    title=Text("智慧管网", "Pipes"),
    order=50,
    sections=sections,
    slices={
        "pipe_class": Slice(
            Text("管类", "Class of pipe"),
            "select pipe_class_code, pipe_class_name, pipe_class_name_en from pub.dim_pipe_class",
        ),
        "pipe_material": Slice(
            Text("材质", "Material"), "select material_code, material_name, material_name_en from pub.dim_pipe_material"
        ),
        "pipe_metric": Slice(Text("监测指标", "Measured"), METRICS),
        "burst_cause": Slice(Text("爆管原因", "Cause"), CAUSES),
        "burst_source": Slice(Text("发现渠道", "Found by"), SOURCES),
        "pipe_owner": Slice(Text("权属单位", "Owner"), role="actor"),
    },
)

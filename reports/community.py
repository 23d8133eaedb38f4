"""Communities: are old people answered, are health files kept, do parcels pile up, who helps, who uses the card."""

from collections.abc import Sequence

from pipelines.site import Basis, Data, Figure, Page, Section, Text, chart, overview

FEWEST = 10
WAITS = (
    (15, Text("15 秒内", "≤ 15 s")),
    (30, Text("16–30 秒", "16–30 s")),
    (60, Text("31–60 秒", "31–60 s")),
    (0, Text("超过 60 秒或未应答", "> 60 s or never")),
)
DWELLS = (
    (6, Text("6 小时内", "≤ 6 h")),
    (12, Text("6–12 小时", "6–12 h")),
    (24, Text("12–24 小时", "12–24 h")),
    (48, Text("24–48 小时", "24–48 h")),
    (0, Text("48 小时以上", "> 48 h")),
)
ACTIVITIES = {
    "环境清洁": "Cleaning",
    "文明劝导": "Traffic and manners",
    "助老陪护": "Care of the old",
    "治安巡逻": "Patrols",
    "课后辅导": "After school",
    "义诊": "Medical advice",
    "其他": "Other",
}
TOO_FEW = Text("人数过少，不单列。", "Too few people to tell apart.")
APART = Text(
    "涉及个人的数据只按月、按街道计数；某月不足十人的街道不单列，并入“未登记”，并入部分也不少于十人。",
    "What concerns people is counted by month and street only. A street with fewer than ten people in a month is"
    " counted under “not recorded”, which never holds fewer than ten people either.",
)


def steps(
    key: str,
    title: Text,
    parts: Sequence[tuple[int, Text]],
    counts: dict[int, int],
    basis: Basis,
    missed: Sequence[bool],
) -> Figure:
    """Counts by step; nothing is drawn where a step holds so few that it would point at people."""
    values = [counts.get(limit, 0) for limit, _ in parts]
    if any(0 < value < FEWEST for value in values):
        return chart.nothing(key, title, basis, finding=TOO_FEW)
    return chart.columns(key, title, [name for _, name in parts], values, basis, missed=missed)


def answers(data: Data) -> Figure:
    """The duration of alarms."""
    found = data.rows("select step_s, alarm_n from mart.elder_answer_step order by step_s")
    counts = {row["step_s"]: row["alarm_n"] for row in found}
    whole = data.basis("elder_answer_60s_rate")
    way = Text("助老呼叫，测试不计", "alarms of old people, tests apart")
    return steps(
        "answers", Text("多久有人应答", "How long until somebody answered"), WAITS, counts,
        Basis(sum(counts.values()), None, way, whole.window, whole.set_aside), [False, False, False, True],
    )  # fmt: skip


def dwells(data: Data) -> Figure:
    """The time that taken parcels lay."""
    found = data.rows("select step_h, parcel_n from mart.locker_dwell_step order by step_h")
    counts = {row["step_h"]: row["parcel_n"] for row in found}
    whole = data.basis("locker_over_24h_rate")
    way = Text("已出箱的包裹，含退回", "parcels that left, returned ones included")
    return steps(
        "dwells", Text("包裹放了多久", "How long parcels lay"), DWELLS, counts,
        Basis(sum(counts.values()), None, way, whole.window, whole.set_aside), [False, False, False, True, True],
    )  # fmt: skip


def items(data: Data) -> Figure:
    """The items that incomplete files lack."""
    found = data.rows("select * from mart.health_gap")
    parts = (("no_pressure_n", Text("血压", "Blood pressure")), ("no_glucose_n", Text("血糖", "Glucose")),
             ("no_heart_rate_n", Text("心率", "Heart rate")))  # fmt: skip
    whole = data.basis("health_file_complete_rate")
    files_n = found[0]["file_n"] if found else 0
    basis = Basis(files_n, None, Text("健康档案", "health files"), whole.window, whole.set_aside)
    title = Text("近 90 天缺哪一项", "What the files lack of the last 90 days")
    if not found:
        return chart.nothing("items", title, basis, finding=TOO_FEW)
    (row,) = found
    bars = [
        chart.Bar(name, row[key], Text(f"缺 {row[key]:,} 份 · ", f"missing in {row[key]:,} · ")
                  + chart.share(row[key], row["file_n"]))
        for key, name in sorted(parts, key=lambda part: -row[part[0]])
    ]  # fmt: skip
    return chart.league("items", title, bars, basis)


def activities(data: Data) -> Figure:
    """The work of volunteers by hours; an activity of fewer than ten people joins the others."""
    found = data.rows("select * from mart.volunteer_activity order by hour_n desc, activity_name")
    bars = [
        chart.Bar(
            Text(row["activity_name"], ACTIVITIES.get(row["activity_name"], row["activity_name"])),
            row["hour_n"],
            Text(
                f"{row['hour_n']:,} 小时 · {row['shift_n']:,} 次 · {row['person_n']:,} 人",
                f"{row['hour_n']:,} h · {row['shift_n']:,} shifts · {row['person_n']:,} people",
            ),
        )
        for row in found
    ]
    total = sum(row["shift_n"] for row in found)
    whole = data.basis("card_active_rate")
    way = Text(
        "志愿服务；不足十人的活动不列", "shifts of volunteers; activities of fewer than ten people are not drawn"
    )
    title = Text("志愿者在做什么", "What volunteers do")
    return chart.league("activities", title, bars, Basis(total, None, way, whole.window, whole.set_aside))


def sections(data: Data) -> Sequence[Section]:
    """Cards; old people; health; parcels; cards and volunteers."""

    def by_month(key: str, title: Text, kpi_id: str) -> Figure:
        return chart.trend(key, title, data.series(kpi_id), data.basis(kpi_id))

    def by_street(key: str, title: Text, kpi_id: str) -> Figure:
        return overview.league(data, key, title, "street", kpi_id)

    answer, arrival, false = "elder_answer_60s_rate", "elder_arrival_p90", "elder_false_alarm_rate"
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    (answer, "default"),
                    (arrival, "default"),
                    (false, "default"),
                    ("health_file_complete_rate", "default"),
                    ("locker_over_24h_rate", "default"),
                    ("locker_dwell_p50", "default"),
                    ("card_active_rate", "default"),
                    ("volunteer_hours_per_1000", "default"),
                )
            ],
            lead=APART,
        ),
        Section(
            "elders",
            Text("助老呼叫", "Calls of old people"),
            [
                by_month("answer-month", Text("60 秒应答率，按月", "Answered within 60 s, by month"), answer),
                by_street("answer-street", Text("60 秒应答率，按街道", "Answered within 60 s, by street"), answer),
                answers(data),
                by_month("arrival-month", Text("到达时长 p90，按月", "Arrival p90, by month"), arrival),
                by_street("arrival-street", Text("到达时长 p90，按街道", "Arrival p90, by street"), arrival),
                by_street("false-street", Text("误报率，按街道", "False alarms, by street"), false),
            ],
        ),
        Section(
            "health",
            Text("健康档案", "Health files"),
            [
                by_street(
                    "health-street",
                    Text("健康档案完整率，按街道", "Complete files, by street"),
                    "health_file_complete_rate",
                ),
                items(data),
            ],
        ),
        Section(
            "lockers",
            Text("快递柜", "Parcel lockers"),
            [
                by_month(
                    "over-month", Text("超过 24 小时占比，按月", "Longer than 24 h, by month"), "locker_over_24h_rate"
                ),
                by_street(
                    "over-street",
                    Text("超过 24 小时占比，按街道", "Longer than 24 h, by street"),
                    "locker_over_24h_rate",
                ),
                dwells(data),
                by_month("dwell-month", Text("存放时长中位数，按月", "Median stay, by month"), "locker_dwell_p50"),
            ],
        ),
        Section(
            "life",
            Text("一卡通与志愿者", "Cards and volunteers"),
            [
                by_month("card-month", Text("社区卡活跃率，按月", "Cards in use, by month"), "card_active_rate"),
                by_street("card-street", Text("社区卡活跃率，按街道", "Cards in use, by street"), "card_active_rate"),
                by_month(
                    "volunteer-month",
                    Text("每千居民志愿服务时数，按月", "Volunteer hours per 1,000 residents, by month"),
                    "volunteer_hours_per_1000",
                ),
                by_street(
                    "volunteer-street",
                    Text("每千居民志愿服务时数，按街道", "Volunteer hours per 1,000 residents, by street"),
                    "volunteer_hours_per_1000",
                ),
                activities(data),
            ],
        ),
    ]


PAGE = Page(title=Text("智慧社区", "Smart community"), order=70, sections=sections)

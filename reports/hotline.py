"""The hotline: is it answered, are orders done on time and solved, are citizens satisfied, when is it busy."""

from collections.abc import Sequence

from pipelines.site import Basis, Data, Figure, Page, Section, Slice, Text, chart, overview, same

HOURS = "select lpad(h::varchar, 2, '0'), h || ':00–' || (h + 1) || ':00' from range(24) hours(h)"
DEMANDS = """select * from (values ('咨询', '咨询', 'Enquiries'), ('求助', '求助', 'Calls for help'),
    ('投诉', '投诉', 'Complaints'), ('举报', '举报', 'Tip-offs'), ('建议', '建议', 'Suggestions'),
    ('表扬', '表扬', 'Praise'), ('其他', '其他', 'Other')) types(id, name, name_en)"""
DAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)


def load(data: Data) -> Figure:
    """Calls by weekday and hour; the busiest hour in the finding."""
    found = data.rows(
        "select isodow(called_at) - 1 as day_n, hour(called_at) as hour_n, count(*) as call_n"
        " from pub.fct_call where called_at < $1::date + interval 1 day"
        " group by all order by day_n, hour_n",
        data.as_of,
    )
    counts = {(row["day_n"], row["hour_n"]): row["call_n"] for row in found}
    finding = None
    if counts:
        day, hour = max(counts, key=lambda cell: (counts[cell], -cell[0], -cell[1]))
        finding = (
            Text("最忙：", "Busiest: ")
            + DAYS[day]
            + Text(f" {hour}:00–{hour + 1}:00，累计 ", f" {hour}:00–{hour + 1}:00, ")
            + Text(f"{counts[day, hour]:,} 次。", f"{counts[day, hour]:,} calls in all.")
        )
    return chart.load(
        "load",
        Text("来电时段", "When citizens call"),
        DAYS,
        counts,
        _calls(data, sum(counts.values())),
        finding=finding,
    )


def _calls(data: Data, n: int) -> Basis:
    whole = data.basis("hotline_calls")
    return Basis(n, None, whole.variant, whole.window, whole.set_aside)


def demand(data: Data) -> Figure:
    """The requests of citizens: work orders by demand type."""
    found = data.rows(
        "select coalesce(demand_type, 'unknown') as demand_type, count(*) as order_n from pub.fct_order"
        " where accepted_at < $1::date + interval 1 day group by all order by order_n desc, demand_type",
        data.as_of,
    )
    total = sum(row["order_n"] for row in found)
    bars = [
        chart.Bar(
            data.name("demand_type", row["demand_type"]),
            row["order_n"],
            same(f"{row['order_n']:,} · ") + chart.share(row["order_n"], total),
        )
        for row in found
    ]
    whole = data.basis("hotline_on_time_rate")
    way = Text("受理的工单", "work orders accepted")
    return chart.league(
        "demand",
        Text("诉求类型", "What citizens ask for"),
        bars,
        Basis(total, None, way, whole.window, whole.set_aside),
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; answering; outcome; who is behind; when and what."""

    def by_week(key: str, title: Text, kpi_id: str) -> Figure:
        return chart.trend(key, title, data.series(kpi_id, grain="week"), data.basis(kpi_id), grain="week")

    def by_month(key: str, title: Text, kpi_id: str) -> Figure:
        return chart.trend(key, title, data.series(kpi_id), data.basis(kpi_id))

    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    ("hotline_answer_rate", "default"),
                    ("hotline_answer_15s_rate", "default"),
                    ("hotline_on_time_rate", "default"),
                    ("hotline_resolution_rate", "default"),
                    ("hotline_satisfaction_rate", "default"),
                    ("hotline_desk_rate", "default"),
                    ("hotline_response_rate", "default"),
                    ("hotline_repeat_rate", "default"),
                    ("hotline_demands_per_10k", "default"),
                    ("hotline_calls", "default"),
                )
            ],
        ),
        Section(
            "answering",
            Text("接得起", "Answering"),
            [
                by_week("answer-week", Text("接通率，按周", "Answer rate, by week"), "hotline_answer_rate"),
                by_week(
                    "answer-15s-week",
                    Text("15 秒接通率，按周", "Answered within 15 seconds, by week"),
                    "hotline_answer_15s_rate",
                ),
                load(data),
                by_week("calls-week", Text("来电量，按周", "Calls, by week"), "hotline_calls"),
            ],
        ),
        Section(
            "outcome",
            Text("办得好", "Outcome"),
            [
                by_month("on-time-month", Text("按时办结率，按月", "On-time rate, by month"), "hotline_on_time_rate"),
                by_month("solved-month", Text("解决率，按月", "Resolution rate, by month"), "hotline_resolution_rate"),
                by_month(
                    "satisfied-month",
                    Text("满意率，按月", "Satisfaction rate, by month"),
                    "hotline_satisfaction_rate",
                ),
                by_month(
                    "response-month",
                    Text("24 小时响应率，按月", "Responded to within 24 hours, by month"),
                    "hotline_response_rate",
                ),
                by_month("desk-month", Text("在线解答率，按月", "Settled in the call, by month"), "hotline_desk_rate"),
                by_month(
                    "repeat-month", Text("重复诉求率，按月", "Demands raised again, by month"), "hotline_repeat_rate"
                ),
                demand(data),
            ],
        ),
        Section("leagues", Text("谁落后", "Who is behind"), leagues(data)),
    ]


def leagues(data: Data) -> list[Figure]:
    """A league for each slice that the on-time and satisfaction rates have."""
    made = []
    for kpi_id, title in (
        ("hotline_on_time_rate", Text("按时办结率，按", "On-time rate, by ")),
        ("hotline_satisfaction_rate", Text("满意率，按", "Satisfaction rate, by ")),
        ("hotline_repeat_rate", Text("重复诉求率，按", "Demands raised again, by ")),
        ("hotline_demands_per_10k", Text("万人诉求比，按", "Demands per 10,000 residents, by ")),
    ):
        for slice_type in data.slices(kpi_id):
            name = f"{kpi_id}-{slice_type}".replace("_", "-")
            made.append(overview.league(data, name, title + data.slice_title(slice_type).inside, slice_type, kpi_id))
    return made


PAGE = Page(
    title=Text("市民热线", "Hotline"),
    order=20,
    sections=sections,
    slices={
        "demand_type": Slice(Text("诉求类型", "Demand type"), DEMANDS),
        "hour": Slice(Text("时段", "Hour"), HOURS),
    },
)

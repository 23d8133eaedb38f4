"""The parks: are requests met, who has not reported, what does the land yield, how full are the parks."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

END = "$1::date + interval 1 day"
OPEN = (
    f"from pub.fct_park_request where accepted_at < {END} and (closed_at is null or closed_at >= {END})"
    f" and (withdrawn_at is null or withdrawn_at >= {END})"
)


def holders(data: Data) -> Table:
    """Holders of the open requests: overdue, due within a day, oldest."""
    found = data.rows(
        "select coalesce(dept_id, 'unknown') as dept_id, count(*) as open_n,"
        f" count(*) filter (where due_at < {END}) as late_n,"
        f" count(*) filter (where due_at >= {END} and due_at < $1::date + interval 2 day) as soon_n,"
        f" max(date_diff('day', accepted_on, $1::date)) as oldest_n {OPEN}"
        " group by all order by late_n desc, open_n desc, dept_id",
        data.as_of,
    )
    heads = (
        Column(Text("承办部门", "Department")),
        Column(Text("在办", "Open"), True),
        Column(Text("已超期", "Past due"), True),
        Column(Text("24 小时内到期", "Due in 24 h"), True),
        Column(Text("最久（天）", "Oldest, days"), True),
    )
    rows = [
        [data.name("dept", row["dept_id"])]
        + [same(f"{row[name]:,}") for name in ("open_n", "late_n", "soon_n", "oldest_n")]
        for row in found
    ]
    whole = data.basis("park_requests")
    way = Text("观察日仍在办的诉求", "requests still open at the day observed")
    return Table(
        "request-holders",
        Text("在办诉求在谁手里", "Who holds the open requests"),
        heads,
        rows,
        Basis(sum(row["open_n"] for row in found), None, way, whole.window, whole.set_aside),
        None if rows else Text("没有在办诉求。", "No request is open."),
        ["missed" if row["late_n"] else "none" for row in found],
        wide=False,
    )


def satisfaction(data: Data) -> Figure:
    """Is a high rate real: what firms say of requests closed in time and late."""
    found = data.rows(
        "select closed_at <= due_at as is_on_time, count(*) as rated_n,"
        " count(*) filter (where satisfaction_code <> 'dissatisfied') as content_n"
        f" from pub.fct_park_request where closed_at < {END} and satisfaction_code is not null"
        " group by all order by is_on_time desc",
        data.as_of,
    )
    names = {True: Text("按时办结的", "Closed in time"), False: Text("超期办结的", "Closed late")}
    bars = [
        chart.Bar(
            names[row["is_on_time"]],
            100 * row["content_n"] / row["rated_n"],
            chart.share(row["content_n"], row["rated_n"]) + same(f" · {row['content_n']:,} / {row['rated_n']:,}"),
        )
        for row in found
    ]
    whole = data.basis("park_requests")
    total = sum(row["rated_n"] for row in found)
    way = Text("满意与基本满意 ÷ 已评价的诉求", "satisfied or basically satisfied ÷ requests that were rated")
    return chart.league(
        "satisfaction",
        Text("办得快，企业就满意吗", "Does speed content the firms"),
        bars,
        Basis(sum(row["content_n"] for row in found), total, way, whole.window, whole.set_aside),
        unit="%",
    )


def silent(data: Data) -> Table:
    """Firms that owe returns: how many months, since when."""
    found = data.rows(
        "select m.org_key, any_value(o.org_name) as org_name, any_value(m.park_id order by m.month_on desc) as park_id,"
        " count(*) as owed_n, min(m.month_on) as since_on"
        " from mart.enterprise_month m left join pub.dim_organisation o on m.org_key = o.org_key and o.is_current"
        " where m.is_expected and not m.is_filed"
        " group by m.org_key order by owed_n desc, since_on, m.org_key limit 12"
    )
    heads = (
        Column(Text("企业", "Enterprise")),
        Column(Text("园区", "Park")),
        Column(Text("欠报（月）", "Months owed"), True),
        Column(Text("最早欠报月", "Since"), stays=True),
    )
    rows = [
        [
            data.said(row["org_name"] or row["org_key"][:8]),
            data.name("park", row["park_id"]) if row["park_id"] else None,
            same(f"{row['owed_n']:,}"),
            same(f"{row['since_on']:%Y-%m}"),
        ]
        for row in found
    ]
    whole = data.basis("park_return_rate")
    owed = (whole.d or 0) - whole.n
    way = Text(
        "应报而未报的企业月，列欠得最多的十二家", "enterprise months owed and not filed; the twelve that owe most"
    )
    return Table(
        "silent",
        Text("谁没有报", "Who has not reported"),
        heads,
        rows,
        Basis(owed, None, way, whole.window, whole.set_aside),
        None if rows else Text("应报的都报了。", "Every return that was due has come."),
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; requests; returns; what land and power yield; how full."""
    on_time = "park_request_on_time_rate"
    filed, in_time = ("park_return_rate", "default"), ("park_return_on_time_rate", "default")
    tax, power = "park_tax_per_mu", "park_power_per_output"
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    (on_time, "default"),
                    filed,
                    in_time,
                    (tax, "default"),
                    (power, "metered"),
                    ("park_occupancy_rate", "default"),
                    ("park_enterprises", "default"),
                    ("park_requests", "default"),
                )
            ],
        ),
        Section(
            "requests",
            Text("企业诉求", "Requests"),
            [
                chart.trend(
                    "request-month",
                    Text("按时办结率，按月", "On-time rate, by month"),
                    data.series(on_time),
                    data.basis(on_time),
                ),
                overview.league(
                    data, "request-park", Text("各园区按时办结率", "On-time rate, by park"), "park", on_time
                ),
                overview.league(
                    data, "request-kind", Text("各类诉求按时办结率", "On-time rate, by kind"), "request_kind", on_time
                ),
                overview.league(
                    data, "request-wish", Text("企业要什么", "What firms ask for"), "request_kind", "park_requests"
                ),
                satisfaction(data),
                holders(data),
            ],
        ),
        Section(
            "returns",
            Text("企业直报", "Monthly returns"),
            [
                chart.lines(
                    "return-month",
                    Text("直报率，按报表月", "Return rate, by month reported"),
                    [
                        chart.Line(Text("已报", "filed"), data.series(*filed)),
                        chart.Line(Text("按期报", "filed in time"), data.series(*in_time)),
                    ],
                    data.basis(*in_time),
                ),
                overview.league(
                    data, "return-park", Text("各园区按期直报率", "Filed in time, by park"), "park", *in_time
                ),
                silent(data),
            ],
        ),
        Section(
            "yield",
            Text("亩均与能耗", "What land and power yield"),
            [
                chart.trend("tax-month", Text("月均亩均税收", "Monthly tax per mu"), data.series(tax), data.basis(tax)),
                overview.league(data, "tax-park", Text("各园区亩均税收", "Tax per mu, by park"), "park", tax),
                overview.league(
                    data, "tax-section", Text("各行业亩均税收", "Tax per mu, by industry"), "industry_section", tax
                ),
                overview.league(
                    data,
                    "power-section",
                    Text("各行业万元产值电耗", "Electricity per 10,000 yuan, by industry"),
                    "industry_section",
                    power,
                    "metered",
                ),
                replace(
                    chart.lines(
                        "power-month",
                        Text("万元产值电耗，按月", "Electricity per 10,000 yuan, by month"),
                        [
                            chart.Line(Text("电表口径", "by the meters"), data.series(power, "metered")),
                            chart.Line(Text("填报口径", "as returned"), data.series(power, "returned")),
                        ],
                        data.basis(power, "metered"),
                    ),
                    wide=True,
                ),
            ],
        ),
        Section(
            "occupancy",
            Text("入驻", "Occupancy"),
            [
                overview.league(
                    data, "occupancy-park", Text("各园区入驻率", "Occupancy, by park"), "park", "park_occupancy_rate"
                ),
                overview.league(
                    data,
                    "enterprises-section",
                    Text("在营企业，按行业", "Enterprises, by industry"),
                    "industry_section",
                    "park_enterprises",
                ),
            ],
        ),
    ]


def _named(*pairs: tuple[str, str, str]) -> str:
    rows = ", ".join(f"('{code}', '{zh}', '{en}')" for code, zh, en in pairs)
    return f"select * from (values {rows}) names(code, zh, en)"


PAGE = Page(
    title=Text("智慧园区", "Parks"),
    order=90,
    sections=sections,
    slices={
        "park": Slice(Text("园区", "Park"), "select park_id, park_name from pub.dim_park", "place"),
        "industry_section": Slice(
            Text("行业门类", "Industry"),
            "select industry_section_code, industry_section_name, name_en from pub.dim_industry_section",
        ),
        "request_kind": Slice(
            Text("诉求类别", "Kind of request"),
            _named(
                ("policy", "政策兑现", "Policy benefits"),
                ("staff", "招工用工", "Staff"),
                ("finance", "融资需求", "Finance"),
                ("utilities", "供电供水", "Power and water"),
                ("repairs", "物业维修", "Repairs"),
                ("permits", "证照办理", "Permits"),
                ("other", "其他", "Other"),
            ),
        ),
    },
)

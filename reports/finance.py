"""Finance: does the green channel keep its word, is credit covered and repaired, who comes and who goes."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

OPEN = (
    "from pub.fct_green_case where accepted_at < $1::date + interval 1 day"
    " and (finished_at is null or finished_at >= $1::date + interval 1 day)"
    " and (withdrawn_at is null or withdrawn_at >= $1::date + interval 1 day)"
)
END = "$1::date + interval 1 day"


def holders(data: Data) -> Table:
    """Holders of the open cases of the green channel: overdue, due within a day, oldest."""
    found = data.rows(
        "select coalesce(dept_id, dept_name) as dept, any_value(dept_name) as dept_name, count(*) as open_n,"
        f" count(*) filter (where promised_at < {END}) as late_n,"
        f" count(*) filter (where promised_at >= {END} and promised_at < $1::date + interval 2 day) as soon_n,"
        f" max(date_diff('day', accepted_on, $1::date)) as oldest_n {OPEN}"
        " group by dept order by late_n desc, open_n desc, dept",
        data.as_of,
    )
    heads = (
        Column(Text("承办部门", "Department")),
        Column(Text("在办", "Open"), True),
        Column(Text("已过承诺", "Past promise"), True),
        Column(Text("24 小时内到期", "Due in 24 h"), True),
        Column(Text("最久（天）", "Oldest, days"), True),
    )
    rows = [
        [_dept(data, row["dept"], row["dept_name"])]
        + [same(f"{row[name]:,}") for name in ("open_n", "late_n", "soon_n", "oldest_n")]
        for row in found
    ]
    whole = data.basis("green_cases")
    total = sum(row["open_n"] for row in found)
    way = Text("观察日仍在办的事项", "cases still open at the day observed")
    return Table(
        "green-holders",
        Text("在办事项在谁手里", "Who holds the open cases"),
        heads,
        rows,
        Basis(total, None, way, whole.window, whole.set_aside),
        None if rows else Text("没有在办事项。", "No case is open."),
        ["missed" if row["late_n"] else "none" for row in found],
    )


def _dept(data: Data, dept: str, name: str) -> Text:
    known = data.name("dept", dept)
    return data.said(name) if known == same(dept) else known


def failing(data: Data) -> Table:
    """Legal persons with the most failings that are not repaired."""
    found = data.rows("select * from mart.credit_failing order by failing_n desc, oldest_day_n desc, org_key limit 10")
    heads = (
        Column(Text("主体", "Organisation")),
        Column(Text("未修复（条）", "Open"), True),
        Column(Text("最久（天）", "Oldest, days"), True),
    )
    rows = [
        [
            data.said(row["org_name"] or row["org_key"][:8]),
            same(f"{row['failing_n']:,}"),
            same(f"{row['oldest_day_n']:,}"),
        ]
        for row in found
    ]
    whole = data.basis("credit_failings_open")
    return Table(
        "failing",
        Text("谁的失信记录最多", "Who has the most failings"),
        heads,
        rows,
        Basis(
            sum(row["failing_n"] for row in found),
            None,
            Text(
                "未修复失信记录最多的十个法人，个体工商户不列", "ten legal persons with the most failings not repaired"
            ),
            whole.window,
            whole.set_aside,
        ),
        None if rows else Text("没有未修复的失信记录。", "No failing is open."),
    )


def moves(data: Data) -> Figure:
    """Institutions that settled, by kind, this year."""
    return overview.league(
        data,
        "settled-kind",
        Text("本年新入驻，按机构类型", "Settled this year, by kind"),
        "licence_type",
        "fin_orgs_new",
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; green channel; credit; institutions."""
    on_time, repair = "green_case_on_time_rate", "credit_repair_p50"
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    (on_time, "default"),
                    ("credit_coverage_rate", "registered"),
                    ("credit_coverage_rate", "financial"),
                    (repair, "default"),
                    ("credit_failings_open", "default"),
                    ("fin_orgs", "default"),
                    ("fin_orgs_new", "default"),
                    ("green_cases", "default"),
                )
            ],
        ),
        Section(
            "green",
            Text("绿色通道", "Green channel"),
            [
                chart.trend(
                    "green-month",
                    Text("按时办结率，按月", "On-time rate, by month"),
                    data.series(on_time),
                    data.basis(on_time),
                ),
                chart.trend(
                    "green-week",
                    Text("受理量，按周", "Cases, by week"),
                    data.series("green_cases", grain="week"),
                    data.basis("green_cases"),
                    grain="week",
                ),
                overview.league(
                    data, "green-kind", Text("各类事项按时办结率", "On-time rate, by service"), "service_kind", on_time
                ),
                overview.league(
                    data, "green-dept", Text("各部门按时办结率", "On-time rate, by department"), "dept", on_time
                ),
                holders(data),
            ],
        ),
        Section(
            "credit",
            Text("信用", "Credit"),
            [
                chart.trend(
                    "repair-month",
                    Text("修复时长（中位数），按修复月", "Days to repair (median), by month of repair"),
                    data.series(repair)[-12:],
                    data.basis(repair),
                ),
                overview.league(
                    data,
                    "repair-kind",
                    Text("各类失信的修复时长", "Days to repair, by kind of failing"),
                    "credit_event_kind",
                    repair,
                ),
                overview.league(
                    data,
                    "open-kind",
                    Text("未修复的是什么", "What is not repaired"),
                    "credit_event_kind",
                    "credit_failings_open",
                ),
                overview.league(
                    data,
                    "coverage-kind",
                    Text("信用覆盖率，按机构类型", "Credit coverage, by kind of institution"),
                    "licence_type",
                    "credit_coverage_rate",
                    "financial",
                ),
                failing(data),
            ],
        ),
        Section(
            "institutions",
            Text("金融机构", "Institutions"),
            [
                overview.league(
                    data, "orgs-kind", Text("在营机构，按类型", "In business, by kind"), "licence_type", "fin_orgs"
                ),
                moves(data),
            ],
        ),
    ]


def _named(*pairs: tuple[str, str, str]) -> str:
    rows = ", ".join(f"('{code}', '{zh}', '{en}')" for code, zh, en in pairs)
    return f"select * from (values {rows}) names(code, zh, en)"


PAGE = Page(
    title=Text("智慧金融", "Finance"),
    order=80,
    sections=sections,
    slices={
        "service_kind": Slice(
            Text("事项类别", "Service"),
            _named(
                ("loan", "贷款审批", "Loans"),
                ("financing", "融资对接", "Financing"),
                ("set_up", "设立登记", "Setting up"),
                ("change", "变更备案", "Changes"),
                ("subsidy", "补贴兑现", "Subsidies"),
                ("listing", "上市辅导", "Listing"),
            ),
        ),
        "licence_type": Slice(
            Text("机构类型", "Kind of institution"),
            _named(
                ("bank", "银行", "Banks"),
                ("securities", "证券", "Securities"),
                ("insurance", "保险", "Insurance"),
                ("microloan", "小额贷款", "Microloans"),
                ("guarantee", "融资担保", "Guarantees"),
                ("pawn", "典当", "Pawnbrokers"),
                ("fund", "基金", "Funds"),
                ("leasing", "融资租赁", "Leasing"),
                ("fintech", "金融科技", "Fintech"),
            ),
        ),
        "credit_event_kind": Slice(
            Text("信用事件", "Credit event"),
            _named(
                ("penalty", "行政处罚", "Penalties"),
                ("irregularity", "经营异常", "Irregular operation"),
                ("judgement", "失信被执行", "Judgements not met"),
                ("tax_arrears", "欠税公告", "Tax arrears"),
                ("commendation", "守信激励", "Commendations"),
            ),
        ),
    },
)

"""Open government: is it published and answered in time, who is late with what, and which links lead nowhere."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

SHOWN = 12
KINDS = {
    "publication": Text("主动公开", "Publication"),
    "request": Text("依申请公开", "Disclosure request"),
    "question": Text("网站咨询", "Question"),
}
WAITING = """
    select kind, item_id, dept_id, begun_on, due_on, date_diff('day', due_on, $1::date) as late_n
    from (
        select 'publication' as kind, publication_id as item_id, dept_id, formed_on as begun_on, due_on
        from pub.fct_publication where published_at is null or published_at >= $1::date + interval 1 day
        union all
        select 'request', req_no, dept_id, received_on, due_on
        from pub.fct_foi_request where replied_on is null or replied_on > $1::date
        union all
        select 'question', consultation_id, dept_id, asked_on, due_on
        from pub.fct_consultation where replied_at is null or replied_at >= $1::date + interval 1 day
    ) waiting
    where begun_on <= $1::date and due_on <= $1::date
    order by late_n desc, kind, item_id
"""
DEAD = """
    select path, view_n, dead_n, referrer_n, first_dead_at::date as dead_on, publication_id
    from mart.web_page where is_dead order by dead_n desc, path
"""


def _basis(data: Data, kpi_id: str, variant: str, n: int, way: Text) -> Basis:
    whole = data.basis(kpi_id, variant)
    return Basis(n, None, way, whole.window, whole.set_aside)


def late_by_department(data: Data, waiting: list[dict[str, object]]) -> Table:
    """Holders of overdue work, by department."""
    held: dict[str, dict[str, int]] = {}
    for row in waiting:
        of = held.setdefault(str(row["dept_id"] or "unknown"), dict.fromkeys((*KINDS, "oldest"), 0))
        of[str(row["kind"])] += 1
        of["oldest"] = max(of["oldest"], int(str(row["late_n"])))

    def overdue(dept: str) -> int:
        return sum(held[dept][kind] for kind in KINDS)

    order = sorted(held, key=lambda dept: (-overdue(dept), dept))
    heads = (
        Column(Text("部门", "Department")),
        *(Column(name, True) for name in KINDS.values()),
        Column(Text("合计", "All"), True),
        Column(Text("最久超期（天）", "Longest overdue, days"), True),
    )
    rows = [
        [data.name("dept", dept)]
        + [same(f"{held[dept][kind]:,}") for kind in KINDS]
        + [same(f"{overdue(dept):,}"), same(f"{held[dept]['oldest']:,}")]
        for dept in order[:SHOWN]
    ]
    way = Text("观察日仍未公开、未答复且已到期", "not published or answered on the day observed, and past due")
    return Table(
        "overdue",
        Text("谁还欠着", "Who is overdue"),
        heads,
        rows,
        _basis(data, "publication_timely_rate", "default", len(waiting), way),
        Text(
            f"已到期未办 {len(waiting):,} 件，分布在 {len(held)} 个部门。",
            f"{len(waiting):,} things are past due, with {len(held)} departments.",
        )
        if rows
        else Text("没有到期未办的事项。", "Nothing is past due."),
        ["missed"] * len(rows),
    )


def longest(data: Data, waiting: list[dict[str, object]]) -> Table:
    """The things that are overdue longest, one by one."""
    heads = (
        Column(Text("类别", "Kind")),
        Column(Text("编号", "Number"), stays=True),
        Column(Text("部门", "Department")),
        Column(Text("起算日", "Since"), stays=True),
        Column(Text("到期日", "Due"), stays=True),
        Column(Text("超期（天）", "Days overdue"), True),
    )
    rows = [
        [
            KINDS[str(row["kind"])],
            same(row["item_id"]),
            data.name("dept", str(row["dept_id"] or "unknown")),
            same(row["begun_on"]),
            same(row["due_on"]),
            same(row["late_n"]),
        ]
        for row in waiting[:SHOWN]
    ]
    way = Text("超期最久的事项", "things overdue longest")
    return Table(
        "longest",
        Text("超期最久的事项", "Overdue longest"),
        heads,
        rows,
        _basis(data, "publication_timely_rate", "default", len(rows), way),
        marks=["missed"] * len(rows),
    )


def dead_links(data: Data) -> Table:
    """Pages that people still ask for and do not find."""
    found = data.rows(DEAD)
    outside = sum(1 for row in found if row["publication_id"] is None)
    heads = (
        Column(Text("网页", "Page")),
        Column(Text("访问", "Views"), True),
        Column(Text("失效", "Not found"), True),
        Column(Text("来源网站", "Sites that link to it"), True),
        Column(Text("首次失效", "Dead since"), stays=True),
        Column(Text("所载信息", "Information")),
    )
    rows = [
        [
            same(row["path"]),
            same(f"{row['view_n']:,}"),
            same(f"{row['dead_n']:,}"),
            same(f"{row['referrer_n']:,}"),
            same(row["dead_on"]),
            None if row["publication_id"] is None else same(row["publication_id"]),
        ]
        for row in found[:SHOWN]
    ]
    return Table(
        "dead-links",
        Text("找不到的网页", "Pages that are not there"),
        heads,
        rows,
        replace(data.basis("web_dead_link_rate", "link")),
        Text(
            f"{len(found):,} 个网页已失效，其中 {outside:,} 个不载有现行信息，应修正来源链接。",
            f"{len(found):,} pages are dead; {outside:,} of them hold no information and want their links mended.",
        )
        if found
        else Text("没有失效网页。", "No page is dead."),
        ["missed"] * len(rows),
    )


def clients(data: Data) -> Figure:
    """Page views by kind of client."""
    names = {"desktop": Text("电脑", "Desktop"), "mobile": Text("手机", "Mobile"), "unknown": Text("未知", "Unknown")}
    parts = data.by("agent", "web_page_views")
    total = sum(part.counted or 0 for part in parts)
    bars = [
        chart.Bar(
            names.get(part.slice_id, same(part.slice_id)),
            part.value or 0.0,
            same(f"{part.counted or 0:,} · ") + chart.share(part.counted or 0, total),
        )
        for part in sorted(parts, key=lambda part: (-(part.counted or 0), part.slice_id))
    ]
    return chart.league("clients", Text("访问终端", "What visitors use"), bars, data.basis("web_page_views"))


def sections(data: Data) -> Sequence[Section]:
    """Cards; trends; who is late; the website."""
    waiting = data.rows(WAITING, data.as_of)
    rates = ("publication_timely_rate", "foi_on_time_rate", "consultation_on_time_rate")
    titles = (
        Text("政务公开及时率，按月", "Published in time, by month"),
        Text("依申请公开按期答复率，按月", "Disclosure requests answered in time, by month"),
        Text("网站咨询按期答复率，按月", "Questions answered in time, by month"),
    )
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    *((rate, "default") for rate in rates),
                    ("web_dead_link_rate", "request"),
                    ("web_dead_link_rate", "link"),
                    ("web_page_views", "default"),
                )
            ],
        ),
        Section(
            "trend",
            Text("走势与目标", "Trend against target"),
            [
                chart.trend(rate.replace("_", "-"), title, data.series(rate), data.basis(rate))
                for rate, title in zip(rates, titles, strict=True)
            ],
        ),
        Section(
            "departments",
            Text("谁落后、欠着什么", "Who is late, and with what"),
            [
                late_by_department(data, waiting),
                longest(data, waiting),
                replace(
                    overview.league(
                        data,
                        "dept-published",
                        Text("各部门公开及时率", "Published in time, by department"),
                        "dept",
                        rates[0],
                    ),
                    tall=True,
                ),
                overview.league(
                    data,
                    "category-published",
                    Text("各类信息公开及时率", "Published in time, by category"),
                    "publication_category",
                    rates[0],
                ),
            ],
        ),
        Section(
            "website",
            Text("网站", "Website"),
            [
                dead_links(data),
                chart.trend(
                    "dead-links-week",
                    Text("失效访问占比，按周", "Views that found nothing, by week"),
                    data.series("web_dead_link_rate", "request", grain="week"),
                    data.basis("web_dead_link_rate", "request"),
                    grain="week",
                ),
                chart.trend(
                    "views-week",
                    Text("网页访问量，按周", "Page views, by week"),
                    data.series("web_page_views", grain="week"),
                    data.basis("web_page_views"),
                    grain="week",
                ),
                clients(data),
            ],
        ),
    ]


PAGE = Page(
    title=Text("政务公开", "Open government"),
    order=50,
    sections=sections,
    slices={
        "publication_category": Slice(Text("信息类别", "Category of information")),
        "applicant_type": Slice(
            Text("申请人类别", "Kind of applicant"),
            "select * from (values ('person', '个人', 'Person'), ('enterprise', '企业与组织', 'Enterprise')) t",
        ),
        "consultation_type": Slice(
            Text("咨询类别", "Kind of question"),
            "select * from (values ('question', '咨询', 'Question'), ('suggestion', '建议', 'Suggestion'),"
            " ('complaint', '投诉', 'Complaint')) t",
        ),
        "agent": Slice(Text("访问终端", "Client")),
    },
)

"""Citizens' services: are they used, handled as promised and liked; which should be fixed, which retired."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

RANKED = 15
DEPTHS = {
    "1": Text("指南", "guide"),
    "2": Text("咨询下载", "advice, forms"),
    "3": Text("网上申请", "apply online"),
    "4": Text("全程网办", "wholly online"),
}
ADVICE = {"fix": Text("整改", "fix"), "retire": Text("停用", "retire")}
LEVELS = {
    5: Text("非常满意", "Very satisfied"),
    4: Text("满意", "Satisfied"),
    3: Text("基本满意", "Basically satisfied"),
    2: Text("不满意", "Dissatisfied"),
    1: Text("非常不满意", "Very dissatisfied"),
}
CARDS = (
    "application_on_time_rate",
    "application_one_visit_rate",
    "application_online_rate",
    "application_time_saved_rate",
    "service_online_available_rate",
    "service_fully_online_rate",
    "rating_active_good_rate",
    "rating_unrated_rate",
    "rating_bad_reply_rate",
    "rating_rectified_rate",
    "rating_rectified_satisfied_rate",
    "applications",
    "app_installs",
    "app_clicks",
    "app_clicks_per_install",
    "service_items",
    "services_unused",
)
ADVISED = """
    select service_name, dept_name, advice_code, click_n, application_n, on_time_n, due_n, many_visit_n, finished_n,
        bad_rating_n, rating_n, dropped_session_n, form_session_n
    from mart.service_use where advice_code <> 'keep'
    order by advice_code, application_n desc, click_n desc, service_name
"""
USE = """
    select s.service_id, s.service_name, s.dept_name, s.category_name, s.online_depth, count(k.click_id) as click_n
    from pub.dim_service_item s
    left join pub.fct_click k on k.service_id = s.service_id and k.clicked_at < $1::date + interval 1 day
    where s.valid_from_on <= $1 and (s.valid_to_on is null or s.valid_to_on > $1)
    group by all order by click_n desc, s.service_id
"""


def basis(data: Data, n: int) -> Basis:
    """The basis of figures over clicks on services in force."""
    whole = data.basis("app_clicks")
    return Basis(n, None, Text("在用服务的点击", "clicks on services in force"), whole.window, whole.set_aside)


def ranking(data: Data, used: list[dict[str, object]]) -> Figure:
    """Services by clicks."""
    total = sum(_clicks(row) for row in used)
    bars = [
        chart.Bar(
            data.said(str(row["service_name"])),
            _clicks(row),
            same(f"{_clicks(row):,} · ") + chart.share(_clicks(row), total),
        )
        for row in used[:RANKED]
        if _clicks(row)
    ]
    top = sum(_clicks(row) for row in used[:5])
    finding = Text("前五项占 ", "The top five have ") + chart.share(top, total) + Text("。", " of all clicks.")
    return chart.league(
        "service-ranking",
        Text(f"使用最多的 {len(bars)} 项服务", f"The {len(bars)} services used most"),
        bars,
        basis(data, total),
        finding=finding if total else None,
    )


def _clicks(row: dict[str, object]) -> int:
    return int(str(row["click_n"]))


def categories(data: Data, used: list[dict[str, object]]) -> Figure:
    """Clicks by service category."""
    counts: dict[str, int] = {}
    for row in used:
        name = str(row["category_name"])
        counts[name] = counts.get(name, 0) + _clicks(row)
    total = sum(counts.values())
    bars = [
        chart.Bar(data.said(name), n, same(f"{n:,} · ") + chart.share(n, total))
        for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return chart.league("categories", Text("各类服务点击", "Clicks by category"), bars, basis(data, total))


def unused(data: Data, used: list[dict[str, object]]) -> Table:
    """Services in force that nobody opened, or hardly anybody."""
    rare = [row for row in reversed(used) if _clicks(row) < 10]
    zero = sum(_clicks(row) == 0 for row in rare)
    heads = (
        Column(Text("服务", "Service")),
        Column(Text("部门", "Department")),
        Column(Text("类别", "Category")),
        Column(Text("网办深度", "Online depth")),
        Column(Text("点击", "Clicks"), True),
    )
    rows = [
        [
            data.said(str(row["service_name"])),
            data.said(str(row["dept_name"])),
            data.said(str(row["category_name"])),
            DEPTHS.get(str(row["online_depth"]), same(row["online_depth"])),
            same(f"{_clicks(row):,}"),
        ]
        for row in rare
    ]
    return Table(
        "unused",
        Text("少有人用的服务（点击不足 10 次）", "Services hardly used (fewer than 10 clicks)"),
        heads,
        rows,
        basis(data, sum(_clicks(row) for row in rare)),
        Text(
            f"{len(used)} 项在用服务中，{zero} 项零点击，{len(rare) - zero} 项点击不足 10 次。",
            f"Of {len(used)} services in force, {zero} were never opened and {len(rare) - zero} fewer than 10 times.",
        ),
        ["missed" if not _clicks(row) else "none" for row in rare],
    )


def to_fix(data: Data) -> Table:
    """Services whose figures call for a change, with the figure that does."""
    found = data.rows(ADVISED)
    heads = (
        Column(Text("服务", "Service")),
        Column(Text("部门", "Department")),
        Column(Text("建议", "Advice"), stays=True),
        Column(Text("点击", "Clicks"), True),
        Column(Text("办件", "Applications"), True),
        Column(Text("按时 / 到期", "On time / due"), True),
        Column(Text("跑两次以上 / 办结", "Two visits or more / finished"), True),
        Column(Text("差评 / 评价", "Bad / ratings"), True),
        Column(Text("未完成 / 进入申请页", "Dropped / forms opened"), True),
    )
    rows = [
        [
            data.said(str(row["service_name"])),
            data.said(str(row["dept_name"])),
            ADVICE[str(row["advice_code"])],
            same(f"{row['click_n']:,}"),
            same(f"{row['application_n']:,}"),
            same(f"{row['on_time_n']:,} / {row['due_n']:,}"),
            same(f"{row['many_visit_n']:,} / {row['finished_n']:,}"),
            same(f"{row['bad_rating_n']:,} / {row['rating_n']:,}"),
            same(f"{row['dropped_session_n']:,} / {row['form_session_n']:,}"),
        ]
        for row in found
    ]
    retire = sum(row["advice_code"] == "retire" for row in found)
    whole = data.basis("applications")
    way = Text(
        "停用：近 90 天无人使用；整改：按时率低于 90%，或三成以上跑两次，或一成以上差评",
        "retire: nobody used it for 90 days; fix: under 90 % on time, or two visits in over 30 %, or over 10 % bad"
        " ratings",
    )
    return Table(
        "to-fix",
        Text("哪些服务该整改或停用", "Which services to fix or retire"),
        heads,
        rows,
        Basis(len(rows), None, way, whole.window, whole.set_aside),
        Text(
            f"{len(rows) - retire} 项建议整改，{retire} 项建议停用。",
            f"{len(rows) - retire} services to fix, {retire} to retire.",
        ),
        ["missed"] * len(rows),
    )


def levels(data: Data) -> Figure:
    """Ratings that citizens gave, from very satisfied to very dissatisfied."""
    found = data.rows(
        "select rating_level_n, count(*) as rating_n from pub.fct_service_rating where is_active_rating"
        " and rated_at < $1::date + interval 1 day group by all order by rating_level_n desc",
        data.as_of,
    )
    counts = {row["rating_level_n"]: row["rating_n"] for row in found}
    return chart.columns(
        "levels",
        Text("市民怎么评价", "What citizens say"),
        list(LEVELS.values()),
        [counts.get(level, 0) for level in LEVELS],
        data.basis("rating_active_good_rate"),
        missed=[level <= 2 for level in LEVELS],
    )


def by_month(data: Data, kpi_id: str, title: Text) -> Figure:
    """A rate by month."""
    return chart.trend(kpi_id.replace("_", "-"), title, data.series(kpi_id), data.basis(kpi_id))


def handling(data: Data) -> Section:
    """Applications: on time, with how many visits, and by whom."""
    return Section(
        "handling",
        Text("办得快", "Handling"),
        [
            by_month(data, "application_on_time_rate", Text("办件按时办结率，按月", "Finished in time, by month")),
            by_month(data, "application_one_visit_rate", Text("一次办结率，按月", "One visit at most, by month")),
            by_month(data, "application_online_rate", Text("网办率，按月", "Made online, by month")),
            overview.league(
                data,
                "dept-handling",
                Text("各部门办件按时办结率", "Finished in time, by department"),
                "dept",
                "application_on_time_rate",
            ),
        ],
    )


def ratings(data: Data) -> Section:
    """Ratings, and what follows a bad one."""
    return Section(
        "ratings",
        Text("评得好", "Ratings"),
        [
            levels(data),
            by_month(data, "rating_active_good_rate", Text("主动好评率，按月", "Good ratings given, by month")),
            by_month(data, "rating_rectified_rate", Text("差评回访整改率，按月", "Bad ratings rectified, by month")),
            overview.league(
                data,
                "dept-ratings",
                Text("各部门主动好评率", "Good ratings given, by department"),
                "dept",
                "rating_active_good_rate",
            ),
        ],
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; take-up; handling; ratings; what is used; what is not, and what is to be done about it."""
    used = data.rows(USE, data.as_of)
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(data, *((name, "default") for name in CARDS)),
            ],
        ),
        Section(
            "trend",
            Text("走势", "Trend"),
            [
                chart.trend(
                    "installs-week",
                    Text("新增安装，按周", "New installs, by week"),
                    data.series("app_installs", grain="week"),
                    data.basis("app_installs"),
                    grain="week",
                ),
                chart.trend(
                    "clicks-week",
                    Text("点击，按周", "Clicks, by week"),
                    data.series("app_clicks", grain="week"),
                    data.basis("app_clicks"),
                    grain="week",
                ),
            ],
        ),
        handling(data),
        ratings(data),
        Section(
            "services",
            Text("服务使用", "Use of services"),
            [ranking(data, used), categories(data, used), to_fix(data), unused(data, used)],
        ),
    ]


PAGE = Page(
    title=Text("市民服务", "Citizens' services"),
    order=40,
    sections=sections,
    slices={
        "service": Slice(Text("服务", "Service"), "select service_id, service_name from pub.dim_service_item"),
        "section": Slice(Text("栏目", "Section")),
        "depth": Slice(Text("网办深度", "Online depth")),
        "install_channel": Slice(Text("安装渠道", "Install channel")),
        "apply_channel": Slice(Text("办理渠道", "Channel of the application")),
        "rating_channel": Slice(Text("评价渠道", "Channel of the rating")),
    },
)

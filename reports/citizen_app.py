"""The citizen app: is it taken up, which services are used, and which are not used at all."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, overview, same

RANKED = 15
DEPTHS = {
    "1": Text("指南", "guide"),
    "2": Text("咨询下载", "advice, forms"),
    "3": Text("网上申请", "apply online"),
    "4": Text("全程网办", "wholly online"),
}
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
            same(row["service_name"]),
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
        chart.Bar(same(name), n, same(f"{n:,} · ") + chart.share(n, total))
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
            same(row["service_name"]),
            same(row["dept_name"]),
            same(row["category_name"]),
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


def sections(data: Data) -> Sequence[Section]:
    """Cards; take-up; what is used; what is not."""
    used = data.rows(USE, data.as_of)
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data, ("app_installs", "default"), ("app_clicks", "default"), ("service_items", "default")
                )
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
        Section(
            "services",
            Text("服务使用", "Use of services"),
            [ranking(data, used), categories(data, used), unused(data, used)],
        ),
    ]


PAGE = Page(
    title=Text("市民 APP", "Citizen app"),
    order=40,
    sections=sections,
    slices={
        "service": Slice(Text("服务", "Service"), "select service_id, service_name from pub.dim_service_item"),
        "section": Slice(Text("栏目", "Section")),
        "depth": Slice(Text("网办深度", "Online depth")),
        "install_channel": Slice(Text("安装渠道", "Install channel")),
    },
)

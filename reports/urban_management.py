"""Urban management: are cases closed and on time, where do they pile up, who holds the open ones."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, map, overview, same

AGES = (
    (1, Text("1 天内", "≤ 1 day")),
    (3, Text("2–3 天", "2–3 days")),
    (7, Text("4–7 天", "4–7 days")),
    (15, Text("8–15 天", "8–15 days")),
    (30, Text("16–30 天", "16–30 days")),
    (None, Text("30 天以上", "> 30 days")),
)
OPEN = (
    "from pub.fct_case where closed_at is null"
    " and status_code not in ('closed', 'void', 'merged', 'withdrawn', 'rejected', 'not_registered')"
)
LATE = "due_at < $1::date + interval 1 day and suspended_at is null"
OPEN_WAY = Text(
    "观察日仍未结案（不含作废、并案、撤回、不予受理、不予立案）", "still open at the day observed, dead ends apart"
)


def open_basis(data: Data, n: int) -> Basis:
    """The basis of figures over the stock of open cases."""
    whole = data.basis("urban_cases")
    return Basis(n, None, OPEN_WAY, whole.window, whole.set_aside)


def ages(data: Data) -> Figure:
    """Open cases by age, the overdue share in the finding."""
    found = data.rows(
        f"select date_diff('day', reported_at::date, $1::date) as age_n, count(*) as case_n,"
        " count(*) filter (where suspended_at is not null) as suspended_n,"
        f" count(*) filter (where {LATE}) as late_n {OPEN}"
        " group by age_n order by age_n",
        data.as_of,
    )
    counts, low = [], -1
    for high, _ in AGES:
        counts.append(sum(r["case_n"] for r in found if r["age_n"] > low and (high is None or r["age_n"] <= high)))
        low = high if high is not None else low
    total, late = sum(r["case_n"] for r in found), sum(r["late_n"] for r in found)
    suspended = sum(r["suspended_n"] for r in found)
    finding = Text(
        f"未结 {total:,} 件：{late:,} 件已超期，{suspended:,} 件挂账（不计时）。",
        f"{total:,} cases are open: {late:,} past due, {suspended:,} suspended with their clock stopped.",
    )
    return chart.columns(
        "open-ages",
        Text("未结案件存续时间", "Age of open cases"),
        [name for _, name in AGES],
        counts,
        open_basis(data, total),
        finding=finding,
        missed=[False, False, False, False, True, True],
    )


def holders(data: Data) -> Table:
    """Holders of the open cases: overdue first."""
    found = data.rows(
        f"select coalesce(unit_id, 'unknown') as unit_id, count(*) as open_n,"
        f" count(*) filter (where {LATE}) as late_n,"
        f" max(date_diff('day', reported_at::date, $1::date)) as oldest_n {OPEN}"
        " group by all order by late_n desc, open_n desc, unit_id",
        data.as_of,
    )
    heads = (
        Column(Text("部门", "Unit")),
        Column(Text("未结", "Open"), True),
        Column(Text("已超期", "Past due"), True),
        Column(Text("最久（天）", "Oldest, days"), True),
    )
    rows = [
        [
            data.name("unit", row["unit_id"]),
            same(f"{row['open_n']:,}"),
            same(f"{row['late_n']:,}"),
            same(f"{row['oldest_n']:,}"),
        ]
        for row in found
    ]
    marks = ["missed" if row["late_n"] else "none" for row in found]
    finding = None if rows else Text("没有未结案件。", "No case is open.")
    return Table(
        "holders",
        Text("未结案件在谁手里", "Who holds the open cases"),
        heads,
        rows,
        open_basis(data, sum(row["open_n"] for row in found)),
        finding,
        marks,
        wide=False,
    )


def channels(data: Data) -> Figure:
    """The sources of cases, and the public's share."""
    parts = data.by("channel", "urban_cases")
    public = {r["channel_code"] for r in data.rows("select channel_code from pub.dim_channel where is_public")}
    total = sum(part.numerator or 0 for part in parts)
    ours = sum(part.numerator or 0 for part in parts if part.slice_id in public)
    parts.sort(key=lambda part: (-(part.numerator or 0), part.slice_id))
    bars = [
        chart.Bar(
            data.name("channel", part.slice_id),
            part.numerator or 0,
            part.shown + same(" · ") + chart.share(part.numerator or 0, total),
        )
        for part in parts
    ]
    finding = Text("市民上报占 ", "Citizens reported ") + chart.share(ours, total) + Text("。", ".")
    return chart.league(
        "channels",
        Text("案件来源", "Where cases come from"),
        bars,
        data.basis("urban_cases"),
        finding=finding if total else None,
    )


def categories(data: Data) -> Figure:
    """The subjects of the cases."""
    return overview.league(data, "categories", Text("案件大类", "What cases are about"), "category", "urban_cases")


def hot_spots(data: Data) -> Figure:
    """Cases per grid cell on the map."""
    found = data.rows(
        "select g.grid_code, g.grid_name, g.street_name, g.lon, g.lat, count(*) as case_n"
        " from pub.fct_case c join pub.dim_grid g using (grid_code)"
        " where c.reported_at < $1::date + interval 1 day and g.lon is not null and g.lat is not null"
        " group by all order by g.street_name, g.grid_code",
        data.as_of,
    )
    said = data.said
    places = [map.Spot(r["lon"], r["lat"], r["case_n"], said(r["grid_name"]), said(r["street_name"])) for r in found]
    basis = data.basis("urban_cases")
    total = sum(place.count for place in places)
    note = Text(
        "圆面积与件数成正比；底色为各街道网格中心点的外包轮廓，并非行政边界",
        "Circle area is the count; shaded outlines wrap each street's grid centres and are not boundaries",
    )
    top = sorted(places, key=lambda place: (-place.count, place.name.zh))[:5]
    zh = "；".join(f"{at} {place.name.zh}（{place.count:,}）" for at, place in enumerate(top, 1))
    en = "; ".join(f"{at} {place.name.en} ({place.count:,})" for at, place in enumerate(top, 1))
    finding = Text(f"最多的五个网格：{zh}", f"Busiest five grid cells: {en}") if top else None
    return map.spots(
        "hot-spots",
        Text("案件热点", "Hot spots"),
        places,
        Basis(total, None, basis.variant, basis.window, basis.set_aside, note),
        finding=finding,
        outline=data.outline,
    )


def unpatrolled(data: Data) -> Table:
    """The busiest grid cells that patrols see least: demand of the half year against the days with positions."""
    found = data.rows(
        "with seen as (select grid_code, any_value(grid_name) as grid_name, any_value(street_code) as street_code,"
        " any_value(area_m2) as area_m2, sum(vehicle_slot_n) as vehicle_n, sum(crew_slot_n) as crew_n,"
        " count(distinct day_on) as day_n from mart.patrol_coverage group by grid_code),"
        " demand as (select grid_code, count(*) as case_n from pub.fct_case"
        " where reported_at < $1::date + interval 1 day group by grid_code)"
        " select s.*, d.case_n, d.case_n * 1e6 / s.area_m2 as density, (vehicle_n + crew_n) * 5.0 / day_n as patrol_min"
        " from seen s join demand d using (grid_code)"
        " order by d.case_n / (1.0 + vehicle_n + crew_n) desc, s.grid_code limit 12",
        data.as_of,
    )
    heads = (
        Column(Text("网格", "Grid cell")),
        Column(Text("街道", "Street")),
        Column(Text("上报案件", "Cases reported"), True),
        Column(Text("每平方公里案件", "Cases per km²"), True),
        Column(Text("日均巡查分钟", "Patrol minutes a day"), True),
    )
    rows = [
        [
            data.said(row["grid_name"]),
            data.name("street", row["street_code"]),
            same(f"{row['case_n']:,}"),
            same(f"{row['density']:,.0f}"),
            same(f"{row['patrol_min']:,.0f}"),
        ]
        for row in found
    ]
    whole = data.basis("urban_cases")
    way = Text(
        "案件为全期上报量；巡查为有定位的各日、车辆与人员合计的五分钟时段",
        "cases of the whole period; patrols are five-minute slots of vehicles and crews on the days with positions",
    )
    finding = Text("没有巡查定位。", "There are no positions of patrols.") if not rows else None
    return Table(
        "unpatrolled",
        Text("案件多而巡查少的网格", "Many cases, few patrols"),
        heads,
        rows,
        Basis(sum(row["case_n"] for row in found), None, way, whole.window, whole.set_aside),
        finding,
    )


def components(data: Data) -> Table:
    """Every class of components: how many, how many intact, how many cases name them."""
    found = data.rows(
        "with named as (select component_id, count(*) as case_n from pub.fct_case where case_type = 'part'"
        " and reported_at < $1::date + interval 1 day group by component_id)"
        " select c.category_code, any_value(k.main_name) as main_name, any_value(k.sub_name) as sub_name,"
        " count(*) as n, count(*) filter (where c.component_status_code = 'intact') as intact_n,"
        " count(*) filter (where c.component_status_code in ('damaged', 'lost')) as broken_n,"
        " coalesce(sum(d.case_n), 0)::bigint as named_n"
        " from pub.dim_component c left join pub.dim_category k using (category_code)"
        " left join named d using (component_id) where c.surveyed_on <= $1::date"
        " group by c.category_code order by named_n * 1.0 / n desc, c.category_code",
        data.as_of,
    )
    heads = (
        Column(Text("大类", "Main class")),
        Column(Text("小类", "Class")),
        Column(Text("部件数", "Components"), True),
        Column(Text("完好", "Intact"), True),
        Column(Text("破损或丢失", "Damaged or lost"), True),
        Column(Text("案件", "Cases"), True),
        Column(Text("每百部件案件", "Cases per 100"), True),
    )
    rows = [
        [
            data.said(row["main_name"] or row["category_code"]),
            data.said(row["sub_name"] or ""),
            same(f"{row['n']:,}"),
            chart.share(row["intact_n"], row["n"]),
            same(f"{row['broken_n']:,}"),
            same(f"{row['named_n']:,}"),
            same(f"{100 * row['named_n'] / row['n']:,.0f}"),
        ]
        for row in found
    ]
    finding = Text("没有部件普查数据。", "No component has been surveyed.")
    if rows:
        finding = Text("案件最密的部件：", "Cases are densest at: ") + rows[0][1]
    whole = data.basis("components")
    return Table(
        "component-classes",
        Text("部件：数量、完好与案件", "Components: number, state and cases"),
        heads,
        rows,
        whole,
        finding,
    )


def sections(data: Data) -> Sequence[Section]:
    """Cards; trend; who is behind; what is open; where; how the work goes; patrols; components."""
    closure = ("urban_case_closure_rate", "due")
    on_time = ("urban_case_on_time_rate", "default")
    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    closure,
                    ("urban_case_closure_rate", "reported"),
                    on_time,
                    ("urban_case_registration_rate", "default"),
                    ("urban_case_rework_rate", "default"),
                    ("urban_cases", "default"),
                    ("urban_case_duration_p50", "default"),
                    ("urban_case_duration_p90", "default"),
                )
            ],
        ),
        Section(
            "trend",
            Text("走势与目标", "Trend against target"),
            [
                chart.trend(
                    "closure-month",
                    Text("结案率（应结案口径），按月", "Closure rate of cases due, by month"),
                    data.series(*closure),
                    data.basis(*closure),
                ),
                chart.trend(
                    "on-time-week",
                    Text("按期结案率，按周", "On-time closure rate, by week"),
                    data.series(*on_time, grain="week"),
                    data.basis(*on_time),
                    grain="week",
                ),
                chart.trend(
                    "cases-week",
                    Text("上报案件数，按周", "Cases reported, by week"),
                    data.series("urban_cases", grain="week"),
                    data.basis("urban_cases"),
                    grain="week",
                ),
                chart.lines(
                    "durations",
                    Text("结案用时，按月", "Time to close, by month"),
                    [
                        chart.Line(
                            Text("一半案件在此时间内（p50）", "half within (p50)"),
                            data.series("urban_case_duration_p50"),
                        ),
                        chart.Line(
                            Text("九成案件在此时间内（p90）", "nine in ten within (p90)"),
                            data.series("urban_case_duration_p90"),
                        ),
                    ],
                    data.basis("urban_case_duration_p90"),
                ),
            ],
        ),
        Section(
            "leagues",
            Text("谁落后", "Who is behind"),
            [
                overview.league(
                    data,
                    "street-closure",
                    Text("各街道结案率（应结案口径）", "Closure rate of cases due, by street"),
                    "street",
                    *closure,
                ),
                overview.league(
                    data,
                    "unit-on-time",
                    Text("各部门按期结案率", "On-time closure rate, by unit"),
                    "unit",
                    *on_time,
                ),
            ],
        ),
        Section("open", Text("未结案件", "Open cases"), [ages(data), holders(data)]),
        Section(
            "work",
            Text("办理环节", "How the work goes"),
            [
                overview.cards(
                    data,
                    ("urban_case_valid_report_rate", "default"),
                    ("urban_case_registration_on_time_rate", "default"),
                    ("urban_case_dispatch_accuracy_rate", "default"),
                    ("urban_case_disposal_rate", "default"),
                    ("urban_case_extension_rate", "default"),
                    ("urban_case_recurrence_rate", "default"),
                    ("urban_case_public_share", "reported"),
                    ("urban_case_supervised_open", "default"),
                ),
            ],
        ),
        Section(
            "patrol",
            Text("巡查", "Patrols"),
            [
                overview.cards(data, ("patrol_coverage_rate", "any"), ("patrol_coverage_rate", "crew")),
                overview.league(
                    data,
                    "street-coverage",
                    Text("各街道网格巡查覆盖率", "Patrol coverage, by street"),
                    "street",
                    "patrol_coverage_rate",
                    "any",
                ),
                unpatrolled(data),
            ],
        ),
        Section(
            "components",
            Text("部件", "Components"),
            [overview.cards(data, ("components", "default"), ("component_intact_rate", "default")), components(data)],
        ),
        Section(
            "where", Text("问题在哪里、是什么", "Where and what"), [hot_spots(data), channels(data), categories(data)]
        ),
    ]


PAGE = Page(
    title=Text("智慧城管", "Urban management"),
    order=10,
    sections=sections,
    slices={
        "street": Slice(Text("街道", "Street"), "select street_code, street_name from pub.dim_street", "place"),
        "unit": Slice(Text("处置部门", "Unit"), "select unit_id, unit_name from pub.dim_unit", "actor"),
        "channel": Slice(Text("来源", "Channel"), "select channel_code, name_zh, name_en from pub.dim_channel"),
        "category": Slice(
            Text("大类", "Category"),
            "select case_type || '-' || main_code, any_value(main_name order by main_name)"
            " || if(case_type = 'part', '（部件）', '（事件）') from pub.dim_category group by case_type, main_code",
        ),
    },
)

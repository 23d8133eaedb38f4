"""Public management: do people and rooms fit together, are records fresh, are events of the grids closed, who files."""

from collections.abc import Sequence

from pipelines.site import Basis, Column, Data, Figure, Page, Section, Slice, Table, Text, chart, map, overview, same

KINDS = """select * from (values
    ('sanitation', '环境卫生', 'Sanitation'), ('hazard', '安全隐患', 'Hazards'), ('dispute', '矛盾纠纷', 'Disputes'),
    ('service', '民生服务', 'Services'), ('care_visit', '特殊人群走访', 'Care visits'),
    ('floating', '流动人口管理', 'Floating residents'), ('other', '其他', 'Other')) kinds(id, name, name_en)"""
RESIDENTS = """select * from (values ('registered', '户籍', 'Registered'), ('floating', '流动', 'Floating'),
    ('foreign', '境外', 'Foreign')) types(id, name, name_en)"""
RETURNS_WAY = Text("各街道月报", "the streets' monthly returns")


def crowd(data: Data) -> Figure:
    """Residents per grid cell on the map; cells of fewer than ten people are not drawn."""
    found = data.rows(
        "select g.grid_name, g.street_name, g.lon, g.lat, p.resident_n from pub.fct_grid_population p"
        " join pub.dim_grid g using (grid_code) where p.resident_n is not null order by g.street_name, g.grid_code"
    )
    places = [
        map.Spot(r["lon"], r["lat"], r["resident_n"], data.said(r["grid_name"]), data.said(r["street_name"]))
        for r in found
    ]
    hidden = data.rows("select count(*) as cell_n from pub.fct_grid_population where resident_n is null")[0]["cell_n"]
    whole = data.basis("registered_persons")
    note = Text(
        f"圆面积与人数成正比；{hidden:,} 个网格因人数少于十人（或可由此推出）不显示",
        f"Circle area is the count; {hidden:,} cells of fewer than ten people, or that would betray one, are not drawn",
    )
    total = sum(place.count for place in places)
    return map.spots(
        "crowd",
        Text("在册人口分布", "Where residents live"),
        places,
        Basis(total, None, whole.variant, whole.window, whole.set_aside, note),
        outline=data.outline,
    )


def kinds(data: Data) -> Figure:
    """The subjects of grid events."""
    return overview.league(
        data, "event-kinds", Text("事件类别", "What events are about"), "grid_event_kind", "grid_events"
    )


def returns(data: Data) -> Table:
    """The newest return of each street: what it says and when it was filed."""
    found = data.rows(
        "select s.street_code, s.street_name, f.* exclude (street_code),"
        " f.filed_on <= f.month_on + interval 1 month + interval 4 day as is_in_time"
        " from pub.dim_street s left join (select * from pub.fct_street_month where filed_on <= $1::date"
        " qualify row_number() over (partition by street_code order by month_on desc) = 1) f using (street_code)"
        " order by s.street_code",
        data.as_of,
    )
    heads = (
        Column(Text("街道", "Street"), stays=True),
        Column(Text("月份", "Month"), stays=True),
        Column(Text("常住人口", "Residents"), True),
        Column(Text("流动人口", "Floating"), True),
        Column(Text("户数", "Households"), True),
        Column(Text("走访率", "Visited"), True),
        Column(Text("隐患（整改/排查）", "Hazards cleared / found"), True),
        Column(Text("填报日期", "Filed on"), stays=True),
    )
    rows: list[list[Text | None]] = []
    for row in found:
        if row["month_on"] is None:
            rows.append([data.said(row["street_name"]), *[None] * 7])
            continue
        rows.append(
            [
                data.said(row["street_name"]),
                same(str(row["month_on"])[:7]),
                same(f"{row['resident_n']:,}"),
                chart.share(row["floating_n"], row["resident_n"]),
                same(f"{row['household_n']:,}"),
                chart.share(row["visited_household_n"], row["household_n"]),
                same(f"{row['hazard_cleared_n']:,} / {row['hazard_n']:,}"),
                same(row["filed_on"]),
            ]
        )
    marks = ["none" if row["is_in_time"] else "missed" for row in found]
    late = marks.count("missed")
    whole = data.basis("street_return_on_time_rate")
    total = sum(row["resident_n"] or 0 for row in found)
    finding = (
        Text(
            f"最新一期有 {late} 个街道逾期或未报。",
            f"Streets that filed their newest return late or not at all: {late}.",
        )
        if late
        else Text("最新一期各街道均按时报送。", "Every street filed its newest return in time.")
    )
    basis = Basis(total, None, RETURNS_WAY, whole.window, whole.set_aside)
    return Table("returns", Text("各街道最新月报", "The newest returns"), heads, rows, basis, finding, marks)


def handovers(data: Data) -> Table:
    """Codes that are no longer in force, and what they passed into."""
    found = data.rows(
        "select 'division' as kind, division_code as code, division_name as name, valid_to_on, successor_code"
        " from pub.dim_division where valid_to_on is not null union all"
        " select 'grid', grid_code, grid_name, valid_to_on, successor_code from pub.dim_grid_history"
        " where valid_to_on is not null order by valid_to_on desc, code limit 12"
    )
    names = {"division": Text("区划", "Division"), "grid": Text("网格", "Grid cell")}
    heads = (
        Column(Text("类别", "Kind"), stays=True),
        Column(Text("代码", "Code"), stays=True),
        Column(Text("名称", "Name")),
        Column(Text("失效日期", "Until"), stays=True),
        Column(Text("后继代码", "Passed into"), stays=True),
    )
    rows = [
        [names[row["kind"]], same(row["code"]), data.said(row["name"]), same(row["valid_to_on"]),
         same(row["successor_code"]) if row["successor_code"] else None]
        for row in found
    ]  # fmt: skip
    finding = Text(
        f"最近 {len(rows)} 条代码变更；跨期统计按生效日期对应。",
        f"The newest {len(rows)} changes; figures across them follow the dates in force.",
    )
    return Table("handovers", Text("代码沿革", "Codes through time"), heads, rows, None, finding)


def sections(data: Data) -> Sequence[Section]:
    """Cards; people and rooms; events; who is behind; returns; codes."""

    def by_month(key: str, title: Text, kpi_id: str, variant: str = "default") -> Figure:
        return chart.trend(key, title, data.series(kpi_id, variant), data.basis(kpi_id, variant))

    return [
        Section(
            "cards",
            Text("核心指标", "Key measures"),
            [
                overview.cards(
                    data,
                    ("person_room_link_rate", "default"),
                    ("person_update_rate", "default"),
                    ("grid_event_closure_rate", "due"),
                    ("grid_event_on_time_rate", "default"),
                    ("street_return_on_time_rate", "default"),
                    ("household_visit_rate", "default"),
                    ("hazard_clear_rate", "default"),
                    ("residents_per_grid_worker", "default"),
                )
            ],
        ),
        Section(
            "people",
            Text("人与房", "People and rooms"),
            [
                crowd(data),
                overview.league(
                    data, "link-street", Text("人房关联率，按街道", "Persons with a room, by street"), "street",
                    "person_room_link_rate",
                ),
                overview.league(
                    data, "update-street", Text("信息更新及时率，按街道", "Persons updated in time, by street"),
                    "street", "person_update_rate",
                ),
                overview.league(
                    data, "vacancy-street", Text("住宅空置率，按街道", "Vacant dwellings, by street"), "street",
                    "dwelling_vacancy_rate",
                ),
            ],
        ),
        Section(
            "events",
            Text("网格事件", "Grid events"),
            [
                by_month("events-month", Text("上报量，按月", "Events reported, by month"), "grid_events"),
                by_month("on-time-month", Text("按期办结率，按月", "In time, by month"), "grid_event_on_time_rate"),
                kinds(data),
                overview.league(
                    data, "on-time-street", Text("按期办结率，按街道", "Closed in time, by street"), "street",
                    "grid_event_on_time_rate",
                ),
            ],
        ),
        Section(
            "returns-section",
            Text("街道月报", "Monthly returns"),
            [
                returns(data),
                by_month("visit-month", Text("入户走访率，按月", "Visited, by month"), "household_visit_rate"),
                overview.league(
                    data, "return-street", Text("按时报送率，按街道", "Filed in time, by street"), "street",
                    "street_return_on_time_rate",
                ),
            ],
        ),
        Section("codes", Text("编码", "Codes"), [handovers(data)]),
    ]  # fmt: skip


PAGE = Page(
    title=Text("公共管理", "Public management"),
    order=15,
    sections=sections,
    slices={
        "grid_event_kind": Slice(Text("事件类别", "Kind of event"), KINDS),
        "resident_type": Slice(Text("人口类型", "Kind of resident"), RESIDENTS),
    },
)

"""The district at a glance: are we on target, what is worst, where, since when, who must act."""

from collections.abc import Sequence

from pipelines.site import Data, Page, Section, Slice, Text, overview


def sections(data: Data) -> Sequence[Section]:
    """The verdict, the five worst, a card for every measure, and the whole table."""
    return [
        Section("verdict", Text("总体情况", "At a glance"), [overview.verdict(data), overview.worst(data)]),
        Section(
            "cards",
            Text("指标卡", "Measures"),
            [overview.cards(data, *data.definitions)],
            Text(
                "曲线按月，虚线为目标，圆点为最近一个月。",
                "The line is by month, the dashes are the target, the dot is the newest month.",
            ),
        ),
        Section("all", Text("指标总表", "All measures"), [overview.table(data)]),
    ]


PAGE = Page(
    title=Text("全区总览", "District at a glance"),
    order=0,
    sections=sections,
    slices={
        "street": Slice(Text("街道", "Street"), "select street_code, street_name from pub.dim_street"),
        "unit": Slice(Text("处置部门", "Unit"), "select unit_id, unit_name from pub.dim_unit"),
        "channel": Slice(Text("来源", "Channel"), "select channel_code, name_zh, name_en from pub.dim_channel"),
        "dept": Slice(Text("部门", "Department"), "select dept_id, dept_name from pub.dim_department"),
        "category": Slice(
            Text("大类", "Category"),
            "select case_type || '-' || main_code, any_value(main_name order by main_name)"
            " from pub.dim_category group by all",
        ),
        "demand_type": Slice(Text("诉求类型", "Demand type")),
        "service": Slice(Text("服务", "Service"), "select service_id, service_name from pub.dim_service_item"),
    },
)

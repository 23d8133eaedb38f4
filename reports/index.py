"""The district at a glance: are we on target, what is worst, where, since when, who must act."""

from collections.abc import Sequence

from pipelines.site import Data, Page, Section, Text, composite, overview


def sections(data: Data) -> Sequence[Section]:
    """The verdict, the five worst, the city index, a card for every measure, the other indices, the whole table."""
    return [
        Section("verdict", Text("总体情况", "At a glance"), [overview.verdict(data), overview.worst(data)]),
        *composite.sections(data, "city_index"),
        Section(
            "cards",
            Text("指标卡", "Measures"),
            [overview.cards(data, *((at.of.kpi_id, at.of.variant) for at in overview.everything(data)))],
            Text(
                "曲线按月，虚线为目标，圆点为最近一个月。",
                "The line is by month, the dashes are the target, the dot is the newest month.",
            ),
        ),
        *composite.sections(data, *(name for name in composite.known(data) if name != "city_index")),
        Section("all", Text("指标总表", "All measures"), [overview.table(data)]),
    ]


PAGE = Page(
    title=Text("全区总览", "District at a glance"),
    order=0,
    sections=sections,
)

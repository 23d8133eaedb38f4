"""Blocks about composite indices: the value in a sentence, its parts with the lowest first, its course over time.

Which indices there are comes from the release. The arithmetic is `pipelines.indices`'.
"""

from pipelines.catalogue import INDEX
from pipelines.site import chart, overview
from pipelines.site.data import Data
from pipelines.site.model import Column, Figure, Section, Statement, Table, Text, same

PARTS_N = 5


def known(data: Data) -> list[str]:
    """The ids of the release's indices."""
    return [kpi_id for (kpi_id, _), of in data.definitions.items() if of.kind == INDEX]


def sections(data: Data, *index_ids: str) -> list[Section]:
    """A section for each index: sentence, lowest parts, month by month, and who is worst."""
    return [section(data, index_id) for index_id in index_ids or known(data)]


def section(data: Data, index_id: str) -> Section:
    """One index."""
    of = data.definition(index_id)
    key = index_id.replace("_", "-")
    blocks: list[Statement | Table | Figure] = [
        statement(data, index_id),
        parts(data, index_id),
        chart.trend(f"{key}-months", Text("按月", "Month by month"), data.series(index_id), data.basis(index_id)),
    ]
    for slice_type in data.slices(index_id):
        title = Text("按", "By ") + data.slice_title(slice_type)
        blocks.append(overview.league(data, f"{key}-by-{slice_type}", title, slice_type, index_id))
    return Section(key, of.title, blocks, of.question)


def statement(data: Data, index_id: str) -> Statement:
    """The value against its target, and against the month before."""
    at = data.measure(index_id)
    if at.value is None:
        return Statement([Text("尚无可合成的指标值。", "There are no values yet to make it of.")])
    line = at.of.title + same(" ") + at.shown
    if at.target is not None:
        line = line + Text("，目标 ", ", target ") + at.of.shown(at.target) + same(" ") + overview.VERDICT[at.status]
    lines = [line + Text("。", ".")]
    months = [point for point in data.series(index_id) if point.value is not None]
    if len(months) > 1:
        lines.append(
            Text("最近两个月：", "Newest two months: ")
            + months[-2].shown
            + same(" → ")
            + months[-1].shown
            + Text("。", ".")
        )
    return Statement(lines)


def parts(data: Data, index_id: str, limit: int = PARTS_N) -> Table:
    """The parts of the cumulative value, the lowest score first."""
    found = data.rows(
        "select part_id, part_zh, part_en, value, target, score, weight, points from kpi.index_part"
        " where kpi_id = $1 and grain = 'cumulative' and slice_type = 'all' order by score nulls first, part_id",
        index_id,
    )
    heads = (
        Column(Text("组成部分", "Part")),
        Column(Text("实际", "Actual"), True),
        Column(Text("目标", "Target"), True),
        Column(Text("得分", "Score"), True),
        Column(Text("权重", "Weight"), True),
        Column(Text("贡献", "Adds"), True),
    )
    rows = [
        [
            Text(row["part_zh"], row["part_en"]),
            *(_number(row[name]) for name in ("value", "target", "score", "weight", "points")),
        ]
        for row in found[:limit]
    ]
    left = len(found) - len(rows)
    note = Text(f"另有 {left} 项得分更高。", f"{left} more parts score higher.") if left > 0 else None
    marks = ["missed" if (row["score"] or 0.0) < 1 else "met" for row in found[:limit]]
    title = Text("得分最低的组成部分", "Parts that score lowest")
    return Table(f"{index_id.replace('_', '-')}-parts", title, heads, rows, data.basis(index_id), note, marks)


def _number(value: float | None) -> Text | None:
    return None if value is None else same(f"{value:,.2f}")

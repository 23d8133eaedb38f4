"""Blocks about composite indices: the value in a sentence, its parts with the lowest first, its course over time.

The release lists the indices. The arithmetic is `pipelines.declare.indices`'.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipelines.declare.periods import CUMULATIVE
from pipelines.declare.rounding import missed_by
from pipelines.release.catalogue import INDEX
from pipelines.site import chart, course, overview
from pipelines.site.data import Data
from pipelines.site.league import league
from pipelines.site.measure import Measure
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
        by_month(data, index_id),
    ]
    for slice_type in data.slices(index_id):
        title = Text("按", "By ") + data.slice_title(slice_type).inside
        blocks.append(league(data, f"{key}-by-{slice_type}", title, slice_type, index_id))
    return Section(key, of.title, blocks, of.question)


def by_month(data: Data, index_id: str) -> Figure:
    """The index by month, from the first month for which at least half of its parts have a value.

    Before that month it describes the few parts that are older.
    """
    found = data.rows(
        "select period_start, count(*) as part_n from kpi.index_part where kpi_id = $1 and grain = 'month'"
        " and slice_type = 'all' and score is not null group by period_start order by period_start",
        index_id,
    )
    counts = {row["period_start"]: row["part_n"] for row in found}
    most = max(counts.values(), default=0)
    first_on = next((month for month, n in counts.items() if 2 * n >= most), data.as_of)
    points: list[Measure] = [point for point in data.series(index_id) if point.period_start >= first_on]
    few = min((n for month, n in counts.items() if month >= first_on), default=0)
    since = f"{first_on:%Y-%m}"
    note = Text(
        f"自 {since} 起，此前有值的组成部分不足半数；每月 {few} 至 {most} 项有值",
        f"from {since}, before which fewer than half of the parts have a value; {few} to {most} parts a month",
    )
    if few == most:
        note = Text(f"每月 {most} 项有值", f"{most} parts a month")
    basis = replace(data.basis(index_id), note=note)
    key = f"{index_id.replace('_', '-')}-months"
    return chart.trend(key, Text("按月", "Month by month"), points, basis)


def statement(data: Data, index_id: str) -> Statement:
    """The value against its target, and against the month before."""
    at = data.measure(index_id)
    if at.value is None:
        return Statement([Text("尚无可合成的指标值。", "There are no values yet to make it of.")])
    line = at.of.title + same(" ") + at.shown
    if at.target is not None:
        line = line + Text("，目标 ", ", target ") + at.target_shown + same(" ") + overview.judged(at)
    lines = [line + Text("。", "."), *_made_of(data, index_id)]
    months = course.drawn([month for month in data.series(index_id) if month.is_ripe])
    if len(months) > 1 and months[-2].value is not None:
        lines.append(
            Text("最近两个成熟月：", "Newest two complete months: ")
            + months[-2].shown
            + same(" → ")
            + months[-1].shown
            + Text("。", ".")
        )
    return Statement(lines)


def _made_of(data: Data, index_id: str) -> list[Text]:
    """The arithmetic of an index of targets."""
    cap = data.wording.caps.get(index_id)
    if cap is None:
        return []
    at = data.measure(index_id)
    n = sum(row["score"] is not None for row in data.index_parts(index_id))
    return [
        Text(
            f"由 {n} 项有目标的指标合成：实际÷目标（越低越好的取倒数），每项最高计 {cap:g}；"
            f"{'取各月得分的平均，不足半数指标有值的月份不计。' if at.grain == CUMULATIVE else '简单平均。'}",
            f"Made of {n} measures with a target: actual over target, inverted where lower is better, each counting"
            f" {cap:g} at most; "
            + (
                "the mean of the months' scores, without months in which fewer than half of the measures have one."
                if at.grain == CUMULATIVE
                else "their plain mean."
            ),
        )
    ]


def parts(data: Data, index_id: str, limit: int = PARTS_N) -> Table:
    """The parts of the value, the lowest score first; those without one, as long as they are not ripe, are left out."""
    found = [row for row in data.index_parts(index_id) if row["score"] is not None]
    titles = {
        "value": Text("实际", "Actual"),
        "target": Text("目标", "Target"),
        "score": Text("得分", "Score"),
        "weight": Text("权重", "Weight"),
        "points": Text("贡献", "Adds"),
    }
    told = [name for name in titles if any(row[name] is not None for row in found[:limit])]
    heads = [Column(Text("组成部分", "Part")), *(Column(titles[name], True) for name in told)]
    rows = [
        [Text(row["part_zh"], row["part_en"]).leading, *(_shown(data, row, name) for name in told)]
        for row in found[:limit]
    ]
    left = len(found) - len(rows)
    note = Text(f"另有 {left} 项得分更高。", f"{left} more parts score higher.") if left > 0 else None
    aimed = "target" in told
    marks = ["none" if not aimed else "missed" if (row["score"] or 0.0) < 1 else "met" for row in found[:limit]]
    title = Text("得分最低的组成部分", "Parts that score lowest")
    return Table(f"{index_id.replace('_', '-')}-parts", title, heads, rows, data.basis(index_id), note, marks)


def _shown(data: Data, row: Mapping[str, Any], name: str) -> Text | None:
    """A number of a part; its value and target as those of the KPI that the part is, where it is one."""
    value = row[name]
    kpi_id, _, variant = row["part_id"].partition(".")
    of = data.definitions.get((kpi_id, variant)) if name in ("value", "target") else None
    if value is None or of is None:
        return None if value is None else same(f"{value:z,.2f}")
    return of.shown(value, missed_by(value, row["target"], of.better) if name == "value" else None)

"""The page of data quality, for any content: scores of silos and datasets by dimension, and the rules that cost most.

It reads the kernel's own tables only, so a root that declares this page needs to say nothing about its data.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.declare.district import QUALITY_CODES
from pipelines.declare.rounding import NOTHING
from pipelines.quality.alike import SLICES as ALL_SLICES
from pipelines.quality.alike import merge_candidates
from pipelines.quality.score import DATASET, DIMENSIONS, DISTRICT, GRADES, SILO, WHOLE
from pipelines.site import chart, quarantined
from pipelines.site.data import Data
from pipelines.site.measure import number
from pipelines.site.model import Basis, Column, Figure, Section, Slice, Statement, Table, Text, same
from warehouse.kpi_value import TABLE as VALUES

LETTERS = {letter: Text(words.zh, words.en) for _, letter, words in GRADES}
LEAST_GOOD = 95.0
"""Below this score a subject is marked: good data miss fewer than one check in twenty."""
WORST_N = 20
ROUND = "%"
_RULES = """
select
    o.table_name, o.rule_id, o.dataset_id, o.dimension_code, sum(o.evaluated_n)::bigint as evaluated_n,
    sum(o.evaluated_n - o.passing_n)::bigint as broken_n, any_value(r.codes) as codes,
    any_value(r.severity) as severity, any_value(r.zh) as zh, any_value(r.en) as en, any_value(r.owner) as owner,
    any_value(s.subject_zh) as dataset_zh, any_value(s.subject_en) as dataset_en
from mart.rule_outcome as o
left join meta.rule as r on o.table_name = r.table_name and o.rule_id = r.rule_id
left join meta.quality_score as s
    on o.dataset_id = s.subject_id and s.level = 'dataset' and s.dimension_code = 'all'
group by o.table_name, o.rule_id, o.dataset_id, o.dimension_code
having sum(o.evaluated_n - o.passing_n) > 0
order by 1e0 * sum(o.evaluated_n - o.passing_n) / sum(o.evaluated_n) desc, o.table_name, o.rule_id, o.dataset_id
"""
SLICES: Mapping[str, Slice] = {
    "silo": Slice(
        Text("系统", "System"),
        "select subject_id, subject_zh, subject_en from meta.quality_score"
        " where level = 'silo' and dimension_code = 'all'",
    ),
    "dataset": Slice(
        Text("数据集", "Dataset"),
        "select subject_id, subject_zh, subject_en from meta.quality_score"
        " where level = 'dataset' and dimension_code = 'all'",
    ),
    "dimension": Slice(
        Text("质量维度", "Dimension"),
        " union all ".join(f"select '{code}', '{words.zh}', '{words.en}'" for code, words in DIMENSIONS.items()),
    ),
}
"""Names of the parts of a KPI over outcomes of rules."""


def sections(data: Data) -> list[Section]:
    """Verdict; systems; datasets; rules that most records broke; the quarantine; slice values that may be one."""
    scores = _scores(data)
    found = [
        Section("verdict", Text("总体情况", "At a glance"), [verdict(scores), by_dimension(data, scores)]),
        Section("silos", Text("各系统得分", "Systems"), [scoreboard("silos-table", SILO, data, scores)]),
        Section("datasets", Text("各数据集得分", "Datasets"), [scoreboard("datasets-table", DATASET, data, scores)]),
        Section("rules", Text("失分最多的规则", "Rules that cost most"), [costly(data)]),
        quarantined.section(data),
    ]
    alike = look_alikes(data)
    if alike.rows:
        found.append(Section("alike", Text("疑似同一事物", "Merge candidates"), [alike]))
    return found


Scores = Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]]
"""Rows of the scores by level and subject, then by dimension."""


def _scores(data: Data) -> Scores:
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in data.rows("select * from meta.quality_score order by level, subject_id, dimension_code"):
        found[row["level"], row["subject_id"]][row["dimension_code"]] = row
    return found


def _shown(row: Mapping[str, Any] | None) -> Text | None:
    return same(number(row["score"], ROUND)) if row is not None and row["score"] is not None else None


def _name(row: Mapping[str, Any]) -> Text:
    return Text(row["subject_zh"] or row["subject_id"], row["subject_en"] or row["subject_id"])


def verdict(scores: Scores) -> Statement:
    """The district's score and grade, and its weakest dataset."""
    whole = scores.get((DISTRICT, WHOLE), {}).get(WHOLE)
    if whole is None:
        return Statement([Text("尚无检查结果。", "Nothing was checked yet.")])
    lines = [
        Text("全区数据质量得分 ", "The data of the district score ")
        + same(number(whole["score"], ROUND))
        + Text("，等级", ", grade ")
        + LETTERS[whole["grade"]]
        + Text(
            f"：{whole['rules_n']:,} 条规则检查 {whole['evaluated_n']:,} 次，通过 {whole['passing_n']:,} 次。",
            f": {whole['rules_n']:,} rules asked {whole['evaluated_n']:,} times, {whole['passing_n']:,} passed.",
        )
    ]
    parts = [rows[WHOLE] for (level, _), rows in scores.items() if level == DATASET and WHOLE in rows]
    parts = sorted(
        (row for row in parts if row["score"] is not None), key=lambda row: (row["score"], row["subject_id"])
    )
    if parts:
        lowest = Text("得分最低的数据集：", "The lowest dataset: ") + _name(parts[0]) + same(" ")
        lines.append(lowest + same(number(parts[0]["score"], ROUND)) + Text("。", "."))
    return Statement(lines)


def by_dimension(data: Data, scores: Scores) -> Figure:
    """The district by dimension."""
    found = scores.get((DISTRICT, WHOLE), {})
    whole = found.get(WHOLE)
    bars = [
        chart.Bar(
            Text(DIMENSIONS[code].zh, DIMENSIONS[code].en),
            found[code]["score"],
            same(
                f"{number(found[code]['score'], ROUND)} · {found[code]['passing_n']:,} / {found[code]['evaluated_n']:,}"
            ),
            "missed" if found[code]["score"] < LEAST_GOOD else "none",
        )
        for code in sorted((code for code in QUALITY_CODES if code in found), key=lambda code: found[code]["score"])
    ]
    return chart.league("by-dimension", Text("六个维度", "Six dimensions"), bars, _basis(data, whole), wide=True)


def _basis(data: Data, row: Mapping[str, Any] | None) -> Basis:
    way = Text("各规则通过数 ÷ 检查数的平均，按维度加权", "mean of passing ÷ evaluated by rule, weighted by dimension")
    return Basis(row["passing_n"] if row else 0, row["evaluated_n"] if row else 0, way, data.span(data.as_of), 0)


def scoreboard(key: str, level: str, data: Data, scores: Scores) -> Table:
    """Every subject of a level by dimension, the lowest first."""
    heads = [
        Column(Text("系统", "System") if level == SILO else Text("数据集", "Dataset")),
        Column(Text("等级", "Grade"), stays=True),
        Column(Text("得分", "Score"), True),
        *(Column(Text(words.zh, words.en).leading, True) for words in DIMENSIONS.values()),
        Column(Text("规则", "Rules"), True),
        Column(Text("通过 / 检查", "Passed / asked"), True),
    ]
    subjects = [rows for (at, _), rows in scores.items() if at == level and WHOLE in rows]
    subjects.sort(key=lambda rows: (rows[WHOLE]["score"] or 0.0, rows[WHOLE]["subject_id"]))
    rows: list[Sequence[Text | None]] = []
    for found in subjects:
        whole = found[WHOLE]
        rows.append(
            [
                _name(whole),
                LETTERS.get(whole["grade"] or "", same(NOTHING)),
                _shown(whole),
                *(_shown(found.get(code)) for code in DIMENSIONS),
                same(f"{whole['rules_n']:,}"),
                same(f"{whole['passing_n']:,} / {whole['evaluated_n']:,}"),
            ]
        )
    marks = ["missed" if (found[WHOLE]["score"] or 0.0) < LEAST_GOOD else "met" for found in subjects]
    title = Text("按系统", "By system") if level == SILO else Text("按数据集", "By dataset")
    whole_row = scores.get((DISTRICT, WHOLE), {}).get(WHOLE)
    return Table(key, title, heads, rows, _basis(data, whole_row), None, marks)


def costly(data: Data) -> Table:
    """The rules with the largest share of records that broke them: what to repair first, and who owns it."""
    heads = (
        Column(Text("规则", "Rule")),
        Column(Text("编号", "Code"), stays=True),
        Column(Text("数据集", "Dataset")),
        Column(Text("维度", "Dimension"), stays=True),
        Column(Text("级别", "Bars"), stays=True),
        Column(Text("未通过 / 检查", "Broken / asked"), True),
        Column(Text("责任人", "Owner")),
    )
    found = data.rows(_RULES)
    rows = [
        [
            Text(row["zh"] or row["rule_id"], row["en"] or row["rule_id"]),
            same(row["codes"] or NOTHING),
            Text(row["dataset_zh"] or row["dataset_id"], row["dataset_en"] or row["dataset_id"]),
            Text(DIMENSIONS[row["dimension_code"]].zh, DIMENSIONS[row["dimension_code"]].en),
            Text("阻断", "blocks") if row["severity"] == "block" else Text("提醒", "warns"),
            same(f"{row['broken_n']:,} / {row['evaluated_n']:,}"),
            data.said(row["owner"] or NOTHING),
        ]
        for row in found[:WORST_N]
    ]
    left = len(found) - len(rows)
    more = (
        Text(f"另有 {left} 条规则有记录未通过。", f"{left} more rules have records that broke them.")
        if left > 0
        else None
    )
    finding = more if rows else Text("没有规则有记录未通过。", "No record broke any rule.")
    title = Text("按未通过比例", "By the share that broke them")
    return Table("costly-rules", title, heads, rows, None, finding, ["none"] * len(rows))


def look_alikes(data: Data) -> Table:
    """Slice values that may be one thing under several spellings, for a steward to decide."""
    slices = [(row["slice_type"], row["slice_id"]) for row in data.rows(ALL_SLICES.format(table=VALUES))]
    heads = (Column(Text("切片", "Slice")), Column(Text("写法", "Spellings")))
    rows = [[same(found.slice_type), same(found.shown)] for found in merge_candidates(slices)]
    return Table("alike", Text("看似相同的取值", "Values that look the same"), heads, rows, None)

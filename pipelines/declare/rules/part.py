"""Compiles `part_of` of the KPIs into one rule: a part is never more than its whole, on any day and in any slice."""

from collections.abc import Mapping
from pathlib import Path

from pipelines.declare.header import NEXT, RuleHeader
from pipelines.declare.indicator import DENOMINATOR, NUMERATOR
from pipelines.declare.model import Model
from pipelines.declare.naming import close
from pipelines.declare.rules.rule import Rule, declared
from warehouse.errors import HgtError

ID, VALUES = "part_within_whole", "kpi.value"
COLUMNS = ("lesser", "greater", "period_start", "slice_type", "slice_id", "lesser_n", "greater_n")
QUERY = """WITH pair(lesser, greater) AS (VALUES {pairs}),
counted AS (
    SELECT kpi_id || '.' || variant || '.' || part AS measure, period_start, slice_type, slice_id, counted_n
    FROM (SELECT * FROM kpi.value WHERE grain = 'day' AND kpi_id IN ({ids}))
    UNPIVOT (counted_n FOR part IN (numerator, denominator))),
compared AS MATERIALIZED (
    SELECT DISTINCT p.lesser, p.greater, g.slice_type FROM pair AS p INNER JOIN counted AS g ON p.greater = g.measure)
SELECT p.lesser, p.greater, l.period_start, l.slice_type, l.slice_id, l.counted_n AS lesser_n,
    coalesce(g.counted_n, 0) AS greater_n
FROM compared AS p
INNER JOIN counted AS l ON p.lesser = l.measure AND p.slice_type = l.slice_type
LEFT JOIN counted AS g ON p.greater = g.measure AND l.period_start = g.period_start
    AND l.slice_type = g.slice_type AND l.slice_id = g.slice_id
WHERE l.counted_n > coalesce(g.counted_n, 0)"""
"""A slice that the whole is never counted by is not compared. Few pairs of a measure and a slice are joined first: the
planner would join all values by their slice."""


def pairs(models: Mapping[str, Model]) -> list[tuple[str, str]]:
    """Every part with its whole, each as `kpi.variant.numerator` or `kpi.variant.denominator`."""
    kpis = {name: model for name, model in models.items() if model.layer == "kpi"}
    known = {
        f"{model.table}.{variant}.{part}"
        for model in kpis.values()
        for variant, words in model.kpi.variants.items()
        for part in (NUMERATOR, DENOMINATOR)
        if getattr(words, part) is not None
    }
    found = []
    for model in kpis.values():
        for variant, words in model.kpi.variants.items():
            for part, wholes in words.part_of.items():
                for measure in (f"{model.table}.{variant}.{part}", *wholes):
                    if measure not in known:
                        raise HgtError(
                            f"header key `variants.{variant}.part_of` names integers that no KPI has",
                            file=model.path,
                            value=measure,
                            accepted=close(measure, known),
                            next=NEXT,
                        )
                found += [(f"{model.table}.{variant}.{part}", whole) for whole in wholes]
    return found


def rules(root: Path, models: Mapping[str, Model], codes: Mapping[str, tuple[str, ...]]) -> list[Rule]:
    """The rule on all parts; none where no KPI is a part."""
    found = pairs(models)
    if not found:
        return []
    ids = sorted({measure.partition(".")[0] for pair in found for measure in pair})
    select = QUERY.format(
        pairs=", ".join(f"('{lesser}', '{greater}')" for lesser, greater in found),
        ids=", ".join(f"'{kpi_id}'" for kpi_id in ids),
    )
    values = {
        "description": "A part is never more than its whole, on any day and in any slice",
        "description_zh": "部分不多于整体，逐日逐分项",
        "table": VALUES,
        "dimension": "consistency",
        "gbt36344": "04",
        "severity": "block",
    }
    head = RuleHeader.model_validate(values | ({"rule": list(codes[ID])} if ID in codes else {}))
    return [declared(ID, root / "models" / "kpi", head, select, (VALUES,), COLUMNS)]

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
QUERY = """WITH pair(lesser_id, lesser_variant, lesser_part, greater_id, greater_variant, greater_part) AS (
    VALUES {pairs}),
daily AS (FROM kpi.value WHERE grain = 'day'),
sliced AS (
    SELECT kpi_id, variant, slice_type, count(numerator) AS numerators_n, count(denominator) AS denominators_n
    FROM daily GROUP BY ALL),
compared AS (
    SELECT concat_ws('.', lesser_id, lesser_variant, lesser_part) AS lesser,
        concat_ws('.', greater_id, greater_variant, greater_part) AS greater,
        l.period_start, l.slice_type, l.slice_id,
        if(lesser_part = 'numerator', l.numerator, l.denominator) AS lesser_n,
        coalesce(if(greater_part = 'numerator', g.numerator, g.denominator), 0) AS greater_n
    FROM pair
    INNER JOIN daily AS l ON lesser_id = l.kpi_id AND lesser_variant = l.variant
    INNER JOIN sliced AS s ON greater_id = s.kpi_id AND greater_variant = s.variant AND l.slice_type = s.slice_type
        AND if(greater_part = 'numerator', s.numerators_n, s.denominators_n) > 0
    LEFT JOIN daily AS g ON greater_id = g.kpi_id AND greater_variant = g.variant
        AND l.period_start = g.period_start AND l.slice_type = g.slice_type AND l.slice_id = g.slice_id)
FROM compared WHERE lesser_n > greater_n"""
"""A slice that the whole is never counted by is not compared."""


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
    select = QUERY.format(pairs=", ".join(f"({_words(lesser)}, {_words(greater)})" for lesser, greater in found))
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


def _words(measure: str) -> str:
    """The KPI, the variant and the part of a measure as literals."""
    return ", ".join(f"'{word}'" for word in measure.split("."))

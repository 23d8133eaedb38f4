"""The audit's queries of declared rules, written from the declarations in another way than the rules themselves.

A rule compares row by row; here a value is compared with the whole list of the other table's values, and a part with
its whole by one sum.
"""

from collections.abc import Mapping

from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.declare.rules import part
from pipelines.declare.rules.reference import VALID_FROM, VALID_TO, Relationship
from pipelines.declare.rules.rule import Rule
from warehouse.sql import identifier, literal


def query(content: Content, rule: Rule) -> str:
    """The query of one rule across tables that returns its offenders."""
    if not rule.is_declared:
        return rule.select
    if rule.name == part.ID:
        return _parts(content.models)
    broken = [
        _is_not_in(one) for one in content.relationships if (one.table, one.rule_id) == (rule.header.table, rule.name)
    ]
    return f"SELECT * FROM {rule.header.table} AS f WHERE {' OR '.join(broken)}"


def _is_not_in(one: Relationship) -> str:
    to = one.reference
    held = [f"t.{identifier(column)} IS NOT NULL" for column in to.columns]
    if to.on is not None:
        span = f"coalesce(t.{VALID_FROM}, DATE '-infinity') AND coalesce(t.{VALID_TO} - 1, DATE 'infinity')"
        always = f"t.{VALID_FROM} IS NULL AND t.{VALID_TO} IS NULL"  # the answer where the row has no day
        held.append(f"coalesce(f.{identifier(to.on)} BETWEEN {span}, {always})")
    own, other = (
        ", ".join(f"{table}.{identifier(column)}" for column in columns)
        for table, columns in (("f", one.columns), ("t", to.columns))
    )
    given = " AND ".join(f"f.{identifier(column)} IS NOT NULL" for column in one.columns)
    return f"({given} AND ({own}) NOT IN (SELECT {other} FROM {to.table} AS t WHERE {' AND '.join(held)}))"


def _parts(models: Mapping[str, Model]) -> str:
    """Sum the day's part with a plus and its whole with a minus: a part that is more than its whole leaves a rest."""
    signed = [
        f"({literal(lesser)}, {literal(greater)}, {', '.join(map(literal, measure.split('.')))}, {sign})"
        for lesser, greater in part.pairs(models)
        for measure, sign in ((lesser, 1), (greater, -1))
    ]
    return f"""WITH signed AS MATERIALIZED (
        SELECT lesser, greater, period_start, slice_type, slice_id, sign,
          sign * CASE part WHEN 'numerator' THEN numerator ELSE denominator END AS rest
        FROM kpi.value
        JOIN (VALUES {", ".join(signed)}) AS measure(lesser, greater, kpi_id, variant, part, sign)
          USING (kpi_id, variant)
        WHERE grain = 'day' AND rest IS NOT NULL)
    SELECT lesser, greater, period_start, slice_type, slice_id FROM signed
    WHERE (greater, slice_type) IN (SELECT greater, slice_type FROM signed WHERE sign < 0)
    GROUP BY ALL HAVING sum(rest) > 0 AND bool_or(sign > 0)"""

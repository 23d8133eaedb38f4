"""Compiles the declared references of a table into rules: a value exists in the table that it refers to.

A model's header declares them under `references`, a contract as `relationships` of ODCS. The row rules of one dataset
are the validator's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.header import NEXT, Reference, RuleHeader, Words, names
from pipelines.declare.model import Model
from pipelines.declare.naming import close
from pipelines.declare.rules.rule import Rule, declared
from warehouse.errors import HgtError
from warehouse.sql import identifier

VALID_FROM, VALID_TO = "valid_from_on", "valid_to_on"
"""The columns of the span in which a row is in force; it ends before the second day, or not at all."""
DIMENSION, GBT36344 = "consistency", "04"


@dataclass(frozen=True)
class Relationship:
    """A declared reference: the columns of one table that hold values of the columns of another."""

    table: str
    columns: tuple[str, ...]
    reference: Reference
    file: Path

    @property
    def rule_id(self) -> str:
        """The id of the rule that the reference implies."""
        return self.reference.id or f"{self.table.partition('.')[2]}_{'_'.join(self.columns)}_exists"

    @property
    def row(self) -> tuple[str, ...]:
        """The reference as `meta.relationship` holds it."""
        to = self.reference
        return (self.table, ", ".join(self.columns), to.table, ", ".join(to.columns), self.rule_id)


def relationships(models: Mapping[str, Model], contracts: Mapping[str, Contract]) -> list[Relationship]:
    """Every reference that a header or a contract declares, with columns that exist on both sides."""
    found = []
    for name, model in models.items():
        contract = contracts.get(model.table) if model.layer == "std" else None
        of_contract = contract.references.items() if contract is not None else ()
        of_header = model.meaning.references.items() if model.layer != "kpi" else ()
        for file, entries in ((contract.file if contract else model.path, of_contract), (model.path, of_header)):
            found += [Relationship(name, names(columns), reference, file) for columns, reference in entries]
    for one in found:
        _check(one, models)
    return found


def _check(one: Relationship, models: Mapping[str, Model]) -> None:
    """Refuse a reference whose tables lack its columns; a table that does not exist is refused with its name."""
    to = one.reference

    def refused(fault: str, value: str, accepted: Sequence[str] | str) -> HgtError:
        message = f"`references.{', '.join(one.columns)}`: {fault}"
        return HgtError(message, file=one.file, value=value, accepted=accepted, next=NEXT)

    if to.table not in models:
        raise refused(f"there is no table {to.table}", to.to, close(to.table, models))
    if len(to.columns) != len(one.columns):
        raise refused("the number of columns differs", to.to, f"{len(one.columns)} column(s) of {to.table}")
    own = (*one.columns, *([to.on] if to.on else []))
    other = (*to.columns, *((VALID_FROM, VALID_TO) if to.on else ()))
    for table, wanted in ((one.table, own), (to.table, other)):
        for column in wanted:
            if column not in models[table].columns:
                raise refused(f"{table} has no column `{column}`", column, models[table].columns)


def rules(found: Sequence[Relationship], models: Mapping[str, Model]) -> list[Rule]:
    """The rules of declared references: those of a table with one id are one rule."""
    grouped: dict[tuple[str, str], list[Relationship]] = {}
    for one in found:
        grouped.setdefault((one.table, one.rule_id), []).append(one)
    return [_rule(rule_id, models[table], group, models) for (table, rule_id), group in grouped.items()]


def _rule(rule_id: str, model: Model, group: Sequence[Relationship], models: Mapping[str, Model]) -> Rule:
    columns = tuple(dict.fromkeys([*model.meaning.key, *(column for one in group for column in one.columns)]))
    chosen = ", ".join(f"f.{identifier(column)}" for column in columns)
    select = f"SELECT {chosen} FROM {model.name} AS f WHERE {' OR '.join(map(_is_orphan, group))}"
    inputs = tuple(sorted({model.name, *(one.reference.table for one in group)}))
    return declared(rule_id, group[0].file, _header(model, group, models), select, inputs, columns)


def _header(model: Model, group: Sequence[Relationship], models: Mapping[str, Model]) -> RuleHeader:
    """The header that a written rule would have; words and codes are those of the references that give any."""
    stated = [one.reference.words for one in group if one.reference.words is not None]
    words = stated or [_words(model, one, models[one.reference.table]) for one in group]
    codes = dict.fromkeys(code for one in group for code in one.reference.codes)
    blocks = any(one.reference.severity == "block" for one in group)
    values = {
        "description": "; ".join(one.en for one in words),
        "description_zh": "；".join(one.zh for one in words),
        "table": model.name,
        "dimension": DIMENSION,
        "gbt36344": GBT36344,
        "severity": "block" if blocks else "warn",
    }
    return RuleHeader.model_validate(values | ({"rule": list(codes)} if codes else {}))


def _words(model: Model, one: Relationship, to: Model) -> Words:
    zh = "、".join(model.meaning.columns[column].zh for column in one.columns)
    en = ", ".join(model.meaning.columns[column].en for column in one.columns)
    return Words(f"{zh}：在{to.meaning.description_zh}（{to.name}）中存在", f"{en}: exists in {to.name}")


def _is_orphan(one: Relationship) -> str:
    """The condition of a row, `f`, whose value the other table lacks."""
    to = one.reference
    same = [
        f"t.{identifier(there)} = f.{identifier(here)}" for here, there in zip(one.columns, to.columns, strict=True)
    ]
    if to.on is not None:
        day = f"f.{identifier(to.on)}"
        same += [
            f"(t.{VALID_FROM} IS NULL OR t.{VALID_FROM} <= {day})",
            f"(t.{VALID_TO} IS NULL OR t.{VALID_TO} > {day})",
        ]
    given = " AND ".join(f"f.{identifier(column)} IS NOT NULL" for column in one.columns)
    return f"({given} AND NOT EXISTS (SELECT 1 FROM {to.table} AS t WHERE {' AND '.join(same)}))"

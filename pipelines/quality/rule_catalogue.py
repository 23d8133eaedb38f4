"""All rules of a content root, compiled: of a table, of a dataset's rows, and as the rows of `meta.rule`.

Nothing here runs a rule. `generated` compiles the rules that declarations imply, `validate` those of single rows.
"""

from collections.abc import Iterator

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.header import BLOCK, WARN, Words
from pipelines.declare.project import Content
from pipelines.declare.rules.rule import Rule as Written
from pipelines.ingest import validate
from pipelines.quality import generated
from pipelines.quality.rule import DECLARED, GENERATED, HAND, ROW, Rule
from warehouse import kpi_value

COLUMNS = "table_name, rule_id, codes, kind, severity, dimension, gbt36344, zh, en, owner"


def everything(content: Content) -> list[Rule]:
    """Every rule, by table and id."""
    found = [rule for contract in content.contracts.values() for rule in of_contract(contract)]
    declared = {*content.models, kpi_value.TABLE}
    tables = declared | {rule.header.table for rule in content.rules.values()}
    found += [
        rule for table in tables for rule in of_table(content, table) if table in declared or rule.kind != GENERATED
    ]
    return sorted(found, key=lambda rule: (rule.table, rule.kind, rule.rule_id))


def row(rule: Rule) -> tuple[str, ...]:
    """A rule as `meta.rule` holds it."""
    return (
        rule.table, rule.rule_id, ", ".join(rule.codes), rule.kind, rule.severity, rule.dimension, rule.gbt36344,
        rule.words.zh, rule.words.en, rule.owner,
    )  # fmt: skip


def of_table(content: Content, table: str) -> list[Rule]:
    """The rules that are checked on a table, generated and written."""
    owner, key = _owner(content, table), generated.key_of(content, table)
    found = generated.rules(content, table, owner)
    found += [_written(rule, key, owner) for rule in content.rules_of(table)]
    return sorted(found, key=lambda rule: (rule.kind, rule.rule_id))


def _written(rule: Written, key: tuple[str, ...], owner: str) -> Rule:
    head = rule.header
    sample = tuple(column for column in key if column in rule.columns) or rule.columns[:1]
    return Rule(
        head.table, rule.name, DECLARED if rule.is_declared else HAND, head.severity, head.dimension, head.gbt36344,
        Words(head.description_zh, head.description), head.codes, owner, rule.select.strip().rstrip(";"), sample,
        rule.text_hash, rule.inputs, rule.uses_as_of,
    )  # fmt: skip


def of_contract(contract: Contract) -> Iterator[Rule]:
    """The row rules of a dataset, as the validator compiles them."""
    for rule in validate.compile_contract(contract).rules:
        bars = rule.severity if rule.severity in (BLOCK, WARN) else BLOCK
        yield Rule(
            f"std.{contract.name}", rule.id, ROW, bars, rule.dimension, rule.gbt36344, rule.words,
            contract.rule_codes.get(rule.id, ()), contract.steward or "",
        )  # fmt: skip


def codes(content: Content, table: str, rule_id: str) -> str:
    """The codes of one rule of a table in brackets, with a space before them; nothing where it has none."""
    found = next((rule.codes for rule in of_table(content, table) if rule.rule_id == rule_id), ())
    return f" [{', '.join(found)}]" if found else ""


def _owner(content: Content, table: str) -> str:
    model = content.models.get(table)
    if model is not None and model.layer == "kpi":
        return model.kpi.owner
    contract = content.contracts.get(table.removeprefix("std."))
    return (contract.steward or "") if contract is not None else ""

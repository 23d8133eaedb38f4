"""The list of all rules of a content root: the table of each, its codes, severity, dimension, words and owner.

It is written into `meta.rule`, so that catalogue, status, scheduler and report agree about a rule. Nothing here runs a
rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.declare.contracts import actions
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.header import BLOCK, WARN, Words
from pipelines.ingest import validate
from pipelines.quality import generated
from warehouse import kpi_value

if TYPE_CHECKING:
    from pipelines.declare.project import Content

ROW = "row"
"""The kind of a rule that the validator asks of every row, next to `generated` and `hand`."""
COLUMNS = "table_name, rule_id, codes, kind, severity, dimension, gbt36344, zh, en, owner"
IMPLIED: Mapping[str, Words] = {
    "malformed": Words("记录可按声明的字段拆分", "the record splits into the declared columns"),
    "required": Words("必填", "is given"),
    "type": Words("类型正确", "reads as its type"),
    "enum": Words("在值域内", "is one of the declared values"),
    "pattern": Words("格式正确", "has the declared form"),
    "range": Words("在范围内", "lies within the declared bounds"),
    "after_taken": Words("不晚于数据取出时间", "had come when the delivery was taken"),
    "duplicate_key": Words("主键不重复", "the key comes once"),
    validate.FILTERED: Words("按约定不入库", "rows that are left out by agreement"),
    validate.REFUSED: Words("不得入库", "rows that must not be kept"),
}


@dataclass(frozen=True)
class Listed:
    """One rule on one table."""

    table: str
    rule_id: str
    codes: tuple[str, ...]
    kind: str
    severity: str
    dimension: str
    gbt36344: str
    words: Words
    owner: str

    @property
    def row(self) -> tuple[str, ...]:
        """The rule as `meta.rule` holds it."""
        return (
            self.table, self.rule_id, ", ".join(self.codes), self.kind, self.severity, self.dimension, self.gbt36344,
            self.words.zh, self.words.en, self.owner,
        )  # fmt: skip


def everything(content: "Content") -> list[Listed]:
    """Every rule, by table and id."""
    found = [rule for contract in content.contracts.values() for rule in of_contract(contract)]
    for table in (*content.models, kpi_value.TABLE):
        found += [_generated(content, table, rule_id) for rule_id in generated_ids(content, table)]
    for rule in content.rules.values():
        head = rule.header
        words = Words(head.description_zh, head.description)
        found.append(
            Listed(
                head.table, rule.name, head.codes, generated.HAND, head.severity, head.dimension, head.gbt36344, words,
                _owner(content, head.table),
            )
        )  # fmt: skip
    return sorted(found, key=lambda rule: (rule.table, rule.kind, rule.rule_id))


def of_contract(contract: Contract) -> Iterator[Listed]:
    """The row rules of a dataset, as the validator compiles them."""
    stated = {rule.id: Words(rule.zh, rule.description or rule.id) for rule in contract.rules}
    names = {column.name: column.zh for column in contract.columns}
    rules = [
        (rule.id, rule.severity, rule.dimension, rule.gbt36344) for rule in validate.compile_contract(contract).rules
    ]
    for rule_id, severity, dimension, gbt36344 in rules:
        if rule_id in stated:
            words = stated[rule_id]
        elif rule_id in IMPLIED:
            words = IMPLIED[rule_id]
        else:
            kind, column = actions.implied(rule_id)
            words = Words(f"{names[column]}{IMPLIED[kind].zh}", f"{column} {IMPLIED[kind].en}")
        bars = severity if severity in (BLOCK, WARN) else BLOCK
        yield Listed(
            f"std.{contract.name}", rule_id, contract.rule_codes.get(rule_id, ()), ROW, bars, dimension, gbt36344,
            words, contract.steward or "",
        )  # fmt: skip


def codes(content: "Content", table: str, rule_id: str) -> str:
    """The codes of one rule in brackets, with a space before them; nothing where it has none."""
    rule = content.rules.get(rule_id)
    found = rule.header.codes if rule is not None else content.district.rule_codes.get(rule_id, ())
    contract = content.contracts.get(table.removeprefix("std."))
    if contract is not None:
        found = contract.rule_codes.get(rule_id, found)
    return f" [{', '.join(found)}]" if found else ""


def _generated(content: "Content", table: str, rule_id: str) -> Listed:
    kind = generated.RULES[rule_id]
    return Listed(
        table, rule_id, content.district.rule_codes.get(rule_id, ()), generated.GENERATED, kind.severity,
        kind.dimension, kind.gbt36344, kind.words, _owner(content, table),
    )  # fmt: skip


def generated_ids(content: "Content", table: str) -> list[str]:
    """The ids of the rules that are generated for a table."""
    found = ["key_unique", "key_present"]
    contract = content.contracts.get(table.removeprefix("std.")) if table.startswith("std.") else None
    model = content.models.get(table)
    if contract is not None:
        found += generated.of_feed(contract)
    elif table == kpi_value.TABLE:
        found += ["numerator_within_denominator", "value_is_its_fraction", "slices_sum_to_all"]
    elif model is not None and model.layer == "kpi" and model.kpi.divides:
        found.append("numerator_within_denominator")
    return found


def _owner(content: "Content", table: str) -> str:
    model = content.models.get(table)
    if model is not None and model.layer == "kpi":
        return model.kpi.owner
    contract = content.contracts.get(table.removeprefix("std."))
    return (contract.steward or "") if contract is not None else ""

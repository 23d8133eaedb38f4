"""The suites of the audit: what must hold of each table, from headers, contracts and rules, and how findings look."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa

from pipelines.declare.contracts.actions import NULL, QUARANTINE, REST
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import OUTCOME
from pipelines.declare.model import Model, passed_on
from pipelines.quality import generated
from pipelines.quality.score import OUTCOME_KEY
from pipelines.state import build_log
from pipelines.state.session import Session
from warehouse.sql import literal

VERSION = 2
"""Raised when the suites' meaning changes, so that every table is audited again."""
VALUE_TABLE = "kpi.value"
VALUE_KEY = ("kpi_id", "variant", "grain", "period_start", "slice_type", "slice_id")


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold: `sql` returns offenders and reads `{batch}` or tables by name."""

    rule: str
    sql: str
    severity: str
    zh: str
    en: str


@dataclass(frozen=True)
class Suite:
    """The expectations of one table. `columns` is empty where the set of columns is not fixed by a header."""

    table: str
    columns: tuple[str, ...]
    expectations: tuple[Expectation, ...]
    reads: tuple[str, ...]
    key: tuple[str, ...]
    uses_as_of: bool = False

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps([VERSION, asdict(self)], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Changed:
    """The part of a large table that is asked again: a query of the `rows` that came, and the `keys` that older rows
    may share with them."""

    rows: str
    keys: pa.Table


@dataclass(frozen=True)
class Finding:
    """One expectation that failed, or is broken: it could not run, which is neither pass nor fail."""

    table: str
    rule: str
    state: str
    severity: str
    message: str
    kpis: tuple[str, ...] = ()
    """The KPIs whose values offend."""

    @property
    def bars(self) -> bool:
        return self.state == "broken" or self.severity == "block"


@dataclass(frozen=True)
class Verdict:
    """The result of one table's suite: its findings, and the number of offenders of each rule that ran."""

    findings: tuple[Finding, ...]
    offenders: Mapping[str, int]


def suites(session: Session) -> dict[str, Suite]:
    """One suite for each table of a header, one for the KPI values; a hand-written rule joins its table's suite."""
    content = session.content
    found: dict[str, Suite] = {}
    for name, model in content.models.items():
        if model.layer == "kpi":
            continue
        rules = _rules(session, name)
        contract = content.contracts.get(model.table) if model.layer == "std" else None
        expectations = (
            *_key(model.meaning.key),
            *(_contract(contract, model) if contract is not None else ()),
            *(expectation for expectation, _, _ in rules),
        )
        reads = tuple(sorted({name, *(table for _, inputs, _ in rules for table in inputs)}))
        uses_as_of = any(uses for _, _, uses in rules)
        found[name] = Suite(name, model.columns, expectations, reads, model.meaning.key, uses_as_of)
    if content.kpis():
        rules = _rules(session, VALUE_TABLE)
        reads = tuple(sorted({VALUE_TABLE, *(table for _, inputs, _ in rules for table in inputs)}))
        expectations = (*_key(VALUE_KEY), *_values(content.kpis()), *(expectation for expectation, _, _ in rules))
        found[VALUE_TABLE] = Suite(VALUE_TABLE, (), expectations, reads, VALUE_KEY, uses_as_of=True)
    if OUTCOME in build_log.entries(session.writer):
        found[OUTCOME] = Suite(OUTCOME, (), _outcomes(), (OUTCOME, "meta.batch", "meta.batch_rule"), OUTCOME_KEY)
    return found


def _key(key: tuple[str, ...]) -> tuple[Expectation, ...]:
    columns = ", ".join(f'"{column}"' for column in key)
    empty = " OR ".join(f'"{column}" IS NULL' for column in key)
    return (
        Expectation(
            "key_unique",
            f"SELECT {columns}, count(*) AS copies_n FROM {{batch}} GROUP BY {columns} HAVING count(*) > 1",
            "block",
            f"主键唯一：{'、'.join(key)}",
            f"The key is unique: {', '.join(key)}",
        ),
        Expectation(
            "key_present", f"SELECT * FROM {{batch}} WHERE {empty}", "block", "主键不为空", "The key is never empty"
        ),
    )


def _values(kpis: Mapping[str, Model]) -> tuple[Expectation, ...]:
    beyond = generated.out_of_range({model.table: model.kpi for model in kpis.values()})
    return (
        Expectation(
            "value_defined",
            "SELECT * FROM {batch} WHERE denominator = 0 AND value IS NOT NULL",
            "block",
            "分母为零时指标值为空",
            "A ratio over nothing has no value",
        ),
        Expectation(
            "value_counts",
            f"SELECT * FROM {{batch}} WHERE {beyond} OR set_aside_rows < 0",
            "block",
            "分子、分母在指标声明的范围内，隔离行数不为负",
            "Numerators and denominators lie in the range that their KPI declares, set-aside rows are not negative",
        ),
        Expectation(
            "value_in_time",
            "SELECT * FROM {batch} WHERE period_start > as_of",
            "block",
            "没有观察日之后的周期",
            "No period begins after the day that is observed",
        ),
    )


def _outcomes() -> tuple[Expectation, ...]:
    return (
        Expectation(
            "outcome_counts",
            "SELECT * FROM {batch} WHERE passing_n NOT BETWEEN 0 AND evaluated_n",
            "block",
            "通过数不为负，也不多于检查数",
            "What passed is neither negative nor more than what was asked",
        ),
        Expectation(
            "outcome_received",
            generated.unbalanced(),
            "block",
            "每条规则检查了收到且未被合同过滤的每一行",
            "Each rule was asked of every row that was received and that its contract does not filter",
        ),
    )


def _contract(contract: Contract, model: Model) -> tuple[Expectation, ...]:
    """The contract's promises of the columns that the std model hands on as they are."""
    passed = passed_on(model)
    columns = [column for column in contract.columns if column.name in passed]
    emptied = {name for rule in contract.rules for name in rule.nulls}
    required = [
        f'"{passed[column.name]}" IS NULL'
        for column in columns
        if column.required and column.name not in emptied
        if column.action("required") in (QUARANTINE, REST) and NULL not in column.actions.values()
    ]
    listed = [
        f'"{passed[column.name]}" NOT IN ({_listed(column.enum)})'
        for column in columns
        if column.enum and column.sql_type == "VARCHAR" and column.classification != "identifier"
        if column.action("enum") in (QUARANTINE, NULL) and REST not in column.actions.values()
    ]
    ranged = [
        f'"{passed[column.name]}" {sign} {limit}'
        for column in columns
        for sign, limit in (("<", column.minimum), (">", column.maximum))
        if isinstance(limit, int | float) and column.classification != "identifier"
        if column.action("range") in (QUARANTINE, NULL)
        if column.name not in contract.duplicates.functions
    ]
    kinds = (
        ("contract_required", required, "合同要求必填的字段不为空", "Columns that the contract requires are filled"),
        ("contract_enum", listed, "枚举字段只取合同列出的值", "Listed columns hold only the contract's values"),
        ("contract_range", ranged, "数值在合同范围内", "Numbers lie in the contract's ranges"),
    )
    return tuple(
        Expectation(rule, f"SELECT * FROM {{batch}} WHERE {' OR '.join(offends)}", "block", zh, en)
        for rule, offends, zh, en in kinds
        if offends
    )


def _rules(session: Session, table: str) -> list[tuple[Expectation, tuple[str, ...], bool]]:
    return [
        (
            Expectation(
                rule.name,
                rule.select.replace("{", "{{").replace("}", "}}"),
                rule.header.severity,
                rule.header.description_zh,
                rule.header.description,
            ),
            rule.inputs,
            rule.uses_as_of,
        )
        for rule in session.content.rules_of(table)
    ]


def _listed(values: Sequence[str]) -> str:
    """The values as literals in a text that `str.format` fills in later."""
    return ", ".join(map(literal, values)).replace("{", "{{").replace("}", "}}")

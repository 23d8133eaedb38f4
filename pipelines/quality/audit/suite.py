"""The suites of the audit: the expectations of each table, translated from contracts, headers and KPI headers.

The kernel's own tables are declared in `warehouse.schema`. Nothing is taken from the generated checks of `quality`: the
auditor must not share their mistakes. A hand-written rule is SQL in its own file, and joins its table's suite; a
declared one has a query of its own in `across`.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pipelines.declare.contracts.actions import NULL, QUARANTINE, REST
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import OUTCOME
from pipelines.declare.header import BLOCK
from pipelines.declare.indicator import POSITIVE, SHARE
from pipelines.declare.indices import VARIANT
from pipelines.declare.model import Model, passed_on
from pipelines.declare.periods import GRAINS
from pipelines.declare.project import Content
from pipelines.quality.audit import across, expectation
from pipelines.quality.audit.expectation import SUM, Expectation
from pipelines.quality.score import OUTCOME_KEY, TYPES
from pipelines.state.audits import Finding
from pipelines.state.session import Session
from warehouse import kpi_value
from warehouse.schema import PUBLIC_TABLES

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 3
"""Raised when the suites' meaning changes, so that every table is audited again."""
BATCH, BATCH_RULE = "meta.batch", "meta.batch_rule"
BATCH_COUNTS = ("source_n", "landed_n", "set_aside_n", "filtered_n")
COLUMN = re.compile(r"(\w+) ([A-Z]+(?:\(\d+, ?\d+\))?(?:\[\])?)")
"""A name and its type in the declaration of one of the kernel's own tables."""
NOT_ASKED = """SELECT dataset, batch_id, rule_id FROM meta.batch_rule LEFT JOIN meta.batch USING (dataset, batch_id)
GROUP BY dataset, batch_id, rule_id HAVING sum(evaluated_n) IS DISTINCT FROM any_value(source_n - filtered_n)"""


@dataclass(frozen=True)
class Suite:
    """The expectations of one table. `negated` is a column that the batch holds with the opposite sign, too: sums are
    compared with a constant. `rows_n` is the number of rows that the table's build noted."""

    table: str
    expectations: tuple[Expectation, ...]
    reads: tuple[str, ...]
    key: tuple[str, ...]
    uses_as_of: bool = False
    negated: str | None = None
    rows_n: int | None = None

    @property
    def fingerprint(self) -> str:
        """The hash of all that is checked, except the number of rows, which differs after each build."""
        asked = {name: value for name, value in asdict(self).items() if name != "rows_n"}
        return hashlib.sha256(json.dumps([VERSION, asked], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Changed:
    """The part of a large table that is checked again.

    `rows` is a query of the inserted rows, `keys` holds the keys that older rows may share with them.
    """

    rows: str
    keys: "pa.Table"


@dataclass(frozen=True)
class Verdict:
    """The result of one table's suite: its findings, and the number of offenders of each rule that ran."""

    findings: tuple[Finding, ...]
    offenders: Mapping[str, int]


def suites(session: Session) -> dict[str, Suite]:
    """One suite for each table of a header, for the KPI values and for the books of the batches."""
    content, entries = session.content, session.state.builds.entries
    found = {
        name: _suite(session, name, _of_model(content, model), model.meaning.key)
        for name, model in content.models.items()
        if model.layer != "kpi"
    }
    if content.kpis():
        found[kpi_value.TABLE] = _suite(session, kpi_value.TABLE, _values(content), kpi_value.KEY, uses_as_of=True)
    if OUTCOME in entries:
        found[OUTCOME] = _suite(session, OUTCOME, _outcomes(), OUTCOME_KEY)
    found[BATCH] = _suite(session, BATCH, _batches(), ("dataset", "batch_id"), negated="source_n")
    found[BATCH_RULE] = _suite(session, BATCH_RULE, _batch_rules(), (), reads=(BATCH,))
    return found


def _suite(
    session: Session, name: str, declared: tuple[Expectation, ...], key: tuple[str, ...],
    *, reads: tuple[str, ...] = (), uses_as_of: bool = False, negated: str | None = None,
) -> Suite:  # fmt: skip
    rules = session.content.rules_of(name)
    entry = session.state.builds.entries.get(name)
    written = (
        expectation.no_rows(
            rule.name,
            across.query(session.content, rule),
            rule.header.severity,
            rule.header.description_zh,
            rule.header.description,
        )
        for rule in rules
    )
    return Suite(
        name,
        (*(expectation.key(key) if key else ()), *declared, *written),
        tuple(sorted({name, *reads, *(table for rule in rules for table in rule.inputs)})),
        key,
        uses_as_of or any(rule.uses_as_of for rule in rules),
        negated,
        entry.rows_n if entry is not None else None,
    )


def _of_model(content: Content, model: Model) -> tuple[Expectation, ...]:
    contract = content.contracts.get(model.table) if model.layer == "std" else None
    promised = _contract(contract, model) if contract is not None else ()
    return (expectation.columns_are(model.columns), *promised)


def _contract(contract: Contract, model: Model) -> tuple[Expectation, ...]:
    """The contract's promises of the columns that the std model hands on as they are."""
    passed = passed_on(model)
    columns = {passed[column.name]: column for column in contract.columns if column.name in passed}
    plain = {name: column for name, column in columns.items() if column.classification != "identifier"}
    emptied = {name for rule in contract.rules for name in rule.nulls}
    required = (
        expectation.filled("contract_required", name, "合同要求必填的字段不为空", "The contract requires a value")
        for name, column in columns.items()
        if column.required and column.name not in emptied and name not in model.meaning.key
        if column.action("required") in (QUARANTINE, REST) and NULL not in column.actions.values()
    )
    listed = (
        expectation.listed(
            "contract_enum", name, column.enum, "枚举字段只取合同列出的值", "Only values that the contract lists"
        )
        for name, column in plain.items()
        if column.enum and column.sql_type == "VARCHAR"
        if column.action("enum") in (QUARANTINE, NULL) and REST not in column.actions.values()
    )
    limits = {
        name: tuple(one if isinstance(one, int | float) else None for one in (column.minimum, column.maximum))
        for name, column in plain.items()
        if column.action("range") in (QUARANTINE, NULL) and column.name not in contract.duplicates.functions
    }
    ranged = (
        expectation.between(
            "contract_range", name, least, most, "数值在合同范围内", "Numbers lie in the contract's range"
        )
        for name, (least, most) in limits.items()
        if (least, most) != (None, None)
    )
    types = expectation.types_are({name: column.sql_type for name, column in plain.items()})
    return (*required, *listed, *ranged, *types)


def _values(content: Content) -> tuple[Expectation, ...]:
    """The promises of the KPI headers: ids, variants and periods that they declare, integers in the declared range."""
    heads = {model.table: model.kpi for model in content.kpis().values()}
    not_negative = tuple(sorted(name for name, head in heads.items() if head.range in (SHARE, POSITIVE)))
    shares = tuple(sorted(name for name, head in heads.items() if head.range == SHARE))
    declared = {
        "kpi_id": {*heads, *content.indices},
        "variant": {VARIANT, *(name for head in heads.values() for name in head.variants)},
        "grain": {*GRAINS, *(name for head in heads.values() for name in head.windows)},
    }
    zh, en = "分子、分母在指标声明的范围内，隔离行数不为负", "Integers lie in the range that their KPI declares"
    within = [
        expectation.between("value_counts", "denominator", 0, None, zh, en),
        expectation.between("value_counts", "set_aside_rows", 0, None, zh, en),
        expectation.between("value_counts", "open_n", 0, None, zh, en),
        expectation.at_least(
            "value_counts", "cohort_n", "open_n", "未定行不多于该组全部行", "Open rows are at most the cohort"
        ),
    ]
    if not_negative:
        within.append(expectation.between("value_counts", "numerator", 0, None, zh, en, where=("kpi_id", not_negative)))
    if shares:
        within.append(
            expectation.at_least(
                "value_counts", "denominator", "numerator", f"{zh}：分子不大于分母", f"{en}: a share is at most whole",
                where=("kpi_id", shares),
            )
        )  # fmt: skip
    return (
        *_declared(PUBLIC_TABLES[kpi_value.TABLE]),
        *(
            expectation.listed("value_declared", column, sorted(values), "取值均已声明", "Only what is declared")
            for column, values in declared.items()
        ),
        Expectation(
            "value_defined", expectation.IS_NULL, {"column": "value"}, "分母为零时指标值为空",
            "A ratio over nothing has no value", where=("denominator", (0,)),
        ),
        *within,
        expectation.at_least(
            "value_in_time", "as_of", "period_start", "没有观察日之后的周期",
            "No period begins after the day that is observed",
        ),
    )  # fmt: skip


def _outcomes() -> tuple[Expectation, ...]:
    zh, en = "通过数不为负，也不多于检查数", "Rows that pass are neither negative nor more than those that were checked"
    return (
        *_declared(TYPES),
        expectation.between("outcome_counts", "passing_n", 0, None, zh, en),
        expectation.at_least("outcome_counts", "evaluated_n", "passing_n", zh, en),
    )


def _batches() -> tuple[Expectation, ...]:
    """Source records are landed, quarantined or filtered: with the opposite sign, the four numbers add up to 0."""
    zh, en = "来源行数＝入库＋隔离＋过滤", "Source records = landed + quarantined + filtered"
    counts = [
        one
        for column in BATCH_COUNTS
        for one in (
            expectation.filled("batch_counts", column, "批次行数已记录", "The number of rows is known"),
            expectation.between(
                "batch_counts", column, 0, None, "批次行数不为负", "The number of rows is not negative"
            ),
        )
    ]
    total = {"column_list": [negated(BATCH_COUNTS[0]), *BATCH_COUNTS[1:]], "sum_total": 0}
    return (
        *_declared(PUBLIC_TABLES[BATCH], negated(BATCH_COUNTS[0])),
        *counts,
        Expectation("batch_reconciles", SUM, {**total, "ignore_row_if": "never"}, zh, en),
    )


def _batch_rules() -> tuple[Expectation, ...]:
    zh, en = "违规数不为负，也不多于检查数", "Rows that break a rule are neither negative nor more than were checked"
    return (
        *_declared(PUBLIC_TABLES[BATCH_RULE]),
        expectation.between("rule_counts", "broken_n", 0, None, zh, en),
        expectation.at_least("rule_counts", "evaluated_n", "broken_n", zh, en),
        expectation.no_rows(
            "rule_asked_of_each_row", NOT_ASKED, BLOCK, "每条规则检查了收到且未被合同过滤的每一行",
            "Each rule was asked of every row that was received and that its contract does not filter",
        ),
    )  # fmt: skip


def negated(column: str) -> str:
    """The name under which a batch holds a column with the opposite sign."""
    return f"{column}_negated"


def _declared(shape: str, *added: str) -> tuple[Expectation, ...]:
    """The columns and types of one of the kernel's own tables."""
    types = dict(COLUMN.findall(shape))
    return (expectation.columns_are([*types, *added]), *expectation.types_are(types))

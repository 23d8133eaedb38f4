"""The independent audit: what is about to be published, checked by an engine that did not make it.

This module says what must hold (suites, from headers, contracts and rules) and which tables must be asked again. The
engine, Great Expectations, takes seconds to import, so `auditor` is imported only when a table or its suite changed
since it last passed. Whether the findings bar a release is the gate's business.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

import duckdb
import pyarrow as pa

from pipelines.declare.contracts.actions import NULL, QUARANTINE, REST
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import OUTCOME
from pipelines.declare.model import Model, passed_on
from pipelines.quality import generated
from pipelines.quality.audit import verdict_store
from pipelines.quality.score import OUTCOME_KEY
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import change_feed
from warehouse.changes import last_changes
from warehouse.errors import HgtError, plain

VERSION = 2
"""Raised when the suites' meaning changes, so that every table is audited again."""
VALUE_TABLE = "kpi.value"
VALUE_KEY = ("kpi_id", "variant", "grain", "period_start", "slice_type", "slice_id")
STATE = "state.json"


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


@dataclass(frozen=True)
class AuditReport:
    """One audit: tables asked now, tables whose last verdict still stands, and every finding that stands.

    `offenders` are those of each rule by table, where the table was asked as a whole.
    """

    asked: tuple[str, ...]
    standing: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())
    seconds: float = 0.0
    offenders: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def bars(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.bars)


def run(session: Session) -> AuditReport:
    """Audit the lake's head. Only tables that changed since their last verdict are asked; none changed, none asked.

    The verdicts are gone while an audit writes. One that does not end leaves none, and the next asks all tables.
    """
    began = time.perf_counter()
    session.writer.settle()
    wanted = suites(session)
    changed = last_changes(session.writer.con)
    marks = _marks(session, wanted, changed)
    folder = session.paths.audit
    folder.mkdir(parents=True, exist_ok=True)
    state = verdict_store.read(folder / STATE)
    if not state:
        verdict_store.clear(folder)
    due = {
        name: suite
        for name, suite in wanted.items()
        if session.full or state.get(name, {}).get("mark") != marks[name] or _is_broken(state[name])
    }
    kept = {name: verdict for name, verdict in state.items() if name in wanted and name not in due}
    gone = set(state) - set(wanted)
    if due or gone:
        from pipelines.quality.audit import gx

        (folder / STATE).unlink(missing_ok=True)
        for name in gone:
            verdict_store.forget(folder, name)
        try:
            verdicts = gx.audit(session, due, _changed_rows(session, due, state), folder)
        except duckdb.Error as error:
            raise HgtError(
                f"the audit cannot read the tables, so nothing is released: {plain(error)}",
                file=session.paths.lake_files,
                accepted="files that stand and can be read",
                next="hgt doctor, then hgt run",
            ) from None
        if VALUE_TABLE in verdicts:
            named = [_named(session, due[VALUE_TABLE], finding) for finding in verdicts[VALUE_TABLE].findings]
            verdicts[VALUE_TABLE] = replace(verdicts[VALUE_TABLE], findings=tuple(named))
        for name, verdict in verdicts.items():
            kept[name] = {
                "mark": marks[name],
                "fingerprint": wanted[name].fingerprint,
                "snapshot": changed.get(name, -1),
                "findings": [asdict(finding) for finding in verdict.findings],
                "offenders": dict(verdict.offenders),
            }
        verdict_store.prune(folder)
        gx.write_docs(session, wanted, {name: _findings(entry) for name, entry in kept.items()}, folder)
        verdict_store.write(folder / STATE, kept)
    found = tuple(finding for name in sorted(kept) for finding in _findings(kept[name]))
    counted = {name: _offenders(entry) for name, entry in kept.items()}
    standing = tuple(sorted(set(wanted) - set(due)))
    return AuditReport(tuple(due), standing, found, time.perf_counter() - began, counted)


def standing(session: Session) -> tuple[Finding, ...]:
    """Return the last audit's findings that bar, for tables unchanged since. Nothing is checked again or written."""
    found = {
        name: [finding for finding in _findings(verdict) if finding.bars]
        for name, verdict in verdict_store.read(session.paths.audit / STATE).items()
    }
    if not any(found.values()):
        return ()
    state, wanted = verdict_store.read(session.paths.audit / STATE), suites(session)
    marks = _marks(session, wanted, last_changes(session.writer.con))
    return tuple(
        finding for name, bars in sorted(found.items()) if state[name]["mark"] == marks.get(name) for finding in bars
    )


def _named(session: Session, suite: Suite, finding: Finding) -> Finding:
    """The finding with the KPIs whose values offend, where its query tells."""
    queries = [one.sql for one in suite.expectations if one.rule == finding.rule and "{batch}" in one.sql]
    if finding.state == "broken" or not queries:
        return finding
    offenders = queries[0].replace("{batch}", f"lake.{suite.table}")
    rows = session.writer.con.execute(f"SELECT DISTINCT kpi_id FROM ({offenders}) ORDER BY 1").fetchall()
    return replace(finding, kpis=tuple(str(kpi_id) for (kpi_id,) in rows))


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
        f'"{passed[column.name]}" NOT IN ({", ".join(_text(value) for value in column.enum)})'
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


def _changed_rows(
    session: Session, due: Mapping[str, Suite], state: Mapping[str, Mapping[str, object]]
) -> dict[str, Changed]:
    """Of large tables that passed the same suite before: the rows that came since.

    What is asked of a `{batch}` concerns single rows or rows of one key, so the others still pass. Hand-written rules
    name their tables and read them whole.
    """
    writer, entries, found = session.writer, build_log.entries(session.writer), {}
    for name, suite in due.items():
        old, entry = state.get(name, {}), entries.get(name)
        since = old.get("snapshot")
        if entry is None or not isinstance(since, int) or old.get("fingerprint") != suite.fingerprint:
            continue
        until = entry.changed_snapshot if entry.changed_snapshot > since else writer.snapshot()
        span = None if old["findings"] else change_feed.span(writer, name, since, until, entry.rows_n)
        if span is not None:
            doubtful = change_feed.doubtful(writer, span, suite.key)
            keys = writer.con.execute(f"FROM {doubtful}").to_arrow_table()
            found[name] = Changed(change_feed.visible(name, replace(span, held=()).came()), keys)
    return found


def _marks(session: Session, wanted: Mapping[str, Suite], changed: Mapping[str, int]) -> dict[str, str]:
    """The mark of all that a verdict rests on: suite, state of every table that it reads, the day where it matters."""
    return {
        name: hashlib.sha256(
            json.dumps(
                [
                    suite.fingerprint,
                    [changed.get(table, -1) for table in suite.reads],
                    session.as_of.isoformat() if suite.uses_as_of else None,
                ]
            ).encode()
        ).hexdigest()
        for name, suite in wanted.items()
    }


def _is_broken(verdict: Mapping[str, object]) -> bool:
    """Whether one of the expectations could not run, which is no verdict."""
    return any(finding.state == "broken" for finding in _findings(verdict))


def _findings(verdict: Mapping[str, object]) -> tuple[Finding, ...]:
    entries = verdict.get("findings")
    assert isinstance(entries, list)
    return tuple(Finding(**{**entry, "kpis": tuple(entry.get("kpis", ()))}) for entry in entries)


def _offenders(verdict: Mapping[str, object]) -> dict[str, int]:
    entries = verdict.get("offenders")
    assert isinstance(entries, dict)
    return entries


def _text(value: str) -> str:
    return "'" + value.replace("{", "{{").replace("}", "}}").replace("'", "''") + "'"

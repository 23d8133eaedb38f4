"""Validates a sample of a silo's content through the real validator and keeps nothing of it.

Binding is the first step: every expression of a contract against its typed columns, one by one, so that each fault is
named. Then the sample passes the steps of a batch: typed, validated, decided between copies, read by the `std` model.
The report to a steward quotes no restricted column, no identifier, and of public columns only values of several
records.
"""

import datetime as dt
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.declare import rounding
from pipelines.declare.contracts.actions import AGGREGATE, KEEP_FIRST, KEEP_LAST, KEEP_VERSION, QUARANTINE_ALL, implied
from pipelines.declare.contracts.bound import PROPERTY as BOUND
from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.project import Content
from pipelines.extract.delivery import clock_select
from pipelines.extract.records.extract import Extract
from pipelines.ingest import merge
from pipelines.ingest.quarantine import WINNERS, QuarantineSink
from pipelines.ingest.validate import (
    DUPLICATE,
    Rule,
    Validator,
    compile_contract,
    define_keys,
    key_columns,
    repeated_keys,
    ruled_level,
    stored_keys,
    validated_select,
)
from pipelines.ops.finding import Finding
from pipelines.state.session import pseudonym_key
from pipelines.transform import table_writer
from warehouse import macros
from warehouse.errors import plain
from warehouse.sql import identifier, literal
from warehouse.store import Writer

EDGE_ROWS_N = 10_000
"""The number of first and of last records of every object in the sample."""
WHOLE_ROWS_N = 100_000
"""A dataset of at most this many records is validated whole."""
SHOWN_RULES_N = 5
SHOWN_VALUES_N = 3
VALUE_LENGTH = 40
COMMON_N = 5
"""A value of at least this many records is quoted. A rarer one may be a misplaced personal one: its shape is shown."""
NUMBER = "[0-9]{7}"
"""The shape of a number that may be a person's, however frequent."""
SHAPE = (("[0-9]", "9"), (r"[\p{Latin}]", "a"), (r"[^\x20-\x7e]", "字"))
"""Each replaced character of a shape, and its replacement."""
EARLIEST = "DATE '1900-01-01'"
YEARS_AHEAD = 10
SAMPLE, REPEATED = "temp.main.sample", "temp.main.sample_repeated"


def prepare(con: duckdb.DuckDBPyConnection, content: Content) -> None:
    """Give a connection the state of a writer's: macros, the day observed, the schema that models read."""
    content.define_macros(con)
    macros.observe(con, content.district.today())
    con.execute("CREATE SCHEMA IF NOT EXISTS raw")


def bind(con: duckdb.DuckDBPyConnection, content: Content, contract: Contract) -> list[Finding]:
    """Every expression of the contract, and its `std` model, bound over no rows; one finding for each failure."""
    validator = compile_contract(contract)
    names = dict.fromkeys(column.physical_name for column in contract.columns)
    nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS {identifier(name)}" for name in [*names, "_source"])
    relation = f"(SELECT {nothing} LIMIT 0)"
    level = ruled_level(validator, relation, extracted_at=clock(content))
    asked = [
        (f"rule {rule.id}", f"SELECT CASE WHEN {rule.broken} THEN 1 END FROM ({level})") for rule in validator.rules
    ]
    if contract.version is not None:
        asked.append(("version", f"SELECT max({contract.version}\n) FROM ({level})"))
    found = [
        Finding(False, f"{contract.name}: {what} does not bind: {why}", f"correct {contract.file}, then hgt silo check")
        for what, why in ((what, _why(con, query)) for what, query in [("the typed columns", level), *asked])
        if why
    ]
    if not found and _stands_alone(content, contract):
        columns = ", ".join(identifier(column.name) for column in contract.columns)
        _offer(con, contract, f"SELECT {columns}, _source, _extracted_at FROM ({level})")
        model = content.models[f"std.{contract.name}"]
        why = _why(con, f"SELECT * FROM ({model.select}\n) LIMIT 0")
        if why:
            step = f"correct {model.path}, then hgt silo check"
            found.append(Finding(False, f"{model.name}: the model does not bind: {why}", step))
    return found


def is_whole(extract: Extract) -> bool:
    """Whether all records are in the sample."""
    records_n = extract.records_n.values()
    return sum(records_n) <= WHOLE_ROWS_N or max(records_n) <= 2 * EDGE_ROWS_N


def shrunk(
    con: duckdb.DuckDBPyConnection, look: Writer, contract: Contract, extract: Extract, source: str
) -> Iterator[Finding]:
    """The load's answer to a full extract, `source`, that lost many of the table's keys; quarantined keys stay."""
    table = f"lake.std.{identifier(contract.name)}"
    is_read = contract.mode == "full" and source in extract.records_n
    if not is_read or not table_writer.exists(look.con, f"std.{contract.name}"):
        return
    if any(contract.column(name).namespace for name in contract.key):
        define_keys(con, contract, pseudonym_key(look.paths, may_generate=False))
    keys = ", ".join(map(identifier, contract.key))
    stand = look.con.execute(f"SELECT hash({keys}) AS key_hash FROM {table} WHERE NOT _is_deleted").to_arrow_table()
    con.register("standing", stand)
    names = key_columns(contract)
    coming = stored_keys(
        contract, f"(SELECT {', '.join(map(identifier, names))} FROM {extract.row_numbers(source, names)})"
    )
    row = con.execute(
        f"""WITH coming AS MATERIALIZED (SELECT hash({keys}) AS key_hash FROM ({coming}))
        SELECT {extract.records_n[source]} - count(*),
            (SELECT count(*) FROM standing ANTI JOIN coming USING (key_hash)) FROM coming"""
    ).fetchone()
    assert row is not None
    lost_n = row[1] - row[0]
    if merge.is_broken(len(stand), lost_n):
        problem = f"{contract.name}: the full extract lost {lost_n:,} of {len(stand):,} rows: run would refuse it"
        step = f"ask the silo for a complete extract, or accept it: hgt run --full --select {contract.silo}"
        yield Finding(False, problem, step)


def rehearse(
    con: duckdb.DuckDBPyConnection, content: Content, contract: Contract, extract: Extract, scratch: Path, clock: str
) -> list[Finding]:
    """Return the findings of a load of a sample of the extract; `clock` is SQL for the time its objects were taken."""
    validator = compile_contract(contract)
    malformed_n, sampled_n = _sample(con, contract, extract)
    whole = is_whole(extract)
    keys = SAMPLE if whole else extract.keys_relation(key_columns(contract))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {REPEATED} AS {repeated_keys(contract, keys)}")
    repeated_n = _count(con, REPEATED)
    if any(column.namespace for column in contract.columns):
        define_keys(con, contract, secrets.token_bytes(32))
    sink = QuarantineSink(scratch, validator)
    sink.attach(con)
    try:
        select = validated_select(validator, SAMPLE, extracted_at=clock, candidates=REPEATED if repeated_n else None)
        taken = select
        if _stands_alone(content, contract):
            _offer(con, contract, select)
            taken = content.models[f"std.{contract.name}"].select
        row = con.execute(f"SELECT count(*), bit_xor(hash(_row)) FROM ({taken}\n) AS _row").fetchone()
        assert row is not None
        order = {source: position for position, source in enumerate(extract.records_n)}
        _, superseded_n = sink.resolve_duplicates(con, contract, order, clock, extract.row_numbers)
        landed_n = int(row[0]) + _count(con, WINNERS)
        placed_n = landed_n + sink.set_aside_n + sink.filtered_n + superseded_n
        outcome = _Outcome(
            contract,
            validator,
            clock,
            sampled_n,
            malformed_n,
            landed_n,
            sink.set_aside(),
            sink.filtered_n,
            sink.broken(),
        )
    except duckdb.Error as error:
        why = plain(error)
        step = f"correct {contract.file}, then hgt silo check"
        return [Finding(False, f"{contract.name}: the sample cannot be validated: {why}", step)]
    finally:
        sink.close()
    found = list(outcome.findings(con, whole, repeated_n))
    if placed_n != sampled_n:
        problem = f"{contract.name}: {sampled_n:,} sampled rows become {placed_n:,}"
        found.append(
            Finding(
                False, problem, f"correct models/std/{contract.name}.sql: it gives one row per row; then hgt silo check"
            )
        )
    return found


@dataclass(frozen=True)
class _Outcome:
    """The outcome of the sample."""

    contract: Contract
    validator: Validator
    clock: str
    sampled_n: int
    malformed_n: int
    landed_n: int
    set_aside: Mapping[str, int]
    filtered_n: int
    broken: dict[str, int]

    def findings(self, con: duckdb.DuckDBPyConnection, whole: bool, repeated_n: int) -> Iterator[Finding]:
        name = self.contract.name
        rows_n = self.sampled_n + self.malformed_n
        quarantined_n = sum(self.set_aside.values()) + self.malformed_n
        words = "rows" if whole else f"sampled rows (the first and last {EDGE_ROWS_N:,} of every object)"
        head = f"{name}: {quarantined_n:,} of {rows_n:,} {words} would be quarantined"
        share = f" ({rounding.share(quarantined_n, rows_n)})" if rows_n else ""
        yield Finding(True, head + share, notice=bool(quarantined_n))
        if rows_n:
            yield from self._bounded(con, rows_n, quarantined_n, whole)
        if self.malformed_n:
            yield Finding(True, f"{name}: malformed: {self.malformed_n:,} records", notice=True)
        level = ruled_level(self.validator, SAMPLE, extracted_at=self.clock)
        rules = {rule.id: rule for rule in self.validator.rules}
        for rule_id, broken_n in sorted(self.broken.items(), key=lambda item: -item[1])[:SHOWN_RULES_N]:
            values = self._values(con, level, rules[rule_id]) if rule_id in rules and rule_id != DUPLICATE else ""
            severity = rules[rule_id].severity if rule_id in rules else "block"
            yield Finding(True, f"{name}: {severity} {rule_id}: {broken_n:,}{values}", notice=True)
        if self.contract.version is not None and self._is_text(con, level, self.contract.version):
            told = f"version `{self.contract.version.strip()}` is a text, and of texts 10 comes before 9"
            yield Finding(True, f"{name}: {told}: declare what it is, a number or a moment", notice=True)
        if repeated_n:
            yield Finding(True, f"{name}: {repeated_n:,} keys repeat; {self._policy()}", notice=True)
        yield from self._dates(con, level)

    def _bounded(
        self, con: duckdb.DuckDBPyConnection, rows_n: int, quarantined_n: int, whole: bool
    ) -> Iterator[Finding]:
        """Predict the gate's answer for all, and for each object, by the bound in force; a sample gives an estimate."""
        bound, received_n = self.contract.bound, rows_n - self.filtered_n
        words = "rows" if whole else "sampled rows"
        share = rounding.share(quarantined_n, max(received_n, 1))
        asked = [(f"{share} of {received_n:,} {words}", quarantined_n, received_n)]
        if not self.landed_n:
            asked = [(f"nothing of {rows_n:,} {words} would land", rows_n, rows_n)]
        else:
            counted = con.execute(f"SELECT _source, count(*) FROM {SAMPLE} GROUP BY ALL ORDER BY ALL").fetchall()
            asked += [
                (f"nothing of {source} would land", n, n) for source, n in counted if self.set_aside.get(source) == n
            ]
        for what, quarantined, received in asked:
            row = con.execute(
                f"SELECT {bound.barred}, {bound.warned}"
                " FROM (SELECT $1::BIGINT AS quarantined_n, $2::BIGINT AS received_n)",
                [quarantined, received],
            ).fetchone()
            assert row is not None
            shares = f"({BOUND}: warn {bound.warn:.4g}, block {bound.block:.4g})"
            if row[0]:
                would = "would bar the release" if whole else "would bar the release if all rows are like these"
                step = f"correct the source or {self.contract.file}, or declare `{BOUND}` there, then hgt silo check"
                is_sure = whole or not self.landed_n
                yield Finding(not is_sure, f"{self.contract.name}: {what}: run {would} {shares}", step, notice=True)
            elif row[1]:
                yield Finding(True, f"{self.contract.name}: {what}: run would warn {shares}", notice=True)

    def _policy(self) -> str:
        """Describe the treatment of the copies of a key by the policy in force."""
        version, policy = self.contract.version, self.contract.duplicates
        return {
            KEEP_VERSION: f"of each key the row with the largest `{(version or '').strip()}` counts",
            KEEP_FIRST: "of each key the first record of an object counts, the others are quarantined",
            KEEP_LAST: "of each key the last record of an object counts, the others are quarantined",
            AGGREGATE: f"copies of a key are put together ({policy}); those that differ elsewhere are quarantined",
            QUARANTINE_ALL: "equal copies count once, copies that differ are quarantined; `duplicates` would choose",
        }[policy.policy]

    def _is_text(self, con: duckdb.DuckDBPyConnection, level: str, expression: str) -> bool:
        shape = con.execute(f"DESCRIBE SELECT ({expression}\n) AS version FROM ({level})").fetchall()
        return bool(shape[0][1] == "VARCHAR")

    def _values(self, con: duckdb.DuckDBPyConnection, level: str, rule: Rule) -> str:
        columns = [column for column in self.contract.columns if _names(rule, column)]
        shown = [column for column in columns if column.classification == "public"]
        if not shown:
            return ""
        texts = ", ".join(f"{literal(column.name + '=')} || {_shown(column)}" for column in shown)
        rows = con.execute(
            f"SELECT DISTINCT concat_ws(', ', {texts}) FROM ({level}) WHERE {rule.broken}"
            f" ORDER BY 1 LIMIT {SHOWN_VALUES_N}"
        ).fetchall()
        return f", such as {' | '.join(str(text) for (text,) in rows)}" if rows else ""

    def _dates(self, con: duckdb.DuckDBPyConnection, level: str) -> Iterator[Finding]:
        for column in self.contract.columns:
            if column.sql_type not in ("DATE", "TIMESTAMPTZ"):
                continue
            day = f"CAST({identifier(column.name)} AS DATE)"
            latest = f"as_of() + INTERVAL {YEARS_AHEAD} YEAR"
            row = con.execute(
                f"SELECT count(*), min({day}), max({day}) FROM ({level}) WHERE {day} < {EARLIEST} OR {day} > {latest}"
            ).fetchone()
            if row is not None and row[0]:
                span = f" ({row[1]} to {row[2]})" if column.classification == "public" else ""
                text = f"{column.name}: {row[0]:,} dates before 1900 or {YEARS_AHEAD} years ahead{span}"
                yield Finding(True, f"{self.contract.name}: {text}", notice=True)


def _shown(column: Column) -> str:
    """SQL over the rows that break a rule: the text of a public column if it is common, else its shape."""
    text = identifier(f"_text {column.name}")
    shape = f"left({text}, {VALUE_LENGTH})"
    for pattern, character in SHAPE:
        shape = f"regexp_replace({shape}, {literal(pattern)}, {literal(character)}, 'g')"
    is_number = f"regexp_matches(regexp_replace({text}, '[^0-9]', '', 'g'), {literal(NUMBER)})"
    is_common = f"count(*) OVER (PARTITION BY {text}) >= {COMMON_N} AND NOT {is_number}"
    return f"coalesce(CASE WHEN {is_common} THEN left({text}, {VALUE_LENGTH}) ELSE {shape} END, 'NULL')"


def _names(rule: Rule, column: Column) -> bool:
    """Whether the rule is about the column."""
    if implied(rule.id)[1] == column.name:
        return True
    return re.search(rf"\b{re.escape(column.name)}\b", rule.broken) is not None


def _sample(con: duckdb.DuckDBPyConnection, contract: Contract, extract: Extract) -> tuple[int, int]:
    """Fill the sample; the number of malformed records, and the number of records in the sample."""
    names = list(dict.fromkeys(column.physical_name for column in contract.columns))
    listed = ", ".join(identifier(name) for name in [*names, "_source"])
    if sum(extract.records_n.values()) <= WHOLE_ROWS_N:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {SAMPLE} AS SELECT {listed} FROM {extract.relation}")
        return len(extract.malformed()), _count(con, SAMPLE)
    con.execute(f"SELECT bit_xor(hash(record)) FROM {extract.relation} AS record").fetchall()
    malformed_n = len(extract.malformed())
    edges = [
        f"SELECT {listed} FROM {extract.row_numbers(source, names)}"
        f" WHERE _row_number <= {EDGE_ROWS_N} OR _row_number > {records_n - EDGE_ROWS_N}"
        for source, records_n in extract.records_n.items()
    ]
    con.execute(f"CREATE OR REPLACE TEMP TABLE {SAMPLE} AS {' UNION ALL '.join(edges)}")
    return malformed_n, _count(con, SAMPLE)


def _stands_alone(content: Content, contract: Contract) -> bool:
    """Whether the `std` model reads nothing but its own dataset."""
    model = content.models.get(f"std.{contract.name}")
    return model is not None and set(model.inputs) == {f"raw.{contract.name}"}


def _offer(con: duckdb.DuckDBPyConnection, contract: Contract, select: str) -> None:
    con.execute(f"CREATE OR REPLACE VIEW raw.{identifier(contract.name)} AS {select}")


def clock(content: Content, taken: Mapping[str, dt.datetime] | None = None) -> str:
    """SQL over rows with `_source`: when they were taken, or the day observed without such a moment."""
    return clock_select(taken) if taken else f"CAST({literal(content.district.today().isoformat())} AS TIMESTAMPTZ)"


def _why(con: duckdb.DuckDBPyConnection, query: str) -> str | None:
    try:
        con.execute(query)
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    return None


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row is not None else 0

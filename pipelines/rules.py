"""Checks that hold between rows and tables: those a declaration implies, and those that people wrote in `quality/`.

A check is a query that returns offenders; an empty result is a pass. A check that cannot run is *broken*, which blocks
like a failure. Row rules of one dataset are the judge's, and whether a release may go out is the gate's.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from pipelines import feed, implied, ledger, rewrite
from pipelines.feed import visible
from pipelines.graph import RAW
from pipelines.implied import BLOCK, GENERATED, HAND, VALUES, Check
from pipelines.model import Rule
from pipelines.session import Session
from warehouse.errors import HgtError

PASS, FAIL, BROKEN = "pass", "fail", "broken"
CHECKED = "checks"
"""Ledger entries `checks.<table>` say on which texts and inputs a table's newest results rest."""
SAMPLES_N = 5
MESSAGE_LENGTH = 600


@dataclass(frozen=True)
class RuleResult:
    """The newest result of one rule on one table. `message` says what is wrong, with at most five sample keys."""

    table: str
    rule_id: str
    kind: str
    severity: str
    dimension: str
    gbt36344: str
    state: str
    offenders_n: int | None
    message: str

    @property
    def blocks(self) -> bool:
        """Whether this result bars a release."""
        return self.severity == BLOCK and self.state != PASS


def check(session: Session, table: str, *, full: bool = False) -> list[RuleResult]:
    """Check a table that has been built; results stand in `meta.rule_result`.

    Rules whose text and tables are as they were are not run again: their stored results are returned.
    """
    con = session.writer.con
    entries = ledger.read_all(con)
    if table not in entries:
        raise HgtError(f"{table} cannot be checked: it was never built", value=table, next="hgt run")
    checks = _checks(session, table)
    text_hash = hashlib.sha256(json.dumps([[c.rule_id, c.text_hash] for c in checks]).encode()).hexdigest()
    inputs = _inputs(session, table, checks, entries)
    entry = entries.get(f"{CHECKED}.{table}")
    observing = any(c.uses_as_of for c in checks)
    if (
        not full
        and entry is not None
        and (entry.text_hash, dict(entry.inputs)) == (text_hash, inputs)
        and (not observing or entry.as_of == session.as_of)
    ):
        return stored(con, table)
    since = entry.inputs.get(table) if entry is not None and not full else None
    try:
        _narrow(con, session, table, entries[table], since)
        for name in {name for c in checks for name in c.inputs}:
            if not name.startswith(f"{RAW}."):
                con.execute(f"CREATE OR REPLACE VIEW work.{name} AS {_shown(con, name)}")
        results = [_run(con, table, c) for c in checks]
    finally:
        con.execute("DROP VIEW IF EXISTS temp.main.checked_rows")
        con.execute("DROP TABLE IF EXISTS temp.main.checked_keys")
    _store(session, table, results, entries[table].changed_snapshot, text_hash, inputs)
    return results


def stored(con: duckdb.DuckDBPyConnection, table: str | None = None) -> list[RuleResult]:
    """The newest results of a table, or of all tables."""
    rows = con.execute(
        """SELECT table_name, rule_id, kind, severity, dimension, gbt36344, state, offenders_n, message
        FROM lake.meta.rule_result WHERE $1 IS NULL OR table_name = $1 ORDER BY table_name, kind, rule_id""",
        [table],
    ).fetchall()
    return [RuleResult(*row) for row in rows]


def _checks(session: Session, table: str) -> list[Check]:
    found = implied.checks(session, table)
    found += [_hand(rule, implied.key_of(session, table)) for rule in session.content.rules_of(table)]
    return sorted(found, key=lambda c: (c.kind, c.rule_id))


def _hand(rule: Rule, key: tuple[str, ...]) -> Check:
    head = rule.header
    sample = tuple(column for column in key if column in rule.columns) or rule.columns[:1]
    return Check(
        rule.name,
        HAND,
        head.severity,
        head.dimension,
        head.gbt36344 or "",
        head.description,
        rule.select.strip().rstrip(";"),
        sample,
        rule.text_hash,
        rule.inputs,
        rule.uses_as_of,
        head.codes,
    )


def _inputs(session: Session, table: str, checks: list[Check], entries: Mapping[str, ledger.Entry]) -> dict[str, int]:
    """What the results rest on. A table that the ledger does not know counts as changed by every commit."""
    found = {table: entries[table].changed_snapshot}
    for name in {name for c in checks for name in c.inputs}:
        found[name] = entries[name].changed_snapshot if name in entries else session.writer.snapshot()
    if table.startswith("std."):
        row = session.writer.con.execute(
            "SELECT coalesce(max(batch_id), 0) FROM lake.meta.batch WHERE dataset = ?", [table.removeprefix("std.")]
        ).fetchone()
        found["meta.batch"] = row[0] if row else 0
        row = session.writer.con.execute(
            "SELECT count(*) FROM lake.meta.extraction WHERE dataset = ? AND state <> 'ok'",
            [table.removeprefix("std.")],
        ).fetchone()
        found["meta.extraction"] = row[0] if row else 0
    return found


def _narrow(
    con: duckdb.DuckDBPyConnection, session: Session, table: str, built: ledger.Entry, since: int | None
) -> None:
    """Make `checked_rows`: the table's rows, or of a large one those whose key changed since its key last passed.

    Keys that no row came to stay unique and present, so only the others need another look.
    """
    rows, key = visible(con, table), implied.key_of(session, table)
    passed = {result.rule_id for result in stored(con, table) if result.state == PASS and result.kind == GENERATED}
    if since is not None and {"key_unique", "key_present"} <= passed and table != VALUES:
        span = feed.span(con, table, since, built.changed_snapshot, built.rows_n)
        if span is not None:
            columns = ", ".join(rewrite.name(column) for column in key)
            match = " AND ".join(
                f"v.{rewrite.name(column)} IS NOT DISTINCT FROM t.{rewrite.name(column)}" for column in key
            )
            con.execute(f"CREATE OR REPLACE TEMP TABLE checked_keys AS SELECT DISTINCT {columns} FROM ({span.came()})")
            rows = f"SELECT v.* FROM ({rows}) v SEMI JOIN temp.main.checked_keys t ON {match}"
    con.execute(f"CREATE OR REPLACE TEMP VIEW checked_rows AS {rows}")


def _shown(con: duckdb.DuckDBPyConnection, table: str) -> str:
    return f"SELECT * FROM lake.{table}" if table.startswith("meta.") else visible(con, table)


def _run(con: duckdb.DuckDBPyConnection, table: str, c: Check) -> RuleResult:
    sample = ", ".join(rewrite.name(column) for column in c.sample)
    try:
        con.execute(f"CREATE OR REPLACE TEMP TABLE offending_rows AS SELECT {sample} FROM ({c.offenders}\n) offenders")
        offenders_n = rewrite.count(con, "temp.main.offending_rows")
        shown = con.execute("SELECT * FROM temp.main.offending_rows ORDER BY ALL LIMIT ?", [SAMPLES_N]).fetchall()
    except duckdb.Error as error:
        return _result(table, c, BROKEN, None, f"{c.description}: the check could not run: {error}")
    finally:
        con.execute("DROP TABLE IF EXISTS temp.main.offending_rows")
    if not offenders_n:
        return _result(table, c, PASS, 0, c.description)
    keys = "; ".join(
        ", ".join(f"{column} = {value}" for column, value in zip(c.sample, row, strict=True)) for row in shown
    )
    return _result(table, c, FAIL, offenders_n, f"{c.description}: {keys}")


def _result(table: str, c: Check, state: str, offenders_n: int | None, message: str) -> RuleResult:
    return RuleResult(
        table, c.rule_id, c.kind, c.severity, c.dimension, c.gbt36344, state, offenders_n, message[:MESSAGE_LENGTH]
    )


def _store(
    session: Session,
    table: str,
    results: list[RuleResult],
    changed_snapshot: int,
    text_hash: str,
    inputs: dict[str, int],
) -> None:
    now = dt.datetime.now(dt.UTC)
    with session.writer.transaction() as con:
        con.execute("DELETE FROM lake.meta.rule_result WHERE table_name = ?", [table])
        for result in results:
            con.execute(
                "INSERT INTO lake.meta.rule_result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    result.table,
                    result.rule_id,
                    result.kind,
                    result.severity,
                    result.dimension,
                    result.gbt36344,
                    result.state,
                    result.offenders_n,
                    result.message,
                    now,
                    changed_snapshot,
                ],
            )
        ledger.write(
            con,
            ledger.Entry(
                f"{CHECKED}.{table}", text_hash, CHECKED, len(results), changed_snapshot, inputs, session.as_of, 0.0
            ),
        )

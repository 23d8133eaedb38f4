"""Checks that hold between rows and tables: those a declaration implies, and those that people wrote in `quality/`.

A check is a query that returns offenders; an empty result is a pass. A check that cannot run is *broken*, which blocks
like a failure. Row rules of one dataset are the validator's, and whether a release may go out is the gate's.
"""

import hashlib
import json
import re
from collections.abc import Mapping

import duckdb

from pipelines.declare.dag import RAW
from pipelines.quality import generated, rule_catalogue
from pipelines.quality.rule import GENERATED, Rule
from pipelines.state import build_log
from pipelines.state.check_results import BROKEN, FAIL, PASS, RuleResult
from pipelines.state.session import Session
from pipelines.transform import change_feed, input_views
from warehouse import kpi_value
from warehouse.errors import HgtError, plain
from warehouse.sql import identifier, literal

CHECKED = "checks"
"""Build-log entries `checks.<table>` say on which texts and inputs a table's newest results rest."""
META = re.compile(r"\blake\.meta\.(\w+)")
SAMPLES_N = 5
MESSAGE_LENGTH = 600


def check(session: Session, table: str, *, full: bool = False) -> list[RuleResult]:
    """Rule a table that has been built; results are kept in `meta.rule_result`.

    Rules whose text and tables are as they were are not run again: their stored results are returned. A check that
    could not run is no result, so all checks of its table run again.
    """
    con = session.writer.con
    entries = session.state.builds.entries
    if table not in entries:
        raise HgtError(f"{table} cannot be checked: it was never built", value=table, next="hgt run")
    rules = rule_catalogue.of_table(session.content, table)
    texts = [session.content.district.time_zone, *([c.rule_id, c.text_hash] for c in rules)]
    text_hash = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
    rests_on = _rests_on(session, table, rules, entries)
    entry = entries.get(f"{CHECKED}.{table}")
    observing = any(c.uses_as_of for c in rules)
    known = session.state.checks.by_table.get(table, [])
    ran = all(result.state != BROKEN for result in known)
    if (
        not full
        and entry is not None
        and (entry.text_hash, dict(entry.inputs)) == (text_hash, rests_on)
        and (not observing or entry.as_of == session.as_of)
        and ran
    ):
        return known
    since = entry.inputs.get(table) if entry is not None and ran and not full else None
    try:
        read = {name for c in rules for name in c.inputs if not name.startswith(f"{RAW}.")}
        input_views.offer(session.state, {table, *read}, anew=full)
        _narrow(con, session, table, entries[table], since)
        kept = session.content.restricted
        counts = _counts(con, table, rules)
        results = [
            _result(table, c, PASS, 0, c.words.en)
            if counts.get(c.rule_id) == 0
            else _run(con, table, c, may_name=kept.isdisjoint({table, *c.inputs}))
            for c in rules
        ]
    except duckdb.Error as error:
        results = [_broken(table, c, error) for c in rules]
    finally:
        con.execute("DROP VIEW IF EXISTS temp.main.checked_rows")
    changed_snapshot = entries[table].changed_snapshot
    session.state.checks.write(table, results, changed_snapshot)
    made = build_log.Entry(
        f"{CHECKED}.{table}", text_hash, CHECKED, len(results), changed_snapshot, rests_on, session.as_of, 0.0
    )
    session.state.builds.write(made)
    return results


def _rests_on(
    session: Session, table: str, rules: list[Rule], entries: Mapping[str, build_log.Entry]
) -> dict[str, int]:
    """The state of all that results rest on. A table that the build log does not know is changed by every commit."""
    found = {table: entries[table].changed_snapshot}
    for name in {name for c in rules for name in c.inputs}:
        found[name] = entries[name].changed_snapshot if name in entries else session.writer.snapshot()
    if table.startswith("std."):
        dataset = table.removeprefix("std.")
        found["meta.batch"] = session.state.batches.newest.get(dataset, 0)
        found["meta.extraction"] = int(session.state.attempts.states.get(dataset, "ok") != "ok")
    return found


def _narrow(
    con: duckdb.DuckDBPyConnection, session: Session, table: str, built: build_log.Entry, since: int | None
) -> None:
    """Make `checked_rows`: the table's rows, or of a large one those inserted since its key last passed.

    They include every row that could share a key with one of the inserted rows.
    """
    rows, key = f"FROM work.{table}", generated.key_of(session.content, table)
    passed = {
        result.rule_id
        for result in session.state.checks.by_table.get(table, [])
        if result.state == PASS and result.kind == GENERATED
    }
    if since is not None and {"key_unique", "key_present"} <= passed and table != kpi_value.TABLE:
        span = change_feed.span(session.state, table, since, built.changed_snapshot, built.rows_n)
        if span is not None:
            colliding, using = change_feed.colliding(session.state, span, key), ", ".join(map(identifier, key))
            rows = (
                f"SELECT * FROM ({change_feed.visible(table, span.inserted())}) ANTI JOIN {colliding} USING ({using})"
                f" UNION ALL BY NAME SELECT * FROM ({rows}) SEMI JOIN {colliding} USING ({using})"
            )
    con.execute(f"CREATE OR REPLACE TEMP VIEW checked_rows AS {rows}")


def _counts(con: duckdb.DuckDBPyConnection, table: str, rules: list[Rule]) -> dict[str, int]:
    """The number of offenders of each rule, by one statement, as most checks pass; none where one of them cannot run.

    The rules of a feed read the rows of their dataset in each meta table once.
    """
    dataset = literal(table.removeprefix("std."))
    texts = [(c.offenders, META.sub(r"its_\1", c.offenders))[c.kind == GENERATED] for c in rules]
    read = sorted({name for c in rules if c.kind == GENERATED for name in META.findall(c.offenders)})
    held = ", ".join(f"its_{name} AS MATERIALIZED (FROM lake.meta.{name} WHERE dataset = {dataset})" for name in read)
    counted = ", ".join(f"(SELECT count(*) FROM ({text}\n) AS offenders)" for text in texts)
    try:
        row = con.execute(f"{f'WITH {held} ' if held else ''}SELECT {counted}").fetchone() if rules else None
    except duckdb.Error:
        return {}
    return dict(zip((c.rule_id for c in rules), row or (), strict=False))


def _run(con: duckdb.DuckDBPyConnection, table: str, c: Rule, *, may_name: bool = True) -> RuleResult:
    """Run one check; keys of offenders are named only where no table that it reads is restricted."""
    sample = ", ".join(identifier(column) for column in c.sample)
    try:
        row = con.execute(
            f"SELECT count(*), min(row({sample}), {SAMPLES_N}) FROM ({c.offenders}\n) AS offenders"
        ).fetchone()
    except duckdb.Error as error:
        return _broken(table, c, error)
    offenders_n, shown = row or (0, ())
    if not offenders_n:
        return _result(table, c, PASS, 0, c.words.en)
    if not may_name:
        return _result(table, c, FAIL, offenders_n, c.words.en)
    keys = "; ".join(
        ", ".join(f"{column} = {value}" for column, value in zip(c.sample, row, strict=True)) for row in shown
    )
    return _result(table, c, FAIL, offenders_n, f"{c.words.en}: {keys}")


def _broken(table: str, c: Rule, error: duckdb.Error) -> RuleResult:
    return _result(table, c, BROKEN, None, f"{c.words.en}: the check could not run: {plain(error)}")


def _result(table: str, c: Rule, state: str, offenders_n: int | None, message: str) -> RuleResult:
    return RuleResult(
        table, c.rule_id, c.kind, c.severity, c.dimension, c.gbt36344, state, offenders_n, message[:MESSAGE_LENGTH]
    )

"""Brings one derived table (pub, mart or kpi) up to date, by rebuild or by increment, whichever is cheaper.

The model's text runs untouched in the catalog `work`, where `input_views` lays out its inputs; an increment only
narrows those views. `table_writer` writes rows, `change_feed` finds changed keys, `build_log` records builds. The table
and its build log entry commit together; small tables share a commit, which costs more than their rows. The validator
makes `std` tables and `calendar` makes `std.calendar`.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from pipelines.declare.header import ModelHeader
from pipelines.declare.indicator import NUMERATOR, PERIOD, RANGES, STOCK
from pipelines.declare.model import Model
from pipelines.declare.rounding import scaled
from pipelines.state import build_log
from pipelines.state.commits import Write
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import change_feed, input_views, kpi_days_delta, precreate, table_writer
from pipelines.transform.kpi_days import DAY_KEY, UNDECLARED
from warehouse.errors import HgtError, plain

SKIP, REBUILD, INCREMENT = "skip", "rebuild", "increment"
FILL, DIFFERENCE, WHOLE = "fill", "difference", "whole"
DERIVED = ("pub", "mart", "kpi")
PARTITION_ROWS_N = 1_000_000
"""From this size on a table is split by year, so that maintenance rewrites only years that changed; an estimate. Finer
parts would make a file each of the few rows that one batch corrects in all of them.
"""
MOST_DEFERRED = 64
"""The maximum number of tables that wait for one commit."""
LARGE_ROWS_N = 2_000_000
"""A table whose text changed is compared with its older rows only below this size."""


@dataclass(frozen=True)
class BuildReport:
    """The outcome of one build. `changed` says whether the table's rows (or its columns) differ from before."""

    table: str
    mode: str
    rows_n: int
    inserted: int
    deleted: int
    seconds: float
    changed: bool


def stale(session: Session, table: str, entries: Mapping[str, build_log.Entry] | None = None) -> str | None:
    """The reason to build the table, in a few words; None when it is up to date.

    `entries` is the whole build log, for a caller that checks many tables.
    """
    model = _model(session, table)
    entries = session.state.builds.entries if entries is None else entries
    entry = entries.get(table)
    if entry is None:
        return "never built"
    if entry.text_hash != model.text_hash:
        return "its text changed"
    if set(entry.inputs) != set(model.inputs):
        return "its inputs are others"
    for name in model.inputs:
        made = entries.get(name)
        if made is None or made.changed_snapshot != entry.inputs[name]:
            return f"{name} changed"
    if observes(model) and entry.as_of != session.as_of:
        return "the day that is observed moved"
    return None


def build(session: Session, table: str, full: bool = False, *, defer: bool = False) -> BuildReport:
    """Bring a table up to date; `full` rebuilds it whatever the build log says.

    With `defer` a small table waits in memory for the next commit. An error is recorded until the table is built.
    """
    model = _model(session, table)
    with session.attempt(table):
        report = _build(session, model, full)
        if not defer or len(session.state.unwritten) >= MOST_DEFERRED:
            session.state.flush()
    return report


def _build(session: Session, model: Model, full: bool) -> BuildReport:
    started = time.perf_counter()
    table, state = model.name, session.state
    con, entries = state.con, state.builds.entries
    entry = entries.get(table)
    if not full and stale(session, table, entries) is None:
        assert entry is not None
        return BuildReport(table, SKIP, entry.rows_n, 0, 0, time.perf_counter() - started, changed=False)
    inputs = {name: _made(model, name, entries).changed_snapshot for name in model.inputs}
    if _is_small(model, entries):
        return _held(session, model, inputs, started)
    state.flush()
    same_text = entry is not None and entry.text_hash == model.text_hash and table_writer.exists(con, table)
    try:
        narrowed = _narrowed(session, model, entry, entries) if same_text and not full else None
        mode = REBUILD if narrowed is None else INCREMENT
        query = _query(state, model, narrowed)
        if narrowed is not None and not _same_shape(con, model, query):
            mode, narrowed = REBUILD, None
            query = _query(state, model, None)
        with state.transaction():
            if isinstance(narrowed, change_feed.Changes):
                with table_writer.fetched(con, query) as rows:
                    written = table_writer.keys(con, table, rows, change_feed.COLUMN, narrowed.target)
            else:
                written = _rebuild(state, model, query)
            _check_days(con, model, f"lake.{table}")
            snapshot = (
                entry.changed_snapshot if entry is not None and not written.changed else session.writer.next_snapshot()
            )
            seconds = time.perf_counter() - started
            state.builds.write(
                build_log.Entry(table, model.text_hash, mode, written.rows_n, snapshot, inputs, session.as_of, seconds)
            )
    except duckdb.Error as error:
        raise _explained(model, error) from error
    finally:
        change_feed.forget(con)
        kpi_days_delta.forget(con)
    return BuildReport(
        table, mode, written.rows_n, written.inserted, written.deleted, time.perf_counter() - started, written.changed
    )


def _check_days(con: duckdb.DuckDBPyConnection, model: Model, days: str) -> None:
    """Refuse the days of a KPI that would drop out of its values, or that its declared range does not allow."""
    if model.layer == "kpi":
        _check_dated(con, model, days)
        if NUMERATOR in model.kpi.shape.words:
            _check_range(con, model, days)


def _check_dated(con: duckdb.DuckDBPyConnection, model: Model, days: str) -> None:
    """Refuse rows without a day: they count on no day, so every value would omit them silently."""
    found = con.execute(f"SELECT variant, max(rows_n) FROM {days} WHERE {PERIOD} IS NULL GROUP BY ALL").fetchall()
    if found:
        raise HgtError(
            f"a KPI has rows without a day, where `{PERIOD}` is NULL",
            file=model.path,
            value=", ".join(f"{variant}: {rows_n} row(s)" for variant, rows_n in sorted(found)),
            accepted=f"a date in each row, or `WHERE {PERIOD} IS NOT NULL` in the SELECT if they are not to count",
            next=f"correct models/{model.layer}/{model.path.name}, then hgt run",
        )


def _check_range(con: duckdb.DuckDBPyConnection, model: Model, days: str) -> None:
    """Refuse the days of a KPI that its declared range does not allow, and name the ranges that would allow them."""
    head = model.kpi
    words, offends = RANGES[head.range]
    beyond = ", ".join(f"count(*) FILTER ({RANGES[name][1]})" for name in head.shape.ranges)
    found = con.execute(
        f"SELECT min(row(period_on, numerator, denominator)), count(*), {beyond} FROM {days} WHERE {offends}"
    ).fetchone()
    if found is None or found[0] is None:
        return
    first_on, *integers = found[0]
    wider = [name for name, still_n in zip(head.shape.ranges, found[2:], strict=True) if not still_n]
    raise HgtError(
        f"a KPI of kind {head.kind} has {found[1]} row(s) outside of its header key `range` = "
        f'"{head.range}" ({words}), the first on {first_on}',
        file=model.path,
        value=" / ".join(str(scaled(units, head.scale)) for units in integers if units is not None),
        accepted=" or ".join(f'range = "{name}"' for name in wider) or "a SELECT that leaves such rows out",
        next=f"correct models/{model.layer}/{model.path.name}, then hgt run",
    )


def _is_small(model: Model, entries: Mapping[str, build_log.Entry]) -> bool:
    return all(entries[name].rows_n < change_feed.SMALL_ROWS_N for name in model.inputs)


def _held(session: Session, model: Model, inputs: Mapping[str, int], started: float) -> BuildReport:
    """Compute a small table's rows in memory, where its readers find them, and defer what changes in the lake."""
    state, table, snapshot = session.state, model.name, session.writer.next_snapshot()
    if table in state.unwritten:
        state.flush()
    rows, entry = f"work.{table}", state.builds.entries.get(table)
    try:
        rows_n = input_views.hold(state, table, _query(state, model, None), snapshot)
        _check_days(state.con, model, rows)
        written, write = _deferred(state, model, rows, rows_n)
    except duckdb.Error as error:
        raise _explained(model, error) from error
    if written.changed:
        state.defer(write, table)
    elif entry is not None:
        snapshot = entry.changed_snapshot
        state.views.replace(table, input_views.TABLE, snapshot)
    seconds = time.perf_counter() - started
    state.builds.write(
        build_log.Entry(table, model.text_hash, REBUILD, rows_n, snapshot, inputs, session.as_of, seconds)
    )
    if rows_n >= input_views.HELD_ROWS_N:
        state.flush()
    return BuildReport(table, REBUILD, rows_n, written.inserted, written.deleted, seconds, written.changed)


def _deferred(state: State, model: Model, rows: str, rows_n: int) -> tuple[table_writer.Written, Write]:
    """The effect of writing the rows of a relation in memory to the lake, and the function that writes them."""
    table, query, entry = model.name, f"FROM {rows}", state.builds.entries.get(model.name)
    way, partition = _way(state, model, query), _partition(model, state.builds.entries)
    if way == DIFFERENCE:
        found = table_writer.difference(state.con, table, rows, rows_n, _key(model))
        if found is not None:
            return found.written, found.write
    written = table_writer.Written(rows_n, rows_n, entry.rows_n if entry is not None else 0, changed=True)
    if way == FILL:
        return written, lambda con: table_writer.fill(con, table, query)
    return written, lambda con: table_writer.whole(con, table, query, partition)


def observes(model: Model) -> bool:
    """Whether the table's rows depend on the day that is observed."""
    return model.uses_as_of or (model.layer == "kpi" and model.kpi.kind == STOCK)


def _model(session: Session, table: str) -> Model:
    model = session.content.models.get(table)
    if model is None or model.layer not in DERIVED:
        derived = sorted(name for name, other in session.content.models.items() if other.layer in DERIVED)
        raise HgtError(f"there is no model for {table}", value=table, accepted=derived, next="hgt status")
    return model


def _made(model: Model, table: str, entries: Mapping[str, build_log.Entry]) -> build_log.Entry:
    entry = entries.get(table)
    if entry is None:
        raise HgtError(
            f"{model.name} cannot be built: its input {table} was never made",
            file=model.path,
            value=table,
            next="hgt run",
        )
    return entry


def _moved(session: Session, model: Model, entry: build_log.Entry) -> bool:
    return observes(model) and entry.as_of != session.as_of


def _narrowed(
    session: Session, model: Model, entry: build_log.Entry | None, entries: Mapping[str, build_log.Entry]
) -> change_feed.Changes | change_feed.Span | None:
    """The changes that are enough to read; None where the model must be rebuilt whole."""
    state, models = session.state, session.content.models
    if entry is None or _moved(session, model, entry):
        return None
    if model.layer != "kpi":
        keys = {name: models[name].meaning.key for name in model.inputs if name in models}
        return change_feed.changes(state, model, entry, entries, keys)
    if not kpi_days_delta.fits(model):
        return None
    (table,) = model.inputs
    made = entries[table]
    return change_feed.span(state, table, entry.inputs[table], made.changed_snapshot, made.rows_n, lost=True)


def _query(state: State, model: Model, narrowed: change_feed.Changes | change_feed.Span | None) -> str:
    """The query of the rows to write, with its inputs put in place."""
    if isinstance(narrowed, change_feed.Span):
        return kpi_days_delta.days_select(state, model, narrowed)
    rows = narrowed.rows if narrowed is not None else {}
    input_views.offer(state, set(model.inputs) - set(rows))
    for table, select in rows.items():
        input_views.narrow(state, table, select)
    return precreate.rows_of(state.con, model)


def _key(model: Model) -> tuple[str, ...]:
    return DAY_KEY if model.layer == "kpi" else model.meaning.key


def _rebuild(state: State, model: Model, query: str) -> table_writer.Written:
    """Write all rows of a query, in the open transaction."""
    con, way = state.con, _way(state, model, query)
    if way == FILL:
        return table_writer.fill(con, model.name, query)
    written = table_writer.compared(con, model.name, query, _key(model)) if way == DIFFERENCE else None
    if written is not None:
        return written
    return table_writer.whole(con, model.name, query, _partition(model, state.builds.entries))


def _way(state: State, model: Model, query: str) -> str:
    """A table of the query's schema is written by difference or, while empty, filled; others are replaced.

    The days of a KPI whose text changed are replaced: they may be the same while its periods are not.
    """
    con, table, entries = state.con, model.name, state.builds.entries
    if precreate.is_empty(state, table):
        return FILL if precreate.fits(state, table, query) and _partition(model, entries) is None else WHOLE
    entry = entries.get(table)
    if entry is None or not _key(model) or not table_writer.exists(con, table):
        return WHOLE
    is_compared = entry.text_hash == model.text_hash or (entry.rows_n <= LARGE_ROWS_N and model.layer != "kpi")
    return DIFFERENCE if is_compared and _same_shape(con, model, query) else WHOLE


def _partition(model: Model, entries: Mapping[str, build_log.Entry]) -> str | None:
    expected = max((entries[name].rows_n for name in model.inputs), default=0)
    header = model.header
    return header.partition if isinstance(header, ModelHeader) and expected >= PARTITION_ROWS_N else None


def _same_shape(con: duckdb.DuckDBPyConnection, model: Model, query: str) -> bool:
    return table_writer.shape(con, query) == table_writer.shape(con, f"FROM lake.{model.name}")


def _explained(model: Model, error: duckdb.Error) -> HgtError:
    said, mark, value = str(error).partition(f"{UNDECLARED}: ")
    if mark:
        return HgtError(
            f"{said.removeprefix('Invalid Input Error: ')}{UNDECLARED}",
            file=model.path,
            value=value,
            accepted=f"whole units of 10^-{model.kpi.scale}: a larger `scale`, or round() in the SELECT",
            next=f"correct models/{model.layer}/{model.path.name}, then hgt run",
        )
    return HgtError(
        "the model cannot be run on the lake",
        file=model.path,
        value=plain(error),
        accepted="a SELECT that DuckDB runs over the model's inputs",
        next=f"correct models/{model.layer}/{model.path.name}, then hgt run",
    )

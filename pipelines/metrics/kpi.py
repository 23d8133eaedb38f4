"""KPI values: `kpi.value` for every KPI, the same numbers for any day requested, and the origin of a number.

`materialize` builds the days of a KPI (`kpi.<kpi_id>`) like any other table; their SQL lives in `kpi_days`. `rounding`
formats values.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from pipelines.declare.dag import RAW, SUPPLIED
from pipelines.declare.effective import in_force
from pipelines.declare.indicator import IS_OPEN
from pipelines.declare.model import Model
from pipelines.declare.periods import ALL, LAST_DAY, ripe
from pipelines.declare.project import Content
from pipelines.declare.rounding import shown as shown
from pipelines.metrics import quantiles
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import input_views, table_writer
from pipelines.transform.change_feed import COLUMN, visible
from pipelines.transform.kpi_days import day_select, grains, measured_select, value_select
from pipelines.transform.materialize import observes
from warehouse import macros
from warehouse.errors import HgtError, UsageError, plain
from warehouse.kpi_value import COLUMNS, TABLE, Value

ANY = "*"
SCRATCH = "memory"
"""The in-memory catalog that every connection has in addition to the lake."""


@dataclass(frozen=True)
class RollUp:
    """The outcome of one roll-up: KPIs whose values were computed again, and whether any row differs from before."""

    kpis: tuple[str, ...]
    rows_n: int
    seconds: float
    changed: bool


def stale(session: Session) -> tuple[str, ...]:
    """The KPIs whose rows in `kpi.value` are older than their days, or made for another day, target or quarantine."""
    con = session.writer.con
    entries = session.state.builds.entries
    entry = entries.get(TABLE)
    models = {name: model for name, model in session.content.kpis().items() if model.name in entries}
    if entry is None or entry.as_of != session.as_of:
        return tuple(models)
    moved = [
        name for name, model in models.items() if entry.inputs.get(model.name) != entries[model.name].changed_snapshot
    ]
    kept: dict[str, set[tuple[str, float | None, int]]] = {}
    for kpi_id, *rest in con.execute(
        f"SELECT DISTINCT kpi_id, variant, target, set_aside_rows FROM lake.{TABLE} WHERE grain = 'cumulative'"
    ).fetchall():
        kept.setdefault(kpi_id, set()).add((rest[0], rest[1], rest[2]))
    aside = _set_aside(con)
    for name, model in models.items():
        rows_n = sum(aside.get(dataset, 0) for dataset in datasets(session.content, model))
        if name not in moved and any(
            (target, n) != (session.content.district.target(name, variant, session.as_of), rows_n)
            for variant, target, n in kept.get(name, set())
        ):
            moved.append(name)
    moved += [name for name in _other_ripeness(con, models) if name not in moved]
    if entry.text_hash != _dated(session.content):
        rows = con.execute(f"SELECT kpi_id FROM lake.{TABLE} GROUP BY ALL HAVING count(DISTINCT target) > 1").fetchall()
        moved += [name for name in models if (name,) in rows or _dated(session.content, name)]
    gone = [name for name in entry.inputs if name.removeprefix("kpi.") not in models]
    return tuple(sorted({*moved, *(name.removeprefix("kpi.") for name in gone)}))


def _other_ripeness(con: duckdb.DuckDBPyConnection, models: Mapping[str, Model]) -> list[str]:
    """The KPIs with a row without ripeness, or with that of another share than the header declares."""
    verdicts = " ".join(
        f"WHEN '{name}' THEN {ripe(model.kpi.open_share)}" for name, model in models.items() if IS_OPEN in model.columns
    )
    rows = con.execute(
        f"SELECT DISTINCT kpi_id FROM lake.{TABLE} WHERE is_ripe IS DISTINCT FROM"
        f" CASE kpi_id {verdicts or 'WHEN NULL THEN NULL'} ELSE true END"
    ).fetchall()
    return [name for (name,) in rows if name in models]


def _dated(content: Content, kpi_id: str = "") -> str:
    """A hash of the targets that hold from a day on, of all KPIs or of one; empty without a target."""
    targets = content.district.targets.items()
    found = [(name, aim) for name, aim in targets if name.startswith(f"{kpi_id}.") or not kpi_id]
    dated = sorted(f"{name} {aim}" for name, aim in found if any(first_on is not None for first_on, _ in aim))
    return hashlib.sha256("\n".join(dated).encode()).hexdigest() if dated else ""


def roll_up(session: Session, *, full: bool = False) -> RollUp:
    """Bring `kpi.value` up to date for the KPIs that changed; the others' rows are left as they are."""
    with session.attempt(TABLE):
        return _roll_up(session, full)


def _roll_up(session: Session, full: bool) -> RollUp:
    started = time.perf_counter()
    con, content, state = session.writer.con, session.content, session.state
    state.flush()
    entries = state.builds.entries
    entry = entries.get(TABLE)
    models = {name: model for name, model in content.kpis().items() if model.name in entries}
    todo = tuple(models) if full else stale(session)
    if not todo and entry is not None:
        return RollUp((), entry.rows_n, time.perf_counter() - started, changed=False)
    rows = {
        table for name in todo if name in models and not models[name].kpi.shape.adds_up for table in models[name].inputs
    }
    input_views.offer(state, rows | {models[name].name for name in todo if name in models})
    aside = _set_aside(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_values AS FROM lake.{TABLE} LIMIT 0")
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched_keys ({COLUMN} VARCHAR)")
    try:
        for name in todo:
            con.execute("INSERT INTO touched_keys VALUES (?)", [name])
            if full or name not in models:
                quantiles.forget(session.paths, name)
            if name in models:
                with _blamed(models[name]), _source(session, models[name], entries) as source:
                    query = _values(con, content, models[name], source, aside)
                    con.execute(f"INSERT INTO fresh_values BY NAME {query}")
        with state.transaction():
            written = table_writer.keys(con, TABLE, "fresh_values", COLUMN, "r.kpi_id")
            fresh = written.changed or entry is None
            state.builds.write(
                build_log.Entry(
                    table=TABLE,
                    text_hash=_dated(content),
                    mode="roll_up",
                    rows_n=written.rows_n,
                    changed_snapshot=session.writer.next_snapshot()
                    if fresh or entry is None
                    else entry.changed_snapshot,
                    inputs={model.name: entries[model.name].changed_snapshot for model in models.values()},
                    as_of=session.as_of,
                    seconds=time.perf_counter() - started,
                ),
            )
    except duckdb.Error as error:
        message = f"KPI values cannot be written: {plain(error)}"
        raise HgtError(message, value=", ".join(todo), next="hgt status") from None
    finally:
        con.execute("DROP TABLE IF EXISTS temp.main.fresh_values")
        con.execute(f"DROP TABLE IF EXISTS {table_writer.TOUCHED}")
    return RollUp(todo, written.rows_n, time.perf_counter() - started, fresh)


@contextmanager
def _blamed(model: Model) -> Iterator[None]:
    """Name the KPI whose values could not be computed."""
    try:
        yield
    except duckdb.Error as error:
        raise HgtError(
            f"the values of a KPI cannot be computed: {plain(error)}",
            file=model.path,
            accepted="sums within 64 bits and values that are finite",
            next=f"correct models/kpi/{model.path.name}, then hgt run",
        ) from None


def evaluate(
    con: duckdb.DuckDBPyConnection,
    content: Content,
    kpi_id: str,
    as_of: dt.date,
    *,
    variant: str | None = None,
    grain: str | None = None,
    by: str | None = None,
) -> list[Value]:
    """The rows that `kpi.value` would hold if the lake of `con` were observed on `as_of`. Nothing is written.

    `by` names a slice, whose rows are added to the overall rows; `*` gives every slice. Tables that depend on the
    observed day are derived again for it, all others are read as the connection's snapshot has them.
    """
    model = known(content, kpi_id)
    accept("variant", variant, tuple(model.kpi.variants))
    accept("grain", grain, grains(model.kpi))
    accept("slice", by, (*model.slices, ANY))
    cursor = con.cursor()
    try:
        source = _observed(cursor, content, model, as_of)
        query = _values(cursor, content, model, source, _set_aside(cursor))
        order = " ".join(f"WHEN '{name}' THEN {position}" for position, name in enumerate(grains(model.kpi)))
        rows = cursor.execute(
            f"""SELECT {", ".join(COLUMNS)} FROM ({query}) found
            WHERE ($variant IS NULL OR variant = $variant) AND ($grain IS NULL OR grain = $grain)
              AND (slice_type = '{ALL}' OR $by = '{ANY}' OR slice_type = $by)
            ORDER BY variant, CASE grain {order} END, period_start, slice_type <> '{ALL}', slice_type, slice_id""",
            {"variant": variant, "grain": grain, "by": by},
        ).fetchall()
    finally:
        cursor.close()
    return [Value(*row) for row in rows]


def known(content: Content, kpi_id: str) -> Model:
    """The KPI of that id."""
    kpis = content.kpis()
    if kpi_id not in kpis:
        raise UsageError(f"there is no KPI {kpi_id}", value=kpi_id, accepted=sorted(kpis), next="hgt kpi list")
    return kpis[kpi_id]


def datasets(content: Content, model: Model) -> tuple[str, ...]:
    """The datasets that a model depends on, directly or through other models."""
    prefix = f"{RAW}."
    return tuple(
        sorted(name.removeprefix(prefix) for name in content.graph.upstream(model.name) if name.startswith(prefix))
    )


def known_from(con: duckdb.DuckDBPyConnection, content: Content, model: Model) -> dt.date | None:
    """The first day for which a KPI has values; None where every past day is known.

    It is the day of the newest extract where the source overwrites the KPI's input.
    """
    overwritten = content.overwritten(model.table)
    if not overwritten:
        return None
    tables = {name.rpartition(".")[0] for name in overwritten}
    names = sorted({name for table in tables for name in datasets(content, content.models[table])})
    row = con.execute(
        "SELECT CAST(max(extracted_at) - INTERVAL 1 MICROSECOND AS DATE) FROM lake.meta.batch"
        " WHERE list_contains(?, dataset)",
        [names],
    ).fetchone()
    return row[0] if row is not None else None


@dataclass(frozen=True)
class Origin:
    """One step of a number's lineage. In the last one `source_table` is `raw.<dataset>`, and `silo`, `location` and
    `physical_name` hold the silo's own names.
    """

    table: str
    column: str
    source_table: str
    source_column: str
    is_indirect: bool
    silo: str | None = None
    location: str | None = None
    physical_name: str | None = None


@dataclass(frozen=True)
class Explanation:
    """All that is known of a KPI on one day: definition, integers, SQL, lineage, and the rows that could change it."""

    model: Model
    values: tuple[Value, ...]
    sql: str
    tables: tuple[str, ...]
    origins: tuple[Origin, ...]
    set_aside: dict[str, int]
    known_from: dt.date | None = None
    """The first day for which the KPI has values; None where every past day is known."""


def explain(con: duckdb.DuckDBPyConnection, content: Content, kpi_id: str, as_of: dt.date) -> Explanation:
    """The origin of a KPI's cumulative numbers, down to the silo's columns."""
    model = known(content, kpi_id)
    aside = _set_aside(con)
    upstream = content.graph.upstream(model.name)
    ordered = [name for name in content.graph.order if name in upstream]
    raw = sorted(name for name in upstream if name.startswith(f"{RAW}.") or name in SUPPLIED)
    return Explanation(
        model=model,
        values=tuple(evaluate(con, content, kpi_id, as_of, grain="cumulative")),
        sql=model.select.strip(),
        tables=(*raw, *ordered, model.name),
        origins=tuple(_origins(content, model)),
        set_aside={dataset: aside.get(dataset, 0) for dataset in datasets(content, model)},
        known_from=known_from(con, content, model),
    )


def _origins(content: Content, model: Model) -> Iterator[Origin]:
    """The paths from the KPI's columns downwards, breadth first, each step once."""
    waiting = [(model.name, column) for column in model.columns]
    seen = set(waiting)
    opened: set[str] = set()
    while waiting:
        table, column = waiting.pop(0)
        if table not in content.lineage:
            continue
        found = content.lineage[table]
        steps = [(column, source, False) for source in found.columns.get(column, ())]
        if table not in opened:
            opened.add(table)
            steps += [(ANY, source, True) for source in found.indirect]
        for name, source, indirect in steps:
            yield _origin(content, Origin(table, name, source.table, source.column, indirect))
            if (source.table, source.column) not in seen:
                seen.add((source.table, source.column))
                waiting.append((source.table, source.column))


def _origin(content: Content, step: Origin) -> Origin:
    layer, _, dataset = step.source_table.partition(".")
    if layer != RAW:
        return step
    contract = content.contracts[dataset]
    return Origin(
        step.table,
        step.column,
        step.source_table,
        step.source_column,
        step.is_indirect,
        contract.silo,
        contract.server.path,
        next((c.physical_name for c in contract.columns if c.name == step.source_column), None),
    )


@contextmanager
def _source(session: Session, model: Model, entries: Mapping[str, build_log.Entry]) -> Iterator[str]:
    """Yield the source of a KPI's values: its days, or its measured periods where those do not add up."""
    if model.kpi.shape.adds_up:
        yield f"work.{model.name}"
    elif quantiles.fits(model, entries[model.inputs[0]]):
        with quantiles.measured(session, model) as select:
            yield select
    else:
        yield measured_select(model)


def _values(con: duckdb.DuckDBPyConnection, content: Content, model: Model, source: str, aside: dict[str, int]) -> str:
    aims = {name: content.district.targets.get(f"{model.table}.{name}") for name in model.kpi.variants}
    cases = " ".join(f"WHEN '{name}' THEN {in_force(aim, LAST_DAY)}" for name, aim in aims.items() if aim is not None)
    target = f"CASE variant {cases} END" if cases else "NULL"
    set_aside_rows = sum(aside.get(dataset, 0) for dataset in datasets(content, model))
    return value_select(model, source, target, set_aside_rows, known_from(con, content, model))


def _set_aside(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Open quarantined rows by dataset."""
    return dict(con.execute("SELECT dataset, open_n FROM lake.meta.quarantine WHERE rule_id = '*'").fetchall())


def _observed(con: duckdb.DuckDBPyConnection, content: Content, model: Model, as_of: dt.date) -> str:
    """Make the scratch catalog look as the lake would on `as_of`; returns the tables to read from there."""
    con.execute(f"USE {SCRATCH}")
    content.define_macros(con)
    macros.observe(con, as_of)
    entry = build_log.read(con).get(model.name)
    if entry is None:
        raise HgtError(f"KPI {model.table} was never built", value=model.table, next="hgt run")
    moving = {name for name in (*content.graph.upstream(model.name), model.name) if _moves(content, name)}
    needs_rows = not model.kpi.shape.adds_up
    if entry.as_of == as_of or not moving:
        moving = set()
        if not needs_rows:
            return f"lake.{model.name}"
    for layer in ("std", "pub", "mart", "kpi"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {SCRATCH}.{layer}")
    upstream = content.graph.upstream(model.name)
    wanted = {table for name in (*moving, model.name) for table in content.models[name].inputs}
    for name in (*SUPPLIED, *content.graph.order):
        if name in wanted and name in upstream:
            rows = content.models[name].select.strip().rstrip(";") if name in moving else visible(name)
            con.execute(f"CREATE OR REPLACE VIEW {SCRATCH}.{name} AS {rows}")
    if needs_rows:
        return measured_select(model)
    con.execute(f"CREATE OR REPLACE VIEW {SCRATCH}.{model.name} AS {day_select(model)}")
    return f"{SCRATCH}.{model.name}"


def _moves(content: Content, name: str) -> bool:
    """Whether a table differs when it is observed on another day."""
    chain = [name, *content.graph.upstream(name)]
    return any(table in content.models and observes(content.models[table]) for table in chain)


def accept(what: str, value: str | None, accepted: tuple[str, ...]) -> None:
    """Refuse a variant, a grain or a slice that is not accepted; None is not asked for."""
    if value is not None and value not in accepted:
        raise UsageError(f"there is no such {what}", value=value, accepted=accepted, next="hgt kpi list")

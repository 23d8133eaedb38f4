"""Writes the composite indices into `kpi.value` and their parts into `kpi.index_part`; computes other days on request.

All of it is derived from KPI values again each time. The work is small, so an increment is a full computation.
`indices` reads declarations of indices and computes scores.
"""

import datetime as dt
import hashlib
import json
import time
from dataclasses import dataclass, replace

import duckdb

from pipelines.declare import indices
from pipelines.declare.effective import in_force
from pipelines.declare.indices import TARGETS, Index
from pipelines.declare.periods import LAST_DAY
from pipelines.declare.project import Content
from pipelines.metrics import kpi
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import table_writer
from warehouse import macros
from warehouse.kpi_value import COLUMNS, SHAPE, Value
from warehouse.kpi_value import TABLE as VALUES

TABLE = "kpi.index_part"
SCRATCH = "memory.main.index_values"


@dataclass(frozen=True)
class PartValue:
    """One part of an index in one period: its score, its weight and what it adds."""

    part_id: str
    zh: str
    en: str
    value: float | None
    target: float | None
    score: float | None
    weight: float | None
    points: float | None
    is_ripe: bool


def stale(session: Session) -> bool:
    """Whether indices are older than the KPI values, their declarations, the targets or the day."""
    entries = session.state.builds.entries
    entry, values = entries.get(TABLE), entries.get(VALUES)
    if entry is None:
        return bool(session.content.indices)
    if values is None or entry.as_of != session.as_of or entry.text_hash != _text(session.content):
        return True
    return entry.inputs != {VALUES: values.changed_snapshot}


def write(session: Session) -> bool:
    """Bring indices and parts up to date after a roll-up. True when a row changed."""
    started = time.perf_counter()
    con, content, state = session.writer.con, session.content, session.state
    entries = state.builds.entries
    values = entries.get(VALUES)
    if values is None or not (content.indices or TABLE in entries):
        return False
    own = ", ".join(f"'{name}'" for name in content.kpis()) or "''"
    con.execute(f"CREATE OR REPLACE TEMP TABLE index_sources AS FROM lake.{VALUES} WHERE kpi_id IN ({own})")
    try:
        _compute(con, content, "temp.main.index_sources")
        with state.transaction():
            changed = _replace(con, VALUES, "fresh_index_values", f"kpi_id NOT IN ({own})")
            changed |= _replace(con, TABLE, "fresh_index_parts", "true")
            snapshot = session.writer.next_snapshot() if changed else values.changed_snapshot
            rows_n = table_writer.count(con, f"lake.{VALUES}")
            state.builds.write(replace(values, rows_n=rows_n, changed_snapshot=snapshot))
            parts_n = table_writer.count(con, f"lake.{TABLE}")
            seconds = time.perf_counter() - started
            inputs = {VALUES: snapshot}
            state.builds.write(
                build_log.Entry(TABLE, _text(content), "indices", parts_n, snapshot, inputs, session.as_of, seconds),
            )
    finally:
        for table in ("index_sources", "fresh_index_values", "fresh_index_parts"):
            con.execute(f"DROP TABLE IF EXISTS temp.main.{table}")
    return changed


def evaluate(
    con: duckdb.DuckDBPyConnection, content: Content, index_id: str, as_of: dt.date
) -> tuple[list[Value], list[PartValue]]:
    """The values that an index would have on another day, and its cumulative parts of the whole."""
    index = content.indices[index_id]
    measures = sorted({kpi_id for kpi_id, _ in index.values.values()})
    if index.combine == TARGETS:
        measures = sorted({name.split(".")[0] for name in content.district.targets} & set(content.kpis()))
    rows = [row for kpi_id in measures for row in kpi.evaluate(con, content, kpi_id, as_of, by=kpi.ANY)]
    cursor = con.cursor()
    try:
        cursor.execute("USE memory")
        content.define_macros(cursor)
        macros.observe(cursor, as_of)
        cursor.execute(f"CREATE OR REPLACE TABLE {SCRATCH} ({SHAPE})")
        if rows:
            marks = ", ".join("unnest(?)" for _ in COLUMNS)
            cursor.execute(f"INSERT INTO {SCRATCH} SELECT {marks}", [list(part) for part in zip(*rows, strict=True)])
        parts = indices.parts_select(content, index, SCRATCH)
        values = indices.value_select(index, parts, _target(content, index))
        found = cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM ({values}) v ORDER BY grain, period_start, slice_type, slice_id"
        ).fetchall()
        shown = cursor.execute(
            f"""SELECT part_id, part_zh, part_en, value, target, score, weight, points, is_ripe FROM ({parts}) p
            WHERE grain = 'cumulative' AND slice_type = 'all' ORDER BY score, part_id"""
        ).fetchall()
    finally:
        cursor.close()
    return [Value(*row) for row in found], [PartValue(*row) for row in shown]


def _compute(con: duckdb.DuckDBPyConnection, content: Content, sources: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_index_parts AS FROM lake.{TABLE} LIMIT 0")
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_index_values AS FROM lake.{VALUES} LIMIT 0")
    for index in content.indices.values():
        parts = indices.parts_select(content, index, sources)
        con.execute(f"INSERT INTO fresh_index_parts BY NAME {parts}")
        kept = f"SELECT * FROM temp.main.fresh_index_parts WHERE kpi_id = '{index.id}'"
        con.execute(
            f"INSERT INTO fresh_index_values BY NAME {indices.value_select(index, kept, _target(content, index))}"
        )


def _replace(con: duckdb.DuckDBPyConnection, table: str, fresh: str, where: str) -> bool:
    """Make the rows of a table that `where` names equal to those of a temp table; False when they are already."""
    row = con.execute(
        f"""SELECT count(*) FROM ((FROM temp.main.{fresh} EXCEPT ALL SELECT * FROM lake.{table} WHERE {where})
        UNION ALL (SELECT * FROM lake.{table} WHERE {where} EXCEPT ALL FROM temp.main.{fresh}))"""
    ).fetchone()
    if not row or not row[0]:
        return False
    con.execute(f"DELETE FROM lake.{table} WHERE {where}")
    con.execute(f"INSERT INTO lake.{table} BY NAME FROM temp.main.{fresh}")
    return True


def _target(content: Content, index: Index) -> str:
    entries = content.district.targets.get(f"{index.id}.{indices.VARIANT}")
    return "NULL" if entries is None else in_force(entries, LAST_DAY)


def _text(content: Content) -> str:
    facts = [index.text_hash for index in content.indices.values()]
    facts += [repr(item) for item in sorted(content.district.targets.items(), key=lambda item: item[0])]
    facts += [f"{name} {model.kpi.better} {model.kpi.title}" for name, model in content.kpis().items()]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

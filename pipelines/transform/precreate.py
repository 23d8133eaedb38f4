"""Creates declared tables that the lake does not have yet, empty and all in one transaction.

A lake reads its whole catalogue again after each transaction that made a table, so making them one by one costs more
than filling them. The schemas result from binding each model over empty tables in memory. The builder or loader of a
table fills it, and makes it again where its schema differs from the expected one.
"""

import contextlib
from collections.abc import Iterable

import duckdb

from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import table_writer
from pipelines.transform.change_feed import visible
from pipelines.transform.kpi_days import day_select
from warehouse import macros
from warehouse.schema import LAYERS
from warehouse.sql import identifier

DRAFT = "draft"
LEDGER_SHAPE = "_batch_id BIGINT, _row_hash UBIGINT, _is_deleted BOOLEAN"


def prepare(session: Session, tables: Iterable[str]) -> tuple[str, ...]:
    """Create those of the tables that were never made, empty; the names of the created ones.

    A model that cannot be bound is left out, as are its readers: its builder reports the fault.
    """
    content, state = session.content, session.state
    known = state.builds.entries
    missing = {name for name in tables if name in content.models and name not in known}
    missing -= table_writer.standing(state.con)
    if not missing:
        return ()
    cursor = state.con.cursor()
    try:
        shapes = _shapes(cursor, session, missing)
    finally:
        cursor.close()
    with state.transaction() as con:
        for name, shape in shapes.items():
            con.execute(f"CREATE TABLE lake.{name} ({shape})")
    state.empty.add(shapes)
    return tuple(shapes)


def is_empty(state: State, table: str) -> bool:
    """Whether this run made the table and no row was inserted since; False where it does not remember."""
    return table not in state.builds.entries and state.empty.columns(table) is not None


def fits(state: State, table: str, query: str) -> bool:
    """Whether a query has the columns of a table that this run made and that is empty."""
    return state.empty.columns(table) == _columns(table_writer.shape(state.con, query))


def rows_of(con: duckdb.DuckDBPyConnection, model: Model) -> str:
    """The query of a derived table's rows, over its inputs as the connection's catalog has them."""
    return table_writer.storable(con, day_select(model) if model.layer == "kpi" else model.select)


def _shapes(cursor: duckdb.DuckDBPyConnection, session: Session, missing: set[str]) -> dict[str, str]:
    """The columns of the missing tables as SQL."""
    content = session.content
    cursor.execute(f"ATTACH ':memory:' AS {DRAFT}")
    try:
        cursor.execute(f"USE {DRAFT}")
        for schema in ("raw", "meta", *LAYERS):
            cursor.execute(f"CREATE SCHEMA {schema}")
        content.define_macros(cursor)
        macros.observe(cursor, session.as_of)
        for name in _read(content, missing) - missing:
            with contextlib.suppress(duckdb.Error):
                cursor.execute(f"CREATE TABLE {name} AS {visible(name)} LIMIT 0")
        found = {}
        for name in (name for name in content.graph.order if name in missing):
            with contextlib.suppress(duckdb.Error):
                found[name] = _shape(cursor, content, content.models[name])
    finally:
        cursor.execute("USE memory")
        cursor.execute(f"DETACH {DRAFT}")
    return found


def _shape(cursor: duckdb.DuckDBPyConnection, content: Content, model: Model) -> str:
    """Draft one table; its columns as SQL, with those that the validator adds."""
    if model.layer == "std":
        contract = content.contracts[model.table]
        columns = [f"{identifier(column.name)} {column.sql_type}" for column in contract.columns]
        columns += ["_source VARCHAR", "_extracted_at TIMESTAMPTZ"]
        cursor.execute(f"CREATE TABLE raw.{identifier(contract.name)} ({', '.join(columns)})")
    select = model.select if model.layer == "std" else rows_of(cursor, model)
    cursor.execute(f"CREATE TABLE {model.name} AS FROM ({select}\n) LIMIT 0")
    shape = _columns(table_writer.shape(cursor, f"FROM {model.name}"))
    return f"{shape}, {LEDGER_SHAPE}" if model.layer == "std" else shape


def _columns(shape: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{identifier(column)} {kind}" for column, kind in shape)


def _read(content: Content, tables: Iterable[str]) -> set[str]:
    return {name for table in tables for name in content.models[table].inputs if not name.startswith("raw.")}

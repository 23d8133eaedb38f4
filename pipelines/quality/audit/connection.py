"""Connects Great Expectations to the lake: SQLAlchemy opens one pinned and read-only view of its head.

Results are buffered before their cursor closes, errors quote no value of a row, and names that DuckDB reserves are
quoted. `gx` sends the queries.
"""

import contextlib
from collections.abc import Iterator, Mapping, Set
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from pipelines.quality.audit.suite import Changed, Suite, negated
from pipelines.state.session import Session
from pipelines.transform import table_writer
from pipelines.transform.change_feed import visible
from warehouse import macros, store
from warehouse.errors import plain
from warehouse.releases import released
from warehouse.sql import identifier

FETCHED_ROWS_N = 200_000


def batch_query(suite: Suite, *, only_changed: bool) -> str:
    """The rows that a suite checks."""
    added = f", -{suite.negated} AS {negated(suite.negated)}" if suite.negated is not None else ""
    return f"SELECT *{added} FROM {_changed(suite.table) if only_changed else suite.table}"


@contextlib.contextmanager
def on_the_lake(session: Session, due: Mapping[str, Suite], changed: Mapping[str, Changed]) -> Iterator[None]:
    """Connect every DuckDB connection that SQLAlchemy opens meanwhile to one view of the lake's head, read-only."""
    read = {table for suite in due.values() for table in suite.reads}
    with _view(session, read, changed) as lake:
        for table, rows in changed.items():
            _show_changed(lake, due[table], rows)
        with _connections_to(session, lake):
            yield


class _Connection(ConnectionWrapper):
    """A connection whose errors quote no value of a row: the library keeps their texts and traces."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        super().__init__(con)
        self._con = con

    def cursor(self) -> CursorWrapper:
        return _Cursor(self._con, self)


class _Cursor(CursorWrapper):
    def execute(self, *given: Any, **named: Any) -> None:
        with _plainly():
            super().execute(*given, **named)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        with _plainly():
            return super().fetchmany(size)

    def fetchone(self) -> Any:
        with _plainly():
            return self.__getattr__("fetchone")()

    def fetchall(self) -> Any:
        with _plainly():
            return self.__getattr__("fetchall")()


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise type(error)(plain(error)) from None


@contextlib.contextmanager
def _connections_to(session: Session, lake: duckdb.DuckDBPyConnection) -> Iterator[None]:
    keywords = {word for (word,) in lake.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()}

    def connected(dialect: Any, *_: object) -> ConnectionWrapper:
        dialect.identifier_preparer.reserved_words = keywords
        con = lake.cursor()
        con.execute("USE work")
        session.content.define_macros(con)
        macros.observe(con, session.as_of)
        return _Connection(con)

    def executed(connection: Any, *rest: Any) -> None:
        result = rest[-1]
        if connection.dialect.name == "duckdb" and result.returns_rows:
            rows = result.cursor.fetchall()
            result.cursor_strategy = FullyBufferedCursorFetchStrategy(result.cursor, initial_buffer=rows)

    event.listen(Dialect, "do_connect", connected)
    event.listen(Engine, "after_execute", executed)
    try:
        yield
    finally:
        event.remove(Dialect, "do_connect", connected)
        event.remove(Engine, "after_execute", executed)


@contextlib.contextmanager
def _view(session: Session, read: Set[str], changed: Mapping[str, Changed]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own on which the text of models and rules runs unchanged and reaches no path but the lake's.

    Of the tables that will be read, small ones are fetched once: a query to the lake costs as much as a small table.
    The writer gives the inserted rows, because the pinned head has no history. They are in the database `came`.
    """
    paths, entries, writer = session.paths, session.state.builds.entries, session.writer
    catalog = paths.tmp / f"audit-{session.run_id}.duckdb"
    catalog.unlink(missing_ok=True)
    head, _ = released.pin(writer.con, writer.snapshot(), catalog, paths.lake_files, session.content.restricted)
    with released.timed(head.attached(session.content.district.time_zone)) as con:
        session.content.define_macros(con)
        con.execute("ATTACH ':memory:' AS work")
        con.execute("BEGIN")
        for schema in sorted({name.partition(".")[0] for name in read}):
            con.execute(f"CREATE SCHEMA work.{schema}")
        for name in sorted(read & table_writer.standing(con)):
            is_small = name in entries and entries[name].rows_n <= FETCHED_ROWS_N
            con.execute(f"CREATE {'TABLE' if is_small else 'VIEW'} work.{name} AS {visible(name)}")
        con.execute("COMMIT")
        came = paths.tmp / f"came-{session.run_id}.duckdb"
        came.unlink(missing_ok=True)
        store.attach_file(writer.con, "came", came)
        try:
            for table, rows in changed.items():
                writer.con.execute(f"CREATE TABLE came.{_flat(table)} AS {rows.rows}")
        finally:
            writer.con.execute("DETACH came")
        store.attach_file(con, "came", came)
        released.confine(con, head.readable(con, restricted=True))
        yield con


def _flat(table: str) -> str:
    return table.replace(".", "_")


def _changed(table: str) -> str:
    return f"work.changed.{_flat(table)}"


def _show_changed(con: duckdb.DuckDBPyConnection, suite: Suite, changed: Changed) -> None:
    """Write the inserted rows into a table of their own, with any older row that has the key of one of them.

    No older row has such a key as long as the key holds, and the key's columns alone decide that.
    """
    con.execute("CREATE SCHEMA IF NOT EXISTS work.changed")
    place, table = _changed(suite.table), f"({visible(suite.table)})"
    con.execute(f"CREATE TABLE {place} AS FROM came.{_flat(suite.table)}")
    con.register("colliding", changed.keys)
    shared = f"SEMI JOIN colliding USING ({', '.join(map(identifier, suite.key))})"
    if table_writer.count(con, f"{table} {shared}") != table_writer.count(con, f"{place} {shared}"):
        alone = f"SELECT * FROM {place} {shared.replace('SEMI', 'ANTI')}"
        con.execute(f"CREATE OR REPLACE TABLE {place} AS {alone} UNION ALL BY NAME SELECT * FROM {table} {shared}")
    con.unregister("colliding")

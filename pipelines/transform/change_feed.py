"""Changes of a table between two snapshots of the lake, and the keys of a model that they concern.

The feed is used only where it is complete. A table that was replaced since shows its new rows and not the lost ones; an
expired snapshot has no feed. In both cases, and where an increment would cost more than a rebuild, the reader starts
from the whole table. A small number of changed rows is fetched once and shared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import duckdb

from pipelines.declare.dag import SUPPLIED
from pipelines.declare.model import Model
from pipelines.state import build_log
from pipelines.state.state import State
from pipelines.transform import table_writer
from warehouse.sql import identifier

COLUMN = "touched"
INSERTED, DELETED = "inserted", "deleted"
MONTH = "month"
SMALL_ROWS_N = 50_000
"""Below this many input rows a rebuild costs less than reading the change feed."""
MOST_TOUCHED = 0.2
"""Above this share of touched rows a rebuild is cheaper."""
HELD_ROWS_N = 100_000
"""The maximum number of changed rows that are held in memory for later reads."""
LEDGER_COLUMNS = "_batch_id, _row_hash, _is_deleted"


_STANDING = """__ducklake_metadata_lake.ducklake_table t JOIN __ducklake_metadata_lake.ducklake_schema s
  ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
  WHERE t.end_snapshot IS NULL AND s.schema_name || '.' || t.table_name = ?"""


@dataclass(frozen=True)
class Changes:
    """The needs of an increment. The temp table `touched_keys` is filled. `rows` gives for an input the rows that bear
    on those keys; an input that is not in `rows` stays whole. `target` is the table's own key expression over `r`.
    """

    rows: Mapping[str, str]
    target: str


@dataclass(frozen=True)
class Span:
    """One table between two snapshots, the first exclusive. Its rows are read from the lake but for those `held`."""

    table: str
    since: int
    until: int
    is_one: bool = False
    """Whether one snapshot made all the changes, so that no row was both inserted and deleted within the span."""
    held: tuple[str, ...] = ()

    def inserted(self, columns: str = "*") -> str:
        """The rows that the table has at the end and had not at the start. An update is a deleted row and an inserted
        one; a row that was inserted and deleted within the span is neither.
        """
        return self._rows(INSERTED, "insertions", "deletions", ">", columns)

    def deleted(self, columns: str = "*") -> str:
        """The rows that the table had at the start and no longer has."""
        return self._rows(DELETED, "deletions", "insertions", "<", columns)

    def place(self, kind: str) -> str:
        """The table that holds the inserted or deleted rows."""
        return f'temp.main."{kind} {self.table} {self.since} {self.until}"'

    def _rows(self, kind: str, own: str, other: str, order: str, columns: str) -> str:
        """The rows of one function of the feed without those that the other one undoes within the span."""
        if kind in self.held:
            return f"SELECT {columns} FROM {self.place(kind)}"
        rows = f"SELECT {columns} FROM {self._function(own)} own"
        if self.is_one:
            return rows
        undone = f"SELECT rowid AS row_id, snapshot_id AS made_in FROM {self._function(other)}"
        matched = f"undone.row_id = own.rowid AND undone.made_in {order} own.snapshot_id"
        return f"{rows} WHERE NOT EXISTS (SELECT 1 FROM ({undone}) undone WHERE {matched})"

    def _function(self, kind: str) -> str:
        schema, _, short = self.table.partition(".")
        return f"ducklake_table_{kind}('lake', '{schema}', '{short}', {self.since + 1}, {self.until})"


def colliding(state: State, span: Span, key: Sequence[str]) -> str:
    """A temp table of the keys of inserted rows that are not keys of deleted rows.

    If keys were unique before the span, only these keys can join an inserted row with an older row. The key of a
    deleted row belongs to no older row any more.
    """
    columns, place = ", ".join(map(identifier, key)), span.place("colliding")
    went = f"{_deleted_keys(state, span, key)}{' WHERE NOT _is_deleted' if _is_std(span.table) else ''}"

    def find(con: duckdb.DuckDBPyConnection) -> str:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {place} AS SELECT DISTINCT {columns}"
            f" FROM ({visible(span.table, span.inserted())}) ANTI JOIN (FROM {went}) USING ({columns})"
        )
        return place

    return state.fetched.once(place, find)


def _deleted_keys(state: State, span: Span, key: Sequence[str]) -> str:
    """A temp table of the keys of the deleted rows."""
    columns, place = ", ".join(map(identifier, key)), span.place("went from")

    def find(con: duckdb.DuckDBPyConnection) -> str:
        rows = span.deleted(f"{columns}, _is_deleted" if _is_std(span.table) else columns)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {place} AS {rows}")
        return place

    return state.fetched.once(place, find)


def _is_std(table: str) -> bool:
    return table.startswith("std.") and table not in SUPPLIED


def visible(table: str, rows: str | None = None) -> str:
    """The rows of a lake table that a model may see: of a validated table those that the silo still has.

    `rows` is a relation of rows of that table, where not the whole table is meant.
    """
    source = f"lake.{table}" if rows is None else f"({rows})"
    if _is_std(table):
        return f"SELECT * EXCLUDE ({LEDGER_COLUMNS}) FROM {source} WHERE NOT _is_deleted"
    return f"SELECT * FROM {source}"


def span(state: State, table: str, since: int, until: int, rows_n: int, *, lost: bool = False) -> Span | None:
    """The changes between two snapshots in a table of so many rows. None where the feed is incomplete, or is large
    compared with the table. `lost` says that the deleted rows will be read more than once.
    """
    if rows_n < SMALL_ROWS_N or not followable(state.con, table, since):
        return None
    if _written(state.con, table, since, until) > MOST_TOUCHED * rows_n:
        return None
    try:
        return hold(state, between(state.con, table, since, until), INSERTED, *([DELETED] if lost else []))
    except duckdb.Error:
        return None


def between(con: duckdb.DuckDBPyConnection, table: str, since: int, until: int) -> Span:
    """The changes of a table between two snapshots, of whatever number."""
    row = con.execute(
        f"""SELECT count(*) FROM __ducklake_metadata_lake.ducklake_snapshot_changes
        WHERE snapshot_id > ? AND snapshot_id <= ?
          AND contains(changes_made || ',', (SELECT ':' || t.table_id || ',' FROM {_STANDING}))""",
        [since, until, table],
    ).fetchone()
    return Span(table, since, until, is_one=row == (1,))


def hold(state: State, span: Span, *kinds: str) -> Span:
    """The span with its inserted or deleted rows fetched, held and shared, unless they are many."""

    def fetch(kind: str, con: duckdb.DuckDBPyConnection) -> bool:
        rows = span.inserted() if kind == INSERTED else span.deleted()
        con.execute(f"CREATE OR REPLACE TEMP TABLE {span.place(kind)} AS {rows} LIMIT {HELD_ROWS_N + 1}")
        if table_writer.count(con, span.place(kind)) <= HELD_ROWS_N:
            return True
        con.execute(f"DROP TABLE {span.place(kind)}")
        return False

    held = [
        kind
        for kind in (INSERTED, DELETED)
        if (kind in kinds or span.place(kind) in state.fetched)
        and state.fetched.once(span.place(kind), partial(fetch, kind))
    ]
    return replace(span, held=tuple(held))


def changes(
    state: State,
    model: Model,
    entry: build_log.Entry,
    entries: Mapping[str, build_log.Entry],
    keys: Mapping[str, Sequence[str]],
) -> Changes | None:
    """The changed keys, or None where the model must be rebuilt. `keys` names the key of each input."""
    con, incremental = state.con, model.meaning.incremental
    if incremental is None or max(entries[name].rows_n for name in model.inputs) < SMALL_ROWS_N:
        return None
    by_month = incremental.by == MONTH
    column = incremental.on if by_month and incremental.on is not None else incremental.by
    carrying = [name for name in model.inputs if column in _columns(con, name)]
    changed = [name for name in model.inputs if entries[name].changed_snapshot != entry.inputs.get(name)]
    if not changed or not set(changed) <= set(carrying):
        return None
    if not all(followable(con, name, entry.inputs[name]) for name in changed):
        return None
    given = identifier(column)
    try:
        spans = {
            name: hold(state, between(con, name, entry.inputs[name], entries[name].changed_snapshot), INSERTED)
            for name in changed
        }
        images = "\nUNION\n".join(
            f"SELECT {_expression('f', column, by_month)} AS {COLUMN} FROM ({rows}) f"
            for name, span in spans.items()
            for rows in (
                span.inserted(given),
                f"FROM {_deleted_keys(state, span, keys[name])}"
                if column in keys.get(name, ())
                else span.deleted(given),
            )
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE touched_keys AS {images}")
    except duckdb.Error:
        return None
    narrowed = {name: _expression("v", column, by_month) for name in carrying}
    if _share(con, carrying, narrowed, entries, by_month) > MOST_TOUCHED:
        return None
    rows = {}
    for name in carrying:
        if changed == [name] and tuple(keys.get(name, ())) == (column,) and not by_month:
            # If only this input changed and the column is its key, the inserted rows are the rows of the touched keys.
            rows[name] = visible(name, spans[name].inserted())
        else:
            match = f"{narrowed[name]} IS NOT DISTINCT FROM t.{COLUMN}"
            rows[name] = f"SELECT v.* FROM ({visible(name)}) v SEMI JOIN {table_writer.TOUCHED} t ON {match}"
    return Changes(rows, _expression("r", column, by_month))


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the changed keys."""
    con.execute(f"DROP TABLE IF EXISTS {table_writer.TOUCHED}")


def _expression(alias: str, column: str, by_month: bool) -> str:
    reference = f"{alias}.{identifier(column)}"
    return f"CAST(date_trunc('month', {reference}) AS DATE)" if by_month else reference


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [name for name, _ in table_writer.shape(con, f"FROM lake.{table}")]


def followable(con: duckdb.DuckDBPyConnection, table: str, since: int) -> bool:
    """Whether the table that the model read at `since` is the present one, with the same columns."""
    row = con.execute(
        f"""SELECT
          (SELECT min(h.begin_snapshot) FROM __ducklake_metadata_lake.ducklake_table h WHERE h.table_id = t.table_id),
          (SELECT max(greatest(c.begin_snapshot, coalesce(c.end_snapshot, 0)))
             FROM __ducklake_metadata_lake.ducklake_column c WHERE c.table_id = t.table_id)
        FROM {_STANDING}""",
        [table],
    ).fetchone()
    return row is not None and row[0] <= since and row[1] <= since


def identity(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """The mark that distinguishes the table of this lake from any other, and from a former one of its name."""
    row = con.execute(f"SELECT t.table_uuid FROM {_STANDING}", [table]).fetchone()
    return str(row[0]) if row is not None else ""


def _written(con: duckdb.DuckDBPyConnection, table: str, since: int, until: int) -> int:
    """The rows of the files that were added between two snapshots: no fewer than the inserted rows."""
    row = con.execute(
        f"""SELECT sum(record_count) FROM __ducklake_metadata_lake.ducklake_data_file
        WHERE begin_snapshot > ? AND begin_snapshot <= ? AND table_id IN (SELECT t.table_id FROM {_STANDING})""",
        [since, until, table],
    ).fetchone()
    return int(row[0] or 0) if row is not None else 0


def _share(
    con: duckdb.DuckDBPyConnection,
    carrying: list[str],
    narrowed: Mapping[str, str],
    entries: Mapping[str, build_log.Entry],
    by_month: bool,
) -> float:
    """The share of the narrowed inputs' rows that an increment would read again."""
    total = sum(entries[name].rows_n for name in carrying)
    if by_month:
        touched = sum(
            table_writer.count(
                con,
                f"lake.{name} v SEMI JOIN {table_writer.TOUCHED} t ON {narrowed[name]} IS NOT DISTINCT FROM t.{COLUMN}",
            )
            for name in carrying
        )
    else:
        touched = table_writer.count(con, table_writer.TOUCHED) * len(carrying)
    return touched / max(total, 1)

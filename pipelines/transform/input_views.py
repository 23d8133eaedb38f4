"""Relations that models and rules read: the catalog `work` has one for each table of the lake, under its own name.

A small table is held in memory until it changes, because a query on the lake costs more than its rows. A large one is a
view. Of a validated table the relation shows the rows that the silo still has. The graph decides which tables a model
may read.
"""

from collections.abc import Iterable

from pipelines.state import build_log
from pipelines.transform.change_feed import visible
from warehouse.store import Writer

HELD_ROWS_N = 50_000
"""Tables below this size are held."""
TABLE, VIEW = "TABLE", "VIEW"


def offer(writer: Writer, tables: Iterable[str], *, anew: bool = False) -> None:
    """Let `work.<table>` show the present state of each table; `anew` also reloads held tables."""
    entries = build_log.entries(writer)
    for table in tables:
        entry = entries.get(table)
        held = entry is not None and entry.rows_n < HELD_ROWS_N
        state = (TABLE if held else VIEW, entry.changed_snapshot if entry is not None else 0)
        if anew or writer.offered.get(table) != state:
            _put(writer, table, visible(table), *state)


def hold(writer: Writer, table: str, query: str, changed_snapshot: int) -> int:
    """Let `work.<table>` hold the rows of a query, which are the future rows of the table; returns their number."""
    return _put(writer, table, query, TABLE, changed_snapshot)


def narrow(writer: Writer, table: str, rows: str) -> None:
    """Let `work.<table>` show only the rows of a query, until the table is offered again."""
    _put(writer, table, rows, VIEW, -1)


def _put(writer: Writer, table: str, query: str, kind: str, changed_snapshot: int) -> int:
    if table in writer.unwritten:
        writer.settle()
    before = writer.offered.get(table, (kind, 0))[0]
    if before != kind:
        writer.con.execute(f"DROP {before} IF EXISTS work.{table}")
    row = writer.con.execute(f"CREATE OR REPLACE {kind} work.{table} AS {query}").fetchone()
    writer.offered[table] = (kind, changed_snapshot)
    return int(row[0]) if row is not None and kind == TABLE else 0

"""Relations that models and rules read: the catalog `work` has one for each table of the lake, under its own name.

A small table is held in memory until it changes, because a query on the lake costs more than its rows. A large one is a
view. Of a validated table the relation shows the rows that the silo still has. The graph decides which tables a model
may read.
"""

from collections.abc import Iterable

from pipelines.state.state import State
from pipelines.transform.change_feed import visible

HELD_ROWS_N = 50_000
"""Tables below this size are held."""
TABLE, VIEW = "TABLE", "VIEW"


def offer(state: State, tables: Iterable[str], *, anew: bool = False) -> None:
    """Let `work.<table>` show the present state of each table; `anew` also reloads held tables."""
    entries = state.builds.entries
    for table in tables:
        entry = entries.get(table)
        held = entry is not None and entry.rows_n < HELD_ROWS_N
        wanted = (TABLE if held else VIEW, entry.changed_snapshot if entry is not None else 0)
        if anew or state.views.get(table) != wanted:
            _put(state, table, visible(table), *wanted)


def hold(state: State, table: str, query: str, changed_snapshot: int) -> int:
    """Let `work.<table>` hold the rows of a query, which are the future rows of the table; returns their number."""
    return _put(state, table, query, TABLE, changed_snapshot)


def narrow(state: State, table: str, rows: str) -> None:
    """Let `work.<table>` show only the rows of a query, until the table is offered again."""
    _put(state, table, rows, VIEW, -1)


def _put(state: State, table: str, query: str, kind: str, changed_snapshot: int) -> int:
    if table in state.unwritten:
        state.flush()
    before = state.views.get(table)
    if before is not None and before[0] != kind:
        state.con.execute(f"DROP {before[0]} IF EXISTS work.{table}")
    row = state.con.execute(f"CREATE OR REPLACE {kind} work.{table} AS {query}").fetchone()
    state.views.replace(table, kind, changed_snapshot)
    return int(row[0]) if row is not None and kind == TABLE else 0

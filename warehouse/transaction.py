"""One transaction of an engine's connection: all of a block or none of it, and the connection is free afterwards."""

import contextlib
from collections.abc import Iterator

import duckdb


@contextlib.contextmanager
def atomic(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Commit the block's changes; roll them back where the block or the commit fails.

    A transaction that is left open after an error refuses every later statement of its connection.
    """
    con.execute("BEGIN")
    try:
        yield con
        con.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(duckdb.Error):  # a failed commit has rolled back
            con.execute("ROLLBACK")
        raise

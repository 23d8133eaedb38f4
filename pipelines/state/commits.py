"""Transactions on the public lake, and the writes that wait for the next commit."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb

from warehouse.store import Writer

Write = Callable[[duckdb.DuckDBPyConnection], object]


@dataclass
class Pending:
    """Writes that wait for a commit: those of tables' rows, and rows of the run's own tables by a key column."""

    writes: list[Write] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    rows: dict[tuple[str, str], dict[str, Sequence[Sequence[Any]]]] = field(default_factory=dict)
    replaced: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """The keys of `rows` that the lake may have older rows of."""

    def __bool__(self) -> bool:
        return bool(self.writes or self.rows)

    def run(self, con: duckdb.DuckDBPyConnection) -> None:
        """Write everything in the open transaction: two statements at most for each of the run's own tables."""
        for write in self.writes:
            write(con)
        for (table, column), by_key in self.rows.items():
            if replaced := self.replaced.get((table, column)):
                con.execute(f"DELETE FROM {table} WHERE list_contains(?, {column})", [sorted(replaced)])
            if rows := [row for some in by_key.values() for row in some]:
                columns = list(map(list, zip(*rows, strict=True)))
                con.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


class Commits:
    """The commits of one writer. A write that waits is cheap to find again: a run that dies loses it."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._pending = Pending()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        return self.writer.con

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction on the public lake, with the writes that wait and those deferred within it.

        If it fails, those that waited are written alone.
        """
        waiting, self._pending, is_written = self._pending, Pending(), False
        try:
            with self.writer.transaction() as con:
                waiting.run(con)
                is_written = bool(waiting)
                yield con
                within, self._pending = self._pending, Pending()
                within.run(con)
        except BaseException:
            self._pending = waiting if is_written else Pending()
            self.read_again()
            with contextlib.suppress(duckdb.Error):
                self.flush()
            raise

    def defer(self, write: Write, table: str) -> None:
        """Defer the write of a table's rows to the next commit: until then the lake does not have them."""
        self._pending.writes.append(write)
        self._pending.tables.add(table)

    def replace(self, table: str, column: str, key: str, rows: Sequence[Sequence[Any]], *, is_new: bool) -> None:
        """Replace a table's rows of one key with the next commit. `is_new`: the table has none."""
        self._pending.rows.setdefault((table, column), {})[key] = rows
        if not is_new:
            self._pending.replaced.setdefault((table, column), set()).add(key)

    def flush(self) -> None:
        """Write what waits in a transaction of its own."""
        if self._pending:
            with self.transaction():
                pass

    @property
    def unwritten(self) -> frozenset[str]:
        """The tables whose rows wait for the next commit."""
        return frozenset(self._pending.tables)

    def read_again(self) -> None:
        """Drop what was read or changed: a transaction was rolled back."""

"""Transactions on the public lake, and the writes that are deferred to the next of them."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from warehouse.store import Writer

Write = Callable[[duckdb.DuckDBPyConnection], object]


class Commits:
    """The commits of one writer. A deferred write is cheap to find again: a run that dies loses it."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._deferred: list[Write] = []
        self._unwritten: set[str] = set()

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        return self.writer.con

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction on the public lake, deferred writes first. If it fails, these are written alone."""
        deferred, is_written = self._deferred, False
        try:
            with self.writer.transaction() as con:
                self._deferred = []
                self._unwritten.clear()
                for write in deferred:
                    write(con)
                is_written = bool(deferred)
                yield con
        except BaseException:
            self.read_again()
            if is_written:
                with contextlib.suppress(duckdb.Error), self.transaction() as con:
                    for write in deferred:
                        write(con)
            raise

    def defer(self, write: Write, table: str | None = None) -> None:
        """Defer a write to the next transaction. `table` is the one whose rows it writes: the lake has none yet."""
        self._deferred.append(write)
        if table is not None:
            self._unwritten.add(table)

    def flush(self) -> None:
        """Run the deferred writes in a transaction of their own."""
        if self._deferred:
            with self.transaction():
                pass

    @property
    def unwritten(self) -> frozenset[str]:
        """The tables whose rows are deferred."""
        return frozenset(self._unwritten)

    def read_again(self) -> None:
        """Drop what was read or changed: a transaction was rolled back."""

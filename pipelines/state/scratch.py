"""Relations that the run made in memory, so that each is made once."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import duckdb

T = TypeVar("T")


class Views:
    """The relations of the catalog `work` by table: the kind of each, and the snapshot of the rows that it shows."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[str, int]] = {}

    def get(self, table: str) -> tuple[str, int] | None:
        """The kind and the snapshot; None where the catalog has no relation of that name."""
        return self._shown.get(table)

    def replace(self, table: str, kind: str, changed_snapshot: int) -> None:
        """Record the relation that was just made."""
        self._shown[table] = kind, changed_snapshot


class Fetched:
    """Temp tables of changed rows by name, each with the answer of the function that made it."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._made: dict[str, object] = {}

    def __contains__(self, place: str) -> bool:
        return place in self._made

    def once(self, place: str, make: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Make a temp table unless it was made before."""
        if place not in self._made:
            self._made[place] = make(self._con)
        return self._made[place]  # type: ignore[return-value]


class EmptyTables:
    """Tables that the run created without rows, with their columns as SQL."""

    def __init__(self) -> None:
        self._columns: dict[str, str] = {}

    def columns(self, table: str) -> str | None:
        """The table's columns; None where this run did not create it."""
        return self._columns.get(table)

    def add(self, tables: Mapping[str, str]) -> None:
        """Record tables that were just created."""
        self._columns |= tables

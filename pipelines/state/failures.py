"""Keeps the reason why the newest attempt to build a table failed (`meta.failure`), until the table is built.

`attempts` holds a loader's failures, `check_results` failing rules. `gate` decides what bars a release.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb

from pipelines.state.commits import Commits


@dataclass(frozen=True)
class Failure:
    """One failed attempt. `text_hash` is that of the model which failed: a model that was edited since is due again."""

    text_hash: str
    message: str
    next: str


class Failures:
    """The failed builds of a run and of the runs before."""

    def __init__(self, commits: Commits) -> None:
        self._commits = commits

    @cached_property
    def _by_table(self) -> dict[str, Failure]:
        try:
            rows = self._commits.con.execute(
                "SELECT table_name, text_hash, message, next FROM lake.meta.failure"
            ).fetchall()
        except duckdb.CatalogException:
            return {}  # a store that is older than the table
        return {table: Failure(*rest) for table, *rest in rows}

    @property
    def by_table(self) -> Mapping[str, Failure]:
        """The failure of each table whose newest attempt failed."""
        return self._by_table

    def write(self, table: str, failure: Failure | None) -> None:
        """Replace the table's older failure; None removes it, with the next commit. Nothing is written where nothing
        changes.
        """
        if self._by_table.get(table) == failure:
            return
        is_new = self._by_table.pop(table, None) is None
        rows = []
        if failure is not None:
            self._by_table[table] = failure
            rows = [(table, failure.text_hash, failure.message, failure.next)]
        self._commits.replace("lake.meta.failure", "table_name", table, rows, is_new=is_new)
        if failure is not None:
            self._commits.flush()

"""The build log (`meta.build`): for each table, the text and the inputs from which it was last made.

The state of a run reads it once; readers of the lake read it as their snapshot has it.

`changed_snapshot` is the snapshot in which the table's rows last changed. Readers of the table compare it; a build that
gave the same rows leaves it alone. `materialize` decides which tables to build.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb

from pipelines.state.commits import Commits


@dataclass(frozen=True)
class Entry:
    """The newest build of one table. `inputs` gives each input's `changed_snapshot` as this build saw it."""

    table: str
    text_hash: str
    mode: str
    rows_n: int
    changed_snapshot: int
    inputs: Mapping[str, int]
    as_of: dt.date | None
    seconds: float


def read(con: duckdb.DuckDBPyConnection) -> dict[str, Entry]:
    """Every entry by table."""
    rows = con.execute(
        "SELECT table_name, text_hash, mode, rows_n, changed_snapshot, inputs, as_of, seconds FROM lake.meta.build"
    ).fetchall()
    return {row[0]: Entry(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], row[7]) for row in rows}


class Builds:
    """The build log of a run."""

    def __init__(self, commits: Commits) -> None:
        self._commits = commits

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return read(self._commits.con)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry by table, including deferred writes and those of the open transaction."""
        return self._entries

    def write(self, entry: Entry) -> None:
        """Replace the table's older entry by a new one, with the next commit."""
        is_new = entry.table not in self._entries
        entry = self._entries[entry.table] = replace(entry, seconds=round(entry.seconds, 3))
        row = [
            entry.table,
            entry.text_hash,
            entry.mode,
            entry.rows_n,
            entry.changed_snapshot,
            json.dumps(dict(sorted(entry.inputs.items()))),
            entry.as_of,
            dt.datetime.now(dt.UTC),
            entry.seconds,
        ]
        self._commits.replace("lake.meta.build", "table_name", entry.table, [row], is_new=is_new)

    def forget(self, table: str) -> None:
        """Remove a table's entry with the next commit: its next build starts from nothing."""
        if self._entries.pop(table, None) is not None:
            self._commits.replace("lake.meta.build", "table_name", table, [], is_new=False)

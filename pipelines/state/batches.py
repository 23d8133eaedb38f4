"""The newest batch of each dataset, and the public ids of the objects that it ever landed.

A landed object counts only with a batch that `meta.batch` holds; the rest belongs to a run that died.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from warehouse.store import Writer

UNFINISHED = ("raw.landed", "quarantine.set_aside", "quarantine.refused")
_ID = re.compile(r"\b\w+#\d+\b")


class Batches:
    """Batches and source ids."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._is_clean = False

    @cached_property
    def _newest(self) -> dict[str, int]:
        rows = self._writer.con.execute("SELECT dataset, max(batch_id) FROM lake.meta.batch GROUP BY dataset")
        return dict(rows.fetchall())

    @cached_property
    def _source_ids(self) -> dict[str, dict[str, str]]:
        rows = self._writer.side.execute(
            "SELECT DISTINCT dataset, source, source_id FROM vault.raw.landed WHERE source_id IS NOT NULL"
        ).fetchall()
        found: dict[str, dict[str, str]] = {}
        for dataset, source, source_id in rows:
            found.setdefault(dataset, {})[source] = source_id
        return found

    @property
    def newest(self) -> Mapping[str, int]:
        """The newest batch of each dataset that has one."""
        return self._newest

    def next_id(self) -> int:
        """The number of the next batch of any dataset."""
        return max(self._newest.values(), default=0) + 1

    def add(self, dataset: str, batch_id: int) -> None:
        """Record a batch whose row the open transaction writes."""
        self._newest[dataset] = batch_id

    def source_ids(self, dataset: str, names: Iterable[str] = ()) -> Mapping[str, str]:
        """The public id of each name that the dataset ever landed; those of `names` that are new get the next ones.

        The caller writes the lines that hold the new ids.
        """
        ids = self._source_ids.setdefault(dataset, {})
        numbers = itertools.count(1 + max((int(each.rpartition("#")[2]) for each in ids.values()), default=0))
        for name in names:
            if name not in ids:
                ids[name] = f"{dataset}#{next(numbers)}"
        return ids

    def named(self, text: str) -> str:
        """A public text for a steward's terminal: the name of each object follows its id."""
        names = {source_id: name for ids in self._source_ids.values() for name, source_id in ids.items()}
        return _ID.sub(lambda found: f"{found[0]} ({names[found[0]]})" if found[0] in names else found[0], text)

    def forget_unfinished(self) -> None:
        """Remove the remains of batches that a killed run, or a failed load, never completed."""
        if self._is_clean:
            return
        where = "(dataset, batch_id) NOT IN (SELECT (dataset, batch_id) FROM lake.meta.batch)"
        for table in UNFINISHED:
            found = self._writer.con.execute(f"SELECT count(*) FROM vault.{table} WHERE {where}").fetchone()
            if found and found[0]:
                with self._writer.restricted() as side:
                    side.execute(f"DELETE FROM vault.{table} WHERE {where}")
        self._is_clean = True

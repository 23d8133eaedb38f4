"""The balance of one batch, in rows: every source record is landed, quarantined or filtered. The loader counts.

A good row counts as landed, too, where another object of the batch holds a newer version of its key.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.extract.records.notes import Note


@dataclass(frozen=True)
class SetAside:
    """Open quarantined rows of a dataset: their number by rule and as `*` in all, and the ids of the first of them."""

    rows_n: dict[str, int]
    ids: tuple[str, ...]


@dataclass
class Day:
    """Rows that every rule evaluated, and the number that broke each."""

    evaluated_n: int = 0
    broken: Counter[str] = field(default_factory=Counter)


@dataclass
class BatchReport:
    """The balance of one batch: `source_n = landed_n + set_aside_n + filtered_n`, all in rows."""

    dataset: str
    batch_id: int
    sources: tuple[str, ...]
    source_n: int = 0
    landed_n: int = 0
    set_aside_n: int = 0
    filtered_n: int = 0
    inserted_n: int = 0
    updated_n: int = 0
    unchanged_n: int = 0
    deleted_n: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    days: "dict[dt.date, Day]" = field(default_factory=dict)
    """Rows evaluated and rows broken by rule, by the day on which the rows arrived."""
    still_open: "SetAside | None" = None
    """The content of the dataset's quarantine after the batch."""
    notes: Sequence[Note] = ()
    """Notes of the reader: content that it left out or read unasked."""
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the `std` table differs from before."""
        return self.inserted_n + self.updated_n + self.deleted_n > 0

    def count_days(
        self,
        came_on: Mapping[str, dt.date],
        records_n: Mapping[str, int],
        filtered: Counter[str],
        broken: Mapping[str, Counter[str]],
    ) -> None:
        """Count the evaluated rows of each object for the rules: every row that the contract does not filter."""
        for source, received_n in records_n.items():
            day = self.days.setdefault(came_on[source], Day())
            day.evaluated_n += received_n - filtered[source]
            day.broken.update(broken.get(source, {}))

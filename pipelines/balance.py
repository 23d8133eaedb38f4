"""What one batch did, in rows: every source record is landed, set aside or filtered. Counting is the loader's work."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.forms.notes import Note


@dataclass(frozen=True)
class SetAside:
    """Open set-aside rows of a dataset: their number by rule and as `*` in all, and the ids of the first of them."""

    rows_n: dict[str, int]
    ids: tuple[str, ...]


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
    still_open: "SetAside | None" = None
    """What the dataset's quarantine holds after the batch."""
    notes: Sequence[Note] = ()
    """What the reader left out or read unasked."""
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the `std` table differs from before."""
        return self.inserted_n + self.updated_n + self.deleted_n > 0

"""Slice values that read as one thing under several spellings, which a steward may want to merge.

They are reported, never merged: a machine cannot decide whether two names are one thing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.declare.contracts.spelling import looks

SLICES = "SELECT DISTINCT slice_type, slice_id FROM {table} WHERE slice_type <> 'all' ORDER BY ALL"


@dataclass(frozen=True)
class Alike:
    """Values of one slice that may be one."""

    slice_type: str
    values: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The values with their blanks and the code points in which they differ."""
        sets = [set(value) for value in self.values]
        common = set.intersection(*sets)
        return ", ".join(
            f"{value!r}"
            + (f" ({' '.join(f'U+{ord(one):04X}' for one in sorted(own - common))})" if own - common else "")
            for value, own in zip(self.values, sets, strict=True)
        )


def merge_candidates(slices: Iterable[tuple[str, str]]) -> list[Alike]:
    """Of (slice, value) the groups of values that look the same."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for slice_type, value in slices:
        found[slice_type, looks(value)].add(value)
    return [Alike(key[0], tuple(sorted(values))) for key, values in sorted(found.items()) if len(values) > 1]

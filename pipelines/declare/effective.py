"""Values that hold from a day on: targets and weights change, and a past figure keeps those of its own day.

Only the reading of such a value and the choice by day are here; its owner defines its meaning.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
FROM, VALUE = "from", "value"
ACCEPTED = "one value, or [{from = 2015-01-01, value = …}, …] with days that rise"


@dataclass(frozen=True)
class Versions(Generic[T]):
    """Entries in order of their first day; the first day of a plain value is None, which is always."""

    entries: tuple[tuple[dt.date | None, T], ...]

    def on(self, day: dt.date) -> T | None:
        """The value in force on a day; None before the first one."""
        found = None
        for first_on, value in self.entries:
            if first_on is None or first_on <= day:
                found = value
        return found

    def __iter__(self) -> Iterator[tuple[dt.date | None, T]]:
        return iter(self.entries)


def in_force(entries: "Versions[float]", day: str) -> str:
    """SQL of the version in force on a day, NULL before the first."""
    cases = ""
    for first_on, value in reversed(entries.entries):
        if first_on is None:
            return f"CASE {cases} ELSE {value!r} END" if cases else repr(value)
        cases += f" WHEN {day} >= DATE '{first_on}' THEN {value!r}"
    return f"CASE{cases} END"


def number(value: Any) -> float:
    """One plain number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(repr(value))
    return float(value)


def read(declared: Any, convert: Callable[[Any], T]) -> Versions[T]:
    """A plain value or a list of versions; raises ValueError with the fault. `convert` reads one value."""
    if not isinstance(declared, list):
        return Versions(((None, convert(declared)),))
    found: list[tuple[dt.date | None, T]] = []
    for entry in declared:
        if not isinstance(entry, dict) or set(entry) != {FROM, VALUE}:
            raise ValueError(repr(entry))
        first_on = entry[FROM]
        if not isinstance(first_on, dt.date) or isinstance(first_on, dt.datetime):
            raise ValueError(repr(first_on))
        if found and (found[-1][0] or dt.date.min) >= first_on:
            raise ValueError(f"{first_on} is not later than {found[-1][0]}")
        found.append((first_on, convert(entry[VALUE])))
    if not found:
        raise ValueError("an empty list")
    return Versions(tuple(found))

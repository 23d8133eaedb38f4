"""Knows rows of totals (合计, 小计, total) among the records of a table, in Python and in SQL."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from .extract import literal

BLANKS = "[ \\t\\r\\n\\f\u00a0\u3000]*"
"""Named one by one: what else is blank differs between the engine and Python."""
UNIT = rf"(?:{BLANKS}[(（][^()（）]*[)）])?"
TOTAL = rf"(?:[合总總小共累]{BLANKS}[计計]|[总總]{BLANKS}[数數和]|(?:grand |sub[ -]?)?totals?){UNIT}"
"""The cell by which a row of totals is known unless the contract gives a pattern of its own."""
NAMED_TOTAL = rf".*[合总總小累]{BLANKS}[计計]{UNIT}"
"""A total that says of what, 甲局小计: only a row's first filled cell is one, for a remark may end so too."""
TAIL = 1 << 16
"""Bytes at the end of a text in which a row of totals is looked for."""


@dataclass(frozen=True)
class Totals:
    """The patterns of a row of totals, and whether the contract drops such rows."""

    cell: str
    """The whole of any cell."""
    heading: str
    """The whole of the first filled cell."""
    are_dropped: bool
    are_decided: bool
    """Whether the contract says what becomes of them."""

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """The patterns by the option `drop_totals` of a contract's server."""
        drop = options.get("drop_totals")
        own = drop if isinstance(drop, str) else None
        return cls(_whole(own or TOTAL), _whole(own or f"{TOTAL}|{NAMED_TOTAL}"), bool(drop), drop is not None)

    def is_total(self, row: Sequence[str | None]) -> bool:
        """Whether a row says that it sums up others."""
        filled = [value for value in row if value is not None and not re.fullmatch(BLANKS, value)]
        cell, heading = re.compile(self.cell), re.compile(self.heading)
        return any(map(cell.fullmatch, filled)) or any(map(heading.fullmatch, filled[:1]))

    def condition(self, texts: Sequence[str]) -> str:
        """SQL: whether a row says that it sums up others; `texts` are its VARCHAR expressions in order."""
        blank = literal(BLANKS)
        first = ", ".join(f"CASE WHEN NOT regexp_full_match({text}, {blank}) THEN {text} END" for text in texts)
        cells = " OR ".join(f"coalesce(regexp_full_match({text}, {literal(self.cell)}), false)" for text in texts)
        return f"({cells} OR coalesce(regexp_full_match(coalesce({first}), {literal(self.heading)}), false))"


def _whole(pattern: str) -> str:
    return rf"(?is){BLANKS}(?:{pattern}){BLANKS}[:：]?{BLANKS}"


def lines_n(path: Path, separator: str, *, header: bool) -> int:
    """The lines of a UTF-8 text that say that they sum up others; 0 where none of its last lines does.

    A file ends with its totals, so the rest is read only where the end holds some. Quotes are taken off a field, a
    separator within quotes ends it.
    """
    totals = Totals.of({})

    def is_total(line: str) -> bool:
        return totals.is_total([field.strip().strip('"') for field in line.split(separator)])

    with path.open("rb") as file:
        begin = max(0, path.stat().st_size - TAIL)
        file.seek(begin)
        last = file.read().decode("utf-8", "replace").splitlines()
    if not any(map(is_total, last[int(header and not begin) :])):
        return 0
    with path.open(encoding="utf-8", errors="replace") as text:
        return sum(map(is_total, itertools.islice(text, int(header), None)))

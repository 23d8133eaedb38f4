"""Recognises rows of totals (合计, 小计, total) among the records of a table, in Python and in SQL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from warehouse.sql import literal

BLANKS = "[ \\t\\r\\n\\f\u00a0\u3000]*"
"""Named one by one: the set of other blanks differs between the engine and Python."""
UNIT = rf"(?:{BLANKS}[(（][^()（）]*[)）])?"
TOTAL = rf"(?:[合总總小共累]{BLANKS}[计計]|[总總]{BLANKS}[数數和]|(?:grand |sub[ -]?)?totals?){UNIT}"
"""The cell by which a row of totals is known unless the contract gives a pattern of its own."""
NAMED_TOTAL = rf".*[合总總小累]{BLANKS}[计計]{UNIT}"
"""A total that names its subject, 甲局小计: only a row's first filled cell is one, for a remark may end so too."""
TAIL = 1 << 16
"""Bytes at the end of a text in which a row of totals is looked for."""


@dataclass(frozen=True)
class Totals:
    """The patterns of a row of totals, and whether the contract drops such rows.

    They are texts, because a compiled pattern cannot be returned from the process in which files are read.
    """

    cell: str
    """The whole of any cell."""
    heading: str
    """The whole of the first filled cell."""
    are_dropped: bool
    are_decided: bool
    """Whether the contract decides what happens to them."""

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """The patterns by the option `drop_totals` of a contract's server."""
        drop = options.get("drop_totals")
        own = drop if isinstance(drop, str) else None
        return cls(_whole(own or TOTAL), _whole(own or f"{TOTAL}|{NAMED_TOTAL}"), bool(drop), drop is not None)

    def is_total(self, row: Sequence[str | None]) -> bool:
        """Whether a row is marked as a sum of others."""
        filled = [value for value in row if value is not None and not re.fullmatch(BLANKS, value)]
        return any(re.fullmatch(self.cell, value) for value in filled) or (
            bool(filled) and re.fullmatch(self.heading, filled[0]) is not None
        )

    def condition(self, texts: Sequence[str]) -> str:
        """SQL: whether a row is marked as a sum of others; `texts` are its VARCHAR expressions in order."""
        blank, cell, heading = (literal(text) for text in (BLANKS, self.cell, self.heading))
        first = ", ".join(f"CASE WHEN NOT regexp_full_match({text}, {blank}) THEN {text} END" for text in texts)
        cells = " OR ".join(f"coalesce(regexp_full_match({text}, {cell}), false)" for text in texts)
        return f"({cells} OR coalesce(regexp_full_match(coalesce({first}), {heading}), false))"

    def ends(self, path: Path, separator: str, *, header: bool) -> bool:
        """Whether a line in the end of a UTF-8 text, the place of totals, resembles a sum of others.

        Fields are cut at every separator and lose their quotes: good enough to decide on a closer look.
        """
        with path.open("rb") as file:
            begin = max(0, path.stat().st_size - TAIL)
            file.seek(begin)
            lines = file.read().decode("utf-8", "replace").splitlines()[int(header and not begin) :]
        return any(self.is_total([field.strip().strip('"') for field in line.split(separator)]) for line in lines)


def _whole(pattern: str) -> str:
    return rf"(?is){BLANKS}(?:{pattern}){BLANKS}[:：]?{BLANKS}"

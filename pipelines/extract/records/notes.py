"""Notes of a reader, counted by kind: content that it left out, or read although a person would not see it.

A note whose `option` was not given is a warning: nobody decided it. The numbers are written to public tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of note. `filtered`: it counts records that are in the balance as filtered."""

    words: str
    option: str | None = None
    filtered: bool = False


KINDS = {
    "columns_dropped": Kind("column(s) that the contract does not declare were not read"),
    "columns_missing": Kind("optional column(s) are not there and were read as empty"),
    "hidden_columns_read": Kind("hidden column(s) were read", "hidden: skip, or hidden: keep"),
    "hidden_columns_skipped": Kind("hidden column(s) were skipped"),
    "hidden_rows_read": Kind("hidden row(s) were read", "hidden: skip, or hidden: keep"),
    "hidden_rows_skipped": Kind("hidden row(s) were skipped", filtered=True),
    "hidden_sheets": Kind("row(s) of hidden sheets were not read", "sheet, or hidden: keep with sheets: all", True),
    "hidden_sheets_read": Kind("hidden sheet(s) that the contract names were read", "hidden: keep"),
    "hidden_sheets_skipped": Kind("row(s) of hidden sheets were skipped", filtered=True),
    "merged_cells": Kind("cell(s) covered by merged cells were read as empty", "fill_down"),
    "other_sheets": Kind("row(s) of sheets that the contract does not name were not read", filtered=True),
    "outside_sections": Kind("row(s) outside every section were not read", "end", filtered=True),
    "rows_untold": Kind("old workbook(s) do not show hidden rows, errors and missing results", "an .xlsx extract"),
    "separator_line": Kind("`sep=` line(s) were not read as records"),
    "title_lines": Kind("line(s) above the header were not read", filtered=True),
    "totals_dropped": Kind("row(s) of totals were dropped", filtered=True),
    "totals_read": Kind("row(s) of totals were read as records", "drop_totals"),
}
"""Every kind of note by its name in the public tables."""

WARNINGS = tuple(name for name, kind in KINDS.items() if kind.option or name == "columns_dropped")
"""Notes that somebody should decide about."""


@dataclass(frozen=True)
class Note:
    """The number of one kind in one object; `detail` names them where names say more."""

    kind: str
    n: int
    detail: str = ""


def sentence(kind: str, n: int, details: Iterable[str] = ()) -> str:
    """One note in words, with the option that decides it."""
    told = KINDS[kind]
    named = ", ".join(dict.fromkeys(detail for detail in details if detail))
    option = f"; decide by `{told.option}`" if told.option else ""
    return f"{n:,} {told.words}{f': {named}' if named else ''}{option}"


def summed(notes: Iterable[Note]) -> dict[str, int]:
    """Notes of several objects, by kind."""
    found: dict[str, int] = {}
    for note in notes:
        found[note.kind] = found.get(note.kind, 0) + note.n
    return dict(sorted(found.items()))


def sentences(notes: Iterable[Note], kinds: Iterable[str] = tuple(KINDS)) -> list[str]:
    """Notes of several objects in words, one sentence for each kind."""
    listed = list(notes)
    counts: Mapping[str, int] = summed(listed)
    return [sentence(kind, n, [note.detail for note in listed if note.kind == kind]) for kind, n in counts.items()
            if kind in kinds]  # fmt: skip

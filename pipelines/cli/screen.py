"""How tables, figures and paths look on a terminal or in a pipe."""

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table

PIPE_WIDTH = 140
"""Columns of a line where the output is not a terminal and so has no width of its own."""

console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
error_console = Console(stderr=True, highlight=False, soft_wrap=True)


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def show_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: Format, *, title: str | None = None) -> None:
    """Print rows as a table for eyes, or as CSV or JSON for programs."""
    if form is Format.json:
        records = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")
        return
    if form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if cell is None else safe(plain(cell)) for cell in row] for row in rows])
        return
    table = Table(title=title, title_justify="left", header_style="bold", row_styles=("", "dim"))
    for column in columns:
        table.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*("" if cell is None else text(cell) for cell in row))
        count += 1
    console.print(table)
    if not count:
        console.print("no rows", style="dim")


def plain(cell: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    if cell is None or isinstance(cell, bool | int | float | str):
        return cell
    if isinstance(cell, list | tuple):
        return [plain(item) for item in cell]
    return str(cell)


def text(cell: Any) -> str:
    """A value as a person reads it."""
    if isinstance(cell, float):
        return f"{cell:,.4f}".rstrip("0").rstrip(".")
    return str(plain(cell)).replace("[", "\\[")


def safe(cell: Any) -> Any:
    """A text cell that a spreadsheet will not take for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r＝＋－＠"):
        return "'" + cell
    return cell

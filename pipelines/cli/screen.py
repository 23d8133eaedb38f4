"""The output of tables, figures and paths on a terminal or in a pipe."""

import datetime as dt
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from types import TracebackType
from typing import Any, Self, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from warehouse.visible import HIDDEN, visible

_BEFORE_FORMULA = re.compile(rf"(?:\s|{HIDDEN.pattern})+")
"""Characters in front of a formula that a spreadsheet skips when it opens a text."""
_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
PIPE_WIDTH = 180
"""Columns of a line where the output is not a terminal and so has no width of its own."""


class Screen(Console):
    """A terminal on which no text acts: escape sequences, bidi marks and the like are shown as escapes."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(visible(text, lines=True), **options)


console = Screen(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPE_WIDTH)
error_console = Screen(stderr=True, highlight=False, soft_wrap=True)


QUOTE = '"'
_PARTS = re.compile(r'[",;\t\r\n]')


class Format(StrEnum):
    """The form in which rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def show_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: Format, *, title: str | None = None) -> None:
    """Print rows as a table for people, or as CSV or JSON for programs."""
    if form is Format.json:
        records = [dict(zip(columns, map(as_json, row), strict=True)) for row in rows]
        told = json.dumps(records, ensure_ascii=False, indent=1)
        sys.stdout.write(HIDDEN.sub(_in_json, told) + "\n")
        return
    if form is Format.csv:
        for line in (columns, *rows):
            written = ["" if cell is None else _quoted(str(safe(as_json(cell)))) for cell in line]
            sys.stdout.write((",".join(written) if written != [""] else QUOTE * 2) + "\n")
        return
    table = Table(title=title, title_justify="left", header_style="bold", row_styles=("", "dim"))
    listed = list(rows)
    for position, column in enumerate(columns):
        cells = [row[position] for row in listed if row[position] is not None]
        numbers = bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)
        table.add_column(column, overflow="fold", justify="right" if numbers else "left")
    for row in listed:
        table.add_row(*("" if cell is None else text(cell) for cell in row))
    console.print(table)
    if not listed:
        console.print("no rows", style="dim")


def as_json(cell: Any) -> Any:
    """A value in JSON's types."""
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, float):
        return cell + 0.0  # zero has no sign
    if cell is None or isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, list | tuple):
        return [as_json(item) for item in cell]
    return str(cell)


def text(cell: Any) -> str:
    """A value formatted for people."""
    if isinstance(cell, float):
        return f"{cell:z,.4f}".rstrip("0").rstrip(".")
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, list | tuple):
        return ", ".join(text(item) for item in cell)
    return escape(str(as_json(cell)))


def _quoted(cell: str) -> str:
    """A cell of a CSV file in quotes where it needs them, also for programs that separate cells at `;` or a tab."""
    return f'"{cell.replace(QUOTE, QUOTE * 2)}"' if _PARTS.search(cell) else cell


def safe(cell: Any) -> Any:
    """A text cell that no spreadsheet takes for a formula and that acts on no terminal; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    starts = _BEFORE_FORMULA.sub("", cell, count=1)[:1] if _BEFORE_FORMULA.match(cell) else cell[:1]
    is_odd = cell[:1] in ("\t", "\r") or (starts in tuple("=+-@＝＋－＠") and not _NEGATIVE.fullmatch(cell))
    return ("'" if starts and is_odd else "") + visible(cell, lines=True)


def _in_json(found: re.Match[str]) -> str:
    """A hidden character as JSON escapes it; the line ends and blanks between its tokens stay."""
    letter = found[0]
    if letter == "\n":
        return letter
    return json.dumps(letter)[1:-1] if letter != "\x7f" else "\\u007f"


def show_finding(ok: bool, text: str, next_step: str | None = None, *, notice: bool = False) -> None:
    """One examined thing, good or not, with the next step."""
    mark, style = ("✗", "red") if not ok else ("!", "yellow") if notice else ("✓", "")
    console.print(f"{mark} {text}", style=style, markup=False)
    if next_step and f"next: {next_step}" not in text:
        console.print(f"    next: {next_step}", markup=False)


class Bar:
    """A progress bar on the error stream, removed at the end; without a terminal only sentences are printed.

    It holds a duplicate of the stream: the scheduler turns the original into a log file during a step.
    """

    def __init__(self, text: str) -> None:
        self._stream: TextIO | None = None
        self._console: Console = error_console
        if error_console.is_terminal:
            self._stream = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8")
            self._console = Screen(file=self._stream, highlight=False, soft_wrap=True)
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=self._console,
            transient=True,
            disable=self._stream is None,
        )
        self._task = self._progress.add_task(text, total=None)
        self._done, self._total = 0, 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
        if self._stream is not None:
            self._stream.close()

    def say(self, sentence: str) -> None:
        """Print a sentence above the bar."""
        self._console.print(sentence, markup=False)

    def plan(self, text: str, total: int) -> None:
        """Set the number of steps."""
        self._total = total
        self._progress.update(self._task, description=text, total=total)

    def advance(self, name: str) -> None:
        """One more step is done; its name is shown. Without a terminal each tenth of the steps prints a line."""
        tenths = 10 * self._done // max(self._total, 1)
        self._done += 1
        if self._stream is None and 10 * self._done // max(self._total, 1) > tenths:
            self.say(f"{self._done} of {self._total} assets: {name}")
        self._progress.update(self._task, description=name, advance=1)

    def reach(self, name: str, done: int, total: int) -> None:
        """So many steps of so many are done; `name` is the present one."""
        self._progress.update(self._task, description=name, completed=done, total=total)

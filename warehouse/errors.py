"""The one error a user sees. It names the file, the bad value, the accepted values and the next command."""

import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb

from warehouse.visible import path_text, visible

Entry = TypeVar("Entry")
Read = TypeVar("Read")
MOST_CHARACTERS = 4_000
"""The maximum length of one part of a message: a header of megabytes is not printed."""
OF_TEXTS = (
    duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.IOException,
    duckdb.PermissionException,
)  # fmt: skip
"""Errors of the engine that quote declared texts and paths; all others may quote a value of a row."""
_QUOTED = re.compile(r"'[^']*'?|\"[^\"]*\"?")
_VALUES = re.compile(rf"{_QUOTED.pattern}|\d{{5,}}")


class HgtError(Exception):
    """A failure that the reader of the message can act on.

    `message` states the fault in one sentence. The keyword arguments add the place, the offending value, the accepted
    values and the command to run next. Only the message may have several lines, and nothing in it is hidden.
    `exit_code` is what the command line returns.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        file: Path | str | None = None,
        value: object = None,
        accepted: Iterable[object] | str | None = None,
        next: str | None = None,
    ) -> None:
        self.message = message
        self.file = path_text(file) if isinstance(file, Path) else file
        self.value = value
        self.accepted = accepted if accepted is None or isinstance(accepted, str) else ", ".join(map(str, accepted))
        self.next = next
        super().__init__(self.__str__())

    def __str__(self) -> str:
        message = _bounded(visible(self.message, lines=True))
        parts = [f"{visible(self.file)}: {message}" if self.file else message]
        if self.value is not None:
            shown = visible(str(self.value))
            parts.append(f"  value: {shown if len(shown) <= 200 else shown[:200] + '…'}")
        if self.accepted is not None:
            parts.append(f"  accepted: {_bounded(visible(self.accepted))}")
        if self.next is not None:
            parts.append(f"  next: {visible(self.next)}")
        return "\n".join(parts)


def _bounded(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}… ({len(text):,} characters)"


def plain(error: BaseException) -> str:
    """One line of an error of an engine, or of an unexpected error, without any value of a row.

    Messages are kept where analysts read. The engine's line loses its quotations and long numbers; any other error is
    reduced to its kind and the line of our code.
    """
    if isinstance(error, HgtError):
        return error.message
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    if not isinstance(error, duckdb.Error):
        last = traceback.extract_tb(error.__traceback__)[-1:]
        return type(error).__name__ + "".join(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)
    line = next(iter(str(error).splitlines()), type(error).__name__)
    return _bounded(line if isinstance(error, OF_TEXTS) else _VALUES.sub("…", line))


def words(error: BaseException) -> str:
    """The message of a parser's error and its position, without the text of the file that it quotes."""
    line = _QUOTED.sub("…", next(iter(str(error).splitlines()), ""))
    said, _, place = line.partition(": ")
    kept = line if place.startswith("line ") else said
    return _bounded(kept) if any(map(str.isalpha, kept)) else type(error).__name__


def collected(read: Callable[[Entry], Read], entries: Iterable[Entry]) -> list[Read]:
    """Every entry of one declaration read; all refusals are raised together as one error."""
    found: list[Read] = []
    errors: list[HgtError] = []
    for entry in entries:
        try:
            found.append(read(entry))
        except HgtError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return found


def together(errors: Sequence[HgtError]) -> HgtError:
    """The refusals of one declaration as one."""
    if len(errors) == 1:
        return errors[0]
    told = [HgtError(error.message, value=error.value, accepted=error.accepted) for error in errors]
    message = "\n".join([f"{len(errors)} faults", *map(str, told)])
    return HgtError(message, file=errors[0].file, next=errors[0].next)


class UsageError(HgtError):
    """The command was called in a way that cannot work."""

    exit_code = 2

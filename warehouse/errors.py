"""The one error a user sees. It names the file, the bad value, what is accepted and the next command."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from warehouse.visible import path_text, visible

Entry = TypeVar("Entry")
Read = TypeVar("Read")


class HgtError(Exception):
    """A failure that the reader of the message can act on.

    `message` says what went wrong in one sentence; the keyword arguments add the place, the offending value, the
    accepted values and the command to run next; only the message may have several lines, and nothing in it is hidden.
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
        message = visible(self.message, lines=True)
        parts = [f"{visible(self.file)}: {message}" if self.file else message]
        if self.value is not None:
            shown = visible(str(self.value))
            parts.append(f"  value: {shown if len(shown) <= 200 else shown[:200] + '…'}")
        if self.accepted is not None:
            parts.append(f"  accepted: {visible(self.accepted)}")
        if self.next is not None:
            parts.append(f"  next: {visible(self.next)}")
        return "\n".join(parts)


def collected(read: Callable[[Entry], Read], entries: Iterable[Entry]) -> list[Read]:
    """Every entry of one declaration read; where some are refused, all the refusals as one."""
    found: list[Read] = []
    errors: list[HgtError] = []
    for entry in entries:
        try:
            found.append(read(entry))
        except HgtError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        told = [HgtError(error.message, value=error.value, accepted=error.accepted) for error in errors]
        message = "\n".join([f"{len(errors)} faults", *map(str, told)])
        raise HgtError(message, file=errors[0].file, next=errors[0].next)
    return found


class UsageError(HgtError):
    """The command was called in a way that cannot work."""

    exit_code = 2

"""The one error a user sees. It names the file, the bad value, what is accepted and the next command."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

Entry = TypeVar("Entry")
Read = TypeVar("Read")


class HgtError(Exception):
    """A failure that the reader of the message can act on.

    `message` says what went wrong in one sentence; the keyword arguments add the place, the offending value, the
    accepted values and the command to run next. `exit_code` is what the command line returns.
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
        self.file = str(file) if file is not None else None
        self.value = value
        self.accepted = accepted if accepted is None or isinstance(accepted, str) else ", ".join(map(str, accepted))
        self.next = next
        super().__init__(self.__str__())

    def __str__(self) -> str:
        parts = [f"{self.file}: {self.message}" if self.file else self.message]
        if self.value is not None:
            shown = str(self.value)
            parts.append(f"  value: {shown if len(shown) <= 200 else shown[:200] + '…'}")
        if self.accepted is not None:
            parts.append(f"  accepted: {self.accepted}")
        if self.next is not None:
            parts.append(f"  next: {self.next}")
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

"""Bounds on reading one file that somebody else wrote: processor time, memory, size of the output and of a record.

The first three grow with the file, so that a large file may take long and a small one may not. The option `limits` of
a contract's server sets one of them to a number of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.errors import HgtError

ACCEPTED = "{seconds: 600, memory_mib: 4096, output_mib: 8192, record_mib: 256}: one or more, whole numbers from 1"
DEPTH = 900
"""So many levels elements or values of a file may be nested; Python's own parsers end a little above."""

RECORD_MIB = 64
COLUMNS_N = 1 << 14
"""A delimited file may have so many columns, as many as a sheet."""
PAYLOAD = 4 << 20
"""So many bytes of a malformed record are kept in the quarantine; its object is kept whole."""
MARK_N = 64
"""More characters than the mark of a cut text has."""
RAISE = "if the file is sound, raise `limits` in the contract's server, then hgt silo check"

_MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The declared bounds: seconds of a core; MiB of memory, of one written file and of one record.

    A bound of None follows the file's size, or is the usual one.
    """

    seconds: int | None = None
    memory_mib: int | None = None
    output_mib: int | None = None
    record_mib: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Limits":
        """The limits of a contract's server options."""
        return cls(**options.get("limits", {}))

    def applied(self, size: int) -> "Applied":
        """The bounds for one file of `size` bytes."""
        size_mib = size / _MIB
        return Applied(
            seconds=float(self.seconds or 30 + 2 * size_mib),
            memory=(self.memory_mib or int(384 + 24 * size_mib)) * _MIB,
            output=(self.output_mib or int(256 + 250 * size_mib)) * _MIB,
        )


@dataclass(frozen=True)
class Applied:
    """The bounds for one file: seconds of a core, bytes of memory above the process's own, bytes of one output."""

    seconds: float
    memory: int
    output: int

    @property
    def wall_seconds(self) -> float:
        """Time after which a process that waits for something is ended; on a busy machine a sound file waits too."""
        return 20 * self.seconds


def refuse_long(options: Mapping[str, Any], source: str, longest: int) -> None:
    """Refuse an object with a record of more bytes than one may have: the engine holds records whole."""
    most = Limits.of(options).record_mib or RECORD_MIB
    if longest > most * _MIB:
        raise HgtError(
            "a record is longer than one may be; none of the file is read", file=source,
            value=f"{longest // _MIB:,} MiB", accepted=f"records of at most {most:,} MiB (`record_mib`)", next=RAISE,
        )  # fmt: skip


def shown(record: bytes) -> str:
    """The text of a malformed record as the quarantine keeps it: its beginning, where it is long."""
    text = record[:PAYLOAD].decode("utf-8", "backslashreplace")
    return text if max(len(record), len(text)) <= PAYLOAD else f"{text[:PAYLOAD]}… ({len(record):,} bytes)"


def cut(text: str) -> str:
    """The same of a text; one that `shown` made stays."""
    return text if len(text) <= PAYLOAD + MARK_N else f"{text[:PAYLOAD]}… ({len(text):,} characters)"

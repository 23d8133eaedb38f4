"""Bounds on reading one file that somebody else wrote: processor time, memory and size of what comes out of it.

Each grows with the file, so that a large file may take long and a small one may not. The option `limits` of a
contract's server sets one of them to a number of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEYS = ("memory_mib", "output_mib", "seconds")
ACCEPTED = "{seconds: 600, memory_mib: 4096, output_mib: 8192}: one of them or more, whole numbers from 1"
DEPTH = 900
"""So many levels elements or values of a file may be nested; Python's own parsers end a little above."""

_MIB = 1 << 20


def are_limits(value: Any) -> bool:
    """Whether a contract may give this value for `limits`."""
    return (
        isinstance(value, dict)
        and bool(value)
        and set(value) <= set(KEYS)
        and all(type(number) is int and number >= 1 for number in value.values())
    )


@dataclass(frozen=True)
class Limits:
    """The declared bounds: seconds of a core, memory and the size of one written file in MiB; None: by size."""

    seconds: int | None = None
    memory_mib: int | None = None
    output_mib: int | None = None

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
    """The bounds for one file: seconds of a core, bytes of memory beside the process's own, bytes of one output."""

    seconds: float
    memory: int
    output: int

    @property
    def wall_seconds(self) -> float:
        """Time after which a process that waits for something is ended; on a busy machine a sound file waits too."""
        return 20 * self.seconds

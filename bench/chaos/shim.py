"""The shim (`shim.c`): built by the machine's compiler, told by a file that it shares with every process of a run."""

import mmap
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

COUNT, ONCE, FROM_THEN_ON, KILL = range(4)
_FORM = struct.Struct("=QQQQqii4096s4096s")
"""The struct `state` of the C text."""
SOURCE = Path(__file__).with_name("shim.c")


def compiler() -> str | None:
    """The machine's C compiler, or None."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def build(folder: Path) -> Path:
    """Compile the shim into a folder."""
    found, target = compiler(), folder / "shim.so"
    if found is None:
        raise RuntimeError("there is no C compiler (cc, gcc, clang) on this machine")
    call = [found, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", str(target), str(SOURCE), "-ldl"]
    subprocess.run(call, check=True)
    return target


@dataclass(frozen=True)
class Seen:
    """The points that the processes of a run passed, how many of them failed, and the first that did."""

    points: int
    hits: int
    hit: str


class State:
    """The shared file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.write_bytes(bytes(_FORM.size))
        with file.open("r+b") as handle:
            self._map = mmap.mmap(handle.fileno(), _FORM.size)

    def arm(
        self, folder: Path, mode: int = COUNT, *, at: int = 0, error: int = 0, clock: int = 0, clock_at: int = 0
    ) -> None:
        """Count from zero below `folder`, and let point `at` fail; from point `clock_at` on the clock is shifted by so
        many seconds."""
        self._map[:] = _FORM.pack(0, 0, at, clock_at, clock, mode, error, str(folder).encode(), b"")

    def seen(self) -> Seen:
        """Return what was counted since."""
        points, hits, *_, hit = _FORM.unpack(self._map[:])
        return Seen(points, hits, hit.rstrip(b"\0").decode(errors="replace"))

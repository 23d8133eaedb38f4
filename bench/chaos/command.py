"""Commands of `hgt` in processes that may be killed: the driver's side of `warm`."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.shim import State, build
from pipelines.orchestration import place
from pipelines.state.session import KEY_VARIABLE

MOST_SECONDS = 600.0
KEY = "a key for the proof only"


@dataclass(frozen=True)
class Ended:
    """The end of a command: its exit code (minus a signal that ended it), its words, its seconds by clock and core."""

    code: int
    said: str
    seconds: float
    cpu: float


class Commands:
    """One warm process, and the state that it shares with its commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = State(folder / "state")
        forwarded = {name: value for name, value in os.environ.items() if name not in (place.ROOT, place.STORE)}
        environment = {
            **forwarded, "LD_PRELOAD": str(build(folder)), "HGT_CHAOS": str(self.state.file), KEY_VARIABLE: KEY,
            "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "400",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.chaos.warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment, cwd=place.PROJECT,
        )  # fmt: skip
        self._answer()

    def run(self, root: Path, data: Path, *arguments: str, kill_after: float | None = None) -> Ended:
        """One command to its end, or to its kill after so many seconds. The whole group of it is gone then."""
        output = self.folder / "output"
        output.unlink(missing_ok=True)
        began = time.perf_counter()
        given = {"arguments": ["--root", str(root), "--data", str(data), *arguments], "output": str(output)}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(given) + "\n")
        self.process.stdin.flush()
        pid = int(self._answer()["pid"])
        timer = threading.Timer(MOST_SECONDS if kill_after is None else kill_after, _kill, [pid])
        timer.start()
        answer = self._answer()
        seconds = time.perf_counter() - began
        timer.cancel()
        _kill(pid)
        said = output.read_text(encoding="utf-8", errors="replace") if output.exists() else ""
        return Ended(int(answer["code"]), said, seconds, answer["cpu"])

    def _answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the warm process ended with {self.process.wait()}")
        answer: dict[str, float] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the warm process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def _kill(pid: int) -> None:
    """Kill the group of a command. One that has not made its group yet is the command alone."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)
            return


@contextlib.contextmanager
def commands(folder: Path) -> Iterator[Commands]:
    """A warm process for the time of a block."""
    folder.mkdir(parents=True, exist_ok=True)
    found = Commands(folder)
    try:
        yield found
    finally:
        found.close()

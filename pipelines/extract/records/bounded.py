"""Runs a reader of untrusted bytes in a process of its own, which is bounded and may die.

The process (`bounded_process`) starts with the first call and serves all others. A call that passes a bound or breaks
the process ends as an `HgtError` of that one file; the next call starts a new process.
"""

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from pipelines.declare.contracts.limits import DEPTH, RAISE, Applied, Limits
from warehouse.child import environment
from warehouse.errors import HgtError

P = ParamSpec("P")
T = TypeVar("T")

OURS = ("pipelines.extract.", "pipelines.declare.contracts.limits", "warehouse.errors")
PLAIN = {("pathlib", "PosixPath"), ("pathlib", "WindowsPath"), ("collections", "Counter")}
_AGAIN = "ask the silo for the file again, then hgt run"


def bounded(
    options: Mapping[str, Any], source: str, size: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """The result of a function of a module, called in the bounded process.

    `options` are those of the contract's server, `source` is the object's name in messages, `size` the bytes of the
    file that is read. Raises `HgtError` where the function does, exceeds a bound, or fails in any other way; `OSError`
    where the disk does.
    """
    limits = Limits.of(options).applied(size)
    with _lock:
        outcome, content = _process().call(limits, (function, args, kwargs))
    if outcome == "done":
        result: T = content
        return result
    if outcome == "refused":
        raise content
    if outcome == "disk":
        raise OSError(*content)
    raise _explained(source, limits, outcome, content)


def _explained(source: str, limits: Applied, outcome: str, content: Any) -> HgtError:
    """The error of a call that did not end by itself. It holds no byte of the file."""
    mib = 1 << 20
    said = {
        "time": ("reading it took too long and was ended", f"more than {limits.seconds:,.0f} s of a core", RAISE),
        "memory": ("reading it takes more memory than it may", f"more than {limits.memory // mib:,} MiB", RAISE),
        "output": ("it unpacks to more than it may", f"more than {limits.output // mib:,} MiB", RAISE),
        "depth": ("it is nested too deep", f"more than {DEPTH} levels", _AGAIN),
        "died": ("the reader broke off at its content", content, _AGAIN),
        "fault": ("the reader does not understand its content", content, _AGAIN),
    }
    message, value, step = said[outcome]
    return HgtError(
        f"{message}; none of it is read", file=source, value=value,
        accepted=f"a whole file that is read in {limits.seconds:,.0f} s and {limits.memory // mib:,} MiB and writes at"
        f" most {limits.output // mib:,} MiB",
        next=step,
    )  # fmt: skip


class _Process:
    """One started process, its input and its output."""

    def __init__(self) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipelines.extract.records.bounded_process"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(sys.path),
        )  # fmt: skip
        self.owner = os.getpid()

    def call(self, limits: Applied, work: tuple[Any, ...]) -> tuple[str, Any]:
        """The end of one call, and its result."""
        assert self.child.stdin is not None and self.child.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.child.kill()

        timer = threading.Timer(limits.wall_seconds, stop)
        try:
            pickle.dump((limits, work), self.child.stdin)
            self.child.stdin.flush()
            _Unpickler(self.child.stdout).load()  # from here on the call's own time counts, not that of imports
            timer.start()
            outcome, content = _Unpickler(self.child.stdout).load()
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            code = self.child.returncode
            if late.is_set() or code == -signal.SIGXCPU:
                return "time", None
            if code == -signal.SIGABRT:  # a library that requests memory and gets none
                return "memory", None
            return "died", f"the process ended with {code}"
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()
        if outcome == "memory":
            self.close()
        return outcome, content

    def close(self) -> None:
        """End the process."""
        self.child.kill()
        self.child.wait()
        for end in (self.child.stdin, self.child.stdout):
            if end is not None and not end.closed:
                with contextlib.suppress(BrokenPipeError):
                    end.close()


class _Unpickler(pickle.Unpickler):
    """Reads plain values and the readers' own types."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.startswith(OURS) or (module, name) in PLAIN else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no result of a reader")
        return found


_lock = threading.Lock()
_running: list[_Process] = []


def _process() -> _Process:
    """The process that serves this one; a forked process starts its own."""
    if _running and (_running[0].owner != os.getpid() or _running[0].child.poll() is not None):
        _running.clear()
    if not _running:
        _running.append(_Process())
    return _running[0]


@atexit.register
def _end() -> None:
    if _running and _running[0].owner == os.getpid():
        _running.pop().close()

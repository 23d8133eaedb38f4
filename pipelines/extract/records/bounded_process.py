"""The process in which foreign files are read. `bounded` starts it; it ends with its standard input.

It has no secret in its environment. Before each call it bounds its memory, its CPU time and the size of a file that it
writes. An answer names the kind of a fault and the line of our code, never a byte of the file.
"""

import errno
import os
import pickle
import resource
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from pipelines.declare.contracts.limits import Applied
from warehouse import frames
from warehouse.errors import HgtError

_STATUS = Path("/proc/self/status")
_KIB = 1 << 10


def main() -> None:
    """Answer pickled calls on standard input with pickled results on standard output until there are no more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not mix its output with the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    frames.without_pandas()
    while True:
        try:
            limits, (function, args, kwargs) = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump("begun", answers)
        answers.flush()
        bound(limits)
        answer = _called(function, args, kwargs)
        _unbound()
        pickle.dump(answer, answers)
        answers.flush()


def bound(limits: Applied) -> None:
    """Set the bounds of one call: memory in addition to the process's own, seconds on a core, bytes of one file."""
    _soft(resource.RLIMIT_DATA, _data() + limits.memory)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.seconds) + 1)
    _soft(resource.RLIMIT_FSIZE, limits.output)


def _unbound() -> None:
    for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):
        _soft(kind, resource.RLIM_INFINITY)


def _soft(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _data() -> int:
    """Bytes of memory that count for the bound already."""
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * _KIB


def _called(function: Any, args: Any, kwargs: Any) -> tuple[str, Any]:
    try:
        return "done", function(*args, **kwargs)
    except HgtError as error:
        return "refused", error.with_traceback(None)
    except MemoryError:
        return "memory", None
    except RecursionError:
        return "depth", None
    except OSError as error:
        if error.errno == errno.EFBIG:
            return "output", None
        if error.errno == errno.ENOMEM:
            return "memory", None
        if error.errno not in (None, errno.EINVAL, errno.EOVERFLOW):
            return "disk", (error.errno, error.strerror, error.filename)
        # A place that no file has is an error of the file, not of the disk.
        return "fault", _place(error)
    except BaseException as error:
        # Libraries in other languages raise faults of their own that are no Exception.
        return "fault", _place(error)


def _place(error: BaseException) -> str:
    """The kind of a fault and the last line of ours that it passed."""
    trace: TracebackType | None = error.__traceback__
    ours = [frame for frame in traceback.extract_tb(trace) if "pipelines" in frame.filename]
    where = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"


if __name__ == "__main__":
    main()

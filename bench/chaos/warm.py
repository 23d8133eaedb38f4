"""A process that has imported all that `hgt` imports, and forks one process per command: `python -m bench.chaos.warm`.

Imports are most of a short run's time and touch no store. Each command is a process and a group of its own, with its
own connections, and calls the entry point of `hgt`; the shim comes with this process. Lines of JSON come in and go out.
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

MODULES = (
    "pipelines.cli.backup", "pipelines.cli.kpi", "pipelines.cli.run", "pipelines.cli.steward", "pipelines.cli.store",
    "pipelines.ops.run", "pipelines.ops.maintenance", "pipelines.ops.run_summary", "pipelines.orchestration.run",
    "pipelines.orchestration.server", "pipelines.quality.audit.gx",
)  # fmt: skip
SHARED = ("LD_PRELOAD", "HGT_CHAOS")


def serve() -> None:
    """Answer each command with its process, and with the status of that process once it has ended."""
    for name in MODULES:
        import_module(name)
    child = import_module("warehouse.child")
    child.__dict__["PASSED_ON"] = (*child.PASSED_ON, *SHARED)  # the readers' process is counted, too
    _say({"ready": os.getpid()})
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(asked)
        _say({"pid": pid})
        _, status, used = os.wait4(pid, 0)
        _say({"code": os.waitstatus_to_exitcode(status), "cpu": used.ru_utime + used.ru_stime})


def _become(asked: dict[str, Any]) -> None:
    """Be the command that was asked for, in a group of its own; never return."""
    code = 70
    try:
        os.setsid()
        for descriptor, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
            place = "/dev/null" if descriptor == 0 else asked["output"]
            opened = os.open(place, flags | (os.O_CREAT | os.O_APPEND if descriptor else 0), 0o600)
            os.dup2(opened, descriptor)
            os.close(opened)
        sys.argv = ["hgt", *asked["arguments"]]
        code = _called()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _called() -> int:
    """The exit code that the interpreter would give for `hgt`. What waits for the end of a process is ended."""
    import atexit
    import traceback

    code = 0
    try:
        import_module("pipelines.cli").main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    return code


def _say(told: dict[str, float]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()

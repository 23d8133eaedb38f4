"""The environment of the processes in which foreign texts and files are parsed. It holds no secret."""

import os
from collections.abc import Iterable

PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")


def environment(modules: Iterable[str]) -> dict[str, str]:
    """The variables of a child process that finds its modules in these folders."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, "PYTHONPATH": os.pathsep.join(filter(None, modules))}

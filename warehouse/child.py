"""The environment of the processes in which texts and files of others are taken apart. No secret is in it."""

import os
from collections.abc import Iterable

PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")


def environment(modules: Iterable[str]) -> dict[str, str]:
    """The variables of a child process that finds its modules in these folders."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, "PYTHONPATH": os.pathsep.join(filter(None, modules))}

"""Runs one step in a process of its own and takes its time and peak memory; holds what a figure is.

Two things that are compared are run alternately and their medians are taken, because the machine is shared.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
CONTENT = Path(__file__).resolve().parent / "content"
RESULTS = Path(__file__).resolve().parent / "results"
KEY = "benchmark key, of no worth outside it"


@dataclass(frozen=True)
class Run:
    """One finished process. `seconds` is what the step timed itself, or the whole process where it timed nothing.

    `cpu_seconds` is always of the whole process. `spread` is the range of several runs' seconds over their median.
    """

    seconds: float
    peak_mib: float
    facts: Mapping[str, Any] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    spread: float | None = None


@dataclass(frozen=True)
class Figure:
    """One line of the table: a measurement beside its baseline. A missing baseline makes a plain time."""

    name: str
    what: str
    seconds: float | None = None
    baseline: str = ""
    baseline_seconds: float | None = None
    target: str = ""
    limit: float | None = None
    peak_mib: float | None = None
    note: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)
    noise: float | None = None
    """The spread of the baseline's runs, which did the same work each time."""
    most_mib: float | None = None

    @property
    def ratio(self) -> float | None:
        """The multiple of the baseline that it takes."""
        if self.seconds is None or not self.baseline_seconds:
            return None
        return self.seconds / self.baseline_seconds

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where none is set. `limit` is a ratio, or seconds where no baseline is.

        The peak must be within `most_mib` too.
        """
        measured = self.ratio if self.baseline_seconds else self.seconds
        bounds = ((measured, self.limit), (self.peak_mib, self.most_mib))
        found = [value <= bound for value, bound in bounds if value is not None and bound is not None]
        return all(found) if found else None

    def record(self) -> dict[str, Any]:
        """The figure as it is written to its JSON file."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def process(
    command: Sequence[str | Path],
    *,
    cwd: Path = PROJECT,
    keyed: bool = True,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Run:
    """Run a command to its end; raises with its last words when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **environment}
    if keyed:
        environment["HGT_PSEUDONYM_KEY"] = KEY
    with tempfile.TemporaryFile() as words:
        started = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, stdout=words, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            words.seek(0)
            tail = words.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(map(str, command[:4]))} … ended with {child.returncode}:\n{tail}")
    return Run(seconds, usage.ru_maxrss / 1024, cpu_seconds=usage.ru_utime + usage.ru_stime)


def step(name: str, *, environment: Mapping[str, str] = MappingProxyType({}), **arguments: Any) -> Run:
    """Run one step of `bench.step` in a fresh interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        given = json.dumps(arguments, default=str)
        run = process([sys.executable, "-m", "bench.step", name, given, answer], environment=environment)
        facts = json.loads(answer.read_text(encoding="utf-8"))
    return replace(run, seconds=facts.pop("seconds", run.seconds), facts=facts)


def alternate(times: int, **runs: Callable[[], Run]) -> dict[str, Run]:
    """Run the named things in turn, `times` rounds, and give the median run of each."""
    taken: dict[str, list[Run]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            os.sync()
            taken[name].append(run())
    return {name: median(found) for name, found in taken.items()}


def median(runs: Sequence[Run]) -> Run:
    """The run of median time; its memory is the largest that any run took."""
    middle = statistics.median_low([run.seconds for run in runs])
    chosen = next(run for run in runs if run.seconds == middle)
    spread = (max(run.seconds for run in runs) - min(run.seconds for run in runs)) / middle
    return replace(chosen, peak_mib=max(run.peak_mib for run in runs), spread=spread)

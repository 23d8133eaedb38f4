"""The command line of `bench.chaos`."""

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from bench.chaos import shim, town, trial
from bench.chaos.command import commands

KILLS, FAULTS = "kills", "faults"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run kills and faults until their numbers or the seconds are reached. Exit code 1 when something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description="Kills and write faults against runs.")
    parser.add_argument("--kills", type=int, default=300, help="so many kills over all steps, 300 by default")
    parser.add_argument("--faults", type=int, default=200, help="so many each of ENOSPC, EIO and kills at a point")
    parser.add_argument("--seconds", type=float, help="stop after so many seconds of trials")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31), help="a random one by default")
    parser.add_argument("--start", type=int, default=0, help="the number of the first trial")
    parser.add_argument("--only", type=int, help="this trial only")
    parser.add_argument("--folder", type=Path, help="where the stores lie; a temporary folder by default")
    given = parser.parse_args(arguments)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"seed {given.seed}")
    if shim.compiler() is None:
        console.print("there is no C compiler (cc, gcc, clang): the shim cannot be built")
        return 1
    with tempfile.TemporaryDirectory(prefix="chaos-", dir=given.folder) as folder:
        return _prove(Path(folder), given, console)


@dataclass
class Tally:
    """The trials of one kind: how many blows are wanted, how many struck, how the commands ended."""

    name: str
    wanted: int
    trials_n: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    later: float = float("-inf")
    faults_n: int = 0

    @property
    def reached(self) -> bool:
        """Whether as many of each kind struck as are wanted."""
        full = self.struck[trial.FULL] + self.struck[trial.STAYS_FULL]
        kinds = [self.struck[trial.KILLED]]
        kinds += [] if self.name == KILLS else [full, self.struck[trial.BROKEN]]
        return min(kinds) >= self.wanted

    def add(self, found: trial.Outcome) -> None:
        """Count one trial."""
        self.trials_n += 1
        self.struck.update(found.struck)
        self.ended.update(found.ended)
        self.later = max(self.later, found.later)
        self.faults_n += bool(found.faults)

    def __str__(self) -> str:
        struck = ", ".join(f"{n:,} × {kind}" for kind, n in sorted(self.struck.items()))
        ended = "; ".join(f"{n:,} × {how}" for how, n in sorted(self.ended.items()) if n)
        return (
            f"{self.trials_n:,} trials of {self.name}: {struck or 'nothing struck'}\n  {ended}\n"
            f"  the command that heals takes at most {self.later:+.1f} s of a core beside an undisturbed one"
        )


def _prove(folder: Path, given: argparse.Namespace, console: Console) -> int:
    tallies = [Tally(KILLS, given.kills), Tally(FAULTS, given.faults)]
    numbers = itertools.count(given.start) if given.only is None else [given.only]
    with commands(folder / "commands") as running:
        steps = town.steps(folder / "town", running, console.print)
        began = time.monotonic()
        for number, tally in _turns(numbers, tallies):
            if all(one.reached for one in tallies) or (given.seconds and time.monotonic() - began > given.seconds):
                break
            if tally.reached:
                continue
            step, blows = trial.plan(given.seed, number, tally.name == KILLS, steps)
            found = trial.run(running, folder / "trial", number, step, blows)
            tally.add(found)
            struck = ", ".join(f"{n} × {kind}" for kind, n in sorted(found.struck.items()) if n)
            console.print(f"trial {number} of {tally.name}, {step.name}: {struck}: {len(found.faults)} do not hold")
            for fault in found.faults:
                console.print(f"trial {number} of {tally.name}, {step.name}: {fault}")
    for tally in tallies:
        console.print(str(tally))
    faults_n = sum(tally.faults_n for tally in tallies)
    console.print(f"{faults_n:,} trials in which something does not hold")
    return int(faults_n > 0)


def _turns(numbers: Iterable[int], tallies: Sequence[Tally]) -> Iterator[tuple[int, Tally]]:
    return ((number, tally) for number in numbers for tally in tallies)


if __name__ == "__main__":
    sys.exit(main())

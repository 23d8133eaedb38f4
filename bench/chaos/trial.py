"""One trial: a store, a few disturbed commands over it, one that nothing disturbs, and what must hold after each."""

import errno
import random
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bench.chaos import held, shim
from bench.chaos.command import Commands, Ended
from bench.chaos.town import Step
from warehouse.errors import HgtError
from warehouse.paths import Paths

KILLED, FULL, STAYS_FULL, BROKEN = "kill", "ENOSPC", "ENOSPC from then on", "EIO"
KILLS_N = 4
MOST_LATER = 5.0
"""Seconds that a restart may take longer than the same command over a store that nothing disturbed."""
LEAST_LEFT = 0.2
"""A start takes as large a share of a command's work at least."""
DAILY = ("second day", "third day")
LAYERS = ("std", "pub", "mart", "kpi")
"""Schemas whose tables change by one commit each."""


@dataclass(frozen=True)
class Blow:
    """One disturbance: its kind, and its place as a share of the command's seconds (`moment`) or of its points, or of
    those that the blows before it left."""

    kind: str
    place: float
    moment: bool = False

    def __str__(self) -> str:
        return f"{self.kind} at {self.place:.3f} of its {'time' if self.moment else 'points'}"


@dataclass
class Outcome:
    """The outcome of a trial: what struck, by kind; what does not hold; the restart's seconds of a core."""

    number: int
    step: str
    struck: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    later: float = 0.0


def plan(seed: int, number: int, kills: bool, steps: Mapping[str, Step]) -> tuple[Step, list[Blow]]:
    """The step and the blows of trial `number` of a seed."""
    chance = random.Random(f"{seed}-{number}-{kills}")
    if kills:
        name = list(steps)[number % len(steps)]
        return steps[name], [Blow(KILLED, chance.random(), chance.random() < 0.5) for _ in range(KILLS_N)]
    blows = [Blow(kind, chance.random()) for kind in (FULL, STAYS_FULL, BROKEN, BROKEN, KILLED, KILLED)]
    chance.shuffle(blows)
    return steps[chance.choice([name for name in DAILY if name in steps] or list(steps))], blows


@cache
def _release(store: Path | None, again: bool) -> tuple[int, held.Tables] | None:
    return held.release(Paths(store), again=again) if store is not None else None


@cache
def _copies(store: Path | None, again: bool) -> tuple[int, held.Tables] | None:
    return held.copies(Paths(store), again=again) if store is not None else None


@cache
def _parquet(store: Path | None, again: bool) -> held.Tables | None:
    return held.parquet(Paths(store), again=again) if store is not None else None


@cache
def _tables(store: Path | None, again: bool) -> held.Tables:
    return held.tables(Paths(store), again=again) if store is not None else {}


def run(commands: Commands, folder: Path, number: int, step: Step, blows: list[Blow]) -> Outcome:
    """Run one trial in a folder, which is emptied before."""
    outcome = Outcome(number, step.name)
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    if step.before is not None:
        shutil.copytree(step.before, data, symlinks=True)
    left = 1.0
    for blow in blows:
        ended, seen = _struck(commands, data, step, blow, left)
        left = max(left - seen.points / step.points, LEAST_LEFT)
        is_struck = ended.code < 0 if blow.kind == KILLED else seen.hits > 0
        outcome.struck[blow.kind] += is_struck
        faults = _told(blow, ended, is_struck) + _seen(Paths(data), step)
        outcome.faults += [f"{blow} ({seen.hit}): {fault}" for fault in faults]
        outcome.ended[f"{blow.kind}: exit code {ended.code}"] += is_struck
        if ended.code == 0:
            break
    _heal(commands, data, step, outcome)
    return outcome


def _struck(commands: Commands, data: Path, step: Step, blow: Blow, left: float) -> tuple[Ended, shim.Seen]:
    """The command under one blow; `left` is the share of its work that blows before it left."""
    at = 1 + int(blow.place * left * step.points)
    if blow.kind == KILLED:
        commands.state.arm(data, shim.COUNT if blow.moment else shim.KILL, at=at)
    else:
        error = errno.EIO if blow.kind == BROKEN else errno.ENOSPC
        mode = shim.FROM_THEN_ON if blow.kind == STAYS_FULL else shim.ONCE
        commands.state.arm(data, mode, at=at, error=error)
    after = blow.place * left * step.seconds if blow.moment else None
    ended = commands.run(step.root, data, *step.arguments, kill_after=after)
    return ended, commands.state.seen()


def _told(blow: Blow, ended: Ended, is_struck: bool) -> list[str]:
    """Faults of how a command ended: it is killed, or fails with one error that can be read, or did all."""
    if "Traceback" in ended.said:
        return [f"a traceback:\n{ended.said[-3000:]}"]
    if blow.kind == KILLED and ended.code < 0:
        return []
    if not is_struck or ended.code == 0:
        return [] if ended.code == 0 else [f"exit code {ended.code} without a blow:\n{ended.said[-3000:]}"]
    errors = ended.said.count("next: ")
    if ended.code != 1 or errors != 1:
        return [f"exit code {ended.code}, {errors} errors:\n{ended.said[-3000:]}"]
    return []


def _seen(paths: Paths, step: Step) -> list[str]:
    """Faults of what readers and the lake's head show: every table as before the command or as after it."""
    torn = _torn(paths, step)
    if torn:
        return [f"the lake holds half of a change of {', '.join(torn)}"]
    before, after, again = step.before, step.after, step.again
    found = held.release(paths, again=again)
    if found not in (_release(before, again), _release(after, again)):
        return [f"readers see release {found and found[0]}, and it is neither the one before nor the one after"]
    copy = held.copies(paths, again=again)
    if copy not in (_copies(before, again), _copies(after, again), None):
        return ["the published file is neither the one before nor the one after"]
    if held.parquet(paths, again=again) not in (_parquet(before, again), _parquet(after, again), None):
        return ["the published Parquet is neither the one before nor the one after"]
    if _copies(before, again) is not None and copy is None:
        return ["the published file is gone"]
    return []


def _torn(paths: Paths, step: Step) -> list[str]:
    """The tables of the lake's head that are neither those before the command nor those after it."""
    before, after = _tables(step.before, step.again), _tables(step.after, step.again)
    try:
        head = held.tables(paths, ("lake",), LAYERS, again=step.again)
    except HgtError:  # a first build that was cut short before there was a store
        return [] if step.before is None else ["the whole store"]
    return [name for name, rows in head.items() if rows not in (before.get(name), after.get(name)) and len(rows) > 1]


def _heal(commands: Commands, data: Path, step: Step, outcome: Outcome) -> None:
    """One command that nothing disturbs, after which the store must be as if nothing had happened."""
    commands.state.arm(data)
    ended = commands.run(step.root, data, *step.arguments)
    paths = Paths(data)
    outcome.later = ended.cpu - step.cpu
    if ended.code != 0 or "Traceback" in ended.said:
        outcome.faults.append(f"the next command ends with {ended.code}:\n{ended.said[-3000:]}")
        return
    outcome.faults += [f"healed: {fault}" for fault in _differences(paths, step)]
    if outcome.later > MOST_LATER:
        outcome.faults.append(f"the restart took {outcome.later:.1f} s more than the command takes")
    tended = commands.run(step.root, data, "tend", "--apply")
    left = held.orphans(paths)
    if tended.code != 0 or left:
        outcome.faults.append(f"tend ends with {tended.code} and leaves {left}:\n{tended.said[-1000:]}")


def _differences(paths: Paths, step: Step) -> list[str]:
    after, again = step.after, step.again
    pairs = (
        ("table", held.tables(paths, again=again), _tables(after, again)),
        ("Parquet", held.parquet(paths, again=again), _parquet(after, again)),
    )
    found = [f"{what} {told}" for what, here, there in pairs for told in held.differences(here, there)]
    for what, now, then in (
        ("release", held.release(paths, again=again), _release(after, again)),
        ("copy", held.copies(paths, again=again), _copies(after, again)),
    ):
        if (now is None) != (then is None) or (now and then and now[0] != then[0]):
            found.append(f"{what} {now and now[0]} and not {then and then[0]}")
        elif now and then:
            found += [f"{what} {told}" for told in held.differences(now[1], then[1])]
    return found

"""Kills and write faults against real runs: the short variant of `python -m bench.chaos`."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.chaos import held, shim, town, trial
from bench.chaos.command import Commands, commands
from warehouse.paths import Paths

pytestmark = pytest.mark.skipif(shim.compiler() is None, reason="the shim needs a C compiler (cc, gcc, clang)")
CALLS = """
import os, sys
folder = sys.argv[1]
inside, outside = (os.open(f"{folder}/{name}", os.O_CREAT | os.O_RDWR) for name in ("in/a", "a"))
calls = [
    lambda: os.write(inside, b"12345678"), lambda: os.pwrite(inside, b"12345678", 0),
    lambda: os.writev(inside, [b"1", b"2"]), lambda: os.pwritev(inside, [b"1", b"2"], 0), lambda: os.fsync(inside),
    lambda: os.fdatasync(inside), lambda: os.ftruncate(inside, 9), lambda: os.posix_fallocate(inside, 0, 9),
    lambda: os.rename(f"{folder}/in/a", f"{folder}/in/b"), lambda: os.write(outside, b"1"), lambda: os.fsync(outside),
]
for call in calls:
    try:
        call()
        print(0)
    except OSError as error:
        print(error.errno)
"""
INSIDE_N, OUTSIDE_N = 9, 2


def called(tmp_path: Path, state: shim.State, text: str = CALLS) -> tuple[int, list[int]]:
    """The end of a process under the shim, and the error numbers that it prints."""
    (tmp_path / "in").mkdir(exist_ok=True)
    environment = {**os.environ, "LD_PRELOAD": str(shim.build(tmp_path)), "HGT_CHAOS": str(state.file)}
    ended = subprocess.run(
        [sys.executable, "-c", text, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    return ended.returncode, [int(line) for line in ended.stdout.split()]


def test_the_shim_counts_what_is_written_below_the_folder_and_lets_one_call_fail(tmp_path: Path) -> None:
    state = shim.State(tmp_path / "state")
    state.arm(tmp_path / "in")
    assert called(tmp_path, state) == (0, [0] * (INSIDE_N + OUTSIDE_N))
    assert state.seen() == shim.Seen(INSIDE_N, 0, "")
    for point in range(1, INSIDE_N + 1):
        state.arm(tmp_path / "in", shim.ONCE, at=point, error=errno.EIO)
        _, errors = called(tmp_path, state)
        assert errors == [errno.EIO if n == point else 0 for n in range(1, INSIDE_N + 1)] + [0] * OUTSIDE_N
        assert state.seen().hits == 1 and state.seen().hit.endswith((" a", " b"))
    state.arm(tmp_path / "in", shim.FROM_THEN_ON, at=4, error=errno.ENOSPC)
    assert called(tmp_path, state)[1] == [0] * 3 + [errno.ENOSPC] * 6 + [0] * OUTSIDE_N


def test_the_shim_kills_in_the_middle_of_a_write(tmp_path: Path) -> None:
    state = shim.State(tmp_path / "state")
    state.arm(tmp_path / "in", shim.KILL, at=1)
    assert called(tmp_path, state)[0] == -signal.SIGKILL
    assert (tmp_path / "in" / "a").read_bytes() == b"1234"


def test_the_shim_moves_the_clock_from_a_point_on(tmp_path: Path) -> None:
    state = shim.State(tmp_path / "state")
    state.arm(tmp_path / "in", clock=-1_000_000, clock_at=1)
    text = """
import datetime, os, sys, time
at = os.open(sys.argv[1] + "/in/a", os.O_CREAT | os.O_RDWR)
before = [int(time.time()), int(datetime.datetime.now().timestamp())]
os.write(at, b"1")
print(*(round((b - a) / 1000) for a, b in zip(before, [time.time(), datetime.datetime.now().timestamp()])))
"""
    assert called(tmp_path, state, text) == (0, [-1000, -1000])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    with commands(tmp_path_factory.mktemp("chaos")) as found:
        yield found


@pytest.fixture(scope="module")
def steps(running: Commands) -> dict[str, town.Step]:
    return town.steps(running.folder / "town", running, print, least=True)


@pytest.mark.parametrize("kills", [True, False], ids=["kills", "faults"])
def test_a_disturbed_store_heals(running: Commands, steps: dict[str, town.Step], tmp_path: Path, kills: bool) -> None:
    assert min(step.points for step in steps.values()) > 2000  # what DuckDB and SQLite write is counted, too
    seed = random.randrange(1 << 31)
    print(f"seed {seed}")  # noqa: T201
    step, blows = trial.plan(seed, 0, kills, steps)
    found = trial.run(running, tmp_path, 0, step, blows[:3])
    assert found.faults == [], (seed, step.name, list(map(str, blows)))
    assert sum(found.struck.values()) >= 1


def test_a_clock_of_2001_makes_no_release_in_silence(
    running: Commands, steps: dict[str, town.Step], tmp_path: Path
) -> None:
    step, data = steps["first build"], tmp_path / "data"
    shutil.copytree(step.after, data, symlinks=True)
    running.state.arm(data, clock=-800_000_000)
    ended = running.run(step.root, data, *step.arguments)
    assert ended.code == 1 and "Traceback" not in ended.said and ended.said.count("next: ") == 1
    assert "the clock of this machine is behind the store" in ended.said
    assert held.tables(Paths(data)) == held.tables(Paths(step.after))
    assert held.release(Paths(data)) == held.release(Paths(step.after))

"""Disk full, a process killed mid-run, and two writers: the last release stays, the next run heals, readers read on."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.ingest import due, load
from pipelines.orchestration.plan import opened
from tests.lake_stand import ZONE
from warehouse.errors import HgtError
from warehouse.store import Writer

from .stand import Village, load_all

CODE = Path(__file__).parents[2]
LOAD = """
import sys
from pathlib import Path
from pipelines.declare.project import Content
from pipelines.ingest import due, load
from pipelines.orchestration.plan import opened
from warehouse.paths import Paths
root = Path(sys.argv[1])
{before}
with opened(Content.load(root, Paths(root / "data"))) as session:
    print("open", flush=True)
    for feed in ("bench", "lamp", "visit"):
        load.load(session, feed)
        print(feed, flush=True)
"""
DIE = """
import os, signal
from pipelines.ingest import batch
from pipelines.state import attempts
from pipelines.ingest.quarantine import QuarantineSink
def die(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)
def late(call):
    def wrapped(*given, **named):
        call(*given, **named)
        die()
    return wrapped
{moment}
"""
MOMENTS = {
    "after landing": "batch.readers.read = die",
    "after the pass": "QuarantineSink.resolve_duplicates = die",
    "restricted half written": "QuarantineSink.write = die",
    "restricted written, public not": "batch.Loader._write_public = die",
    "before the public commit": "batch.Loader._write_build = late(batch.Loader._write_build)",
    "after the public commit": "attempts.Attempts.end = die",
}


def child(village: Village, before: str = "") -> subprocess.CompletedProcess[str]:
    """Load the feeds in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", LOAD.format(before=before), str(village.root)],
        cwd=CODE, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def spoilt(village: Village) -> None:
    """The second day: changes, bad rows, a copy."""
    village.bench("1,a,1\n2,B,2\n3,c,x\n4,d,4\n4,d,4\n")
    village.visits("b", "2,B,3\n7,b,x\n")


@pytest.mark.parametrize("moment", list(MOMENTS))
def test_a_killed_run_is_healed_by_the_next(village: Village, tmp_path: Path, moment: str) -> None:
    load_all(village)
    before = village.state()
    spoilt(village)
    killed = child(village, DIE.format(moment=MOMENTS[moment]))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    if moment != "after the public commit":
        assert village.state() == before, "readers see nothing of a batch that is not whole"
    # The bench waits while another feed takes the number of the batch that died.
    with opened(Content.load(village.root, village.paths)) as session:
        load.load(session, "visit")
        if moment != "after the public commit":
            assert "bench" in due.stale(session)
    load_all(village)
    clean = Village(tmp_path / "clean")
    load_all(clean)
    spoilt(clean)
    load_all(clean)
    assert village.state() == clean.state()
    held = "SELECT dataset, payload, rules, state FROM vault.quarantine.set_aside ORDER BY ALL"
    landed = "SELECT dataset, source, content_hash, state FROM vault.raw.landed ORDER BY ALL"
    found = []
    for each in (village, clean):
        with Writer.open(each.paths, ZONE) as writer:
            found.append([writer.con.execute(query).fetchall() for query in (held, landed)])
            assert list(each.paths.tmp.iterdir()) == []
            assert not list(each.paths.landed.rglob("*.part"))
    assert found[0][0] == found[1][0]
    assert found[0][1] == found[1][1]


def contents(folder: Path) -> dict[Path, bytes]:
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def put(folder: Path, kept: dict[Path, bytes]) -> None:
    for name, data in kept.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_is_told_and_heals(village: Village, tmp_path: Path) -> None:
    load_all(village)
    village.bench("".join(f"{n},{os.urandom(40).hex()},{n}\n" for n in range(40_000)))
    village.visits("b", "9,new,9\n")
    landed = village.paths.landed
    kept = contents(landed)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(landed)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        put(landed, kept)
        with opened(Content.load(village.root, village.paths)) as session:
            with pytest.raises(HgtError, match="disk is full") as caught:
                load.load(session, "bench")
            load.load(session, "visit")
        kept = contents(landed)
    finally:
        subprocess.run(["umount", str(landed)], check=True)
    put(landed, kept)
    for word in ("bench.csv", "bytes", "accepted:", "next: free some space"):
        assert word in str(caught.value)
    assert len(village.state()["bench"]) == 2
    assert ("9", "new", 9) in [row[:3] for row in village.state()["visit"]]
    load_all(village)
    assert len(village.state()["bench"]) == 40_000


def test_the_second_writer_waits_with_a_message_and_readers_read_on(village: Village) -> None:
    load_all(village)
    heard: list[str] = []
    done = threading.Event()
    waiter = "\n".join([
        "import sys", "from pathlib import Path", "from warehouse.paths import Paths",
        "from warehouse.store import Writer",
        "with Writer.open(Paths(Path(sys.argv[1])), 'UTC', lambda who: print('waiting for', who, flush=True)):",
        "    print('in', flush=True)",
    ])  # fmt: skip
    with Writer.open(village.paths, ZONE) as writer:
        writer.con.execute("BEGIN")
        writer.con.execute("DELETE FROM lake.std.bench")
        second = subprocess.Popen(
            [sys.executable, "-c", waiter, str(village.paths.data)], cwd=CODE, stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        heard.append(second.stdout.readline().strip())
        assert len(village.state()["bench"]) == 2, "a reader is not held up and sees what is committed"
        time.sleep(0.3)
        assert second.poll() is None
        writer.con.execute("ROLLBACK")
        done.set()
    heard.append(second.stdout.readline().strip())
    assert second.wait(60) == 0
    assert heard == [f"waiting for process {os.getpid()}", "in"]

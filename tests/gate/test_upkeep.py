"""Upkeep beside readers: the releases that the district keeps stay as they are, and the next run goes on from there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.ops.maintenance import tend
from pipelines.release import gate, reader
from pipelines.state.session import KEY_VARIABLE
from tests.lake_stand import ZONE
from warehouse import damage
from warehouse.errors import HgtError, UsageError
from warehouse.paths import Paths
from warehouse.releases import released

from . import town

RELEASES_N, KEPT_N = 5, 2


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


def run(root: Path, data: Path) -> None:
    """One more ticket, and the release that holds it."""
    file = root / "silo" / "ticket.csv"
    number = len(file.read_text().splitlines())
    with file.open("a") as lines:
        lines.write(f"{number},open,2015-05-05,13800000004\n")
    with town.opened(root, data) as session:
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
        damage.note(session.writer)
        assert damage.check(session.writer, deep=True) == []


def snapshots(root: Path, data: Path) -> int:
    with town.opened(root, data) as session:
        (found,) = session.writer.con.execute("SELECT count(*) FROM ducklake_snapshots('lake')").fetchone() or (0,)
    return int(found)


def test_as_many_releases_stay_as_the_district_keeps(tmp_path: Path) -> None:
    root, data = town.write(tmp_path / "root"), tmp_path / "data"
    paths, district = Paths(data), root / "district.toml"
    district.write_text(f"keep_releases = {KEPT_N}\n{district.read_text()}")
    for _ in range(RELEASES_N):
        run(root, data)
    older, newest = (reader.reader(paths, ZONE, number).con for number in (RELEASES_N - 1, RELEASES_N))
    count = "SELECT count(*) FROM std.ticket"
    first_n = older.execute(count).fetchone()
    before = snapshots(root, data)

    assert "releases dropped: 1, 2, 3" in tend(root, paths, apply=False)
    assert released.kept(paths) == [1, 2, 3, 4, 5]
    said = tend(root, paths, apply=True)
    assert "releases dropped: 1, 2, 3" in said and "snapshots expired" in said
    assert released.kept(paths) == [4, 5]
    assert snapshots(root, data) < before / 2

    assert older.execute(count).fetchone() == first_n
    last = newest.execute(count).fetchone()
    assert first_n is not None and last == (first_n[0] + 1,)
    with pytest.raises(UsageError, match="no such release"):
        reader.reader(paths, ZONE, 3)
    assert "0 orphans removed" in tend(root, paths, apply=True)

    run(root, data)
    with reader.reader(paths, ZONE).con as con:
        assert con.execute(count).fetchone() == (first_n[0] + 2,)
        assert con.execute("SELECT count(*) FROM pub.fct_ticket").fetchone() == (first_n[0] + 2,)


@pytest.mark.parametrize("number", ["0", "-1", "true", '"5"', "1.5"])
def test_a_number_of_releases_that_is_none_is_refused(tmp_path: Path, number: str) -> None:
    root = town.write(tmp_path / "root")
    district = root / "district.toml"
    district.write_text(f"keep_releases = {number}\n{district.read_text()}")
    with pytest.raises(HgtError, match="key `keep_releases` is wrong") as caught:
        tend(root, Paths(tmp_path / "data"), apply=False)
    assert "accepted: a whole number from 1" in str(caught.value)


READS = """
import json, sys, time
from contextlib import closing
from pathlib import Path
from pipelines.release.reader import reader
from warehouse.paths import Paths
data, stop = map(Path, sys.argv[1:])
asked = "SELECT (SELECT count(*) FROM std.ticket), (SELECT count(*) FROM pub.fct_ticket), "
asked += "(SELECT sum(denominator) FROM kpi.value WHERE grain = 'cumulative' AND slice_type = 'all')"
reads = []
open_throughout = reader(Paths(data), "Asia/Shanghai").con
print("ready", flush=True)
while not stop.exists() or not reads:
    reads.append([2, open_throughout.execute(asked).fetchone()])
    time.sleep(0.05)
    found = reader(Paths(data), "Asia/Shanghai")
    with closing(found.con) as con:
        reads.append([found.release.release_id, con.execute(asked).fetchone()])
print(json.dumps(reads, default=int))
"""


def test_readers_beside_upkeep_read_whole_releases(tmp_path: Path) -> None:
    """Release N holds N + 3 tickets. One connection to a kept release is open from before the upkeep to its end, others
    come and go. The last upkeep drops release 1, which nobody reads."""
    root, data, stop = town.write(tmp_path / "root"), tmp_path / "data", tmp_path / "stop"
    district = root / "district.toml"
    district.write_text(f"keep_releases = {KEPT_N}\n{district.read_text()}")
    for _ in range(2):
        run(root, data)
    call = [sys.executable, "-c", READS, str(data), str(stop)]
    reading = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    assert reading.stdout is not None and reading.stdout.readline() == "ready\n"
    assert "Done" in tend(root, Paths(data), apply=True)
    run(root, data)
    assert "releases dropped: 1" in tend(root, Paths(data), apply=True)
    assert "Done" in tend(root, Paths(data), apply=True)
    stop.touch()
    told, _ = reading.communicate(timeout=120)
    assert reading.returncode == 0
    reads = json.loads(told)
    assert len(reads) >= 10
    assert [read for read in reads if read[1] != [read[0] + 3] * 3] == []
    assert {read[0] for read in reads} >= {2, 3}

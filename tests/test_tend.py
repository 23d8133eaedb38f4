"""Upkeep loses no release, no change feed and no live file."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.lake_stand import ZONE, head
from warehouse.errors import HgtError
from warehouse.maintenance.tend import needed, tend
from warehouse.paths import Paths
from warehouse.store import Writer

NOW = dt.timedelta(0)
KEPT = 2
A_DAY_AHEAD = dt.timedelta(days=-1)
FEED = "SELECT count(*), sum(n) FROM ducklake_table_changes('lake', 'pub', 'thing', {}, {})"


def _grow(writer: Writer, times: int) -> list[int]:
    made = []
    for step in range(times):
        with writer.transaction() as con:
            if step == 0:
                con.execute("CREATE TABLE lake.pub.thing (thing_id BIGINT, n BIGINT)")
            con.execute(f"INSERT INTO lake.pub.thing SELECT i, {step} FROM range(2000) AS t(i)")
        made.append(writer.snapshot())
    return made


def _release(writer: Writer, number: int) -> int:
    with writer.transaction() as con:
        snapshot = writer.next_snapshot()
        con.execute("INSERT INTO lake.meta.release VALUES (?, ?, DATE '2015-08-31', now(), 1, 1)", [number, snapshot])
    return snapshot


def test_releases_and_change_feed_survive(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        made = _grow(writer, 4)
        released = _release(writer, 1)
        with writer.transaction() as con:
            con.execute(
                "INSERT INTO lake.meta.build VALUES ('mart.m', 'h', 'full', 1, ?, ?, NULL, now(), 0.1)",
                [made[1], json.dumps({"pub.thing": made[1]})],
            )
        with writer.transaction() as con:
            con.execute("DELETE FROM lake.pub.thing WHERE n = 0")
        newest = _release(writer, 2)
        feed = writer.con.execute(FEED.format(made[1] + 1, newest)).fetchone()

        shown = tend(writer, keep_releases=KEPT, age=NOW)
        assert shown.dry_run and shown.lakes[0].expired
        assert writer.con.execute(FEED.format(made[0], newest)).fetchone()

        done = tend(writer, keep_releases=KEPT, dry_run=False, age=NOW)
        assert done.lakes[0].expired == shown.lakes[0].expired
        assert made[0] in done.lakes[0].expired
        assert {released, newest, made[1], made[1] + 1} <= set(done.lakes[0].kept)
        tend(writer, keep_releases=KEPT, dry_run=False, age=NOW)
        assert writer.con.execute(FEED.format(made[1] + 1, newest)).fetchone() == feed
    for snapshot, rows in ((released, 8000), (newest, 6000)):
        reader = head(paths, ZONE, snapshot)
        assert reader.execute("SELECT count(*) FROM pub.thing").fetchone() == (rows,)
        reader.close()


@pytest.mark.parametrize("zone", [ZONE, "America/Los_Angeles", "UTC"])
def test_small_files_are_merged_and_retired_files_removed(tmp_path: Path, zone: str) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, zone) as writer:
        _grow(writer, 6)
        _release(writer, 1)
        before = len(list(paths.lake_files.rglob("*.parquet")))
        writer.con.execute("CALL ducklake_merge_adjacent_files('lake')")
        assert tend(writer, keep_releases=KEPT, age=dt.timedelta(minutes=10)).lakes[0].cleaned == ()
        assert len(tend(writer, keep_releases=KEPT, age=A_DAY_AHEAD).lakes[0].cleaned) == before
        tend(writer, keep_releases=KEPT, dry_run=False, age=A_DAY_AHEAD)
        assert len(list(paths.lake_files.rglob("*.parquet"))) < before
        assert writer.con.execute("SELECT count(*) FROM lake.pub.thing").fetchone() == (12_000,)


def test_orphans_go_at_once(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        _grow(writer, 1)
        orphan = paths.lake_files / "pub" / "thing" / "ducklake-left-behind.parquet"
        orphan.write_bytes(b"PAR1")
        assert tend(writer, keep_releases=KEPT).lakes[0].orphans == (str(orphan),)
        assert orphan.exists()
        tend(writer, dry_run=False, keep_releases=KEPT)
        assert not orphan.exists()
        assert writer.con.execute("SELECT count(*) FROM lake.pub.thing").fetchone() == (2000,)


def test_landed_bytes_without_a_row_are_reported_and_stay(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        stray = paths.landed / "ab" / "stray.csv"
        stray.parent.mkdir()
        stray.write_bytes(b"12345")
        report = tend(writer, keep_releases=KEPT, dry_run=False, age=NOW)
        assert report.unregistered == (("ab/stray.csv", 5),)
        assert "left in place" in str(report)
        assert stray.exists()


def test_older_releases_may_be_given_up_but_never_the_newest(tmp_path: Path) -> None:
    with Writer.open(Paths(tmp_path), ZONE) as writer:
        _grow(writer, 1)
        first, second = _release(writer, 1), _release(writer, 2)
        assert first in needed(writer, 2)
        assert first not in needed(writer, 1)
        assert second in needed(writer, 1)
        with pytest.raises(HgtError, match="newest release is always kept"):
            tend(writer, keep_releases=0)

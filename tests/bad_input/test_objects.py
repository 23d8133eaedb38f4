"""Each bad object: a clear error, the good rows of other feeds go on, no release, the last one readable, it heals."""

import gzip
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.extract import sqlite
from pipelines.state.session import KEY_VARIABLE
from warehouse.errors import HgtError

from .stand import GOOD, HEAD, Village, load_all

GBK = "".join(f"{n},红谷滩,{n}\n" for n in range(50)).encode("gb18030")
SPOILT: dict[str, tuple[str | bytes, str, list[str]]] = {
    "empty": ("", "", ["empty", "0 bytes", "accepted:", "next:"]),
    "encoded": (GBK, HEAD, ["utf-8", "accepted:", "next:"]),
    "renamed": (GOOD["bench"], "id,status,seen\n", ["state", "it holds: id, column 2, seen", "accepted:", "next:"]),
    "short": ("1,a\n", "id,state\n", ["lacks the declared column seen", "accepted: id, state", "next:"]),
    "grown": ("1,a,1,x\n", "id,state,seen,extra\n", ["column 4", "accepted:", "drift"]),
}
"""Feeds of one CSV file: its rows, its header line, and words of the error."""

WORDS = {
    **{feed: [f"{feed}.csv", *words] for feed, (_, _, words) in SPOILT.items()},
    "missing": ["missing.csv", "nothing to read", "accepted:", "next: hgt silo check"],
    "visit": ["b.csv.gz", "accepted:", "next:"],
    "lamp": ["lamps.sqlite", "accepted:", "next:"],
}


class Days:
    """Three days of one village: a good one, one on which all but one feed are bad, one on which they are mended."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.first = village.run()
        for feed, (rows, head, _) in SPOILT.items():
            village.csv(feed, rows, head)
        (village.silo / "missing.csv").unlink()
        cut = village.visits("b", "".join(f"{n},a,{n}\n" for n in range(5000)))
        cut.write_bytes(cut.read_bytes()[:-200])
        village.visits("c", "9,new,9\n")
        village.lamps([]).write_bytes(b"SQLite format 3\0" + b"\x07" * 4000)
        village.bench("1,a,1\n9,new,9\n")
        self.second = village.run()
        self.state = village.state()
        self.released = {feed: village.released(feed) for feed in village.feeds}
        for feed in (*SPOILT, "missing"):
            village.csv(feed, "1,a,1\n3,on,3\n")
        village.lamps([("1", "on", 1), ("3", "on", 3)])
        village.visits("b", "3,on,3\n")
        self.third = village.run()


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, "a key for the tests only")
        yield Days(Village(tmp_path_factory.mktemp("days") / "root", *SPOILT, "missing"))


def test_only_the_bad_feeds_fail_and_nothing_is_released(days: Days) -> None:
    assert days.first.ok, (days.first.failures, days.first.barred)
    assert set(days.second.failures) == {f"std.{feed}" for feed in WORDS}
    assert days.second.released == days.first.released
    assert "std.bench" in days.second.made
    assert ("9", "new", 9) in [row[:3] for row in days.state["bench"]], "good rows of other feeds are in"
    assert ("9", "new", 9) in [row[:3] for row in days.state["visit"]], "so are good files of the same delta"
    for rows in days.released.values():
        assert [row[0] for row in rows] == ["1", "2"], "readers keep the last release"


@pytest.mark.parametrize("feed", sorted(WORDS))
def test_the_error_names_file_value_accepted_and_next(days: Days, feed: str) -> None:
    for word in WORDS[feed]:
        assert word in days.second.failures[f"std.{feed}"]
    assert feed in days.second.barred, "the gate says which feed bars"


def test_the_next_run_heals(days: Days) -> None:
    assert days.third.ok, (days.third.failures, days.third.barred)
    assert days.third.released != days.first.released
    for feed in WORDS:
        assert ("3", "on", 3) in days.village.released(feed)


def test_an_empty_table_of_a_header_only_is_an_extract(village: Village) -> None:
    village.bench("")
    outcome = village.run()
    assert outcome.ok, outcome.failures
    assert village.released("bench") == []
    assert ("bench", '["bench#1"]', 0, 0, 0, 0) in village.state()["batch"]
    village.bench(GOOD["bench"])
    assert village.run().ok
    assert len(village.released("bench")) == 2


def test_a_new_column_may_be_let_by(tmp_path: Path) -> None:
    village = Village(tmp_path / "two", "aside")
    village.agree("bench", drift="evolve")
    village.agree("aside", drift="set_aside")
    load_all(village)
    for feed in ("bench", "aside"):
        village.csv(feed, "3,a,1,x\n", "id,state,seen,extra\n")
    load_all(village)
    state = village.state()
    assert [row[0] for row in state["bench"]] == ["1", "2", "3"], "lost keys are marked, not removed"
    assert [row[0] for row in state["aside"]] == ["1", "2"]
    assert [row[-1] for row in state["bench"]] == [True, True, False]


def test_bad_rows_are_set_aside_and_the_rest_is_released(village: Village) -> None:
    wide = "x" * 10_000_000
    village.bench(f"1,a,1\n2,b,two\n3,{wide},3\n4,a,4\n4,b,4\n5,a,5\n5,a,5\n")
    outcome = village.run()
    assert outcome.ok, outcome.failures
    rows = village.released("bench")
    assert [(row[0], len(row[1])) for row in rows] == [("1", 1), ("3", 10_000_000), ("5", 1)]
    assert village.state()["quarantine"] == [
        ("bench", "*", 4), ("bench", "duplicate_key", 3), ("bench", "type_seen", 1)
    ]  # fmt: skip
    village.visits("b", "2,B,20\n2,B,20\n3,x,y\n")
    assert village.run().ok
    assert village.released("visit") == [("1", "a", 1), ("2", "B", 20)], "a key of an earlier batch is corrected"
    village.bench("1,a,1\n2,b,2\n")
    assert village.run().ok
    assert ("bench", "*", 4) not in village.state()["quarantine"]


def test_a_locked_database_is_told_and_read_later(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    assert village.run().ok
    path = village.lamps([("1", "off", 1)])
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("INSERT INTO lamp VALUES ('7', 'x', 7)")
    try:
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.5)
        outcome = village.run()
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert "lamps.sqlite" in outcome.failures["std.lamp"] and "lock" in outcome.failures["std.lamp"]
    assert village.released("lamp") == [("1", "on", 1), ("2", "off", 2)]
    assert village.run().ok
    assert village.released("lamp") == [("1", "off", 1)]


def test_a_good_gzip_and_a_gzip_of_two_members(village: Village) -> None:
    data = gzip.compress((HEAD + "5,a,5\n").encode()) + gzip.compress(b"6,a,6\n")
    village.put("silo/visits/b.csv.gz", data)
    assert village.run().ok
    assert [row[0] for row in village.released("visit")] == ["1", "2", "5", "6"]


def test_the_store_itself_is_named_when_it_cannot_be_opened(village: Village) -> None:
    assert village.run().ok
    village.paths.lake_catalog.write_bytes(b"not a catalogue")
    with pytest.raises(HgtError, match="a catalogue of the store is empty") as caught:
        village.run()
    assert "catalog.sqlite" in str(caught.value) and "hgt restore" in str(caught.value)


def test_the_whole_run_goes_on_without_the_bad_feed_and_releases_when_it_is_mended(
    village: Village, tmp_path: Path
) -> None:
    path = village.lamps([("1", "on", 1)])
    path.rename(tmp_path / "away.sqlite")
    first = village.whole_run()
    assert not first.ok and first.released is None
    assert "lamps.sqlite" in first.failures["std.lamp"]
    assert {"std.bench", "std.visit", "pub.fct_bench", "pub.fct_visit"} <= set(first.made)
    assert not {"pub.fct_lamp", "release", "report"} & set(first.made)
    (tmp_path / "away.sqlite").rename(path)
    second = village.whole_run()
    assert second.ok, second.failures
    assert "std.bench" not in second.made
    assert village.released("lamp") == [("1", "on", 1)]
    assert village.whole_run().made == ()

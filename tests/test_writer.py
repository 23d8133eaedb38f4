"""A state's memory and deferred writes: never more than the lake holds, and nothing is left behind when it closes."""

import contextlib
from pathlib import Path

import duckdb
import pytest

from pipelines.state import build_log
from pipelines.state.state import State
from tests import lake_stand as stand
from warehouse import store
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.transaction import atomic

ENTRY = build_log.Entry("pub.a", "text", "rebuild", 3, 7, {"std.a": 5}, stand.AS_OF, 0.25)


def stored(paths: Paths) -> dict[str, build_log.Entry]:
    with State.open(paths, stand.ZONE) as state:
        return dict(state.builds.entries)


def test_what_was_put_off_is_written_with_the_next_transaction(tmp_path: Path) -> None:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:
        before = state.writer.snapshot()
        state.builds.write(ENTRY)
        assert state.builds.entries == {"pub.a": ENTRY}
        assert (build_log.read(state.con), state.writer.snapshot()) == ({}, before)
        with state.transaction() as con:
            con.execute("INSERT INTO lake.meta.quarantine VALUES ('a', '*', 1)")
        assert build_log.read(state.con) == {"pub.a": ENTRY}
        assert state.writer.snapshot() == before + 1


def test_what_was_put_off_is_written_when_the_writer_closes(tmp_path: Path) -> None:
    paths = stand.new_paths(tmp_path)
    with State.open(paths, stand.ZONE) as state:
        state.builds.write(ENTRY)
    assert stored(paths) == {"pub.a": ENTRY}


def test_a_writer_that_dies_loses_what_was_put_off_and_nothing_else(tmp_path: Path) -> None:
    paths = stand.new_paths(tmp_path)
    with pytest.raises(KeyboardInterrupt), State.open(paths, stand.ZONE) as state:
        with state.transaction():
            state.builds.write(ENTRY)
        state.builds.write(build_log.Entry("pub.b", "text", "rebuild", 3, 7, {}, None, 0.0))
        raise KeyboardInterrupt
    assert stored(paths) == {"pub.a": ENTRY}


def test_a_transaction_that_is_rolled_back_leaves_what_was_put_off(tmp_path: Path) -> None:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:
        state.builds.write(ENTRY)
        with pytest.raises(KeyboardInterrupt), state.transaction() as con:
            con.execute("INSERT INTO lake.meta.quarantine VALUES ('a', '*', 1)")
            raise KeyboardInterrupt
        assert state.builds.entries == build_log.read(state.con) == {"pub.a": ENTRY}
        assert state.con.execute("FROM lake.meta.quarantine").fetchall() == []


def test_what_was_put_off_and_cannot_be_written_is_given_up(tmp_path: Path) -> None:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:
        state.builds.write(ENTRY)
        state.defer(lambda con: con.execute("INSERT INTO lake.meta.nowhere VALUES (1)"), "pub.a")
        with pytest.raises(duckdb.Error):
            state.flush()
        state.flush()
        assert state.builds.entries == build_log.read(state.con) == {}


def test_a_block_that_fails_leaves_the_connection_free() -> None:
    """Whatever fails: a statement, the block itself, or the commit of a transaction that an error has ended."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)")
        with pytest.raises(duckdb.ConstraintException), atomic(con):
            con.execute("INSERT INTO t VALUES (1), (1)")
        with pytest.raises(KeyError), atomic(con):
            con.execute("INSERT INTO t VALUES (2)")
            raise KeyError
        with pytest.raises(duckdb.Error), atomic(con):
            with contextlib.suppress(duckdb.Error):
                con.execute("SELECT error('x') FROM (INSERT INTO t VALUES (3), (3))")
            con.execute("ROLLBACK")
        assert con.execute("SELECT count(*) FROM t").fetchone() == (0,)
        with atomic(con):
            con.execute("INSERT INTO t VALUES (4)")
        assert con.execute("SELECT n FROM t").fetchall() == [(4,)]


def test_a_release_whose_catalogue_cannot_be_written_leaves_the_writer_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(con: duckdb.DuckDBPyConnection, *_: object) -> None:
        con.execute("SELECT error('the disk failed')")

    paths = stand.new_paths(tmp_path)
    with State.open(paths, stand.ZONE) as state:
        monkeypatch.setattr(released, "_copy", fails)
        with pytest.raises(duckdb.Error, match="the disk failed"):
            released.pin(state.con, state.writer.snapshot(), tmp_path / "pinned.duckdb", paths.lake_files, ())
        assert state.con.execute("SELECT count(*) FROM lake.meta.release").fetchone() == (0,)


def test_only_the_kernel_s_small_rows_lie_in_the_catalogue(tmp_path: Path) -> None:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:
        with state.transaction() as con:
            con.execute("CREATE TABLE lake.pub.a AS SELECT 1 AS a")
            con.execute("INSERT INTO lake.meta.quarantine VALUES ('a', '*', 1)")
        kept = {row[0] for row in state.con.execute(
            """SELECT s.schema_name FROM __ducklake_metadata_lake.ducklake_inlined_data_tables d
            JOIN __ducklake_metadata_lake.ducklake_table t ON t.table_id = d.table_id
            JOIN __ducklake_metadata_lake.ducklake_schema s ON s.schema_id = t.schema_id"""
        ).fetchall()}  # fmt: skip
        assert kept == {"meta"}
        assert len(list(state.writer.paths.lake_files.rglob("*.parquet"))) == 1


def test_a_large_lake_is_asked_with_every_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = stand.new_paths(tmp_path)
    threads = "SELECT current_setting('threads')"
    with State.open(paths, stand.ZONE) as state:
        assert state.con.execute(threads).fetchone() == (1,)
        with state.transaction() as con:
            con.execute("CREATE TABLE lake.pub.a AS SELECT 1 AS a")
        store.use_all_threads(state.con)
        every = state.con.execute(threads).fetchone()
    monkeypatch.setattr(store, "ALONE_ROWS_N", 1)
    with State.open(paths, stand.ZONE) as state:
        assert state.con.execute(threads).fetchone() == every

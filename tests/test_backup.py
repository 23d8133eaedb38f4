"""A store that is moved, copied, backed up and restored: every table stays equal, and damage is refused by name."""

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lake_stand import ZONE
from warehouse import lock, withheld
from warehouse.errors import HgtError, UsageError
from warehouse.maintenance import backup
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.store import Writer, connect

ROWS_N = 1_000


def write(paths: Paths, n: int = ROWS_N) -> None:
    """A store with an open and a restricted table, deleted rows, rows that the catalogue keeps, a landed file."""
    with Writer.open(paths, ZONE) as writer:
        withheld.settle(writer.con, paths, ["mart.secret"])
        with writer.transaction() as con:
            con.execute(f"CREATE TABLE lake.pub.open AS SELECT i, i * 2 AS twice FROM range({n}) AS t(i)")
            con.execute(f"CREATE TABLE lake.mart.secret AS SELECT i AS secret FROM range({n}) AS t(i)")
            con.execute("INSERT INTO lake.meta.batch (batch_id, dataset) VALUES (1, 'bench')")
        with writer.transaction() as con:
            con.execute("DELETE FROM lake.pub.open WHERE i = 7")
        released.keep(writer.con, paths, 1, writer.snapshot(), ["mart.secret"])
        (paths.landed / "aa").mkdir()
        (paths.landed / "aa" / "aabb.csv").write_text("id\n1\n")
        paths.key_file.write_text("key of this store")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    paths = Paths(tmp_path_factory.mktemp("store") / "data")
    write(paths)
    return paths


@pytest.fixture(scope="module")
def kept(store: Paths, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, backup.Backup]:
    target = tmp_path_factory.mktemp("backups") / "first"
    return target, backup.make(store, target, ZONE)


def test_a_moved_and_a_copied_store_are_whole_and_apart(store: Paths, tmp_path: Path) -> None:
    before = backup.hashes(store, ZONE)
    assert before["lake.pub.open"][0] == ROWS_N - 1
    first, moved, copy = (Paths(tmp_path / name) for name in ("first", "moved", "copy"))
    shutil.copytree(store.data, first.data, symlinks=True)
    first.data.rename(moved.data)
    shutil.copytree(moved.data, copy.data, symlinks=True)
    assert backup.hashes(moved, ZONE) == backup.hashes(copy, ZONE) == before
    with Writer.open(copy, ZONE) as writer, writer.transaction() as con:
        con.execute("INSERT INTO lake.pub.open VALUES (7, 14)")
        con.execute("INSERT INTO lake.mart.secret VALUES (-1)")
    with Writer.open(copy, ZONE) as writer, writer.transaction() as con:
        con.execute("DELETE FROM lake.pub.open WHERE i = 8")
    assert backup.hashes(copy, ZONE)["lake.pub.open"][0] == ROWS_N - 1
    assert len(list((copy.restricted_tables / "mart" / "secret").iterdir())) == 2
    assert backup.hashes(moved, ZONE) == before, "a copy writes nothing into the store that it was copied from"
    shutil.rmtree(copy.data)
    reader = released.release(moved, 1).open(ZONE)
    assert reader.execute("SELECT count(*), sum(twice) FROM pub.open").fetchone() == (999, 999 * 1_000 - 14)
    reader.close()


@pytest.mark.parametrize("place", ["/gone/files/", "C:\\store\\files\\", "elsewhere/"])
def test_a_store_that_names_another_place_is_read_and_healed_by_its_writer(
    store: Paths, tmp_path: Path, place: str
) -> None:
    paths = Paths(tmp_path / "data")
    shutil.copytree(store.data, paths.data, symlinks=True)
    for catalog in (paths.lake_catalog, paths.restricted_catalog):
        with sqlite3.connect(catalog) as con:
            con.execute("UPDATE ducklake_metadata SET value = ? WHERE key = 'data_path'", [place])
        con.close()
    assert backup.hashes(paths, ZONE) == backup.hashes(store, ZONE)
    with Writer.open(paths, ZONE):
        pass
    for catalog in (paths.lake_catalog, paths.restricted_catalog):
        con = sqlite3.connect(catalog)
        assert con.execute("SELECT value FROM ducklake_metadata WHERE key = 'data_path'").fetchall() == [("files/",)]
        con.close()
    plain = connect(ZONE)
    plain.execute(f"ATTACH 'ducklake:sqlite:{paths.lake_catalog}' AS lake (READ_ONLY)")
    assert plain.execute("SELECT count(*) FROM lake.pub.open").fetchone() == (ROWS_N - 1,)
    plain.close()


def test_no_path_of_the_machine_stands_in_a_store(store: Paths) -> None:
    """DuckLake writes the path of a file into that of its deleted rows, and does not follow it: see the test before."""
    files = [file for file in store.data.rglob("*") if file.is_file() and not file.name.endswith("-delete.parquet")]
    assert len(files) > 5
    assert [file for file in files if str(store.data).encode() in file.read_bytes()] == []


def test_a_backup_opens_and_is_restored_with_equal_tables(
    store: Paths, kept: tuple[Path, backup.Backup], tmp_path: Path
) -> None:
    target, made = kept
    before = backup.hashes(store, ZONE)
    assert dict(made.tables) == before == backup.hashes(Paths(target / "data"), ZONE)
    assert not made.has_key and not list(target.rglob("pseudonym.key"))
    assert target.stat().st_mode & 0o077 == 0
    paths = Paths(tmp_path / "elsewhere")
    assert backup.restore(target, paths, ZONE) == made
    assert backup.hashes(paths, ZONE) == before
    link = paths.lake_files / "mart" / "secret"
    assert link.is_symlink() and link.resolve() == (paths.restricted_tables / "mart" / "secret").resolve()
    assert [file.stat().st_nlink for file in (paths.lake_files / "pub" / "open").iterdir()] == [2, 2]
    assert paths.restricted.stat().st_mode & 0o777 == 0o700
    with Writer.open(paths, ZONE) as writer, writer.transaction() as con:
        con.execute("INSERT INTO lake.pub.open VALUES (7, 14)")
    assert backup.hashes(paths, ZONE)["lake.pub.open"][0] == ROWS_N
    with pytest.raises(UsageError, match="not restored over files") as caught:
        backup.restore(target, paths, ZONE)
    assert "next: mv " in str(caught.value)


def test_the_key_is_copied_where_it_is_asked_for(store: Paths, tmp_path: Path) -> None:
    assert backup.make(store, tmp_path / "b", ZONE, with_key=True).has_key
    backup.restore(tmp_path / "b", Paths(tmp_path / "data"), ZONE)
    assert (tmp_path / "data" / "pseudonym.key").read_text() == "key of this store"


def test_a_backup_is_not_written_over_files_nor_into_the_store(store: Paths, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for target in (tmp_path, tmp_path / "mine.txt", store.data / "backup", store.data):
        with pytest.raises(UsageError, match="not written here"):
            backup.make(store, target, ZONE)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_backup_waits_for_the_writer(store: Paths, tmp_path: Path) -> None:
    heard: list[str] = []
    asked = threading.Event()

    def wait(holder: str) -> None:
        heard.append(holder)
        asked.set()

    with lock.hold(store.lock):
        other = threading.Thread(target=backup.make, args=(store, tmp_path / "b", ZONE), kwargs={"on_wait": wait})
        other.start()
        assert asked.wait(60) and other.is_alive() and heard == [f"process {os.getpid()}"]
    other.join(120)
    assert (tmp_path / "b" / "backup.json").exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_a_backup_is_refused_by_name(kept: tuple[Path, backup.Backup], data: st.DataObject) -> None:
    source, made = kept
    name = data.draw(st.sampled_from(sorted(made.files)))
    file = source / "data" / name
    right, mode = file.read_bytes(), file.stat().st_mode
    harms = {"gone": None, "longer": right + b"x"}
    if right:
        at = data.draw(st.integers(0, len(right) - 1))
        harms |= {"cut": right[:at], "flipped": right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :]}
    harm = harms[data.draw(st.sampled_from(sorted(harms)))]
    file.chmod(0o600)
    target = Paths(source.parent / "never")
    try:
        file.unlink() if harm is None else file.write_bytes(harm)
        with pytest.raises(HgtError, match="the backup is damaged") as caught:
            backup.restore(source, target, ZONE)
        assert Path(str(caught.value.file)).name == file.name, "a file of a release has two names"
        assert caught.value.value and caught.value.accepted and caught.value.next
        assert not target.data.exists()
    finally:
        file.write_bytes(right)
        file.chmod(mode)


def test_a_backup_that_was_cut_short_is_none(kept: tuple[Path, backup.Backup], tmp_path: Path) -> None:
    copy = tmp_path / "cut"
    shutil.copytree(kept[0], copy, symlinks=True)
    link = copy / "data" / "lake" / "files" / "mart" / "secret"
    link.unlink()
    with pytest.raises(HgtError, match="the backup is damaged"):
        backup.restore(copy, Paths(tmp_path / "data"), ZONE)
    for text in ("", "{", "[]", '{"form": 99}', '{"form": 1, "files": {"a": 3}}'):
        (copy / "backup.json").write_text(text)
        with pytest.raises(HgtError, match="not a complete backup"):
            backup.restore(copy, Paths(tmp_path / "data"), ZONE)
    (copy / "backup.json").unlink()
    with pytest.raises(HgtError, match="not a complete backup"):
        backup.restore(copy, Paths(tmp_path / "data"), ZONE)
    assert not (tmp_path / "data").exists()

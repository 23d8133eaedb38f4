"""Stored files that are deleted, cut or flipped are found by name; a store that lost a catalogue is not made anew."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.project import Content
from pipelines.orchestration.plan import opened
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from tests.lake_stand import ZONE
from warehouse import damage
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.store import Writer, is_made, looking

LANDED = b"id\n1\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A store of two tables, one of which lost a row, and one landed file."""
    paths = Paths(tmp_path_factory.mktemp("store") / "data")
    digest = hashlib.sha256(LANDED).hexdigest()
    with Writer.open(paths, ZONE) as writer:
        landed = paths.landed / digest[:2] / f"{digest}.csv"
        landed.parent.mkdir()
        landed.write_bytes(LANDED)
        with writer.transaction() as con:
            con.execute("CREATE TABLE lake.std.bench AS SELECT i FROM range(1000) AS t(i)")
            con.execute("CREATE TABLE lake.pub.bench AS SELECT i FROM range(1000) AS t(i)")
            con.execute("INSERT INTO lake.meta.batch (batch_id, dataset) VALUES (1, 'bench')")
        with writer.transaction() as con:
            con.execute("DELETE FROM lake.pub.bench WHERE i = 7")
        with writer.restricted() as con:
            con.execute(
                "INSERT INTO vault.raw.landed (batch_id, dataset, path, bytes_n) VALUES (1, 'bench', ?, ?)",
                [f"{digest[:2]}/{digest}.csv", len(LANDED)],
            )
        damage.note(writer)
        assert damage.check(writer, deep=True) == []
    return paths


@pytest.fixture(scope="module")
def look(store: Paths) -> Iterator[Writer]:
    with looking(store, ZONE) as opened:
        opened.con.execute("SET enable_external_file_cache = false")  # one process damages and mends within a moment
        yield opened


def stored(paths: Paths) -> list[Path]:
    found = [*paths.lake_files.rglob("*.parquet"), *paths.restricted_files.rglob("*.parquet")]
    return sorted([*found, *(file for file in paths.landed.rglob("*") if file.is_file())])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_damage_of_every_stored_file_is_found(store: Paths, look: Writer, data: st.DataObject) -> None:
    files = stored(store)
    assert len(files) >= 5, "two tables, deleted rows, the registry, a landed file"
    file = data.draw(st.sampled_from(files))
    right, mode = file.read_bytes(), file.stat().st_mode
    at = data.draw(st.integers(0, len(right) - 1))
    harms: dict[str, bytes | None] = {
        "gone": None, "cut": right[:at], "flipped": right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :],
    }  # fmt: skip
    kind = data.draw(st.sampled_from(sorted(harms)))
    harm = harms[kind]
    file.chmod(0o600)
    try:
        file.unlink() if harm is None else file.write_bytes(harm)
        found = damage.check(look, deep=True)
        assert [each.file for each in found] == [file]
        if kind != "flipped":
            assert [each.file for each in damage.check(look)] == [file], "presence and bytes are always compared"
        error = found[0].error()
        assert error.file == str(file) and error.value and error.accepted and "hgt doctor --repair" in str(error.next)
    finally:
        file.write_bytes(right)
        file.chmod(mode)


def test_slices_reach_every_file_and_the_book_follows_the_catalogue(
    store: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths(tmp_path / "data")
    shutil.copytree(store.data, paths.data, symlinks=True)
    files = stored(paths)
    hurt = max(files, key=lambda file: file.stat().st_size)
    right = hurt.read_bytes()
    hurt.chmod(0o600)
    hurt.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    monkeypatch.setattr(damage, "SLICE_BYTES", len(right))
    with Writer.open(paths, ZONE) as writer:
        rounds = [[each.file for each in damage.check(writer)] for _ in files]
        assert [hurt] in rounds
        with writer.transaction() as con:
            con.execute("CREATE TABLE lake.pub.later AS SELECT 1 AS i FROM range(500)")
        later = next((paths.lake_files / "pub" / "later").iterdir())
        assert hurt in [each.file for each in damage.check(writer, deep=True)]
        later.write_bytes(later.read_bytes()[:-1])
        damage.note(writer)
        wrong = {each.file for each in damage.check(writer, deep=True)}
        assert wrong == {hurt, later}, "a torn file is not taken for right at first sight"


LOST: dict[str, Callable[[Paths], Path]] = {
    "lake": lambda paths: paths.lake_catalog,
    "restricted": lambda paths: paths.restricted_catalog,
}


def _overwrite(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def empty_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as con:
        con.execute("CREATE TABLE other (n INTEGER)")


WAYS: dict[str, Callable[[Path], None]] = {
    "missing": lambda file: file.unlink(),
    "without a byte": lambda file: _overwrite(file, b""),
    "no database": lambda file: _overwrite(file, b"garbage"),
    "a database without a table": empty_database,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", list(LOST))
def test_a_lost_catalogue_is_told_and_not_made_anew(store: Paths, tmp_path: Path, name: str, way: str) -> None:
    paths = Paths(tmp_path / "data")
    shutil.copytree(store.data, paths.data, symlinks=True)
    catalog = LOST[name](paths)
    WAYS[way](catalog)
    before = sorted(paths.data.rglob("*"))

    def write() -> None:
        with Writer.open(paths, ZONE):
            pass

    def look() -> None:
        with looking(paths, ZONE):
            pass

    doors: tuple[Callable[[], object], ...] = (write, look, lambda: is_made(paths))
    for door in doors[:1] if way == "a database without a table" else doors:
        with pytest.raises(HgtError, match="a catalogue of the store is") as caught:
            door()
        assert caught.value.file == str(catalog) and "hgt restore" in str(caught.value.next)
    assert [path for path in sorted(paths.data.rglob("*")) if path.suffix != ".lock"] == [
        path for path in before if path.suffix != ".lock"
    ]


@pytest.mark.parametrize("data", [b"", b"garbage"])
def test_a_damaged_book_of_checksums_is_told_and_its_advice_works(store: Paths, tmp_path: Path, data: bytes) -> None:
    paths = Paths(tmp_path / "data")
    shutil.copytree(store.data, paths.data, symlinks=True)
    before = damage.checksums(paths)
    paths.checksums.write_bytes(data)
    with pytest.raises(HgtError, match="the book of checksums is damaged") as caught:
        damage.checksums(paths)
    assert str(caught.value.next).startswith(f"rm {paths.checksums}, then hgt run")
    paths.checksums.unlink()
    with Writer.open(paths, ZONE) as writer:
        damage.note(writer)
    assert damage.checksums(paths) == before


def test_a_store_whose_first_run_died_between_its_catalogues_is_made(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    with Writer.open(paths, ZONE):
        pass
    for file in (paths.lake_catalog, *paths.lake_files.rglob("*.parquet"), *paths.restricted_files.rglob("*.parquet")):
        file.unlink()
    with Writer.open(paths, ZONE):
        assert is_made(paths)


def test_every_session_starts_on_whole_files_and_notes_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session of the command and that of the UI are one: nobody writes on top of damage."""
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    content = Content.load(town.write(tmp_path / "root"), Paths(tmp_path / "data"))
    with opened(content) as session:
        town.bring_up_to_date(session)
    files = stored(content.paths)
    with sqlite3.connect(content.paths.checksums) as book:
        assert book.execute("SELECT count(*) FROM checksum").fetchone() == (len(files),)
    book.close()
    landed = next(file for file in files if file.is_relative_to(content.paths.landed))
    landed.write_bytes(bytes([landed.read_bytes()[0] ^ 1]) + landed.read_bytes()[1:])
    with pytest.raises(HgtError, match="a file of the store is damaged"), opened(content):
        pass

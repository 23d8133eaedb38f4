"""Readers of a release: no path, no extension, no later row, no right to write and none to the lake's head."""

import contextlib
import datetime as dt
import os
import shutil
import stat
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from pipelines.ops import figures, status
from pipelines.release import gate, reader
from tests import test_sandbox as door
from tests.gate import town
from warehouse import store
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.store import Writer

ZONE = "Asia/Shanghai"
NOBODY = 65534
UNRELEASED = "INSERT INTO lake.pub.fct_ticket VALUES ('unreleased', 'open', DATE '2015-05-05')"


@pytest.fixture
def made() -> Iterator[door.Store]:
    """A released town that other accounts may enter, with one row that no release holds yet."""
    base = Path(tempfile.mkdtemp(prefix="hgt-released-"))
    base.chmod(0o755)
    with door.released_store(base, UNRELEASED) as store:
        yield store
    shutil.rmtree(base)


def as_nobody(act: Callable[[], object], owned: Path | None = None) -> str:
    """The words of `act` in a process of another account; `owned` belongs to that account and cannot be written."""
    if os.getuid() != 0:
        pytest.skip("only root can act as another account")
    if owned is not None:
        for entry in [owned, *owned.rglob("*")]:
            os.chown(entry, NOBODY, NOBODY, follow_symlinks=False)
            if entry.is_dir() and not entry.is_symlink():
                entry.chmod(entry.stat().st_mode & ~0o222)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            said = str(act())
        except HgtError as error:
            said = f"refused: {error}"
        except BaseException:
            said = traceback.format_exc()
        os.write(writing, said.encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read().decode()
    os.waitpid(child, 0)
    return told


def shown(made: door.Store) -> object:
    """Figures as `hgt kpi show` and `hgt kpi explain` print them."""
    _, rows = figures.show(
        made.root, made.paths, "ticket_done_rate",
        variant=None, grain="cumulative", at=dt.date(2015, 4, 5), by=None, release_id=None,
    )  # fmt: skip
    told = figures.explain(made.root, made.paths, "ticket_done_rate", variant=None, at=None)
    return rows, told.count("2 / 3"), reader.all_releases(made.paths, ZONE)[0][0]


READER = """
import contextlib, json, pickle, sys
from pathlib import Path
from pipelines.release.reader import reader
from warehouse.paths import Paths
request = pickle.load(sys.stdin.buffer)
con = reader(Paths(Path(request["data"])), request["zone"]).con
for statement in request["statements"]:
    try:
        answer = con.execute(statement)
        said = f"answered {answer.fetchmany(1000) if answer else None}"
    except Exception as error:
        said = f"refused {type(error).__name__}"
    with contextlib.suppress(Exception):
        con.rollback()
    print(json.dumps(said), flush=True)
    if "Internal" in said or "Fatal" in said:
        break
"""


def test_no_statement_of_a_reader_gets_out(made: door.Store) -> None:
    tried = [*door.attacks(made), *door.file_functions(made)]
    before = made.hashes()
    ended = door.outcomes(made, tried, READER)
    assert made.hashes() == before
    assert list(made.outside.iterdir()) == []
    told = [pair for pair in zip(tried, ended, strict=True) if door.MARKER in pair[1] or "root:" in pair[1]]
    assert told == []
    assert sum(said.startswith("refused") for said in ended) > 200
    with closing(reader.reader(made.paths, ZONE).con) as con:
        assert con.execute("SELECT 1 FROM duckdb_functions() WHERE function_name = 'sqlite_scan'").fetchall() == []


def test_a_reader_opens_no_file_of_another_release_and_of_no_table_anew(made: door.Store) -> None:
    file = next(released.release(made.paths).files.rglob("*.parquet"))
    lakes = next(made.paths.lake_files.rglob("*.parquet"))
    catalog = made.paths.lake_catalog
    statements = [
        f"attach '{catalog}' as w (type sqlite)", f"attach 'ducklake:sqlite:{catalog}' as w", f"from '{lakes}'",
        f"copy (select 1) to '{file}' (format parquet)", f"copy (select 1) to '{file.parent}/new.csv'",
        f"from glob('{file.parent}/*')", "set enable_external_access = true", "load sqlite_scanner",
        "create secret s (type s3, key_id 'a', secret 'b')", "reset allowed_paths",
    ]  # fmt: skip
    before = made.hashes()
    with closing(reader.reader(made.paths, ZONE, restricted=True).con) as con:
        for statement in statements:
            with pytest.raises(duckdb.Error):
                con.execute(statement).fetchall()
    assert made.hashes() == before


def test_a_reader_is_ended_when_its_time_is_over(made: door.Store) -> None:
    endless = "SELECT count(*) FROM range(10_000_000_000) AS a, range(10_000_000_000) AS b WHERE a.range <> b.range"
    began = time.monotonic()
    con = reader.reader(made.paths, ZONE).con
    with pytest.raises(HgtError, match="reading took too long") as told, released.timed(con, 0.5):
        con.execute(endless)
    assert time.monotonic() - began < 60
    assert "more than 0.5 s" in str(told.value) and "next: hgt status" in str(told.value)

    con = reader.reader(made.paths, ZONE).con
    with pytest.raises(HgtError, match="reading took too long"), released.timed(con, 0.1):
        time.sleep(0.5)  # idle when the time is over: the next statement is ended
        con.execute(endless)
    with reader.reading(made.paths, ZONE) as found:
        assert found.con.execute("SELECT count(*) FROM pub.fct_ticket").fetchone() == (3,)
    with pytest.raises(duckdb.ConnectionException):
        found.con.execute("SELECT 1")


def test_a_release_knows_no_other_snapshot(made: door.Store) -> None:
    with closing(reader.reader(made.paths, ZONE).con) as con:
        assert con.execute("SELECT count(*) FROM pub.fct_ticket").fetchone() == (3,)
        for version in range(made.edition.snapshot_id + 5):
            if version != made.edition.snapshot_id:
                with pytest.raises(duckdb.Error, match="No snapshot"):
                    con.execute(f"FROM pub.fct_ticket AT (VERSION => {version})").fetchall()
    folder = released.release(made.paths).catalog.parent
    named = {path.name for path in folder.rglob("*.parquet")}
    kept = {path.name for path in made.paths.lake_files.rglob("*.parquet")}
    assert named < kept  # the file of the row that is not released has one name only
    assert [path for path in folder.rglob("*") if path.is_file() and b"unreleased" in path.read_bytes()] == []


def test_a_release_shows_what_the_lake_showed(made: door.Store) -> None:
    with closing(reader.reader(made.paths, ZONE).con) as con, closing(store.connect(ZONE)) as lake:
        store.attach(
            lake, "lake", made.paths.lake_catalog, made.paths.lake_files,
            snapshot=made.edition.snapshot_id, read_only=True,
        )  # fmt: skip
        names = "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE database_name = 'lake' ORDER BY ALL"
        columns = """SELECT * EXCLUDE (database_oid, schema_oid, table_oid) FROM duckdb_columns()
            WHERE database_name = 'lake' ORDER BY ALL"""
        tables = lake.execute(names).fetchall()
        assert con.execute(names).fetchall() == tables
        assert len(tables) > 20
        assert con.execute(columns).fetchall() == lake.execute(columns).fetchall()
        for schema, table, _ in tables:
            query = f'SELECT * FROM lake."{schema}"."{table}" ORDER BY ALL'
            assert con.execute(query).fetchall() == lake.execute(query).fetchall(), table


def test_another_account_reads_releases_and_nothing_else(made: door.Store) -> None:
    here = str(shown(made))
    assert "'ticket_done_rate', 'default', 'cumulative'" in here
    assert as_nobody(lambda: shown(made)) == here
    closed = [
        made.paths.lake_catalog, made.paths.restricted_catalog, next(made.paths.lake_files.rglob("*.parquet")),
        made.paths.lake_files, made.paths.restricted,
    ]  # fmt: skip

    def opens() -> list[str]:
        found = []
        for path in closed:
            with contextlib.suppress(OSError):
                found.append(str(list(path.iterdir()) if path.is_dir() else path.read_bytes()[:4]))
        return found

    assert as_nobody(opens) == "[]"
    said = as_nobody(lambda: status.status(made.root, made.paths))
    assert said.startswith("refused: ") and "cannot be read by this user" in said and "hgt release list" in said

    def overwrites() -> str:
        file = next(released.release(made.paths).files.rglob("*.parquet"))
        con = reader.reader(made.paths, ZONE).con
        try:
            con.execute(f"copy (select 1) to '{file}' (format parquet, use_tmp_file false)")
        except duckdb.Error as error:
            return type(error).__name__
        return "written"

    assert as_nobody(overwrites) == "IOException"


def test_a_store_on_a_read_only_folder_is_read(made: door.Store) -> None:
    here = str(shown(made))
    head = status.status(made.root, made.paths).head
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(made.outside))
        assert as_nobody(lambda: shown(made), owned=made.paths.data) == here
        assert as_nobody(lambda: status.status(made.root, made.paths).head) == head


def test_a_first_build_that_was_killed_is_no_release_yet(tmp_path: Path) -> None:
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    with pytest.raises(HgtError, match="no store here yet"):
        reader.reader(paths, ZONE)
    paths.create()
    con = store.connect(ZONE)  # what stands when a writer is killed before its first commit
    store.attach(con, "vault", paths.restricted_catalog, paths.restricted_files)
    store.attach(con, "lake", paths.lake_catalog, paths.lake_files)
    con.close()
    with pytest.raises(HgtError, match="there is no release yet"):
        reader.reader(paths, ZONE)
    with pytest.raises(HgtError, match="first run was cut short"):
        status.status(root, paths)
    with Writer.open(paths, ZONE):
        pass
    assert "no release yet" in status.status(root, paths).head
    with pytest.raises(HgtError, match="there is no release yet"):
        reader.all_releases(paths, ZONE)


def test_a_release_that_was_killed_before_its_folder_is_opened_by_the_next_run(made: door.Store) -> None:
    released.drop(made.paths, 1)
    (made.paths.releases / ".aside-1").mkdir()
    with pytest.raises(HgtError, match="there is no release yet"):
        reader.reader(made.paths, ZONE)
    with town.opened(made.root, made.paths.data) as session:
        assert gate.complete(session)
        assert not gate.complete(session)
    assert reader.reader(made.paths, ZONE).release.release_id == 1
    assert [entry.name for entry in made.paths.releases.iterdir()] == ["1"]


def test_folders_are_closed_to_other_accounts(made: door.Store) -> None:
    modes = {
        made.paths.lake_files: 0o700, made.paths.quantiles: 0o700, made.paths.restricted: 0o700,
        made.paths.lake_catalog: 0o600, made.paths.restricted_catalog: 0o600,
        released.release(made.paths).catalog: 0o444,
    }  # fmt: skip
    assert {path: stat.S_IMODE(path.stat().st_mode) for path in modes} == modes

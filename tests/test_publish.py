"""The copies of a release: whole, closed, readable by a bare DuckDB, and rewritten only where rows changed."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.lake_stand import ZONE
from warehouse.changes import last_changes
from warehouse.paths import Paths
from warehouse.releases.publish import Edition, publish, published
from warehouse.store import Writer

DAY = dt.date(2015, 8, 31)
BY_MONTH = {"pub.fct_thing": "seen_on"}


def _fill(writer: Writer) -> int:
    with writer.transaction() as con:
        con.execute(
            "CREATE TABLE lake.pub.fct_thing AS SELECT i AS thing_id, DATE '2015-03-01' + CAST(i AS INT) AS seen_on "
            "FROM range(150) AS t(i) UNION ALL SELECT 999, NULL"
        )
        con.execute("CREATE TABLE lake.pub.dim_place AS SELECT 'a' AS place_id")
        con.execute("COMMENT ON TABLE lake.pub.fct_thing IS '事项 | things'")
        con.execute("COMMENT ON COLUMN lake.pub.fct_thing.thing_id IS '编号''s | id'")
    return writer.snapshot()


def _files(paths: Paths) -> dict[str, int]:
    folder = (paths.public / "parquet").resolve()
    return {str(file.relative_to(folder)): file.stat().st_ino for file in folder.rglob("*.parquet")}


def test_copies_open_without_extensions_and_are_closed(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        result = publish(paths, Edition(1, _fill(writer), DAY, ZONE), BY_MONTH)
    assert published(paths) == 1
    assert result.only_parquet == ()
    assert paths.published_db.stat().st_mode & 0o777 == 0o444
    text = subprocess.run(
        [
            sys.executable,
            "-c",
            "import duckdb,sys;c=duckdb.connect(sys.argv[1],read_only=True);"
            "print(c.execute('select count(*) from pub.fct_thing').fetchone()[0],"
            "c.execute(\"select comment from duckdb_columns() where column_name='thing_id'\").fetchone()[0],"
            "c.execute(\"select tags['storage_version'] from duckdb_databases() where not internal\").fetchone()[0])",
            str(paths.published_db),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert text.startswith("151 编号's | id ")
    assert "v1.0" in text or "v1.2" in text, text
    rows = duckdb.execute(
        f"SELECT count(*), count(seen_on) FROM read_parquet('{paths.public}/parquet/pub/fct_thing/**/*.parquet')"
    ).fetchone()
    assert rows == (151, 150)


def test_only_changed_months_are_rewritten(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        publish(paths, Edition(1, _fill(writer), DAY, ZONE), BY_MONTH)
        first = _files(paths)
        with writer.transaction() as con:
            con.execute("UPDATE lake.pub.fct_thing SET seen_on = DATE '2015-06-09' WHERE thing_id = 3")
        result = publish(paths, Edition(2, writer.snapshot(), DAY, ZONE), BY_MONTH)
        second = _files(paths)
        assert "pub.fct_thing 2015-03" in result.rewritten
        assert "pub.fct_thing 2015-06" in result.rewritten
        same = {name for name in first if second.get(name) == first[name]}
        assert "pub/dim_place/rows_0.parquet" in same
        assert "pub/fct_thing/month=2015-04/rows_0.parquet" in same
        assert "pub/fct_thing/month=undated/rows_0.parquet" in same
        assert "pub/fct_thing/month=2015-03/rows_0.parquet" not in same
        shown = duckdb.execute(
            f"SELECT thing_id, seen_on FROM read_parquet('{paths.public}/parquet/pub/fct_thing/**/*.parquet')"
        ).fetchall()
        kept = writer.con.execute("FROM lake.pub.fct_thing").fetchall()
        assert sorted(shown, key=str) == sorted(kept, key=str)


def test_a_month_that_lost_its_rows_loses_its_file(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        publish(paths, Edition(1, _fill(writer), DAY, ZONE), BY_MONTH)
        with writer.transaction() as con:
            con.execute("DELETE FROM lake.pub.fct_thing WHERE month(seen_on) = 4")
        publish(paths, Edition(2, writer.snapshot(), DAY, ZONE), BY_MONTH)
    assert not [name for name in _files(paths) if "2015-04" in name]


def test_cut_short_is_recognised_and_repeated(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        snapshot = _fill(writer)
        publish(paths, Edition(1, snapshot, DAY, ZONE), BY_MONTH)
        (paths.public / ".aside-2").mkdir()
        (paths.public / ".aside-2.duckdb").write_bytes(b"half")
        (paths.public / "release.json").unlink()
        assert published(paths) is None
        publish(paths, Edition(1, snapshot, DAY, ZONE), BY_MONTH)
        assert published(paths) == 1
        paths.published_db.chmod(0o600)
        whole = paths.published_db.read_bytes()
        for half in (whole[: len(whole) // 2], whole[:-1], b"", whole + b"x"):
            paths.published_db.write_bytes(half)
            assert published(paths) is None, "half a database is no copy of a release"
        publish(paths, Edition(1, snapshot, DAY, ZONE), BY_MONTH)
        assert paths.published_db.stat().st_size == len(whole)
    assert published(paths) == 1
    assert not list(paths.public.glob(".aside-*"))


def test_a_database_of_an_older_name_goes_and_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        snapshot = _fill(writer)
        publish(paths, Edition(1, snapshot, DAY, ZONE, "town"), BY_MONTH)
        (paths.public / "notes.duckdb").write_bytes(b"notes")
        publish(paths, Edition(1, snapshot, DAY, ZONE, "city"), BY_MONTH)
    assert sorted(file.name for file in paths.public.glob("*.duckdb")) == ["city.duckdb", "notes.duckdb"]
    assert (paths.published_db.name, published(paths)) == ("city.duckdb", 1)


def test_old_folders_go_and_readers_keep_their_file(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        publish(paths, Edition(1, _fill(writer), DAY, ZONE), {})
        reader = duckdb.connect(str(paths.published_db), read_only=True)
        for release_id in range(2, 6):
            with writer.transaction() as con:
                con.execute("INSERT INTO lake.pub.dim_place VALUES (?)", [str(release_id)])
            publish(paths, Edition(release_id, writer.snapshot(), DAY, ZONE), {})
        assert reader.execute("SELECT count(*) FROM pub.dim_place").fetchone() == (1,)
        reader.close()
    assert sorted(entry.name for entry in (paths.public / "releases").iterdir()) == ["3", "4", "5"]


def test_large_tables_are_left_to_parquet(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        result = publish(paths, Edition(1, _fill(writer), DAY, ZONE), {}, copied_up_to=100)
    assert result.only_parquet == ("pub.fct_thing",)
    with duckdb.connect(str(paths.published_db), read_only=True) as con:
        place = con.execute(
            "SELECT is_in_database, parquet FROM meta.publication WHERE table_name = 'pub.fct_thing'"
        ).fetchone()
    assert place == (False, "parquet/pub/fct_thing")
    assert (paths.public / "parquet/pub/fct_thing/rows_0.parquet").exists()


@pytest.mark.parametrize("statement", ["COMMENT ON TABLE lake.pub.dim_place IS 'x'", "DELETE FROM lake.pub.dim_place"])
def test_last_changes_names_the_table(tmp_path: Path, statement: str) -> None:
    with Writer.open(Paths(tmp_path), ZONE) as writer:
        before = _fill(writer)
        assert last_changes(writer.con)["pub.dim_place"] == before
        with writer.transaction() as con:
            con.execute(statement)
        assert last_changes(writer.con)["pub.dim_place"] == writer.snapshot()
        assert last_changes(writer.con)["pub.fct_thing"] == before


def test_a_replaced_table_is_rewritten_whole(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        publish(paths, Edition(1, _fill(writer), DAY, ZONE), BY_MONTH)
        with writer.transaction() as con:
            con.execute(
                "CREATE OR REPLACE TABLE lake.pub.fct_thing AS "
                "SELECT CAST(1 AS BIGINT) AS thing_id, DATE '2015-07-01' AS seen_on"
            )
        publish(paths, Edition(2, writer.snapshot(), DAY, ZONE), BY_MONTH)
    assert [name for name in _files(paths) if "fct_thing" in name] == ["pub/fct_thing/month=2015-07/rows_0.parquet"]


SWAPS_N = 6
READS = """
import json, sys, time
from pathlib import Path
import duckdb
duckdb.execute("SET enable_progress_bar = false")
public, stop = map(Path, sys.argv[1:])
print("ready", flush=True)
reads = []
while not stop.exists() or not reads:
    with duckdb.connect(str(public / "release.duckdb"), read_only=True) as con:
        con.execute("SET enable_progress_bar = false")
        asked = "SELECT DISTINCT release_id FROM {}"
        reads.append([con.execute(asked.format(name)).fetchall() for name in ("pub.a", "mart.b", "meta.publication")])
    time.sleep(0.02)
    folder = (public / "parquet").resolve()
    asked = "SELECT DISTINCT release_id FROM read_parquet('{}/*.parquet')"
    reads.append([duckdb.sql(asked.format(folder / name)).fetchall() for name in ("pub/a", "mart/b")])
print(json.dumps(reads))
"""


def test_every_read_beside_swaps_sees_one_whole_release(tmp_path: Path) -> None:
    paths, stop = Paths(tmp_path / "data"), tmp_path / "stop"
    seen = []
    with Writer.open(paths, ZONE) as writer:
        for number in range(1, SWAPS_N + 2):
            with writer.transaction() as con:
                for table in ("pub.a", "mart.b"):
                    con.execute(
                        f"CREATE OR REPLACE TABLE lake.{table} AS SELECT {number} AS release_id FROM range(20000)"
                    )
            publish(paths, Edition(number, writer.snapshot(), DAY, ZONE), {})
            if number == 1:
                call = [sys.executable, "-c", READS, str(paths.public), str(stop)]
                readers = [subprocess.Popen(call, stdout=subprocess.PIPE, text=True) for _ in range(2)]
                for reader in readers:
                    assert reader.stdout is not None and reader.stdout.readline() == "ready\n"
    stop.touch()
    for reader in readers:
        told, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0
        seen += json.loads(told)
    torn = [read for read in seen if len({str(answer) for answer in read}) != 1 or len(read[0]) != 1]
    numbers = [read[0][0][0] for read in seen]
    assert torn == [] and len(seen) >= 20
    assert set(numbers) <= set(range(1, SWAPS_N + 2)) and len(set(numbers)) > 2

"""Forms that are tables already: XLSX sheets, Parquet, and SQLite by way of landing."""

import datetime
import gzip
import io
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import pipelines.extract.sqlite
from pipelines.declare.contracts.contract import Server
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from warehouse.errors import HgtError

from .stand import Bench


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "公文"
    sheet.append([])
    sheet.append(["编号", " 日期 ", "数"])
    sheet.append(["007", datetime.datetime(2019, 11, 12, 11, 17), 1.1])
    sheet.append([])
    sheet.append([None, "2015-03-02", 15030100001])
    sheet.append(["=1/0", "_x000D_", True])
    sheet.append([])
    sheet.append(["last", None, 0.1])
    sheet.append([None, None, None])
    other = book.create_sheet("二")
    other.append(["a"])
    other.append(["x", "beside"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_sheet_is_read_to_its_last_row(bench: Bench) -> None:
    bench.write("x.xlsx", workbook())
    outcome = bench.read(bench.contract("xlsx", "x.xlsx", "日期 编号 数", sheet="公文"))
    assert [row[:-1] for row in outcome.rows] == [
        ("2019-11-12 11:17:00", "007", "1.1"),
        ("2015-03-02", None, "15030100001"),
        (None, "last", "0.1"),
    ]
    assert outcome.extract is not None
    assert outcome.extract.records_n == {"x.xlsx": 4}
    assert outcome.extract.blank_n["x.xlsx"] == 3 + 2, "blank rows, and both rows of the other sheet"
    assert [(row[1], row[3]) for row in outcome.malformed] == [
        (3, "sheet 公文: cell A6 holds a formula without a stored result")
    ]
    assert outcome.reconciled()
    numbers = bench.con.execute(f"SELECT _row_number FROM {outcome.extract.row_numbers('x.xlsx')}").fetchall()
    assert numbers == [(1,), (2,), (4,)]


def test_sheet_problems(bench: Bench) -> None:
    bench.write("x.xlsx", workbook())
    bench.write("cut.xlsx", workbook()[:-50])
    bench.write("empty.xlsx", b"")
    missing = bench.read(bench.contract("xlsx", "x.xlsx", "a", sheet="三")).refusals[0].error
    assert "sheet 1 (5 rows), sheet 2 (2 rows)" in str(missing) and "公文" not in str(missing)
    assert "(column B)" in str(bench.read(bench.contract("xlsx", "x.xlsx", "a", sheet="二")).refusals[0].error)
    outcome = bench.read(bench.contract("xlsx", "x.xlsx", "a", "evolve", sheet="二"))
    assert outcome.rows == [("x", "x.xlsx")]
    outcome = bench.read(bench.contract("xlsx", "*.xlsx", "日期", "evolve", sheet="公文"))
    assert [refusal.source for refusal in outcome.refusals] == ["cut.xlsx", "empty.xlsx"]
    assert len(outcome.rows) == 4, "the formula stands in a column that is not asked for"


def test_parquet_becomes_text(bench: Bench) -> None:
    path = bench.silo / "x.parquet"
    bench.con.execute(
        f"""COPY (SELECT '007' AS a, TIMESTAMP '2015-03-01 08:00:00' AS b, [1, 2] AS c, 1.50::DECIMAL(9, 2) AS d)
            TO '{path}' (FORMAT parquet)"""
    )
    outcome = bench.read(bench.contract("parquet", "x.parquet", "a b c d"))
    assert outcome.rows == [("007", "2015-03-01 08:00:00", "[1,2]", "1.50", "x.parquet")]
    assert "lacks the declared column e" in str(
        bench.read(bench.contract("parquet", "x.parquet", "a e")).refusals[0].error
    )
    bench.write("cut.parquet", path.read_bytes()[:-20])
    assert "Parquet" in str(bench.read(bench.contract("parquet", "cut.parquet", "a")).refusals[0].error)


def database(path: Path, *, log: bool = False) -> None:
    con = sqlite3.connect(path)
    if log:
        con.execute("PRAGMA journal_mode = WAL")
    con.execute("CREATE TABLE t (a, b, c)")
    con.execute("CREATE TABLE u (x)")
    con.executemany("INSERT INTO t VALUES (?, ?, ?)", [("007", 1, 1.1), (None, "x", b"y"), (15030100001, 0.5, "城")])
    con.commit()
    con.close()


@pytest.mark.parametrize("log", [False, True])
def test_a_database_table(bench: Bench, log: bool) -> None:
    path = bench.silo / "x.sqlite"
    database(path, log=log)
    before = {item.name: item.read_bytes() for item in bench.silo.iterdir()}
    outcome = bench.read(bench.contract("sqlite", "x.sqlite", "b a c", table="t"))
    assert [row[:-1] for row in outcome.rows] == [("1", "007", "1.1"), ("x", None, "y"), ("0.5", "15030100001", "城")]
    assert {item.name: item.read_bytes() for item in bench.silo.iterdir()} == before
    assert "no table v" in _error(bench, "v")


def _error(bench: Bench, table: str = "t", name: str = "x.sqlite") -> str:
    with pytest.raises(HgtError) as caught:
        land(bench.paths, find(bench.silo, Server("sqlite", name, {"table": table}))[0])
    assert list(bench.paths.landed.glob(".*")) == []
    assert list(bench.paths.tmp.iterdir()) == []
    return str(caught.value)


def test_an_open_database_in_log_mode_gives_its_newest_rows(bench: Bench) -> None:
    path = bench.silo / "x.sqlite"
    database(path, log=True)
    writer = sqlite3.connect(path)
    writer.execute("INSERT INTO t VALUES ('new', 1, 1)")
    writer.commit()
    try:
        outcome = bench.read(bench.contract("sqlite", "x.sqlite", "a", "evolve", table="t"))
        assert outcome.records == 4
    finally:
        writer.close()
    assert [item.name for item in bench.silo.iterdir()] == ["x.sqlite"]


def test_a_log_left_by_a_killed_writer_is_read_and_left_alone(bench: Bench) -> None:
    path = bench.silo / "x.sqlite"
    database(path, log=True)
    code = (
        "import os, sqlite3, sys; con = sqlite3.connect(sys.argv[1]);"
        "con.execute(\"INSERT INTO t VALUES ('new', 1, 1)\"); con.commit(); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    (bench.silo / "x.sqlite-shm").unlink(missing_ok=True)
    before = {item.name: item.read_bytes() for item in bench.silo.iterdir()}
    assert "x.sqlite-wal" in before
    outcome = bench.read(bench.contract("sqlite", "x.sqlite", "a", "evolve", table="t"))
    assert outcome.records == 4
    assert {item.name: item.read_bytes() for item in bench.silo.iterdir()} == before


def test_unchanged_tables_keep_their_hash(bench: Bench) -> None:
    path = bench.silo / "x.sqlite"
    database(path)
    server = Server("sqlite", "x.sqlite", {"table": "t"})
    first = land(bench.paths, find(bench.silo, server)[0])
    con = sqlite3.connect(path)
    con.execute("INSERT INTO u VALUES (1)")
    con.commit()
    second = land(bench.paths, find(bench.silo, server)[0])
    assert second.content_hash == first.content_hash
    assert not second.fresh
    con.execute("UPDATE t SET a = '008' WHERE a = '007'")
    con.commit()
    con.close()
    assert land(bench.paths, find(bench.silo, server)[0]).content_hash != first.content_hash


def test_a_locked_database(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.extract.sqlite, "BUSY_SECONDS", 0.3)
    path = bench.silo / "x.sqlite"
    database(path)
    con = sqlite3.connect(path)
    con.execute("BEGIN EXCLUSIVE")
    assert "locked" in _error(bench)
    con.rollback()
    con.close()


@pytest.mark.parametrize("damage", ["page", "cut", "text", "empty"])
def test_a_damaged_database(bench: Bench, damage: str) -> None:
    path = bench.silo / "x.sqlite"
    database(path)
    data = bytearray(path.read_bytes())
    if damage == "page":
        data[4096 + 8 : 4096 + 4000] = b"\xff" * 3992
    path.write_bytes({"page": bytes(data), "cut": bytes(data[:4100]), "text": b"a,b\n1,2\n", "empty": b""}[damage])
    message = _error(bench)
    assert "damaged" in message or "not an SQLite" in message or "empty" in message


def test_a_packed_database(bench: Bench) -> None:
    path = bench.silo / "x.sqlite"
    database(path)
    bench.write("y.sqlite.gz", gzip.compress(path.read_bytes()))
    assert bench.read(bench.contract("sqlite", "y.sqlite.gz", "a", "evolve", table="t")).records == 3

"""The catalogue in the lake says what the declarations say, and is written only when they change."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.declare.dag import SUPPLIED
from pipelines.declare.project import Content
from pipelines.quality.audit.suite import COLUMN
from pipelines.release import catalogue
from pipelines.release.kernel_words import KERNEL_TABLES, of_column
from tests import small_root
from tests.lake_stand import ZONE
from warehouse.paths import Paths
from warehouse.schema import PUBLIC_TABLES
from warehouse.sql import literal
from warehouse.store import Writer

TABLES = {
    "std.calendar": "DATE '2024-05-01' AS date_on, true AS is_workday, 1::BIGINT AS workday_n",
    "std.bench_repair": "'1' AS repair_id, DATE '2024-05-01' AS repaired_on, 'k' AS reporter_key, 3 AS remark_length,"
    " 1::BIGINT AS _batch_id, 7::UBIGINT AS _row_hash, false AS _is_deleted",
    "pub.fct_repair": "'1' AS repair_id, DATE '2024-05-01' AS repaired_on, 3 AS remark_length, true AS is_worked",
    "kpi.bench_repairs": "'default' AS variant, DATE '2024-05-01' AS period_on, 'all' AS slice_type,"
    " 'all' AS slice_id, 1::BIGINT AS numerator, 1::BIGINT AS denominator",
    "pub.left_over": "1 AS a",
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    root = small_root.write(tmp_path_factory.mktemp("catalogue"))
    return Content.load(root, Paths(root / "data"))


@pytest.fixture
def writer(tmp_path: Path, content: Content) -> Iterator[Writer]:
    with Writer.open(Paths(tmp_path / "data"), ZONE) as opened:
        with opened.transaction() as con:
            for table, columns in TABLES.items():
                con.execute(f"CREATE TABLE lake.{table} AS SELECT {columns}")
            catalogue.write(con, content, rows={"pub.fct_repair": 41})
        yield opened


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return con.execute(query).fetchall()


def test_tables_that_exist_and_are_declared_are_described(writer: Writer) -> None:
    found = {str(row[0]): row[1:] for row in rows(writer.con, "SELECT * FROM lake.meta.catalogue")}
    assert found["pub.fct_repair"] == ("pub", "维修", "Repairs", "one row per repair", "repair_id", 41)
    assert found["std.bench_repair"][-1] == 1
    assert "长椅维修率" in str(found["kpi.bench_repairs"][1])
    assert "std.calendar" in found
    assert "kpi.value" in found
    assert "pub.left_over" not in found
    assert "mart.repair" not in found, "a table that is not built yet is not described"


def test_every_column_has_its_type_meaning_and_class(writer: Writer) -> None:
    found = {(row[0], row[1]): row[2:] for row in rows(writer.con, "SELECT * FROM lake.meta.catalogue_column")}
    assert found["std.bench_repair", "reporter_key"] == ("VARCHAR", "上报人", "Reporter, as a pseudonym", "identifier")
    assert found["std.bench_repair", "remark_length"][-1] == "deidentified"
    assert found["pub.fct_repair", "remark_length"][-1] == "deidentified"
    assert found["pub.fct_repair", "repair_id"][-1] == "public"
    assert found["kpi.bench_repairs", "numerator"][1:3] == ("分子", "Numerator")
    assert [name for name, row in found.items() if not (row[1] and row[2])] == [], "a column has no meaning"
    assert {table for table, _ in found} >= {*PUBLIC_TABLES}


@pytest.mark.parametrize("table", [*SUPPLIED, *PUBLIC_TABLES])
def test_every_table_and_column_of_the_kernel_has_words(table: str) -> None:
    columns = SUPPLIED.get(table) or [name for name, _ in COLUMN.findall(PUBLIC_TABLES[table])]
    assert columns and table in KERNEL_TABLES
    assert [name for name in columns if of_column(table, name) is None] == []


def test_lineage_is_written_one_step_deep(writer: Writer) -> None:
    found = set(rows(writer.con, "SELECT * FROM lake.meta.lineage"))
    assert ("std.bench_repair", "remark_length", "raw.bench_repair", "remark", False) in found
    assert ("pub.fct_repair", "is_worked", "std.calendar", "is_workday", False) in found
    assert ("pub.fct_repair", "*", "std.calendar", "date_on", True) in found
    assert ("pub.fct_repair", "*", "std.bench_repair", "repaired_on", True) not in found, "it is in a value as well"


def test_kpis_and_glossary_are_written(writer: Writer) -> None:
    names = "kpi_id, variant, title_zh, numerator_zh, denominator, target"
    assert rows(writer.con, f"SELECT {names} FROM lake.meta.kpi") == [
        ("bench_repairs", "default", "长椅维修率", "工作日维修", "All repairs", 90.0)
    ]
    assert rows(writer.con, "SELECT * FROM lake.meta.glossary WHERE column_name = 'repair_id'") == [
        ("repair_id", "维修号", "Repair", "mart.repair, pub.fct_repair, std.bench_repair")
    ]


def test_comments_are_chinese_first(writer: Writer) -> None:
    tables = dict(
        writer.con.execute("SELECT table_name, comment FROM duckdb_tables() WHERE comment NOT NULL").fetchall()
    )
    assert tables["fct_repair"] == "维修 | Repairs"
    columns = rows(
        writer.con,
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'fct_repair' AND column_name = 'is_worked'",
    )
    assert ("当日是否工作日 | Whether that day is worked",) in columns


def test_nothing_is_written_when_nothing_changed(writer: Writer, content: Content) -> None:
    before = writer.snapshot()
    with writer.transaction() as con:
        assert catalogue.write(con, content, rows={"pub.fct_repair": 41}) == []
    assert writer.snapshot() == before
    with writer.transaction() as con:
        con.execute("CREATE OR REPLACE TABLE lake.pub.fct_repair AS SELECT * FROM lake.pub.fct_repair")
        assert catalogue.write(con, content, rows={"pub.fct_repair": 42}) == ["catalogue"]
    found = rows(writer.con, "SELECT comment FROM duckdb_tables() WHERE table_name = 'fct_repair'")
    assert ("维修 | Repairs",) in found


def test_a_quote_in_a_meaning_is_only_a_quote(content: Content) -> None:
    assert literal("the bench's") == "'the bench''s'"

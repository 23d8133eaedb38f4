"""Outside readers get the same rows, the same sums and the same local days, with any engine and in any zone."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readings import READERS, agree, by_duckdb, by_pyarrow
from warehouse.paths import Paths
from warehouse.releases import days
from warehouse.releases.publish import Edition, publish, published
from warehouse.store import Writer

PROJECT = Path(__file__).resolve().parents[1]
ZONE = "America/Los_Angeles"
DAY = dt.date(2018, 12, 31)
BY_MONTH = {"pub.fct_call": "called_on", "mart.month_sum": "month_on"}
TABLES = (
    # A call a quarter of an hour over New Year; the local evening of 31 December is the next day in UTC.
    "CREATE TABLE lake.pub.fct_call AS SELECT i AS call_id, i * 3 AS cost_n, CAST(i / 8 AS DECIMAL(9, 3)) AS share_pct,"
    " TIMESTAMPTZ '2018-12-31 00:00:00-08' + i * INTERVAL 15 MINUTE AS called_at,"
    " CASE WHEN i < 199 THEN CAST(TIMESTAMPTZ '2018-12-31 00:00:00-08' + i * INTERVAL 15 MINUTE AS DATE) END"
    " AS called_on, CASE WHEN i % 2 = 0 THEN TIMESTAMPTZ '2019-01-31 23:30:00-08' END AS ended_at"
    " FROM range(200) t(i)",
    "CREATE TABLE lake.mart.month_sum AS SELECT DATE '2018-12-01' + CAST(i * 31 AS INT) AS month_on, i AS month,"
    " 'x' AS partition_month, i * 7 AS sum_n FROM range(3) t(i)",
    "CREATE TABLE lake.pub.dim_empty (place_id BIGINT, opened_at TIMESTAMPTZ)",
)
HAND = {
    # sum(0..199) * 3; of the 200 calls the first 96 begin on 31 December, of which every second one has an end.
    "pub/fct_call": (200, 59_700),
    "mart/month_sum": (3, 21),
    "pub/dim_empty": (0, 0),
}
SUMMED = {"pub/fct_call": "cost_n", "mart/month_sum": "sum_n", "pub/dim_empty": "place_id"}


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    found = Paths(tmp_path_factory.mktemp("readers"))
    with Writer.open(found, ZONE) as writer:
        with writer.transaction() as con:
            for statement in TABLES:
                con.execute(statement)
            con.execute("COMMENT ON COLUMN lake.pub.fct_call.called_at IS '来电时间 | When the call began'")
        publish(found, Edition(1, writer.snapshot(), DAY, ZONE), BY_MONTH)
        yield found


@pytest.mark.parametrize("table", HAND)
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_every_reader_counts_the_same(paths: Paths, read: Any, table: str) -> None:
    rows_n, [total] = read(paths.public / "parquet" / table, [SUMMED[table]])
    assert (rows_n, int(total)) == HAND[table]


def test_every_published_table_is_whole_for_every_reader(paths: Paths) -> None:
    assert agree(paths) > len(HAND)


def test_no_published_name_is_hidden(paths: Paths) -> None:
    root = paths.public / "parquet"
    names = [part for file in root.resolve().rglob("*") for part in file.relative_to(root.resolve()).parts]
    assert [name for name in names if name.startswith(("_", "."))] == []
    keys = {name.split("=")[0] for name in names if "=" in name}
    assert keys == {"month", "partition_partition_month"}, "a table's own columns of that name are not taken"


@pytest.mark.parametrize("machine", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_a_client_in_another_zone_gets_the_local_days(paths: Paths, machine: str) -> None:
    """96 of the 200 calls begin on the last day of 2018 in Los Angeles; a cast at the client says otherwise."""
    asked = (
        'import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print(c.execute("SELECT'
        " count(*) FILTER (called_on = '2018-12-31'), count(*) FILTER (ended_on = '2019-01-31'),"
        " count(*) FILTER (CAST(called_at AS DATE) = '2018-12-31') FROM pub.fct_call\").fetchone(),"
        " c.execute(\"SELECT count(*) FILTER (ended_on = '2019-01-31') FROM read_parquet(\" + repr(sys.argv[2]) + ')')"
        ".fetchone())"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, str(paths.published_db), f"{paths.public}/parquet/pub/fct_call/**/*.parquet"],
        env={**os.environ, "TZ": machine}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    shifted = {"UTC": 64, "America/New_York": 84, "Pacific/Auckland": 12}[machine]
    assert told.strip() == f"(96, 100, {shifted}) (100,)"


def test_comments_name_the_zone(paths: Paths) -> None:
    with duckdb.connect(str(paths.published_db), read_only=True) as con:
        told = dict(
            con.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'fct_call'").fetchall()
        )
        silent = con.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal"
            f" AND data_type = '{days.MOMENT}' AND NOT coalesce(contains(comment, '{ZONE}'), false)"
        ).fetchall()
        alone = con.execute(
            f"""SELECT table_name, column_name FROM duckdb_columns() a
            WHERE NOT internal AND data_type = '{days.MOMENT}'
            AND NOT EXISTS (FROM duckdb_columns() b WHERE b.table_oid = a.table_oid
                AND b.data_type = 'DATE' AND b.column_name = replace(a.column_name, '_at', '_on'))"""
        ).fetchall()
    assert told["called_at"] == f"来电时间（时区 {ZONE}） | When the call began (time zone {ZONE})"
    assert told["ended_on"] == f"当地日期（时区 {ZONE}） | Local day (time zone {ZONE})"
    assert (silent, alone) == ([], [])


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_snippet_of_the_readme_needs_duckdb_alone(readme: str, tmp_path: Path) -> None:
    """It runs where only DuckDB can be imported, and shows a local day."""
    [snippet] = re.findall(r"```python\n(.*?)```", (PROJECT / readme).read_text(encoding="utf-8"), re.DOTALL)
    found = Paths(tmp_path / "warehouse" / "data")
    with Writer.open(found, "Asia/Shanghai") as writer:
        with writer.transaction() as con:
            con.execute(
                "CREATE TABLE lake.mart.case_closure AS SELECT 'c' AS case_id, true AS is_on_time,"
                " TIMESTAMPTZ '2015-03-01 23:59:00+08' AS reported_at"
            )
        publish(found, Edition(1, writer.snapshot(), DAY, "Asia/Shanghai", "honggutan"), {})
    alone = "import sys; sys.modules.update(dict.fromkeys(('pytz', 'numpy', 'pandas', 'pyarrow', 'polars')))\n"
    told = subprocess.run(
        [sys.executable, "-c", alone + snippet],
        cwd=tmp_path, env={**os.environ, "TZ": "Pacific/Auckland"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "2015-03-01" in told.stdout


def test_copies_of_an_older_form_are_written_again(tmp_path: Path) -> None:
    """Folders `_month=…` of an older release are neither linked nor mixed with those of today."""
    paths = Paths(tmp_path)
    with Writer.open(paths, ZONE) as writer:
        with writer.transaction() as con:
            con.execute(TABLES[0])
        edition = Edition(1, writer.snapshot(), DAY, ZONE)
        publish(paths, edition, BY_MONTH)
        folder = paths.public / "parquet" / "pub" / "fct_call"
        for month in list(folder.iterdir()):
            month.rename(month.with_name(f"_{month.name}"))
        for note in (paths.public / "release.json", (paths.public / "parquet").resolve() / "release.json"):
            text = note.read_text().replace('"form"', '"was"').replace('"key": "month"', '"was": null')
            note.unlink()
            note.write_text(text)
        assert published(paths) is None
        for release_id in (1, 2):
            publish(paths, Edition(release_id, edition.snapshot_id, DAY, ZONE), BY_MONTH)
            assert {entry.name[:6] for entry in folder.iterdir()} == {"month="}
            assert by_pyarrow(folder, ["cost_n"]) == by_duckdb(folder, ["cost_n"]) == (200, [59_700])


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["a_at", "a_on", "b_at", "b_on", "c_at", "d"]),
                       st.sampled_from([days.MOMENT, "DATE", "BIGINT"])))  # fmt: skip
def test_days_stand_beside_moments_and_take_no_name(columns: dict[str, str]) -> None:
    added = days.beside(columns)
    assert not set(added) & set(columns)
    for name, kind in columns.items():
        if kind == days.MOMENT and name.endswith("_at"):
            assert f"{name[:-3]}_on" in {*columns, *added}
    assert set(added.values()) <= {name for name, kind in columns.items() if kind == days.MOMENT}

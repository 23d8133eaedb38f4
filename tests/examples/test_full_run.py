"""A full run of an example gives what the runs before gave, row for row: `pub`, `mart` and `kpi`."""

import shutil
from pathlib import Path

import pytest

from pipelines import releases
from pipelines.district import read_district
from pipelines.run import run
from warehouse.paths import Paths

from .conftest import KEY, PROJECT, VARIABLE, Runner

EXAMPLES = sorted(file.parent.name for file in (PROJECT / "examples").glob("*/district.toml"))


def content(data: Path, zone: str) -> dict[str, tuple[int, int]]:
    """Rows and an order-free hash of every derived table."""
    con = releases.reader(Paths(data), zone, restricted=True).con
    try:
        tables = con.execute(
            """SELECT schema_name || '."' || table_name || '"' FROM duckdb_tables()
            WHERE database_name = 'lake' AND schema_name IN ('pub', 'mart', 'kpi') ORDER BY ALL"""
        ).fetchall()
        return {
            name: con.execute(f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM {name} AS t").fetchone()
            or (0, 0)
            for (name,) in tables
        }
    finally:
        con.close()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_full_run_changes_no_row(
    name: str, runner: Runner, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, data = PROJECT / "examples" / name, tmp_path / "data"
    shutil.copytree(runner(name).data, data, symlinks=True)
    zone = read_district(root, data).time_zone
    before = content(data, zone)
    monkeypatch.setenv(VARIABLE, str(data_folder))
    monkeypatch.setenv("HGT_PSEUDONYM_KEY", KEY)
    assert run(root, Paths(data), full=True).ok
    after = content(data, zone)
    assert before and {table for table in before | after if before.get(table) != after.get(table)} == set()

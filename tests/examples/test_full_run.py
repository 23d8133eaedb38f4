"""A full run of an example gives what the runs before gave, row for row: `pub`, `mart` and `kpi`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import releases
from pipelines.district import read_district
from pipelines.run import run
from warehouse.paths import Paths

from .conftest import KEY, PROJECT, VARIABLE

EXAMPLES = sorted(file.parent.name for file in (PROJECT / "examples").glob("*/district.toml"))


@pytest.fixture
def sets(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(VARIABLE, str(data_folder))
    monkeypatch.setenv("HGT_PSEUDONYM_KEY", KEY)
    yield data_folder


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
def test_a_full_run_changes_no_row(name: str, sets: Path, tmp_path: Path) -> None:
    root = PROJECT / "examples" / name
    district = read_district(root, tmp_path)
    if not all(Path(silo.location).exists() for silo in district.silos.values()):
        pytest.skip(f"a set of {name} is not here; examples/{name}/README.md says where to get it")
    assert run(root, Paths(tmp_path)).ok
    before = content(tmp_path, district.time_zone)
    again = run(root, Paths(tmp_path), full=True)
    assert again.ok
    after = content(tmp_path, district.time_zone)
    assert before and {table for table in before | after if before.get(table) != after.get(table)} == set()

"""The project that is given to dbt builds the tables of the store, and a difference is found."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import models, rows
from bench.measure import CONTENT, KEY
from bench.stand import DATASET, HISTORY, cases, derive, session
from pipelines.declare.project import Content
from pipelines.ingest import load as ingest
from pipelines.transform.materialize import DERIVED
from warehouse.paths import Paths
from warehouse.store import open_file

ZONE = "Asia/Shanghai"
TABLES_N = 6


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A content root and a data folder whose tables are built from it."""
    folder = tmp_path_factory.mktemp("models")
    root, data = folder / "root", folder / "data"
    shutil.copytree(CONTENT, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HGT_PSEUDONYM_KEY", KEY)
        rows.write_history(cases(data) / HISTORY, 2_000)
        with session(data, root) as found:
            ingest.load(found, DATASET)
            derive(found)
        yield root, data


def build(project: Path, order: Iterator[str]) -> None:
    """The tables of a project, as dbt makes them."""
    with open_file(project / models.DATABASE, ZONE, read_only=False) as con:
        for layer in DERIVED:
            con.execute(f"CREATE SCHEMA IF NOT EXISTS {layer}")
        for name in order:
            layer, table = name.split(".")
            text = (project / "models" / layer / f"{layer}__{table}.sql").read_text(encoding="utf-8")
            (select,) = re.findall(r"{% raw %}\n(.*)\n{% endraw %}", text, re.DOTALL)
            con.execute(f"CREATE OR REPLACE TABLE {name} AS ({select}\n)")


def test_a_project_builds_the_tables_of_the_store(store: tuple[Path, Path], tmp_path: Path) -> None:
    root, data = store
    assert models.write_project(root, data, tmp_path / "project") == TABLES_N
    content = Content.load(root, Paths(data))
    text = (tmp_path / "project" / "models" / "mart" / "mart__bench_closure.sql").read_text(encoding="utf-8")
    assert "-- depends_on: {{ ref('pub__fct_bench_case') }}" in text
    assert content.models["mart.bench_closure"].select.strip() in text
    build(tmp_path / "project", (name for name in content.graph.order if not name.startswith("std.")))
    assert models.differing(root, data, tmp_path / "project") == {}
    with open_file(tmp_path / "project" / models.DATABASE, ZONE, read_only=False) as con:
        con.execute("DELETE FROM mart.bench_closure WHERE rowid = 0")
        con.execute("UPDATE kpi.bench_cases SET numerator = numerator + 1 WHERE rowid = 0")
    assert sorted(models.differing(root, data, tmp_path / "project")) == ["kpi.bench_cases", "mart.bench_closure"]


def test_a_changed_text_builds_every_table_again(store: tuple[Path, Path]) -> None:
    root, data = store
    assert models.build_tables(root, data) == 0
    assert models.change_texts(root, "changed") == TABLES_N
    assert models.build_tables(root, data) == TABLES_N
    assert models.build_tables(root, data) == 0

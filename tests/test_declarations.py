"""Every declared model runs untouched over empty inputs, gives the columns read from it, and names them well."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from pipelines.declare import naming
from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.quality import score
from warehouse import macros, store
from warehouse.paths import Paths
from warehouse.schema import LAYERS

HERE = Path(__file__).parent.parent
ROOTS = [HERE, *sorted(path.parent for path in (HERE / "examples").glob("*/district.toml"))]
CALENDAR = "date_on DATE, is_workday BOOLEAN, workday_n BIGINT, name_zh VARCHAR, is_announced BOOLEAN"


def empty_store(content: Content) -> duckdb.DuckDBPyConnection:
    """A database where every dataset is an empty table of its contract's types."""
    con = store.connect(content.district.time_zone)
    content.define_macros(con)
    macros.observe(con, dt.date(2015, 8, 31))
    for schema in ("raw", *LAYERS):
        con.execute(f"CREATE SCHEMA {schema}")
    con.execute(f"CREATE TABLE std.calendar ({CALENDAR})")
    con.execute(f"CREATE TABLE {OUTCOME} ({score.TYPES})")
    for name, contract in content.contracts.items():
        columns = ", ".join(f"{column.name} {column.sql_type}" for column in contract.columns)
        con.execute(f"CREATE TABLE raw.{name} ({columns})")
    return con


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_models_give_what_was_read_and_names_keep_their_promise(root: Path, tmp_path: Path) -> None:
    content = Content.load(root, Paths(tmp_path))
    assert content.gaps() == []
    assert set(content.lineage) == set(content.models)
    con = empty_store(content)
    faults: list[str] = []
    for name in content.graph.order:
        model = content.models[name]
        con.execute(f"CREATE TABLE {name} AS {model.select}")
        described = con.execute(f"DESCRIBE {name}").fetchall()
        assert [row[0] for row in described] == list(model.columns), name
        for column, data_type in ((row[0], row[1]) for row in described):
            fault = naming.type_fault(column, data_type)
            if fault is not None:
                faults.append(f"{name}.{column}: {fault}")
    assert faults == []

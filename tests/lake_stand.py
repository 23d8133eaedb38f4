"""A lake whose std tables are written by hand, so that builds can be tested without silos."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.declare.project import Content
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.state.state import State
from warehouse import macros, store
from warehouse.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONE = "Asia/Shanghai"
DISTRICT = f"""
name = "小城"
name_en = "Smalltown"
time_zone = "{ZONE}"
as_of = 2024-05-31
[silos.bench]
name = "长椅系统"
name_en = "Benches"
location = "{{data}}/bench"
"""
DATASETS: dict[str, dict[str, str]] = {
    "repair": {"repair_id": "integer", "begun_on": "date", "bench_id": "integer", "cost_n": "integer"},
    "step": {"step_id": "integer", "repair_id": "integer", "hours_n": "integer"},
    "bench": {"bench_id": "integer", "street_code": "string"},
}
SQL_TYPES = {"integer": "BIGINT", "date": "DATE", "string": "VARCHAR"}
AS_OF = dt.date(2024, 5, 31)
INDEX = """title_zh = "综合"
title = "Composite"
question_zh = "综合如何？"
question = "How is it altogether?"
unit = "分"
better = "higher"
source = "local design"
owner = "bench office"
"""
"""The words at the head of a composite index."""


def contract(name: str) -> str:
    """The smallest contract of one of the datasets; its first column is the key."""
    columns = "\n".join(
        f"      - {{name: {column}, physicalName: {column}, logicalType: {kind}, classification: public"
        + (", primaryKey: true, primaryKeyPosition: 1}" if position == 0 else "}")
        for position, (column, kind) in enumerate(DATASETS[name].items())
    )
    return f"""
apiVersion: v3.1.0
kind: DataContract
id: {name}
name: {name}
version: 1.0.0
status: active
domain: bench
description: {{purpose: "Rows", usage: "数据"}}
servers:
  - {{server: silo, type: local, path: {name}.csv, format: csv}}
schema:
  - name: {name}
    physicalName: {name}
    businessName: 数据
    properties:
{columns}
"""


def model(select: str, *columns: str, extra: str = "") -> str:
    """A model's text; the first column is the key unless `extra` gives one."""
    described = "\n".join(f'{name} = "列|Column"' for name in columns)
    key = "" if "key =" in extra else f'key = ["{columns[0]}"]\n'
    head = f'description = "d"\ndescription_zh = "说明"\ngrain = "row"\n{key}{extra}'
    return f"/*\n{head}\n[columns]\n{described}\n*/\n{select}\n"


def kpi(
    select: str, *, kind: str = "ratio", unit: str = "%", extra: str = "", variants: tuple[str, ...] = ("default",)
) -> str:
    """A KPI's text."""
    words = 'numerator = "分子|Numerator"\n'
    both = words + 'denominator = "分母|Denominator"\n'
    words = {"ratio": both, "growth": both, "distinct_ratio": both, "quantile": ""}.get(kind, words)
    headline = f'headline = "{variants[0]}"\n' if len(variants) > 1 else ""
    tables = headline + "".join(
        f'[variants.{name}]\nzh = "口径 {name}"\nen = "Variant {name}"\n{words}' for name in variants
    )
    return (
        f'/*\ntitle_zh = "指标"\ntitle = "Measure"\nquestion_zh = "多少？"\nquestion = "How many?"\nkind = "{kind}"\n'
        f'unit = "{unit}"\nbetter = "higher"\nsource = "local design"\nowner = "bench office"\n'
        f"{extra}{tables}*/\n{select}\n"
    )


def write_root(
    root: Path, models: "Mapping[str, str]", extra: str = "", rules: "Mapping[str, str] | None" = None
) -> Path:
    """A content root with the three datasets, their std models, and the models given by name."""
    files = {"district.toml": DISTRICT + extra}
    for name, columns in DATASETS.items():
        files[f"assets/bench/{name}.odcs.yaml"] = contract(name)
        files[f"models/std/{name}.sql"] = model(f"select {', '.join(columns)} from raw.{name}", *columns)
    files |= {f"models/{name.replace('.', '/')}.sql": text for name, text in models.items()}
    files |= {f"quality/{name}.sql": text for name, text in (rules or {}).items()}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def session(state: State, root: Path, as_of: dt.date = AS_OF) -> Session:
    """A session on a root; its std tables exist and are empty where nothing was put there."""
    found = Session(Content.load(root, state.writer.paths), state, as_of)
    for name, columns in DATASETS.items():
        if state.builds.entries.get(f"std.{name}") is None:
            shape = ", ".join(f"{column} {SQL_TYPES[kind]}" for column, kind in columns.items())
            with state.transaction() as con:
                con.execute(
                    f"CREATE TABLE lake.std.{name} ({shape}, _batch_id BIGINT, _row_hash UBIGINT, _is_deleted BOOLEAN)"
                )
                _note(state, name)
    return found


def put(state: State, dataset: str, *rows: tuple[object, ...]) -> None:
    """Insert rows or replace the rows of the same key, as the validator would."""
    if not rows:
        return
    key = next(iter(DATASETS[dataset]))
    with state.transaction() as con:
        _delete(con, dataset, key, [row[0] for row in rows])
        columns = [list(column) for column in zip(*rows, strict=True)]
        con.execute(
            f"INSERT INTO lake.std.{dataset} SELECT {', '.join(['unnest(?)'] * len(columns))}, 1, 0, false", columns
        )
        _note(state, dataset)


def lose(state: State, dataset: str, *keys: object) -> None:
    """Mark rows as no longer held by the silo."""
    if not keys:
        return
    key = next(iter(DATASETS[dataset]))
    with state.transaction() as con:
        con.execute(f"UPDATE lake.std.{dataset} SET _is_deleted = true WHERE list_contains(?, {key})", [list(keys)])
        _note(state, dataset)


def _delete(con: duckdb.DuckDBPyConnection, dataset: str, key: str, keys: list[object]) -> None:
    con.execute(f"DELETE FROM lake.std.{dataset} WHERE list_contains(?, {key})", [keys])


def _note(state: State, dataset: str) -> None:
    row = state.con.execute(f"SELECT count(*) FROM lake.std.{dataset} WHERE NOT _is_deleted").fetchone()
    assert row is not None
    snapshot = state.writer.next_snapshot()
    state.builds.write(build_log.Entry(f"std.{dataset}", "", "judge", row[0], snapshot, {}, None, 0.0))


def rows(state: State, table: str) -> list[tuple[object, ...]]:
    """All rows of a lake table, in order."""
    return sorted(state.con.execute(f"FROM lake.{table}").fetchall(), key=repr)


def new_paths(folder: Path) -> Paths:
    """A data folder."""
    return Paths(folder / "data")


def head(paths: Paths, zone: str = ZONE, snapshot: int | None = None) -> duckdb.DuckDBPyConnection:
    """The lake as its state sees it, at its newest snapshot or an older one, whether or not it is released."""
    con = store.connect(zone)
    store.attach(con, "lake", paths.lake_catalog, paths.lake_files, snapshot=snapshot, read_only=True)
    con.execute("USE lake")
    macros.define(con)
    return con

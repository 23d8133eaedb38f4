"""The district's models as a project of dbt, and both ways of building them compared.

The project has one model per table of pub, mart and kpi. Its text is the SELECT that the kernel runs, unchanged; that
of a KPI is the query of its days, which are the rows of its table. References come from the kernel's lineage. Tables
that models read and no model gives (`std`, the outcome of the rules) lie in the project's database from the start.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from bench.measure import PROJECT
from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.orchestration.plan import opened
from pipelines.transform import materialize
from pipelines.transform.change_feed import visible
from pipelines.transform.kpi_days import day_select
from pipelines.transform.materialize import DERIVED
from warehouse import geometry
from warehouse.paths import Paths
from warehouse.sql import escaped_path
from warehouse.store import looking, open_file

DATABASE = "lake.duckdb"
CONTENT = ("assets", "demo", "models", "quality", "reports", "district.toml")
FILES = {
    "dbt_project.yml": "name: district\nversion: '1.0'\nprofile: district\nmodels: {{+materialized: table}}\n",
    "profiles.yml": "district: {{target: dev, outputs: {{dev: {{type: duckdb, threads: 2, path: '{database}',"
    " settings: {{TimeZone: '{zone}'}}}}}}}}\n",
    "macros/schema.sql": "{{% macro generate_schema_name(name, node) %}}{{{{ name }}}}{{% endmacro %}}\n",
}


def copy_content(root: Path) -> None:
    """A copy of the district's content root, whose models may be changed."""
    root.mkdir(parents=True)
    for name in CONTENT:
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy2
        copy(PROJECT / name, root / name)


def change_texts(folder: Path, mark: str) -> int:
    """Append a comment to each model of a content root or of a project; the number of models."""
    files = [file for layer in DERIVED for file in (folder / "models" / layer).glob("*.sql")]
    for file in files:
        with file.open("a", encoding="utf-8") as text:
            text.write(f"\n-- {mark}\n")
    return len(files)


def write_project(root: Path, data: Path, folder: Path) -> int:
    """Write the models of a content root as a project, with the tables that they read; the number of models."""
    content = Content.load(root, Paths(data))
    models = [model for model in content.models.values() if model.layer in DERIVED]
    (folder / "macros").mkdir(parents=True)
    database = folder / DATABASE
    for name, text in FILES.items():
        (folder / name).write_text(text.format(database=database, zone=content.district.time_zone), encoding="utf-8")
    with opened(content) as session:
        con = session.writer.con
        con.execute(f"ATTACH '{escaped_path(database)}' AS project")
        for table in sorted({table for model in models for table in model.inputs} - {model.name for model in models}):
            con.execute(f"CREATE SCHEMA IF NOT EXISTS project.{table.split('.')[0]}")
            con.execute(f"CREATE TABLE project.{table} AS {visible(table)}")
        functions = list(_macros(con))
        con.execute("DETACH project")
    with open_file(database, content.district.time_zone, read_only=False) as con:
        for function in functions:
            con.execute(function)
    own = {model.name for model in models}
    for model in models:
        file = folder / "models" / model.layer / f"{_name(model.name)}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_text(model, own), encoding="utf-8")
    return len(models)


def _macros(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The kernel's functions as statements, those that others call first; without the ones that need an extension."""
    found = con.execute(
        "SELECT function_name, parameters, macro_definition FROM duckdb_functions() WHERE database_name = 'temp'"
        " AND function_type = 'macro' AND NOT internal ORDER BY function_oid"
    ).fetchall()
    apart = {signature.partition("(")[0] for signature, _ in geometry.MACROS}
    for name, parameters, body in found:
        if name not in apart:
            yield f"CREATE OR REPLACE MACRO {name}({', '.join(parameters)}) AS {body}"


def _name(table: str) -> str:
    return table.replace(".", "__")


def _text(model: Model, own: set[str]) -> str:
    refs = "".join(f"-- depends_on: {{{{ ref('{_name(table)}') }}}}\n" for table in model.inputs if table in own)
    place = f"{{{{ config(schema='{model.layer}', alias='{model.table}') }}}}\n"
    select = day_select(model) if model.layer == "kpi" else model.select.strip().rstrip(";")
    return f"{place}{refs}{{% raw %}}\n{select}\n{{% endraw %}}\n"


def build_tables(root: Path, data: Path) -> int:
    """Bring every table of pub, mart and kpi up to date, and nothing else; the number that was built."""
    with opened(Content.load(root, Paths(data))) as session:
        names = [name for name in session.content.graph.order if name.partition(".")[0] in DERIVED]
        reports = [materialize.build(session, name, defer=True) for name in names]
    return sum(report.mode != materialize.SKIP for report in reports)


def differing(root: Path, data: Path, folder: Path) -> dict[str, list[str]]:
    """The tables whose number of rows or sum of hashes is another one in the store than in the project's database."""
    content = Content.load(root, Paths(data))
    zone = content.district.time_zone
    names = [name for name, model in content.models.items() if model.layer in DERIVED]
    with looking(content.paths, zone) as writer, open_file(folder / DATABASE, zone) as con:
        ours, theirs = _sums(writer.con, names, "lake."), _sums(con, names, "")
    return {name: [ours[name], theirs[name]] for name in names if ours[name] != theirs[name]}


def _sums(con: duckdb.DuckDBPyConnection, names: list[str], place: str) -> dict[str, str]:
    """By table. Rows are hashed as texts: a lake keeps a sum as BIGINT that another database keeps as HUGEINT."""
    found = {}
    for name in names:
        row = con.execute(f"SELECT count(*), sum(hash(CAST(t AS VARCHAR))) FROM {place}{name} t").fetchone()
        found[name] = json.dumps(row, default=str)
    return found

"""Holds of a store, in values that can be compared: every table of both lakes, and what readers see of the release."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from pipelines.release.reader import reader
from tests.lake_stand import ZONE
from warehouse import store
from warehouse.paths import Paths
from warehouse.releases import released

Tables = Mapping[str, tuple[str, ...]]
"""The sorted rows of each table, as texts."""

MOMENTS = {
    "attempted_at", "built_at", "seconds", "checked_at", "created_at", "taken_at", "extracted_at", "set_aside_at",
    "refused_at", "run_id", "attempted_on", "built_on", "checked_on", "created_on",
}  # fmt: skip
"""Columns that hold the clock, its day, a duration or the name of a run."""
SNAPSHOTS = {"snapshot_id", "changed_snapshot", "inputs"}
"""Columns that count commits: a run that was cut short has made some, and its successor makes them again."""
BATCHES = {"batch_id", "_batch_id", "set_aside_id", "message"}
"""Columns that number batches or name one: where one feed fails, the others go on and have its numbers."""
LEFT_OUT = MOMENTS | SNAPSHOTS | BATCHES
RELEASES = {"release_id", "rows_n"}
"""Columns that number releases or count the rows of their history."""
HISTORY = ("meta.batch", "meta.release", "raw.landed", "quarantine.set_aside")
"""Tables that keep a row of each batch or release that ever was."""


def tables(
    paths: Paths,
    databases: tuple[str, ...] = ("lake", "vault"),
    schemas: tuple[str, ...] = (),
    *,
    again: bool = False,
) -> Tables:
    """Every table of the restricted store and of the lake's head, or of these databases and schemas.

    `again` compares stores of which one has validated everything more often than the other: the numbers of
    releases are left out, and so is the history of batches that are replaced.
    """
    with store.looking(paths, ZONE) as look:
        return _rows(look.con, databases, schemas, again)


def release(paths: Paths, *, again: bool = False) -> tuple[int, Tables] | None:
    """The newest release and its tables as readers open it; None where there is none."""
    if not released.kept(paths):
        return None
    found = reader(paths, ZONE, restricted=True)
    with closing(found.con):
        return 0 if again else found.release.release_id, _rows(found.con, ("lake",), (), again)


def copies(paths: Paths, *, again: bool = False) -> tuple[int, Tables] | None:
    """The release of the published file and its tables; None where nothing is published."""
    if not paths.manifest.exists():
        return None
    number = json.loads(paths.manifest.read_text(encoding="utf-8"))["release_id"]
    with closing(store.open_file(paths.published_db, ZONE)) as con:
        return 0 if again else number, _rows(con, (paths.published_db.stem,), (), again)


def parquet(paths: Paths, *, again: bool = False) -> Tables | None:
    """The published tables as Parquet; None where nothing is published."""
    folder = paths.public / "parquet"
    if not folder.exists():
        return None
    found: dict[str, tuple[str, ...]] = {}
    with closing(duckdb.connect()) as con:
        for table in sorted(folder.glob("*/*")):
            if any(table.rglob("*.parquet")):
                files = f"'{table}/**/*.parquet', hive_partitioning = true, union_by_name = true"
                kept = f"COLUMNS(c -> c NOT IN {tuple(sorted(LEFT_OUT | (RELEASES if again else set())))})"
                name = f"{table.parent.name}.{table.name}"
                found[name] = _texts(con, f"SELECT {kept} FROM read_parquet({files})", again and name in HISTORY)
    return found


def orphans(paths: Paths) -> list[str]:
    """Files of the store that no catalogue names, and scratch of writers that ended."""
    with store.looking(paths, ZONE) as look:
        named: set[str] = set()
        for lake in ("lake", "vault"):
            for table in ("ducklake_data_file", "ducklake_delete_file", "ducklake_files_scheduled_for_deletion"):
                rows = look.con.execute(f"SELECT path FROM __ducklake_metadata_{lake}.{table}").fetchall()
                named |= {Path(str(row[0])).name for row in rows}
        landed = {row[0] for row in look.con.execute("SELECT path FROM vault.raw.landed").fetchall()}
    files = [*paths.lake_files.rglob("*.parquet"), *paths.restricted_files.rglob("*.parquet")]
    found = [path for path in files if path.name not in named]
    found += [path for path in paths.landed.rglob("*") if path.is_file() and _inside(path, paths.landed) not in landed]
    found += [*paths.tmp.iterdir(), *paths.public.glob(".aside-*"), *paths.releases.glob(".aside-*")]
    return sorted(_inside(path, paths.data) for path in found)


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _rows(con: duckdb.DuckDBPyConnection, databases: tuple[str, ...], schemas: tuple[str, ...], again: bool) -> Tables:
    found = {}
    left_out = LEFT_OUT | (RELEASES if again else set())
    for database, schema, table, columns in con.execute(
        """SELECT database_name, schema_name, table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()
        WHERE list_contains($1, database_name) AND ($2 = [] OR list_contains($2, schema_name)) AND NOT internal
        GROUP BY ALL ORDER BY ALL""",
        [list(databases), list(schemas)],
    ).fetchall():
        kept = ", ".join(f'"{name}"' for name in columns if name not in left_out)
        query = f'SELECT {kept} FROM "{database}"."{schema}"."{table}"'
        if again and table == "set_aside":
            query += " WHERE state = 'open'"
        rows = _texts(con, query, again and f"{schema}.{table}" in HISTORY)
        found[f"{database}.{schema}.{table}"] = (", ".join(sorted(columns)), *rows)
    return found


def _texts(con: duckdb.DuckDBPyConnection, query: str, once: bool = False) -> tuple[str, ...]:
    """The sorted rows as texts; equal rows count `once`."""
    rows = (str(row) for row in con.execute(query).fetchall())
    return tuple(sorted(set(rows) if once else rows))


def differences(found: Any, expected: Any) -> list[str]:
    """The names of tables that differ, with a row of each; empty where all are equal."""
    if found is None or expected is None:
        return [] if found is expected else [f"{'nothing' if found is None else 'something'} is there"]
    told = []
    for name in sorted(found.keys() | expected.keys()):
        here, there = set(found.get(name, ())), set(expected.get(name, ()))
        if found.get(name) != expected.get(name):
            told.append(f"{name}: found {sorted(here - there)[:2]}, expected {sorted(there - here)[:2]}")
    return told

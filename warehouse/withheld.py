"""Tables of the lake whose rows only stewards may read: their files lie in the restricted store.

DuckLake writes the files of a table into a folder of the table's name. For a restricted table that folder is a link
into the restricted store (mode 0700). So a reader of the lake without access to that store reads the table's name and
columns, never a row. The engine refuses readers of releases as well, and publications leave such tables out. The
catalogue, which every reader may read, would keep the least and the greatest value of each column. Triggers in it drop
these bounds for restricted tables before they are written. Content declares the restricted tables.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from warehouse.paths import Paths
from warehouse.transaction import atomic

_METADATA = "__ducklake_metadata_lake"
_NAMES = "withheld_table"
"""The catalogue's own list of restricted tables, which its triggers ask."""
_BOUNDED = ("ducklake_file_column_stats", "ducklake_file_variant_stats", "ducklake_table_column_stats")
_VALUES = ("min_value", "max_value", "extra_stats")
_OF_WITHHELD = f"""table_id IN (SELECT t.table_id FROM {{catalog}}ducklake_table AS t
    JOIN {{catalog}}ducklake_schema AS s ON s.schema_id = t.schema_id
    WHERE s.schema_name || '.' || t.table_name IN (SELECT table_name FROM {{catalog}}{_NAMES}))"""


def guarded(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the catalogue of the attached lake drops the bounds of restricted tables."""
    try:
        con.execute(f"SELECT table_name FROM {_METADATA}.{_NAMES} LIMIT 0")
    except duckdb.CatalogException:
        return False
    return True


def guard(paths: Paths) -> None:
    """Have the catalogue drop the bounds of restricted tables, from now on and those that it holds.

    The caller holds the writer's lock and has not attached the lake.
    """
    with contextlib.closing(sqlite3.connect(paths.lake_catalog)) as con:
        con.execute("PRAGMA secure_delete = ON")
        with con:
            con.execute(f"CREATE TABLE {_NAMES} (table_name TEXT PRIMARY KEY)")
            con.executemany(f"INSERT INTO {_NAMES} VALUES (?)", [(table,) for table in sorted(tables(paths))])
            for table in _BOUNDED:
                columns = [row[1] for row in con.execute(f"PRAGMA table_info({table})")]
                for event, statement in _instead(table, columns).items():
                    con.execute(
                        f"CREATE TRIGGER {table}_{event} BEFORE {event} ON {table}"
                        f" WHEN ({_any('new.')}) AND new.{_OF_WITHHELD.format(catalog='')}"
                        f" BEGIN {statement}; SELECT RAISE(IGNORE); END"
                    )
            for statement in _emptied(""):
                con.execute(statement)
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _instead(table: str, columns: list[str]) -> dict[str, str]:
    """By event, the catalogue's replacement for a row that holds bounds."""
    new = {column: "NULL" if column in _VALUES else f"new.{column}" for column in columns}
    changes = ", ".join(f"{column} = {value}" for column, value in new.items())
    return {
        "insert": f"INSERT INTO {table} VALUES ({', '.join(new.values())})",
        "update": f"UPDATE {table} SET {changes} WHERE rowid = old.rowid",
    }


def _any(prefix: str = "") -> str:
    return " OR ".join(f"{prefix}{column} IS NOT NULL" for column in _VALUES)


def _emptied(catalog: str) -> list[str]:
    changes = ", ".join(f"{column} = NULL" for column in _VALUES)
    return [
        f"UPDATE {catalog}{table} SET {changes} WHERE ({_any()}) AND {_OF_WITHHELD.format(catalog=catalog)}"
        for table in _BOUNDED
    ]


def settle(con: duckdb.DuckDBPyConnection, paths: Paths, restricted: Collection[str]) -> None:
    """Move the folders of these tables (`layer.table`) into the restricted store, and those of all others out of it.

    The caller holds the writer's lock. Copies that earlier releases published of a restricted table are removed.
    """
    standing = tables(paths)
    _list(con, restricted)
    for table in sorted(set(restricted) - standing):
        link, target = _link(paths, table), _target(paths, table)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        if link.is_dir():
            shutil.move(link, target)
        target.mkdir(mode=0o700, exist_ok=True)
        link.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    for table in sorted(standing - set(restricted)):
        link, target = _link(paths, table), _target(paths, table)
        link.unlink()
        if target.is_dir():
            shutil.move(target, link)
    for table in restricted:
        for copy in paths.public.glob(f"releases/*/{table.replace('.', '/')}"):
            shutil.rmtree(copy)


def _list(con: duckdb.DuckDBPyConnection, restricted: Collection[str]) -> None:
    """Register the restricted tables in the catalogue, and empty the bounds that it holds of new ones."""
    listed = {name for (name,) in con.execute(f"SELECT table_name FROM {_METADATA}.{_NAMES}").fetchall()}
    if listed == set(restricted):
        return
    with atomic(con):
        con.execute(f"DELETE FROM {_METADATA}.{_NAMES}")
        for name in sorted(restricted):
            con.execute(f"INSERT INTO {_METADATA}.{_NAMES} VALUES (?)", [name])
        for statement in _emptied(f"{_METADATA}."):
            con.execute(statement)


def tables(paths: Paths) -> frozenset[str]:
    """The restricted tables of a store, `layer.table`."""
    return frozenset(f"{folder.parent.name}.{folder.name}" for folder in _folders(paths) if folder.is_symlink())


def _folders(paths: Paths) -> Iterator[Path]:
    return paths.lake_files.glob("*/*")


def _link(paths: Paths, table: str) -> Path:
    return paths.lake_files / table.replace(".", "/")


def _target(paths: Paths, table: str) -> Path:
    return paths.restricted_tables / table.replace(".", "/")

"""Refuses a store that lost a catalogue, before a new one is made in its place."""

import contextlib
import sqlite3
from pathlib import Path

from warehouse.errors import HgtError
from warehouse.paths import Paths

LOST = "move the data folder away, then hgt restore BACKUP; without a backup hgt run makes a new store from the silos"
"""The next step for a store that lost data which cannot be derived again."""
SQLITE = b"SQLite format 3\0"


def refuse_torn(paths: Paths, *, reads: bool = False) -> None:
    """Refuse a store that lost a catalogue: a new one in its place would know nothing of the existing files.

    The first run of a store makes both catalogues before any file, so a killed first run leaves no such store. With
    `reads` a catalogue that is a database and names no table is lost, too.
    """
    stored = ((paths.lake_files, "*/*/**/*.parquet"), (paths.restricted_files, "**/*.parquet"), (paths.landed, "*/*"))
    for catalog in (paths.lake_catalog, paths.restricted_catalog):
        is_lost = not _is_database(catalog) or (reads and not _names_tables(catalog))
        if is_lost and any(next(folder.glob(each), None) for folder, each in stored):
            raise HgtError(
                f"a catalogue of the store is {'empty' if catalog.exists() else 'missing'}, and files that it knew are"
                " still here", file=catalog, accepted="the data folder as its last run left it", next=LOST,
            )  # fmt: skip


def _is_database(catalog: Path) -> bool:
    if not catalog.exists():
        return False
    with catalog.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _names_tables(catalog: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(f"{catalog.absolute().as_uri()}?mode=ro", uri=True)) as con:
            return bool(con.execute("SELECT EXISTS (SELECT 1 FROM ducklake_table)").fetchone()[0])
    except sqlite3.DatabaseError:
        return False

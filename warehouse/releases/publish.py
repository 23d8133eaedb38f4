"""Copies of a release for readers outside the lake: one DuckDB file and a folder of Parquet.

Everything is written in a scratch folder, swapped by one rename, then made read-only (0444). A reader sees one whole
release. `public/release.json` is written last and names the release of the copies: an interrupted publication is done
again.

public/<slug>.duckdb                    tables and comments of pub, mart, kpi and meta
public/parquet -> releases/7            the same release as Parquet, a link that is swapped in one step
public/releases/7/pub/fct_x/month=2015-03/rows_0.parquet

Readers skip folders whose names begin with `_` or `.`, so the partition key is a plain name that no column of the table
has. `days` adds its local day to every moment.
"""

import contextlib
import datetime as dt
import json
import os
import shutil
import stat
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse import manifest, store, withheld
from warehouse.changes import UNDATED, alive, changed_months, last_changes, month_of
from warehouse.errors import HgtError, plain
from warehouse.paths import Paths
from warehouse.releases import days
from warehouse.sql import literal, table_name

SCHEMAS = ("pub", "mart", "kpi", "meta")
COPIED_UP_TO = 5_000_000
"""Tables with more rows are published as Parquet only."""
KEPT_FOLDERS = 3
READ_ONLY = 0o444
MONTH = "month"
MANIFEST = "release.json"
FORM = 3
"""Raised when the copies themselves change: those of an older form are written again by the next run."""


@dataclass(frozen=True)
class Edition:
    """The release that the copies show; the zone in which its moments are days; the public name of its database."""

    release_id: int
    snapshot_id: int
    as_of: dt.date
    zone: str
    slug: str = "release"

    @property
    def database(self) -> str:
        return f"{self.slug}.duckdb"


@dataclass(frozen=True)
class Publication:
    """The files of one publication: new ones for changed tables and months of Parquet, else links to the release
    before.
    """

    release_id: int
    tables_n: int
    rewritten: tuple[str, ...]
    linked_n: int
    only_parquet: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class _Table:
    name: str
    rows_n: int
    columns: Mapping[str, str]
    partition: str | None
    zone: str

    @property
    def folder(self) -> str:
        return self.name.replace(".", "/")

    @property
    def key(self) -> str:
        """The key in the folder names of its months."""
        key = MONTH
        while key in {name.lower() for name in self.columns} | set(days.beside(self.columns)):
            key = f"partition_{key}"
        return key

    @property
    def rows(self) -> str:
        """The query of its published rows, without conditions."""
        return f"SELECT {days.select_list(self.columns, self.zone)} FROM lake.{table_name(self.name)}"

    def shape(self) -> dict[str, str | None]:
        """Return the layout of its files; files of another layout are not reused from the release before."""
        signature = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        split = {"partition": self.partition, "key": self.key if self.partition is not None else None}
        return {"signature": signature, "days": ", ".join(days.beside(self.columns)), "zone": self.zone, **split}


def published(paths: Paths) -> int | None:
    """The release whose copies are complete, or None."""
    note = _note(paths.manifest)
    complete = (
        note is not None
        and note.get("form") == FORM
        and paths.published_db.exists()
        and note.get("bytes_n") in (None, paths.published_db.stat().st_size)
        and (paths.public / "parquet").exists()
    )
    return int(note["release_id"]) if note is not None and complete else None


def publish(
    paths: Paths,
    edition: Edition,
    partitions: Mapping[str, str],
    *,
    copied_up_to: int = COPIED_UP_TO,
    on_step: Callable[[str], None] | None = None,
) -> Publication:
    """Write and swap in the copies of `edition`; `partitions` gives the date column by which a table is split."""
    began = time.perf_counter()
    say = on_step or (lambda _: None)
    _clear_aside(paths)
    con = store.connect(edition.zone)
    try:
        store.attach(con, "lake", paths.lake_catalog, paths.lake_files, snapshot=edition.snapshot_id, read_only=True)
        con.execute("BEGIN")  # one look at the catalogue for all tables
        tables = _tables(con, partitions, withheld.tables(paths), edition.zone)
        large = tuple(table.name for table in tables if table.rows_n > copied_up_to)
        folder = _Folder(con, paths, edition)
        with ThreadPoolExecutor(1) as beside:
            copied = beside.submit(_database, con.cursor(), paths, edition, tables, large)
            for table in tables:
                say(table.name)
                folder.write(table)
            database = copied.result()
        con.execute("COMMIT")
    except duckdb.Error as error:
        raise HgtError(
            f"release {edition.release_id} could not be published: {plain(error)}",
            file=paths.public,
            next="hgt run (the release is kept; its copies are written again)",
        ) from error
    finally:
        con.close()
    folder.swap()
    size = database.stat().st_size
    database.replace(paths.public / edition.database)
    manifest.write(paths.public, [paths.public / edition.database])
    note = {"as_of": edition.as_of.isoformat(), "form": FORM, "database": edition.database, "bytes_n": size}
    _write(paths.manifest, {**asdict(edition), **note})
    _prune(paths, edition)
    return Publication(
        edition.release_id,
        len(tables),
        tuple(folder.rewritten),
        folder.linked_n,
        large,
        time.perf_counter() - began,
    )


def _tables(
    con: duckdb.DuckDBPyConnection, partitions: Mapping[str, str], restricted: frozenset[str], zone: str
) -> list[_Table]:
    """The tables to publish with their row counts and their columns in order."""
    columns = con.execute(
        """
        SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index),
            list(data_type ORDER BY column_index)
        FROM duckdb_columns() WHERE database_name = 'lake' AND list_contains(?, schema_name)
        GROUP BY ALL ORDER BY 1
        """,
        [list(SCHEMAS)],
    ).fetchall()
    found = []
    for name, names, kinds in columns:
        if name in restricted:
            continue
        row = con.execute(f"SELECT count(*) FROM lake.{table_name(name)}").fetchone()
        assert row is not None
        found.append(_Table(name, int(row[0]), dict(zip(names, kinds, strict=True)), partitions.get(name), zone))
    return found


class _Folder:
    """One release's Parquet, made in a scratch folder. Files of the release before are linked where nothing changed."""

    def __init__(self, con: duckdb.DuckDBPyConnection, paths: Paths, edition: Edition) -> None:
        self.con, self.paths, self.edition = con, paths, edition
        self.target = paths.public / "releases" / str(edition.release_id)
        self.aside = paths.public / f".aside-{edition.release_id}"
        self.aside.mkdir(parents=True)
        self.rewritten: list[str] = []
        self.linked_n = 0
        self.sums: dict[str, tuple[int, str]] = {}
        self.changed = last_changes(con, edition.snapshot_id)
        self.before = (paths.public / "parquet").resolve()
        note = _note(self.before / MANIFEST) or {}
        base = note.get("snapshot_id")
        self.base = base if isinstance(base, int) and base in alive(con) and base <= edition.snapshot_id else None
        self.known: dict[str, dict[str, str | None]] = note.get("tables", {}) if self.base is not None else {}
        self.tables: dict[str, dict[str, str | None]] = {}

    def write(self, table: _Table) -> None:
        shape = table.shape()
        self.tables[table.name] = shape
        same_shape = self.known.get(table.name) == shape and (self.before / table.folder).is_dir()
        if self.base is not None and same_shape:
            if self.changed.get(table.name, 0) <= self.base:
                self._link(table, lambda _: True)
                return
            if table.partition is not None:
                months = changed_months(self.con, table.name, table.partition, self.base, self.edition.snapshot_id)
                if months is not None:
                    self._link(table, lambda path: path.parent.name.removeprefix(f"{table.key}=") not in months)
                    self._copy_months(table, months)
                    return
        self._copy_whole(table)

    def _copy_whole(self, table: _Table) -> None:
        folder = self.aside / table.folder
        folder.mkdir(parents=True, exist_ok=True)
        if table.partition is not None and table.rows_n:
            self._copy_months(table, None)
            return
        target = literal(folder / "rows_0.parquet")
        self.con.execute(f"COPY ({table.rows}) TO {target} (FORMAT parquet, COMPRESSION zstd)")
        self.rewritten.append(table.name)

    def _copy_months(self, table: _Table, months: set[str] | None) -> None:
        assert table.partition is not None
        folder = self.aside / table.folder
        folder.mkdir(parents=True, exist_ok=True)
        if months is not None and not months:
            return
        month, wanted = month_of(table.partition), ""
        if months is not None:
            wanted = f" WHERE {month} IN (SELECT unnest($months)){_around(table.partition, months)}"
        target = literal(folder)
        self.con.execute(
            f"COPY (SELECT *, {month} AS {table.key} FROM ({table.rows}{wanted})) TO {target} "
            f"(FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({table.key}), FILENAME_PATTERN 'rows_{{i}}', "
            "OVERWRITE_OR_IGNORE)",
            None if months is None else {"months": sorted(months)},
        )
        shown = sorted(path.name for path in folder.iterdir()) if months is None else sorted(months)
        self.rewritten += [f"{table.name} {entry.removeprefix(f'{table.key}=')}" for entry in shown]

    def _link(self, table: _Table, keep: Callable[[Path], bool]) -> None:
        origin, sums = self.before / table.folder, manifest.read(self.before)
        (self.aside / table.folder).mkdir(parents=True, exist_ok=True)
        for file in sorted(origin.rglob("*.parquet")):
            if not keep(file):
                continue
            target = self.aside / table.folder / file.relative_to(origin)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file, target)
            except OSError:
                shutil.copy2(file, target)
            name = file.relative_to(self.before).as_posix()
            self.sums |= {name: sums[name]} if name in sums else {}
            self.linked_n += 1

    def swap(self) -> None:
        """Close the files, give the folder its name, and turn the link to it in one step."""
        for file in self.aside.rglob("*.parquet"):
            file.chmod(READ_ONLY)
        _write(self.aside / MANIFEST, {"snapshot_id": self.edition.snapshot_id, "tables": self.tables})
        manifest.write(self.aside, [*self.aside.rglob("*.parquet"), self.aside / MANIFEST], self.sums)
        self.target.parent.mkdir(exist_ok=True)
        if self.target.exists():
            aside = self.paths.public / f".aside-old-{self.edition.release_id}"
            self.target.rename(aside)
            self.aside.rename(self.target)
            shutil.rmtree(aside)
        else:
            self.aside.rename(self.target)
        link = self.paths.public / ".aside-link"
        link.symlink_to(Path("releases") / str(self.edition.release_id))
        link.replace(self.paths.public / "parquet")


def _database(
    con: duckdb.DuckDBPyConnection,
    paths: Paths,
    edition: Edition,
    tables: list[_Table],
    large: tuple[str, ...],
) -> Path:
    """One DuckDB file at the default storage version, which DuckDB 1.4 and newer open without extensions."""
    aside = paths.public / f".aside-{edition.release_id}.duckdb"
    con.execute(f"ATTACH '{str(aside).replace(chr(39), chr(39) * 2)}' AS published")
    con.execute("BEGIN")
    for schema in SCHEMAS:
        con.execute(f"CREATE SCHEMA published.{schema}")
    for table in tables:
        if table.name not in large:
            con.execute(f"CREATE TABLE published.{table_name(table.name)} AS {table.rows}")
    _comment(con, {table.name: table for table in tables if table.name not in large}, edition.zone)
    con.execute(
        "CREATE TABLE published.meta.publication "
        "(table_name VARCHAR, rows_n BIGINT, is_in_database BOOLEAN, parquet VARCHAR, release_id BIGINT)"
    )
    con.executemany(
        "INSERT INTO published.meta.publication VALUES (?, ?, ?, ?, ?)",
        [
            (table.name, table.rows_n, table.name not in large, f"parquet/{table.folder}", edition.release_id)
            for table in tables
        ],
    )
    con.execute("COMMIT")
    con.execute("CHECKPOINT published")
    con.execute("DETACH published")
    with aside.open("rb") as handle:
        os.fsync(handle.fileno())
    aside.chmod(READ_ONLY)
    return aside


def _comment(con: duckdb.DuckDBPyConnection, tables: Mapping[str, _Table], zone: str) -> None:
    """Carry the lake's comments over; those on moments name the zone, and each added day gets one."""
    about = con.execute(
        "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() "
        "WHERE database_name = 'lake' AND comment IS NOT NULL AND list_contains(?, schema_name)",
        [list(SCHEMAS)],
    ).fetchall()
    columns = con.execute(
        "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() "
        "WHERE database_name = 'lake' AND list_contains(?, schema_name)",
        [list(SCHEMAS)],
    ).fetchall()
    for name, text in about:
        if name in tables:
            con.execute(f"COMMENT ON TABLE published.{table_name(name)} IS {literal(text)}")
    for name, column, text in columns:
        if name not in tables:
            continue
        added = {moment: day for day, moment in days.beside(tables[name].columns).items()}
        said = {column: days.with_zone(text, zone) if tables[name].columns[column] == days.MOMENT else text}
        if column in added:
            said[added[column]] = days.day_comment(text, zone)
        for told, words in said.items():
            if words is not None:
                con.execute(f'COMMENT ON COLUMN published.{table_name(name)}."{told}" IS {literal(words)}')


def _around(column: str, months: set[str]) -> str:
    """A range that holds all days of these months and lets the engine leave out files; empty for rows without a day."""
    if UNDATED in months:
        return ""
    first, last = min(months), max(months)
    return f" AND \"{column}\" BETWEEN DATE '{first}-01' - 1 AND DATE '{last}-01' + 32"


def _note(file: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else None
    return None


def _write(file: Path, note: Mapping[str, object]) -> None:
    aside = file.with_name(f".aside-{file.name}")
    aside.write_text(json.dumps(note, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    aside.chmod(READ_ONLY)
    aside.replace(file)


def _clear_aside(paths: Paths) -> None:
    """Remove the remains of an interrupted publication."""
    paths.public.mkdir(parents=True, exist_ok=True)
    for entry in paths.public.glob(".aside-*"):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _prune(paths: Paths, newest: Edition) -> None:
    """Keep the folders of the last releases for their present readers, and no database under an older name."""
    for file in paths.public.glob("*.duckdb"):
        if file.name != newest.database and stat.S_IMODE(file.stat().st_mode) == READ_ONLY:
            file.unlink()
    folders = [entry for entry in (paths.public / "releases").iterdir() if entry.name.isdecimal()]
    for entry in sorted(folders, key=lambda path: int(path.name), reverse=True)[KEPT_FOLDERS:]:
        if int(entry.name) != newest.release_id:
            shutil.rmtree(entry)

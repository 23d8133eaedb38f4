"""Releases as readers open them: a folder each, written once and whole in itself. Readers attach nothing else.

lake/releases/7/catalog.duckdb     DuckLake's catalogue of the release's tables alone
lake/releases/7/files/pub/fct_x    links to the files of their rows; of a restricted table one link into its store

The writer's own catalogue (SQLite, with rows of later snapshots and statistics of restricted columns) stays closed to
other accounts, as do the lake's files. A reader loads no extension but DuckLake, writes nothing, and reaches exactly
the files that the release's catalogue names. The audit opens the lake's head in the same way before it is released.
"""

import os
import shutil
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import duckdb

from warehouse import macros, manifest
from warehouse.damage import Damage, compared, named
from warehouse.errors import HgtError, UsageError, plain
from warehouse.paths import Paths
from warehouse.sql import escaped_path
from warehouse.store import LAKE_EXTENSION, connect, is_made, open_file, use_threads
from warehouse.transaction import atomic

CATALOG, FILES = "catalog.duckdb", "files"
REPORTED = "release.txt"
"""The file of the report that names its release."""
READ_ONLY = 0o444
MEMORY = 4 << 30
"""Bytes that a reader's engine may take, or four fifths of the machine's memory."""
SECONDS = 3600.0
"""Wall time after which a reader's connection is interrupted."""
INTERVAL = 0.1
LEFT_OUT = ("ducklake_metadata", "ducklake_files_scheduled_for_deletion", "ducklake_table_column_stats")
"""Tables of a catalogue that are not copied: the statistics of columns count rows of every snapshot."""


@dataclass(frozen=True)
class Pinned:
    """One snapshot of the lake as a catalogue of its own, and the folder that holds its tables' files."""

    catalog: Path
    files: Path

    def open(self, zone: str, *, restricted: bool = False) -> duckdb.DuckDBPyConnection:
        """A locked connection, `USE lake`. The rows of restricted tables are refused unless `restricted` requests them,
        for figures that are computed from them.
        """
        con = self.attached(zone)
        confine(con, self.readable(con, restricted=restricted))
        return con

    def attached(self, zone: str) -> duckdb.DuckDBPyConnection:
        """A connection that the caller confines, or that runs the kernel's own statements only."""
        con = connect(zone, (LAKE_EXTENSION,))
        try:
            con.execute(
                f"ATTACH 'ducklake:{escaped_path(self.catalog)}' AS lake "
                f"(READ_ONLY, DATA_PATH '{escaped_path(self.files)}', OVERRIDE_DATA_PATH true)"
            )
        except duckdb.Error as error:
            con.close()
            message = f"the release's catalogue cannot be opened: {error}"
            raise HgtError(message, file=self.catalog, next="hgt doctor") from error
        use_threads(con, "lake")
        con.execute("USE lake")
        macros.define(con)
        return con

    def readable(self, con: duckdb.DuckDBPyConnection, *, restricted: bool) -> list[str]:
        """The files of the rows that may be read."""
        found = [self.files / each.path for each in named(con, "__ducklake_metadata_lake")]
        kept = self.restricted_tables()
        allowed = [path for path in found if restricted or ".".join(path.relative_to(self.files).parts[:2]) not in kept]
        return sorted({*map(str, allowed), *map(os.path.realpath, allowed)})

    def restricted_tables(self) -> set[str]:
        return {f"{folder.parent.name}.{folder.name}" for folder in self.files.glob("*/*") if folder.is_symlink()}


def _physical() -> int:
    """The bytes of this machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def confine(con: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """Let a connection reach these files and no other path, extension or secret, for good."""
    con.execute("SET allow_community_extensions = false")
    con.execute("SET temp_directory = ''")
    con.execute("SET memory_limit = ?", [f"{min(MEMORY, _physical() * 4 // 5) >> 20}MiB"])
    con.execute("SET allowed_paths = ?", [files])
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


@contextmanager
def timed(con: duckdb.DuckDBPyConnection, seconds: float = SECONDS) -> Iterator[duckdb.DuckDBPyConnection]:
    """Close a reader's connection in the end. After its time limit, each of its statements is interrupted."""
    done, late = threading.Event(), threading.Event()

    def watch() -> None:
        left = seconds
        while not done.wait(left):  # an interrupt reaches only the statement that runs
            late.set()
            con.interrupt()
            left = INTERVAL

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield con
    except duckdb.InterruptException as error:
        if not late.is_set():
            raise
        raise HgtError(
            "reading took too long and was ended", value=f"more than {seconds:g} s",
            accepted="models and rules that end in time", next="hgt status",
        ) from error  # fmt: skip
    finally:
        done.set()
        watcher.join()
        con.close()


def release(paths: Paths, release_id: int | None = None) -> Pinned:
    """A kept release, the newest when `release_id` is None."""
    numbers = kept(paths)
    if not numbers:
        said = "there is no release yet" if is_made(paths) else "there is no store here yet"
        raise HgtError(said, file=paths.data, next="hgt run, then hgt status")
    if release_id is not None and release_id not in numbers:
        raise UsageError("there is no such release", value=release_id, accepted=numbers, next="hgt release list")
    folder = _folder(paths, release_id or numbers[-1])
    return Pinned(folder / CATALOG, folder / FILES)


def kept(paths: Paths) -> list[int]:
    """The numbers of the releases that can be opened, the newest last."""
    try:
        return sorted(int(entry.name) for entry in paths.releases.iterdir() if entry.name.isdecimal())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise HgtError(
            "the releases cannot be listed by this user", file=paths.releases, value=error.strerror,
            accepted="a store whose lake folder this user may enter", next="hgt doctor",
        ) from error  # fmt: skip


def keep(
    con: duckdb.DuckDBPyConnection, paths: Paths, release_id: int, snapshot: int, restricted: Collection[str]
) -> None:
    """Write the folder of a release; `con` is the writer's. It appears whole or not at all."""
    aside = paths.releases / f".aside-{release_id}"
    clear_aside(paths)
    shutil.rmtree(_withheld(paths, release_id), ignore_errors=True)
    paths.releases.mkdir(parents=True, exist_ok=True)
    _, shown = pin(con, snapshot, aside / CATALOG, aside / FILES, restricted)
    for table in sorted(restricted):
        folder = table.replace(".", "/")
        if (paths.lake_files / folder).exists():
            _show_withheld(aside / FILES / folder, _withheld(paths, release_id) / folder)
    for name in shown:
        _link(paths.lake_files / name, aside / FILES / name)
    manifest.write(aside, [aside / CATALOG])
    before, old = _folder(paths, release_id), paths.releases / f".aside-old-{release_id}"
    if before.exists():
        before.rename(old)
    aside.rename(before)
    shutil.rmtree(old, ignore_errors=True)


def pin(
    con: duckdb.DuckDBPyConnection, snapshot: int, catalog: Path, files: Path, restricted: Collection[str]
) -> tuple[Pinned, list[str]]:
    """Write a catalogue that knows the lake at one snapshot, without statistics of restricted tables.

    Returned are the files that it names, as paths in the folder of files.
    """
    files.mkdir(parents=True, exist_ok=True)
    con.execute(f"ATTACH 'ducklake:{escaped_path(catalog)}' AS pinning (DATA_PATH '{FILES}/')")
    con.execute("DETACH pinning")
    con.execute(f"ATTACH '{escaped_path(catalog)}' AS pinned")
    try:
        with atomic(con):
            _copy(con, snapshot, restricted)
        shown = [each.path for each in named(con, "pinned")]
    finally:
        con.execute("DETACH pinned")
    catalog.chmod(READ_ONLY)
    return Pinned(catalog, files), shown


def _copy(con: duckdb.DuckDBPyConnection, snapshot: int, restricted: Collection[str]) -> None:
    """Fill the fresh catalogue `pinned` from the lake's, tables before their dependents."""
    origin = "__ducklake_metadata_lake"
    columns: dict[str, list[str]] = dict(
        con.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE database_name = 'pinned' GROUP BY ALL"
        ).fetchall()
    )
    first = ["ducklake_schema", "ducklake_table", "ducklake_data_file"]
    for table in [*first, *sorted(set(columns) - {*first, *LEFT_OUT})]:
        names = columns[table]
        wanted = [_condition(table, name, snapshot) for name in names]
        if "min_value" in names:
            wanted.append(_not_of(restricted))
        shown = ", ".join("NULL AS end_snapshot" if name == "end_snapshot" else f'"{name}"' for name in names)
        con.execute(f"DELETE FROM pinned.{table}")
        condition = " AND ".join(filter(None, wanted)) or "true"
        con.execute(f"INSERT INTO pinned.{table} SELECT {shown} FROM {origin}.{table} WHERE {condition}")
    _put_rows_inside(con, snapshot)
    con.execute(
        """UPDATE pinned.ducklake_table_stats SET record_count = coalesce(
            (SELECT sum(record_count) FROM pinned.ducklake_data_file AS f
            WHERE f.table_id = ducklake_table_stats.table_id), 0)"""
    )


def _condition(table: str, column: str, snapshot: int) -> str | None:
    """The condition that a column of a catalogue's table sets for its rows at a snapshot."""
    if column == "end_snapshot":
        return f"(end_snapshot IS NULL OR end_snapshot > {snapshot})"
    if column == "begin_snapshot":
        return f"begin_snapshot <= {snapshot}"
    if column == "snapshot_id":
        return f"snapshot_id = {snapshot}"
    if column == "table_id" and table != "ducklake_table":
        return "(table_id IS NULL OR table_id IN (SELECT table_id FROM pinned.ducklake_table))"
    if column == "data_file_id" and table != "ducklake_data_file":
        return "data_file_id IN (SELECT data_file_id FROM pinned.ducklake_data_file)"
    return None


def _put_rows_inside(con: duckdb.DuckDBPyConnection, snapshot: int) -> None:
    """Copy the rows that the lake's catalogue keeps itself into the pinned one, whole, with one table for each."""
    inside = con.execute(
        """SELECT table_id, schema_name, t.table_name, arg_max(i.table_name, i.schema_version), max(i.schema_version)
        FROM pinned.ducklake_inlined_data_tables AS i JOIN pinned.ducklake_table AS t USING (table_id)
        JOIN pinned.ducklake_schema USING (schema_id) GROUP BY ALL"""
    ).fetchall()
    for table_id, schema, table, rows, version in inside:
        con.execute(
            f"CREATE TABLE pinned.{rows} AS SELECT row_number() OVER () - 1 AS row_id, "
            f"{snapshot}::BIGINT AS begin_snapshot, NULL::BIGINT AS end_snapshot, * "
            f'FROM lake."{schema}"."{table}" AT (VERSION => {snapshot})'
        )
        for name in ("ducklake_data_file", "ducklake_delete_file", "ducklake_file_column_stats"):
            con.execute(f"DELETE FROM pinned.{name} WHERE table_id = {table_id}")
        con.execute(
            f"DELETE FROM pinned.ducklake_inlined_data_tables "
            f"WHERE table_id = {table_id} AND schema_version <> {version}"
        )


def check(paths: Paths, release_id: int, known: Mapping[str, str], *, deep: bool) -> list[Damage]:
    """The files of a kept release that are not as they were written. `known` are checksums of the lake's files."""
    folder = _folder(paths, release_id)
    found = manifest.check(folder, deep=deep)
    if found:
        return found
    try:
        with closing(open_file(folder / CATALOG, "UTC")) as con:
            files = named(con, con.execute("SELECT current_database()").fetchall()[0][0])
    except duckdb.Error as error:
        return [Damage(folder / CATALOG, plain(error), "the catalogue as it was written")]
    place = paths.lake_files.relative_to(paths.data)
    for each in files:
        told = known.get((place / each.path).as_posix()) if deep else None
        damage = compared(folder / FILES / each.path, each.bytes_n, told)
        found += [damage] if damage is not None else []
    return found


def withhold(con: duckdb.DuckDBPyConnection, paths: Paths, restricted: Collection[str]) -> None:
    """Remove tables that became restricted from the kept releases' part that every reader may read."""
    for number, table in product(kept(paths), sorted(restricted)):
        folder = _folder(paths, number)
        place = folder / FILES / table.replace(".", "/")
        if not place.is_dir() or place.is_symlink():
            continue
        _forget_statistics(con, folder / CATALOG, table)
        manifest.write(folder, [folder / CATALOG])
        target = _withheld(paths, number) / table.replace(".", "/")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(place, target)
        _show_withheld(place, target)


def _forget_statistics(con: duckdb.DuckDBPyConnection, catalog: Path, table: str) -> None:
    """Rewrite a catalogue without the statistics of a table's values: deleted rows would stay in the file's bytes."""
    aside = catalog.with_name(f".aside-{catalog.name}")
    aside.unlink(missing_ok=True)
    con.execute(f"ATTACH '{escaped_path(catalog)}' AS pinned (READ_ONLY)")
    con.execute(f"ATTACH '{escaped_path(aside)}' AS fresh")
    try:
        rows = con.execute(
            "SELECT table_name, bool_or(column_name = 'min_value') FROM duckdb_columns() "
            "WHERE database_name = 'pinned' GROUP BY ALL"
        ).fetchall()
        for name, is_statistics in rows:
            open_to_all = f" WHERE {_not_of([table])}" if is_statistics else ""
            con.execute(f"CREATE TABLE fresh.{name} AS SELECT * FROM pinned.{name}{open_to_all}")
    finally:
        con.execute("DETACH fresh")
        con.execute("DETACH pinned")
    aside.chmod(READ_ONLY)
    aside.replace(catalog)


def _not_of(tables: Collection[str]) -> str:
    """The condition of rows of a catalogue that do not belong to these tables."""
    listed = ", ".join(f"'{name}'" for name in sorted(tables)) or "''"
    return (
        "table_id NOT IN (SELECT table_id FROM pinned.ducklake_table JOIN pinned.ducklake_schema USING (schema_id) "
        f"WHERE schema_name || '.' || table_name IN ({listed}))"
    )


def drop(paths: Paths, release_id: int) -> None:
    """Remove the folder of a release, and its part in the restricted store."""
    for folder in (_folder(paths, release_id), _withheld(paths, release_id)):
        shutil.rmtree(folder, ignore_errors=True)


def clear_aside(paths: Paths) -> None:
    """Remove the unfinished work of a killed writer."""
    for entry in paths.releases.glob(".aside-*"):
        shutil.rmtree(entry)


def _folder(paths: Paths, release_id: int) -> Path:
    return paths.releases / str(release_id)


def _withheld(paths: Paths, release_id: int) -> Path:
    """The rows of a release's restricted tables."""
    return paths.restricted / "releases" / str(release_id)


def _show_withheld(place: Path, target: Path) -> None:
    """Put a link to rows in the restricted store at the place of the rows."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(os.path.relpath(target, place.parent), target_is_directory=True)


def _link(origin: Path, target: Path) -> None:
    """Give a file a second name; copy it where the file system has no such links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    origin.chmod(READ_ONLY)
    try:
        os.link(origin, target)
    except OSError:
        shutil.copy2(origin, target)


def reported(paths: Paths) -> int | None:
    """The release that the whole report shows; None where a page failed or nothing is there."""
    try:
        return int((paths.reports / REPORTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

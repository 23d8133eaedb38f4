"""Opens the store for its keepers: the writer, and stewards who see the writer's view.

One `Writer` at a time holds both lakes in one in-memory DuckDB: `vault` (restricted) and `lake` (public). Readers of
releases are never here: they open a folder of their own, see `released`.
"""

import contextlib
import importlib.resources
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import lock, macros, withheld
from warehouse.errors import HgtError, plain
from warehouse.paths import Paths
from warehouse.schema import LAYERS, PUBLIC_TABLES, RESTRICTED_TABLES, SOURCE_ID, bootstrap
from warehouse.sql import escaped_path
from warehouse.torn import LOST, refuse_torn
from warehouse.transaction import atomic

LAKE_EXTENSION = "ducklake"
EXTENSIONS = (LAKE_EXTENSION, "sqlite_scanner")
BUSY_TIMEOUT_MS = 30_000
INLINED_ROWS_N = 100
"""The largest insert that counts as small."""
ALONE_ROWS_N = 10_000_000
"""A lake of fewer rows answers sooner with one thread: scheduling its many small tasks costs more than running them."""


def connect(zone: str, extensions: tuple[str, ...] = EXTENSIONS) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with extensions from their wheels; it never downloads anything.

    `zone` is the district's. It is set for the whole database and not for the session. Threads and other libraries get
    a cursor, which has the database's settings and not those of its connection.

    Signatures of these extensions are not checked, which would take a third of a second. The hashes of the lock vouch
    for them, as for the Python files next to them. An extension that is loaded later is checked.
    """
    con = open_file(Path(":memory:"), zone, read_only=False, allow_unsigned_extensions="true")
    for name in extensions:
        load(con, name)
    con.execute("SET allow_unsigned_extensions = false")
    return con


def load(con: duckdb.DuckDBPyConnection, extension: str) -> None:
    """Load an extension from its wheel; nothing is copied to the user's home."""
    package = Path(str(importlib.resources.files(f"duckdb_extension_{extension}")))
    file = package / "extensions" / f"v{duckdb.__version__}" / f"{extension}.duckdb_extension"
    con.execute(f"LOAD '{escaped_path(file)}'")


def open_file(file: Path, zone: str, *, read_only: bool = True, **config: str) -> duckdb.DuckDBPyConnection:
    """A separate DuckDB file, without extensions; `config` are more settings of the engine."""
    con = duckdb.connect(
        str(file),
        read_only=read_only,
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_persistent_secrets": "false",
            **config,
        },
    )
    con.execute("SET GLOBAL TimeZone = ?", [zone])
    con.execute("SET enable_progress_bar = false")
    return con


def attach(
    con: duckdb.DuckDBPyConnection,
    alias: str,
    catalog: Path,
    files: Path,
    *,
    snapshot: int | None = None,
    read_only: bool = False,
) -> None:
    """Attach a DuckLake on its SQLite catalogue in WAL mode; `snapshot` pins a reader. Its size sets the thread count.

    The files are read next to the store's present place, whatever place the catalogue names: a store may be moved and
    copied.

    Rows are written to files and not to the catalogue. There each table would need a table of its own and slow down
    every statement on any of them. `keep_small_rows` names the schema for which the catalogue is the better place.
    """
    options = [
        f"DATA_PATH '{escaped_path(files)}'",
        "OVERRIDE_DATA_PATH true",
        "META_JOURNAL_MODE 'WAL'",
        f"META_BUSY_TIMEOUT {BUSY_TIMEOUT_MS}",
        "DATA_INLINING_ROW_LIMIT 0",
    ]
    if snapshot is not None:
        options.append(f"SNAPSHOT_VERSION {snapshot}")
    if read_only:
        options.append("READ_ONLY")
    try:
        con.execute(f"ATTACH 'ducklake:sqlite:{escaped_path(catalog)}' AS {alias} ({', '.join(options)})")
    except duckdb.Error as error:
        raise HgtError(f"the catalogue cannot be opened: {plain(error)}", file=catalog, next=LOST) from error
    use_threads(con, alias)


def _place_beside(con: duckdb.DuckDBPyConnection, alias: str, files: Path) -> None:
    """Have a catalogue name its files by the folder next to it: plain DuckLake would follow the path of a former place.

    Catalogues that DuckLake makes, and those of older stores, name a path of this machine.
    """
    metadata, place = f"__ducklake_metadata_{alias}.ducklake_metadata", f"{files.name}/"
    if con.execute(f"SELECT 1 FROM {metadata} WHERE key = 'data_path' AND value <> ?", [place]).fetchone():
        con.execute(f"UPDATE {metadata} SET value = ? WHERE key = 'data_path'", [place])


def use_threads(con: duckdb.DuckDBPyConnection, alias: str) -> None:
    """Set the connection's number of threads by the number of rows of a lake."""
    held = con.execute(f"SELECT sum(record_count) FROM __ducklake_metadata_{alias}.ducklake_table_stats").fetchone()
    if held and (held[0] or 0) >= ALONE_ROWS_N:
        use_all_threads(con)
    else:
        con.execute("SET threads = 1")


def use_all_threads(con: duckdb.DuckDBPyConnection) -> None:
    """Use every core from here on, for work whose size the lake does not show yet."""
    con.execute("RESET threads")


def attach_file(con: duckdb.DuckDBPyConnection, alias: str, file: Path) -> None:
    """Attach a DuckDB file that the writer keeps next to a lake; it is made where it is missing."""
    con.execute(f"ATTACH '{escaped_path(file)}' AS {alias}")


def keep_small_rows(con: duckdb.DuckDBPyConnection, lake: str, schema: str) -> None:
    """Let the catalogue keep the rows of inserts that are too small for a file of their own, in this schema only.

    It affects tables that are created later.
    """
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {lake}.{schema}")
    kept = con.execute(
        f"SELECT value FROM {lake}.options() WHERE option_name = 'data_inlining_row_limit' AND scope_entry = ?",
        [schema],
    ).fetchone()
    if kept != (str(INLINED_ROWS_N),):
        con.execute(f"CALL {lake}.set_option('data_inlining_row_limit', {INLINED_ROWS_N}, schema => '{schema}')")


@dataclass
class Writer:
    """The one open writer.

    `con` runs models and writes the public lake. `side` is a second connection of the same database for the restricted
    lake's own transactions, because one DuckDB transaction can write to one lake only.
    """

    con: duckdb.DuckDBPyConnection
    side: duckdb.DuckDBPyConnection
    paths: Paths
    writes: bool = True
    """False where it only reads in the place of a writer."""

    @classmethod
    @contextmanager
    def open(cls, paths: Paths, zone: str, on_wait: Callable[[str], None] | None = None) -> Iterator["Writer"]:
        """Take the writer's lock (waiting for another writer), open both lakes, close them at the end."""
        paths.create()
        with lock.hold(paths.lock, on_wait):
            refuse_torn(paths, reads=True)
            _empty(paths.tmp)
            for part in paths.landed.glob("*.part"):  # left by a killed writer
                part.unlink(missing_ok=True)
            con = connect(zone)
            try:
                con.execute(f"SET temp_directory = '{escaped_path(paths.tmp)}'")
                attach(con, "vault", paths.restricted_catalog, paths.restricted_files)
                attach(con, "lake", paths.lake_catalog, paths.lake_files)
                refuse_older(con, paths)
                if not withheld.guarded(con):
                    con.execute("DETACH lake")
                    withheld.guard(paths)
                    attach(con, "lake", paths.lake_catalog, paths.lake_files)
                _place_beside(con, "vault", paths.restricted_files)
                _place_beside(con, "lake", paths.lake_files)
                for folder in (paths.restricted, paths.lake):
                    for catalog_file in folder.glob("catalog.sqlite*"):
                        catalog_file.chmod(0o600)
                keep_small_rows(con, "lake", "meta")
                for statements in (
                    bootstrap("vault", RESTRICTED_TABLES),
                    bootstrap("lake", PUBLIC_TABLES, LAYERS),
                ):
                    with atomic(con):
                        for statement in statements:
                            con.execute(statement)
                con.execute("ATTACH ':memory:' AS work")
                for schema in ("raw", "meta", *LAYERS):
                    con.execute(f"CREATE SCHEMA work.{schema}")
                con.execute("ATTACH ':memory:' AS again")
                con.execute("CREATE SCHEMA again.raw")
                side = con.cursor()
                con.execute("USE work")
                macros.define(con)
                yield cls(con, side, paths)
            finally:
                con.close()
                _empty(paths.tmp)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction on the public lake: all of it or none of it."""
        with atomic(self.con):
            yield self.con

    @contextmanager
    def restricted(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction on the restricted lake, on the side connection."""
        with atomic(self.side):
            yield self.side

    def snapshot(self) -> int:
        """The newest committed snapshot of the public lake."""
        row = self.con.execute("SELECT max(snapshot_id) FROM __ducklake_metadata_lake.ducklake_snapshot").fetchone()
        assert row is not None
        return int(row[0])

    def next_snapshot(self) -> int:
        """The snapshot that the open transaction will become: there is no other writer."""
        return self.snapshot() + 1


@contextmanager
def looking(paths: Paths, zone: str) -> Iterator[Writer]:
    """Both lakes read-only, in the place of a writer, for stewards who preview a run. It takes no lock."""
    with contextlib.ExitStack() as stack:
        con = stack.enter_context(contextlib.closing(connect(zone)))
        for alias, catalog, files in (
            ("vault", paths.restricted_catalog, paths.restricted_files),
            ("lake", paths.lake_catalog, paths.lake_files),
        ):
            attach(con, alias, stack.enter_context(_readable(paths, catalog)), files, read_only=True)
            if not con.execute(f"SELECT 1 FROM __ducklake_metadata_{alias}.ducklake_table LIMIT 1").fetchone():
                raise HgtError("the store is empty: its first run was cut short", file=catalog, next="hgt run")
        refuse_older(con, paths)
        yield Writer(con, con, paths, writes=False)


@contextmanager
def open_restricted(paths: Paths, zone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the restricted store for stewards: quarantine and the registry of landed objects."""
    with looking(paths, zone) as look:
        look.con.execute("USE vault")
        yield look.con


def is_made(paths: Paths) -> bool:
    """Whether there is a store. A user without permission to look for it gets an error that says so."""
    try:
        refuse_torn(paths)
        return paths.lake_catalog.exists()
    except OSError as error:
        raise _closed(paths.lake_catalog, error) from error


def refuse_older(con: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Refuse a store whose public tables name the files of silos: its releases and its history keep those names."""
    columns = con.execute(
        """SELECT c.column_name FROM __ducklake_metadata_vault.ducklake_column AS c
        JOIN __ducklake_metadata_vault.ducklake_table AS t USING (table_id)
        JOIN __ducklake_metadata_vault.ducklake_schema AS s USING (schema_id)
        WHERE c.end_snapshot IS NULL AND t.end_snapshot IS NULL AND s.end_snapshot IS NULL
          AND s.schema_name = 'raw' AND t.table_name = 'landed'"""
    ).fetchall()
    if columns and (SOURCE_ID,) not in columns:
        raise HgtError(
            "an older version made this store: its public tables hold the names of the silos' files", file=paths.data,
            accepted="a store whose public tables hold ids in their place",
            next="move the data folder away, put its pseudonym.key back if there is one, then hgt run: it makes a new"
            " store from what the silos offer",
        )  # fmt: skip


def _closed(catalog: Path, error: OSError) -> HgtError:
    return HgtError(
        "the store's catalogue cannot be read by this user", file=catalog, value=error.strerror,
        accepted="the account that runs hgt; other accounts may read releases", next="hgt release list",
    )  # fmt: skip


@contextmanager
def _readable(paths: Paths, catalog: Path) -> Iterator[Path]:
    """The catalogue; a copy of it where its folder cannot be written, because SQLite writes in order to read."""
    try:
        refuse_torn(paths)
        if not catalog.exists():
            raise HgtError("there is no store here yet", file=paths.data, next="hgt run")
        with catalog.open("rb"):
            pass
    except OSError as error:
        raise _closed(catalog, error) from error
    if os.access(catalog.parent, os.W_OK):
        yield catalog
        return
    with tempfile.TemporaryDirectory(prefix="hgt-catalog-") as folder:
        for file in (catalog, catalog.with_name(f"{catalog.name}-wal")):
            if file.exists():
                shutil.copyfile(file, Path(folder) / file.name)
        yield Path(folder) / catalog.name


def _empty(folder: Path) -> None:
    """Remove the scratch files of an ended writer."""
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()

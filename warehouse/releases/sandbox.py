"""Runs an analyst's statement in a process of its own that can reach one database file and nothing else.

The child process (`sandboxed`) opens the published file of a release read-only, without extensions, without access to
other files and with a locked configuration. Tables that the published file leaves out, and tables of older releases,
are copied into a scratch database first. This process opens the release for the copy, and never runs the analyst's
text.
"""

import contextlib
import io
import pickle
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from warehouse import store
from warehouse.child import environment
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.releases.publish import SCHEMAS, Edition, published
from warehouse.sql import literal

NEXT = 'hgt sql "show all tables"'
PROJECT = str(Path(__file__).resolve().parents[2])
READABLE = ("std", *SCHEMAS)
KNOWN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta"),
    ("datetime", "timezone"), ("decimal", "Decimal"), ("uuid", "UUID"), ("pytz", "_UTC"), ("pytz", "_p"),
    ("zoneinfo", "ZoneInfo._unpickle"),
}  # fmt: skip
"""Types that an answer may hold."""


@dataclass(frozen=True)
class Limits:
    """Bounds of one statement: memory in bytes, wall time in seconds, rows and bytes of the answer."""

    memory: int = 2 << 30
    seconds: float = 120.0
    rows_n: int = 1_000_000
    answer: int = 1 << 30
    threads: int = 2


@dataclass(frozen=True)
class Answer:
    """Rows of one statement; `is_cut` where the limit on rows ended them."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool


def ask(paths: Paths, edition: Edition, statement: str, limits: Limits | None = None) -> Answer:
    """The answer to one statement of the SELECT family at a release.

    Raises `HgtError` where the statement is of another kind, fails, or exceeds a limit.
    """
    limits = limits or Limits()
    with _database(paths, edition, statement) as (file, parquet):
        request = {
            "file": str(file),
            "parquet": [str(path) for path in parquet],
            "statement": statement,
            "as_of": edition.as_of,
            "zone": edition.zone,
            "limits": asdict(limits),
        }
        return _answered(_spawned(request, limits))


def _spawned(request: dict[str, Any], limits: Limits) -> bytes:
    """Return the output of the child; it is killed after its time limit."""
    with subprocess.Popen(
        [sys.executable, "-m", "warehouse.releases.sandboxed"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment([PROJECT]), cwd="/",
    ) as child:  # fmt: skip
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(limits.seconds, stop)
        timer.start()
        try:
            said, _ = child.communicate(pickle.dumps(request))
        except BaseException:
            child.kill()
            raise
        finally:
            timer.cancel()
    if late.is_set():
        raise HgtError(
            "the statement took too long and was ended", value=f"more than {limits.seconds:g} s",
            accepted="a statement that ends in time; limit the rows, or ask for fewer columns", next=NEXT,
        )  # fmt: skip
    return said


def _answered(said: bytes) -> Answer:
    stream = io.BytesIO(said)
    columns: tuple[str, ...] | None = None
    rows: list[tuple[Any, ...]] = []
    while True:
        try:
            kind, content = _Unpickler(stream).load()
        except EOFError:
            raise HgtError(
                "the statement ended its process: it takes more memory than it may, or it met a fault of the engine",
                accepted="a question about fewer rows, with functions that only read", next=NEXT,
            ) from None  # fmt: skip
        if kind == "columns":
            columns = tuple(content)
        elif kind == "rows":
            rows += content
        elif kind == "end":
            return Answer(columns or (), rows, bool(content))
        else:
            raise HgtError(str(content), accepted="one read-only statement in DuckDB's SQL", next=NEXT)


class _Unpickler(pickle.Unpickler):
    """Reads values of the types that an answer may hold; anything else is an error."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of an answer")
        return super().find_class(module, name)


@contextlib.contextmanager
def _database(paths: Paths, edition: Edition, statement: str) -> Iterator[tuple[Path, list[Path]]]:
    """The database file with the tables that the statement names, and the Parquet files that its views read."""
    _refuse_restricted(paths, edition, statement)
    is_published = published(paths) == edition.release_id
    held, folders = _published_tables(paths.published_db, edition.zone) if is_published else (set(), {})
    beyond = set(folders)
    if not is_published or _mentions(statement, "std"):
        beyond |= set(_tables(paths, edition)) - held
    named = {table for table in beyond if _mentions(statement, table)}
    if is_published and not named:
        yield paths.published_db, []
        return
    copied = named - set(folders) | {table for table in held if _mentions(statement, table)}
    with tempfile.TemporaryDirectory(prefix="hgt-sql-") as folder:
        file = Path(folder) / "release.duckdb"
        _copy_tables(paths, edition, copied, file)
        yield file, _offer_parquet(file, edition.zone, {table: folders[table] for table in named & set(folders)})


def _refuse_restricted(paths: Paths, edition: Edition, statement: str) -> None:
    kept = sorted(released.release(paths, edition.release_id).restricted_tables())
    named = [table for table in kept if _mentions(statement, table)]
    if named:
        raise HgtError(
            "the statement reads rows that stay in the restricted store", value=", ".join(named),
            accepted=f"open tables; restricted are {', '.join(kept)}",
            next='hgt sql "select table_name, description from meta.catalogue"',
        )  # fmt: skip


def _mentions(statement: str, name: str) -> bool:
    """Whether a name of the catalogue occurs in a statement, quoted or not."""
    parts = r'"?\s*\.\s*"?'.join(re.escape(part) for part in name.split("."))
    return re.search(rf"(?<!\w){parts}(?!\w)", statement, re.IGNORECASE) is not None


def _tables(paths: Paths, edition: Edition) -> list[str]:
    """The tables of a release that its readers may read."""
    with contextlib.closing(released.release(paths, edition.release_id).open(edition.zone)) as con:
        rows = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
            "WHERE database_name = 'lake' AND list_contains(?, schema_name)",
            [list(READABLE)],
        ).fetchall()
    return [row[0] for row in rows]


def _copy_tables(paths: Paths, edition: Edition, tables: Iterable[str], file: Path) -> None:
    """Write these tables of a release into a new DuckDB file that opens without extensions."""
    with contextlib.closing(released.release(paths, edition.release_id).attached(edition.zone)) as con:
        store.attach_file(con, "copy", file)
        con.execute("BEGIN")
        for name in sorted(tables):
            schema, _, table = name.partition(".")
            con.execute(f"CREATE SCHEMA IF NOT EXISTS copy.{schema}")
            con.execute(f'CREATE TABLE copy.{schema}."{table}" AS FROM lake.{schema}."{table}"')
        con.execute("COMMIT")


def _published_tables(file: Path, zone: str) -> tuple[set[str], dict[str, Path]]:
    """The tables that a published file holds, and the folders of those published as Parquet only."""
    with contextlib.closing(store.open_file(file, zone)) as con:
        rows = con.execute("SELECT table_name, is_in_database, parquet FROM meta.publication").fetchall()
    release = (file.parent / "parquet").resolve()
    return (
        {name for name, is_inside, _ in rows if is_inside},
        {name: release / Path(folder).relative_to("parquet") for name, is_inside, folder in rows if not is_inside},
    )


def _offer_parquet(file: Path, zone: str, folders: dict[str, Path]) -> list[Path]:
    """Add a view per table that is published as Parquet; the files that they read."""
    found: list[Path] = []
    with contextlib.closing(store.open_file(file, zone, read_only=False)) as con:
        for name, folder in folders.items():
            files = sorted(folder.rglob("*.parquet"))
            listed = ", ".join(literal(path) for path in files)
            con.execute(f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}")
            con.execute(f"CREATE VIEW {name} AS FROM read_parquet([{listed}], hive_partitioning = false)")
            found += files
    return found

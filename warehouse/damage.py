"""Damage of stored files: a record of their checksums, and the comparison of the files with it.

A file of a table never changes after it is written and has a name of its own. A landed file is named by the hash of its
content: its bytes, or its rows where a database table was landed. So `restricted/checksums.sqlite` keeps the SHA-256 of
each file at first sight, which is the end of the run that wrote it. A killed run leaves files without a checksum. The
next run adds the checksum of each whose size equals that in the catalogue. Published copies have a manifest of their
own, see `publish`.
"""

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

import duckdb

from warehouse.disk import is_of_disk
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.store import Writer

ROWS = ".parquet"
"""The suffix of landed rows; the name of such a file is not the hash of its own bytes."""
SLICE_BYTES = 64 << 20
"""Bytes that one run reads again, of the files whose last read is longest ago."""
_BOOK = "CREATE TABLE IF NOT EXISTS checksum (path TEXT PRIMARY KEY, sha256 TEXT, checked_at REAL)"
_LANDED = """SELECT path, any_value(bytes_n) FROM vault.raw.landed WHERE path IS NOT NULL
    AND (dataset, batch_id) IN (SELECT (dataset, batch_id) FROM lake.meta.batch) GROUP BY path"""
_REGISTRY = "restricted/files/raw/landed/"
"""The rows that name the landed files; they are few and are compared in full each time."""
NEXT = "hgt doctor --repair (it makes again what can be derived, and says what to do about the rest)"


@dataclass(frozen=True)
class Damage:
    """One damaged file: the state that was found and the state that was expected."""

    file: Path
    found: str
    expected: str

    def error(self) -> HgtError:
        """The damage as the error that stops a run."""
        return HgtError(
            "a file of the store is damaged", file=self.file, value=self.found, accepted=self.expected, next=NEXT
        )


@dataclass(frozen=True)
class Named:
    """One file that a catalogue names: its path in the folder of files, the table whose rows it holds or deletes."""

    path: str
    bytes_n: int
    table: str
    is_live: bool
    """Whether the newest snapshot shows it."""


def named(con: duckdb.DuckDBPyConnection, catalog: str) -> list[Named]:
    """The files of rows and of deletes that a DuckLake catalogue names, in order of their paths."""
    rows = con.execute(
        f"""SELECT s.path || t.path || f.path, f.file_size_bytes, s.schema_name || '.' || t.table_name,
            f.end_snapshot IS NULL AND t.end_snapshot IS NULL
        FROM (SELECT table_id, path, file_size_bytes, end_snapshot FROM {catalog}.ducklake_data_file
            UNION ALL SELECT table_id, path, file_size_bytes, end_snapshot FROM {catalog}.ducklake_delete_file) AS f
        JOIN {catalog}.ducklake_table AS t USING (table_id) JOIN {catalog}.ducklake_schema AS s USING (schema_id)
        ORDER BY ALL"""
    ).fetchall()
    return [Named(*row) for row in rows]


def compared(file: Path, bytes_n: int, told: str | None) -> Damage | None:
    """The damage of one file: missing, of another length or, where a SHA-256 is `told`, of another content."""
    have = file.stat().st_size if file.is_file() else None
    if have != bytes_n:
        return Damage(file, "no such file" if have is None else f"{have} bytes", f"{bytes_n} bytes")
    if told is not None and (now := digest(file)) != told:
        return Damage(file, f"sha256 {now}", f"sha256 {told}")
    return None


def check(writer: Writer, *, deep: bool = False) -> list[Damage]:
    """Compare presence and size of all files, and the checksums of all or of those whose last read is longest ago."""
    sizes = _of_catalogues(writer)
    registry = {path: size for path, size in sizes.items() if path.startswith(_REGISTRY)}
    if _compared(writer, registry, deep=True):  # entries of a damaged registry about landed files are not used
        return _compared(writer, sizes, deep=True)
    return _compared(writer, sizes | _landed(writer), deep=deep)


def _of_catalogues(writer: Writer) -> dict[str, int]:
    """The bytes of every file that the catalogues name, by its path in the data folder."""
    paths, found = writer.paths, {}
    for alias, files in (("lake", paths.lake_files), ("vault", paths.restricted_files)):
        for each in named(writer.con, f"__ducklake_metadata_{alias}"):
            found[(files.relative_to(paths.data) / each.path).as_posix()] = each.bytes_n
    return found


def _landed(writer: Writer) -> dict[str, int]:
    """The bytes of every landed file that counts."""
    place = writer.paths.landed.relative_to(writer.paths.data)
    return {(place / path).as_posix(): int(size) for path, size in writer.con.execute(_LANDED).fetchall()}


def _compared(writer: Writer, sizes: Mapping[str, int], *, deep: bool) -> list[Damage]:
    paths = writer.paths
    first = {path: compared(paths.data / path, size, None) for path, size in sizes.items()}
    found = {path: damage for path, damage in first.items() if damage is not None}
    left = SLICE_BYTES
    with _open(paths, writes=writer.writes) as book:
        rows = book.execute("SELECT path, sha256 FROM checksum ORDER BY checked_at, path").fetchall()
        for path, expected in rows:
            if path not in sizes or path in found:
                continue
            left -= sizes[path]
            if left < 0 and not deep:
                break
            damage = compared(paths.data / path, sizes[path], expected)
            if damage is not None:
                found[path] = damage
            elif writer.writes:
                book.execute("UPDATE checksum SET checked_at = ? WHERE path = ?", [time.time(), path])
    return [found[path] for path in sorted(found)]


def note(writer: Writer) -> None:
    """Add the checksums of new files, and forget those of files that neither a catalogue nor a kept release names."""
    paths, sizes = writer.paths, {**_of_catalogues(writer), **_landed(writer)}
    kept = {file.name for file in paths.releases.rglob(f"*{ROWS}")}
    with _open(paths, writes=True) as book:
        known = {row[0] for row in book.execute("SELECT path FROM checksum")}
        gone = sorted(path for path in known - sizes.keys() if Path(path).name not in kept)
        book.executemany("DELETE FROM checksum WHERE path = ?", [(path,) for path in gone])
        for path in sorted(sizes.keys() - known):
            file = paths.data / path
            if compared(file, sizes[path], None) is None:
                is_hash = file.is_relative_to(paths.landed) and file.suffix != ROWS
                told = file.name.partition(".")[0] if is_hash else digest(file)
                book.execute("INSERT INTO checksum VALUES (?, ?, ?)", [path, told, time.time()])


def checksums(paths: Paths) -> dict[str, str]:
    """The SHA-256 of each file, by its path in the data folder."""
    with _open(paths, writes=False) as book:
        return dict(book.execute("SELECT path, sha256 FROM checksum").fetchall())


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextlib.contextmanager
def _open(paths: Paths, *, writes: bool) -> Iterator[sqlite3.Connection]:
    """The checksum database, in one transaction; an empty one for a reader of a store that has none."""
    place = paths.checksums.absolute().as_uri() + ("" if writes else "?mode=ro")
    if not writes and not paths.checksums.exists():
        place = "file::memory:"
    try:
        with contextlib.closing(sqlite3.connect(place, uri=True, timeout=30)) as book, book:
            if writes:
                paths.checksums.chmod(0o600)
            if writes or not paths.checksums.exists():
                book.execute(_BOOK)
            yield book
    except sqlite3.DatabaseError as error:
        if is_of_disk(error, paths.checksums):
            raise
        raise HgtError(
            "the book of checksums is damaged", file=paths.checksums, value=type(error).__name__,
            accepted="the file as its last run left it",
            next=f"rm {quote(str(paths.checksums))}, then hgt run: it takes all files as they are",
        ) from error  # fmt: skip

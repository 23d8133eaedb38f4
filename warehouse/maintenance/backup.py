"""Backups of a store: a whole copy at another path with the checksum of each of its files.

DIR/data           a copy of the store, which `hgt --data DIR/data` opens
DIR/backup.json    bytes and SHA-256 of each file, the links, rows and hash of each table

A copy is made under the writer's lock, so that no run changes the store meanwhile. SQLite copies the SQLite files,
because the Dagster UI may write to its own. `backup.json` is written last: a folder without it is no backup. The
pseudonym key is left out unless it is requested: a holder of both the key and the store can identify persons again.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from shlex import quote
from typing import Any

import duckdb

from warehouse import disk, lock
from warehouse.errors import HgtError, UsageError
from warehouse.paths import Paths
from warehouse.store import looking

DATA, MANIFEST = "data", "backup.json"
FORM = 1
_SQLITE = b"SQLite format 3\0"
_SQLITE_SIDECARS = ("-wal", "-shm")
_TABLES = """SELECT database_name, schema_name, table_name FROM duckdb_tables()
    WHERE database_name IN ('lake', 'vault') ORDER BY ALL"""


@dataclass(frozen=True)
class Backup:
    """The manifest of a backup."""

    made_at: str
    has_key: bool
    files: Mapping[str, tuple[int, str]]
    """Per path in the store: bytes, SHA-256."""
    links: Mapping[str, str]
    tables: Mapping[str, tuple[int, str]]
    """Per table: rows, sum of the hashes of its rows."""
    form: int = FORM

    @property
    def bytes_n(self) -> int:
        return sum(size for size, _ in self.files.values())


def make(
    paths: Paths, target: Path, zone: str, *, with_key: bool = False, on_wait: Callable[[str], None] | None = None
) -> Backup:
    """Copy a store to an empty folder, and open the copy to compare its tables."""
    _refuse_unfit(target, paths.data)
    with lock.hold(paths.lock, on_wait):
        tables = hashes(paths, zone)
        with _told(target):
            files = list(_files(paths, with_key=with_key))
            disk.ask_room(target, sum(file.lstat().st_size for file in files), "the backup")
            target.mkdir(parents=True, exist_ok=True)
            target.chmod(0o700)
            copied = _Copy(paths.data, target / DATA)
            copied.folders()
            for file in files:
                copied.take(file)
    _compare(hashes(Paths(target / DATA), zone), tables, target)
    made_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    backup = Backup(made_at, with_key and paths.key_file.exists(), copied.sums, copied.links, tables)
    aside = target / f".aside-{MANIFEST}"
    with _told(target):
        aside.write_text(json.dumps(asdict(backup), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        aside.replace(target / MANIFEST)
    return backup


def restore(source: Path, paths: Paths, zone: str) -> Backup:
    """Restore a backup whose every checksum is right, at a place without a store. It appears whole or not at all."""
    backup = read(source)
    verify(source, backup)
    if paths.data.exists() and any(paths.data.iterdir()):
        data, before, folder = (quote(str(one)) for one in (paths.data, f"{paths.data}.before", source))
        raise UsageError(
            "a store is not restored over files", file=paths.data, value=f"{len(list(paths.data.iterdir()))} entries",
            accepted="a folder that is empty or does not exist",
            next=f"mv {data} {before}, then hgt --data {data} restore {folder}",
        )  # fmt: skip
    aside = paths.data.with_name(f".aside-{paths.data.name}")
    shutil.rmtree(aside, ignore_errors=True)
    with _told(paths.data):
        disk.ask_room(paths.data, backup.bytes_n, "the store")
        copied = _Copy(source / DATA, aside)
        copied.folders()
        for name in (*backup.files, *backup.links):
            copied.take(source / DATA / name)
        for name, expected in backup.files.items():
            _check(source / DATA / name, copied.sums[name], expected, source)
        _compare(hashes(Paths(aside), zone), backup.tables, source)
        aside.replace(paths.data)
    return backup


def read(source: Path) -> Backup:
    """The manifest of a backup."""
    file = source / MANIFEST
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if found["form"] != FORM:
            raise ValueError(found["form"])
        pairs = {key: {name: (int(n), str(text)) for name, (n, text) in found[key].items()} for key in _PAIRS}
        return Backup(**{**found, **pairs})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise HgtError(
            "this is not a complete backup: its manifest cannot be read",
            file=file, value=f"{type(error).__name__}: {error}",
            accepted="a folder that hgt backup wrote to its end", next="hgt restore DIR, of a complete backup",
        ) from error  # fmt: skip


_PAIRS = ("files", "tables")


def verify(source: Path, backup: Backup) -> None:
    """Refuse a backup in which a file is missing, damaged or foreign."""
    root = source / DATA
    for name, expected in backup.files.items():
        _check(root / name, checksum(root / name), expected, source)
    for name, expected_link in backup.links.items():
        link = root / name
        if not link.is_symlink() or str(link.readlink()) != expected_link:
            raise _damaged(link, "no such link", expected_link, source)


def checksum(file: Path) -> tuple[int, str] | None:
    """The bytes and the SHA-256 of a file, or None where it is missing."""
    try:
        with file.open("rb") as handle:
            return os.fstat(handle.fileno()).st_size, hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def hashes(paths: Paths, zone: str) -> dict[str, tuple[int, str]]:
    """Rows and hash of every table of both lakes, at their heads."""
    with looking(paths, zone) as look:
        found = {}
        for database, schema, table in look.con.execute(_TABLES).fetchall():
            name = f'{database}."{schema}"."{table}"'
            row = look.con.execute(
                f"SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR FROM {name} AS t"
            ).fetchone()
            assert row is not None
            found[f"{database}.{schema}.{table}"] = (int(row[0]), str(row[1]))
        return found


def _compare(found: Mapping[str, tuple[int, str]], wanted: Mapping[str, tuple[int, str]], place: Path) -> None:
    for table in sorted({*found, *wanted}):
        if found.get(table) != wanted.get(table):
            raise HgtError(
                f"table {table} of the copy is another one", file=place, value=found.get(table),
                accepted=wanted.get(table, "no such table"), next="hgt doctor",
            )  # fmt: skip


def _check(file: Path, found: tuple[int, str] | None, expected: tuple[int, str], source: Path) -> None:
    if found != expected:
        raise _damaged(file, "no such file" if found is None else _shown(found), _shown(expected), source)


def _shown(pair: tuple[int, str]) -> str:
    return f"{pair[0]} bytes, sha256 {pair[1]}"


def _damaged(file: Path, value: str, accepted: str, source: Path) -> HgtError:
    return HgtError(
        "the backup is damaged, and nothing was restored", file=file, value=value, accepted=accepted,
        next=f"hgt restore DIR, with another backup than {source}",
    )  # fmt: skip


def _refuse_unfit(target: Path, data: Path) -> None:
    inside = target.resolve().is_relative_to(data.resolve())
    if inside or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise UsageError(
            "a backup is not written here", file=target, value="inside the store" if inside else "files are here",
            accepted="a folder outside the store that is empty or does not exist", next="hgt backup DIR",
        )  # fmt: skip


def _files(paths: Paths, *, with_key: bool) -> Iterator[Path]:
    """The files and links of a store, without locks, scratch files and the files that SQLite keeps for a database."""
    left_out = {paths.lock, *(() if with_key else (paths.key_file,))}
    for folder, folders, names in os.walk(paths.data):
        here = Path(folder)
        if here == paths.restricted:
            folders.remove(paths.tmp.name)
        folders[:] = [name for name in folders if not name.startswith(".aside-")]
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted((*names, *links)):
            file = here / name
            is_sidecar = any(
                name.endswith(end) and _is_sqlite(here / name.removesuffix(end)) for end in _SQLITE_SIDECARS
            )
            is_plain = file.is_symlink() or file.is_file()
            if is_plain and file not in left_out and not is_sidecar and not name.startswith(".aside-"):
                yield file


def _is_sqlite(file: Path) -> bool:
    with contextlib.suppress(OSError), file.open("rb") as handle:
        return handle.read(len(_SQLITE)) == _SQLITE
    return False


class _Copy:
    """Files of one folder on their way to another, with their checksums. Hard links to one file remain hard links."""

    def __init__(self, source: Path, target: Path) -> None:
        self.source, self.target = source, target
        self.sums: dict[str, tuple[int, str]] = {}
        self.links: dict[str, str] = {}
        self._known: dict[tuple[int, int], str] = {}

    def folders(self) -> None:
        """Make every folder with its mode, empty ones too."""
        for folder, _, _ in os.walk(self.source):
            made = self.target / Path(folder).relative_to(self.source)
            made.mkdir(parents=True, exist_ok=True)
            made.chmod(Path(folder).stat().st_mode & 0o7777)

    def take(self, file: Path) -> None:
        """Copy one file or link."""
        name = file.relative_to(self.source).as_posix()
        target = self.target / name
        if file.is_symlink():
            self.links[name] = str(file.readlink())
            target.symlink_to(self.links[name])
            return
        seen = file.stat()
        first = self._known.setdefault((seen.st_dev, seen.st_ino), name)
        if first != name:
            os.link(self.target / first, target)
            self.sums[name] = self.sums[first]
            return
        self.sums[name] = _copy_database(file, target) if _is_sqlite(file) else _copy_bytes(file, target)
        shutil.copystat(file, target)


def _copy_database(file: Path, target: Path) -> tuple[int, str]:
    with (
        contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as origin,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
    _sync(target)
    found = checksum(target)
    assert found is not None
    return found


def _copy_bytes(file: Path, target: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as origin, target.open("xb") as copy:
        while chunk := origin.read(4 << 20):
            digest.update(chunk)
            size += copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return size, digest.hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


@contextlib.contextmanager
def _told(place: Path) -> Iterator[None]:
    """Report a failure of the file system plainly."""
    try:
        yield
    except (OSError, sqlite3.Error, duckdb.IOException) as error:
        raise disk.told(error, place, "nothing of it counts: the store is unchanged") from error

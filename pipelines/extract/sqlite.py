"""Extracts one table of an SQLite silo: a consistent copy, checked, written as Parquet and hashed by its rows.

The silo is opened read-only and left unchanged: no lock held beyond the copy, no file next to it.
"""

import hashlib
import itertools
import os
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.extract.drop_folder import identity
from pipelines.extract.records.archive import AGAIN, unpack
from pipelines.extract.records.bounded import bounded
from pipelines.extract.records.extract import SourceObject
from warehouse.errors import HgtError
from warehouse.sql import identifier

BUSY_SECONDS = 5.0
BATCH = 50_000
MAGIC = b"SQLite format 3\x00"
_serial = itertools.count(1)


def take_table(obj: SourceObject, target: Path, tmp: Path) -> str:
    """Writes the table of a silo's database to `target`, within the limits of its contract; returns its rows' hash."""
    assert obj.table is not None
    return bounded(obj.options, obj.name, obj.size, copy_table, obj.path, obj.name, obj.table, target, tmp)


def copy_table(path: Path, name: str, table: str, target: Path, tmp: Path) -> str:
    """Writes the table to `target` as Parquet of text columns; returns the hash of its columns and rows."""
    scratch = tmp / f"silo-{os.getpid()}-{next(_serial)}"
    scratch.mkdir(mode=0o700)
    try:
        database = scratch / "copy.sqlite"
        before = identity(path)
        plain = unpack(path, name, None, scratch)[0]
        if plain != path and identity(path) != before:
            raise _changed(name)
        _snapshot(plain, name, database)
        return _write(database, name, table, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _snapshot(path: Path, name: str, copy: Path) -> None:
    with path.open("rb") as file:
        head = file.read(20)
    if not head:
        raise HgtError("the database file is empty", file=name, value="0 bytes", accepted="an SQLite file", next=AGAIN)
    if not head.startswith(MAGIC):
        raise HgtError("this is not an SQLite database", file=name, accepted="an SQLite 3 file", next=AGAIN)
    log = path.with_name(path.name + "-wal")
    shared = path.with_name(path.name + "-shm")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        before = identity(path), identity(log)
        if head[18:20] == b"\x02\x02" and not shared.exists():
            # a WAL database nobody has open: to open it would leave files next to it, so its bytes are copied
            shutil.copyfile(path, copy)
            if log.exists():
                shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
        else:
            _backup(path, name, copy)
            break
        if (identity(path), identity(log)) == before and not shared.exists():
            break
        if time.monotonic() > deadline:
            raise _changed(name)
        time.sleep(0.1)
    _check(copy, name)


def _changed(name: str) -> HgtError:
    return HgtError(
        "the database changed while it was read; nothing of it is taken, and it waits for the next run",
        file=name,
        value="changed",
        accepted="a database that rests for the time of a copy",
        next="wait until the other program is done, then hgt run",
    )


def _locked(name: str) -> HgtError:
    return HgtError(
        f"the database is locked by another program for longer than {BUSY_SECONDS:g} seconds",
        file=name,
        value="locked",
        accepted="a database that can be read",
        next="wait until the other program is done, then hgt run",
    )


def _kind(error: sqlite3.Error) -> str:
    """The kind of a fault; its message may quote the database."""
    return getattr(error, "sqlite_errorname", type(error).__name__)


def _damaged(name: str, why: str) -> HgtError:
    return HgtError(
        f"the database is damaged ({why}); none of it is read",
        file=name,
        value=why,
        accepted="a database that passes `pragma quick_check`",
        next=AGAIN,
    )


def _backup(path: Path, name: str, copy: Path) -> None:
    deadline = time.monotonic() + BUSY_SECONDS

    def watch(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise _locked(name)

    source = sqlite3.connect(f"file:{quote(os.fsencode(path.resolve()))}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        target = sqlite3.connect(copy)
        try:
            source.backup(target, progress=watch, sleep=0.1)
        finally:
            target.close()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _locked(name) from error
        raise _damaged(name, _kind(error)) from None
    except sqlite3.DatabaseError as error:
        raise _damaged(name, _kind(error)) from None
    finally:
        source.close()


def _check(copy: Path, name: str) -> None:
    con = sqlite3.connect(copy)
    try:
        found = [str(row[0]) for row in con.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError as error:
        raise _damaged(name, _kind(error)) from None
    finally:
        con.close()
    if found != ["ok"]:
        raise _damaged(name, "its own check fails")


def _write(database: Path, name: str, table: str, target: Path) -> str:
    con = sqlite3.connect(database)
    try:
        tables = [
            str(row[0])
            for row in con.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
        ]
        if table not in tables:
            raise HgtError(
                f"the database has no table {table}", file=name, value=table,
                accepted=f"the name of one of its {len(tables)} tables and views",
                next="set the contract's `table`, then hgt silo check",
            )  # fmt: skip
        try:
            return _rows(con, table, target)
        except (sqlite3.OperationalError, UnicodeDecodeError) as error:
            if "decode" not in str(error).lower():
                raise
            # text that is not UTF-8 is shown as \xNN, so that a rule can see it
            con.text_factory = lambda value: value.decode("utf-8", "backslashreplace")
            return _rows(con, table, target)
    except sqlite3.DatabaseError as error:
        raise _damaged(name, _kind(error)) from None
    finally:
        con.close()


def _rows(con: sqlite3.Connection, table: str, target: Path) -> str:
    cursor = con.execute(f"SELECT * FROM {identifier(table)}")
    names = [column[0] for column in cursor.description]
    schema = pa.schema([(name, pa.string()) for name in names])
    digest = hashlib.sha256(repr(names).encode())
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        while True:
            rows = cursor.fetchmany(BATCH)
            if not rows:
                break
            arrays = [_column(values) for values in zip(*rows, strict=True)]
            for array in arrays:
                _feed(digest, array)
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return digest.hexdigest()


def _column(values: Sequence[Any]) -> Any:
    return pa.array([value if value is None or type(value) is str else _text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return repr(value) if isinstance(value, float) else str(value)


def _feed(digest: Any, array: Any) -> None:
    """Lengths, gaps and characters of one column: two different columns never feed the same bytes."""
    gaps, offsets, characters = array.buffers()
    digest.update(f"{len(array)}:{array.null_count};".encode())
    if array.null_count:
        digest.update(gaps)
    digest.update(memoryview(offsets)[: 4 * (len(array) + 1)])
    if characters is not None:
        digest.update(characters)

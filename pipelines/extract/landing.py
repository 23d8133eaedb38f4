"""Brings a silo's objects into the restricted store: keeps their bytes under the name of their hash.

A database is copied through its own backup first, so that the silo is neither held up nor written to. Its declared
table is kept as Parquet. Nothing here reads the content of a file.
"""

import hashlib
import itertools
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.extract.drop_folder import gone, identity
from pipelines.extract.records.extract import Landed, SourceObject
from pipelines.extract.records.file_set import is_set, siblings
from pipelines.extract.sqlite import take_table
from warehouse import disk
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.visible import decoded, path_text, visible

CHUNK = 4 << 20
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,6}")
_serial = itertools.count(1)

__all__ = ["Landed", "SourceObject", "land"]


def land(paths: Paths, obj: SourceObject) -> Landed:
    """Keeps one object's content under its hash; the same content twice is kept once."""
    if obj.format == "sqlite":
        return _land_table(paths, obj)
    if is_set(obj.format, obj.path):
        return _land_set(paths, obj)
    with _aside(paths, obj) as aside:
        before = _state([obj.path])
        with _regular(obj.path) as source, aside.open("wb") as target:
            digest = _copy(source, target)
            after = os.fstat(source.fileno())
        if _state([obj.path]) != before or identity(after) != before[0]:
            raise changed(obj.path, f"{before[0][0]} → {after.st_size} bytes")
        return _keep(paths, obj, aside, digest, suffix(obj.path))


@contextmanager
def _regular(path: Path) -> Iterator[BinaryIO]:
    """A file opened for reading; one that became a pipe or a device since it was listed is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise gone(path) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise HgtError("this is no regular file", file=path, accepted="a file with the extract", next="hgt run")
        yield file


def _state(files: Sequence[Path]) -> list[tuple[int, ...]]:
    """The identities of files that must exist."""
    found = [identity(file) for file in files]
    if None in found:
        raise gone(files[0])
    return [one for one in found if one is not None]


def changed(path: Path, value: object) -> HgtError:
    """The error of an object that was written to, or replaced, while it was read."""
    return HgtError(
        "the file changed while it was read; nothing of it is taken, and it waits for the next run", file=path,
        value=value, accepted="a file that the silo has finished writing", next="hgt run, when it is finished",
    )  # fmt: skip


def _land_set(paths: Paths, obj: SourceObject) -> Landed:
    """Keeps the files of a set as one zip, which is identical for identical files."""
    with _aside(paths, obj) as aside:
        parts = siblings(obj.path)
        before = _state(parts)
        with zipfile.ZipFile(aside, "w") as archive:
            for part in parts:
                inside = zipfile.ZipInfo(visible(decoded(part.name)))
                with _regular(part) as source, archive.open(inside, "w", force_zip64=True) as target:
                    shutil.copyfileobj(source, target, CHUNK)
        now = siblings(obj.path)
        if now != parts or _state(now) != before:
            raise changed(obj.path, ", ".join(path_text(Path(part.name)) for part in now))
        with aside.open("rb") as packed:
            digest = hashlib.file_digest(packed, "sha256").hexdigest()
            os.fsync(packed.fileno())
        return _keep(paths, obj, aside, digest, ".zip")


def suffix(path: Path) -> str:
    """The suffix of a name that gives the form of a file or its envelope; no other part of a name is kept."""
    found = path.suffix.lower()
    return found if _ENDING.fullmatch(found) else ""


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    """Copies and hashes in one pass; each piece is hashed while it is written."""
    digest = hashlib.sha256()
    with ThreadPoolExecutor(1) as pool:
        waiting: Any = None
        while chunk := source.read(CHUNK):
            if waiting is not None:
                waiting.result()
            waiting = pool.submit(digest.update, chunk)
            target.write(chunk)
        if waiting is not None:
            waiting.result()
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()


@contextmanager
def _aside(paths: Paths, obj: SourceObject) -> Iterator[Path]:
    """A scratch file in the landing folder that never outlives the block; a full disk gives a plain error."""
    paths.landed.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = paths.landed / f"{os.getpid()}-{next(_serial)}.part"
    try:
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield aside
    except OSError as error:
        if error.errno not in disk.FULL:
            raise
        raise HgtError(
            "the disk is full: the object was not landed, and nothing of it is left behind",
            file=obj.path,
            value=f"{obj.size} bytes",
            accepted=f"at least that much free space under {paths.landed}",
            next="free some space (hgt tend), then hgt run",
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def _keep(paths: Paths, obj: SourceObject, aside: Path, digest: str, ending: str) -> Landed:
    folder = paths.landed / digest[:2]
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"{digest}{ending}"
    size = aside.stat().st_size
    fresh = not (target.exists() and target.stat().st_size == size)
    if fresh:
        aside.chmod(0o600)
        aside.replace(target)
        _sync(folder)
    return Landed(obj, target, digest, size, fresh)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _land_table(paths: Paths, obj: SourceObject) -> Landed:
    paths.tmp.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _aside(paths, obj) as aside:
        digest = take_table(obj, aside, paths.tmp)
        return _keep(paths, obj, aside, digest, ".parquet")

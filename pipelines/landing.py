"""Brings a silo's objects into the restricted store: finds them, keeps their bytes under the name of their hash.

A database is copied through its own backup first, so that the silo is neither held up nor written to, and its declared
table is kept as Parquet. Nothing here looks into the content of a file.
"""

import errno
import hashlib
import itertools
import os
import shutil
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.database import copy_table
from pipelines.delivery import natural
from pipelines.forms.bounded import bounded
from pipelines.forms.extract import Landed, Server, SourceObject
from pipelines.forms.shapefile import siblings
from warehouse.errors import HgtError
from warehouse.paths import Paths

CHUNK = 4 << 20
SIDECARS = ("-wal", "-shm", "-journal")
ENVELOPES = (".gz", ".zip")
FULL = (errno.ENOSPC, errno.EDQUOT)
_serial = itertools.count(1)

__all__ = ["Landed", "SourceObject", "find", "land"]


def find(location: Path, server: Server, sidecar: str | None = None) -> list[SourceObject]:
    """The objects that a server's path names (a file, a folder or a pattern), in natural order of names.

    `sidecar` ends the name of a file beside an object that tells of it and is none itself.
    """
    target = location / server.path if server.path else location
    if target.is_file():
        paths = [target]
    elif target.is_dir():
        paths = [path for path in target.iterdir() if path.is_file()]
    else:
        root = Path(target.anchor) if Path(server.path).is_absolute() else location
        pattern = server.path.removeprefix(target.anchor) if root != location else server.path
        paths = [path for path in root.glob(pattern) if path.is_file()] if pattern else []
    paths = [path for path in paths if _offered(path)]
    beside = {path: path.with_name(path.name + sidecar) for path in paths} if sidecar else {}
    paths = [path for path in paths if path not in beside.values()]
    if server.format == "shapefile":
        paths = [path for path in paths if path.suffix.lower() in (".shp", ".zip")]
    if not paths:
        raise HgtError(
            f"nothing to read: no {server.format} file was found",
            file=target,
            value=server.path or str(location),
            accepted=f"a file, a folder with files, or a pattern that matches some, under {location}",
            next="hgt silo check",
        )
    base = location if location.is_dir() else location.parent
    table = server.options.get("table")
    if server.format == "sqlite" and not table:
        raise HgtError(
            "the contract names no table of the database", file=target, value=None,
            accepted="customProperties: [{property: table, value: name}]", next="hgt silo check",
        )  # fmt: skip
    found: list[SourceObject] = []
    for path in paths:
        seen = path.stat()
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
        mtime, size = seen.st_mtime_ns, seen.st_size
        log = path.with_name(path.name + "-wal")
        if server.format == "sqlite" and log.exists():
            mtime, size = max(mtime, log.stat().st_mtime_ns), size + log.stat().st_size
        if server.format == "geopackage" and log.exists() and log.stat().st_size:
            raise HgtError(
                "a program still writes to the GeoPackage: its newest rows stand in another file", file=path,
                value=log.name, accepted="a GeoPackage that is closed", next="hgt run, when it is closed",
            )  # fmt: skip
        if _is_set(server.format, path):
            parts = [part.stat() for part in siblings(path)]
            mtime, size = max(part.st_mtime_ns for part in parts), sum(part.st_size for part in parts)
        if path in beside and beside[path].is_file():
            told = beside[path].stat()
            mtime, size = max(mtime, told.st_mtime_ns), size + told.st_size
        found.append(
            SourceObject(name, path, server.format, size, mtime, str(table) if table else None, server.options)
        )
    return sorted(found, key=lambda item: natural(item.name))


def _offered(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and not path.name.endswith((*SIDECARS, ".tmp", ".part"))


def land(paths: Paths, obj: SourceObject) -> Landed:
    """Keeps one object's content under its hash; the same content twice is kept once."""
    if obj.format == "sqlite":
        return _land_table(paths, obj)
    if _is_set(obj.format, obj.path):
        return _land_set(paths, obj)
    suffix = _suffix(obj.path)
    with _aside(paths, obj) as aside:
        try:
            with obj.path.open("rb") as source:
                before = os.fstat(source.fileno())
                with aside.open("wb") as target:
                    digest = _copy(source, target)
                after = os.fstat(source.fileno())
        except FileNotFoundError as error:
            raise HgtError(
                "the file is gone since it was listed", file=obj.path, accepted="a file that stays", next="hgt run"
            ) from error
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise HgtError(
                "the file changed while it was read", file=obj.path, value=f"{before.st_size} → {after.st_size} bytes",
                accepted="a file that the silo has finished writing", next="hgt run, when it is finished",
            )  # fmt: skip
        return _keep(paths, obj, aside, digest, suffix)


def _is_set(form: str, path: Path) -> bool:
    """Whether the object is several files of one name: a shapefile that is not packed."""
    return form == "shapefile" and path.suffix.lower() == ".shp"


def _land_set(paths: Paths, obj: SourceObject) -> Landed:
    """Keeps the files of a set as one zip, which is the same whenever they are."""
    with _aside(paths, obj) as aside:
        parts = siblings(obj.path)
        before = [(part.stat().st_size, part.stat().st_mtime_ns) for part in parts]
        with zipfile.ZipFile(aside, "w") as archive:
            for part in parts:
                with (
                    part.open("rb") as source,
                    archive.open(zipfile.ZipInfo(part.name), "w", force_zip64=True) as target,
                ):
                    shutil.copyfileobj(source, target, CHUNK)
        if [(part.stat().st_size, part.stat().st_mtime_ns) for part in siblings(obj.path)] != before:
            raise HgtError(
                "the shapefile changed while it was read", file=obj.path, value=[part.name for part in parts],
                accepted="a set of files that the silo has finished writing", next="hgt run, when it is finished",
            )  # fmt: skip
        with aside.open("rb") as packed:
            digest = hashlib.file_digest(packed, "sha256").hexdigest()
            os.fsync(packed.fileno())
        return _keep(paths, obj, aside, digest, ".zip")


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix[1:].isalnum() and len(suffix) <= 8]
    if suffixes and suffixes[-1] in ENVELOPES:
        return "".join(suffixes[-2:])
    return suffixes[-1] if suffixes else ""


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    """Copies and hashes in one pass; the hash of a piece is taken while the piece is written."""
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
    """A scratch file in the landing folder that never outlives the block; a full disk is told plainly."""
    paths.landed.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = paths.landed / f".{os.getpid()}-{next(_serial)}.part"
    try:
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield aside
    except OSError as error:
        if error.errno not in FULL:
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


def _keep(paths: Paths, obj: SourceObject, aside: Path, digest: str, suffix: str) -> Landed:
    folder = paths.landed / digest[:2]
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"{digest}{suffix}"
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
    assert obj.table is not None
    paths.tmp.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _aside(paths, obj) as aside:
        digest = bounded(obj.options, obj.name, obj.size, copy_table, obj.path, obj.name, obj.table, aside, paths.tmp)
        return _keep(paths, obj, aside, digest, ".parquet")

"""Finds the objects that a silo's folder offers, and lists the other entries with the reason why each is not read.

Names are bytes: they are decoded before a pattern is matched. Only regular files are objects; nothing here opens one.
"""

import errno
import fnmatch
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipelines.declare.contracts.contract import Server
from pipelines.extract.delivery import natural
from pipelines.extract.records.extract import SourceObject
from pipelines.extract.records.file_set import is_set, siblings
from warehouse.errors import HgtError
from warehouse.visible import decoded, path_text

SIDECARS = ("-wal", "-shm", "-journal")
EDITED = re.compile(r".+~|#.+#", re.DOTALL)
TEMPORARY = (".tmp", ".part", ".crdownload", ".download", ".swp")
FOLLOW = "follow"
CHECK = "hgt silo check"
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe (FIFO), which is never opened",
    stat.S_IFSOCK: "a socket, which is never opened",
    stat.S_IFBLK: "a device, which is never opened",
    stat.S_IFCHR: "a device, which is never opened",
}
_WILD = re.compile(r"[*?\[]")
_STARS = re.compile(r"[*?]")
"""Marks of a path that is a pattern even where a file has it as its name; brackets are common in names."""


@dataclass(frozen=True)
class Ignored:
    """An entry that a contract's path names and that is not an object."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} ({self.reason})"


@dataclass(frozen=True)
class Offer:
    """The objects that one path names, in natural order of names, and the entries that are ignored."""

    objects: list[SourceObject]
    ignored: list[Ignored]


def find(location: Path, server: Server, sidecar: str | None = None) -> list[SourceObject]:
    """The objects that a server's path names (a file, a folder or a pattern), in natural order of names.

    `sidecar` is the suffix of a file that describes an object and is not itself an object.
    """
    return offered(location, server, sidecar).objects


def offered(location: Path, server: Server, sidecar: str | None = None) -> Offer:
    """The objects that a server's path names and the ignored entries; an error where there is no object."""
    try:
        return _offered(location, server, sidecar)
    except OSError as error:
        raise HgtError(
            "the silo's folder cannot be read by this user", file=Path(error.filename or location),
            value=error.strerror, accepted="folders that this user may enter and files that it may read",
            next=f"give this user the right, then {CHECK}",
        ) from None  # fmt: skip


def _offered(location: Path, server: Server, sidecar: str | None) -> Offer:
    looking = _Looking(location, server)
    paths = looking.files()
    beside = {path: path.with_name(path.name + sidecar) for path in paths} if sidecar else {}
    told = set(beside.values())
    paths = [path for path in paths if path not in told]
    if server.format == "shapefile":
        paths = [path for path in paths if path.suffix.lower() in (".shp", ".zip")]
    ignored = sorted(looking.ignored.values(), key=lambda entry: natural(entry.name))
    if not paths:
        seen = f"; ignored: {', '.join(map(str, ignored[:5]))}" if ignored else ""
        raise HgtError(
            f"nothing to read: no {server.format} file was found",
            file=looking.target,
            value=f"{server.path or path_text(location)}{seen}",
            accepted=f"a file, a folder with files, or a pattern that matches some, under {path_text(location)}",
            next=CHECK,
        )
    if server.format == "sqlite" and not server.options.get("table"):
        raise HgtError(
            "the contract names no table of the database", file=looking.target, value=None,
            accepted="customProperties: [{property: table, value: name}]", next=CHECK,
        )  # fmt: skip
    found: dict[str, SourceObject] = {}
    for path in paths:
        parts = _parts(path, server, beside.get(path))
        for part in parts:
            looking.stays_inside(part)
        item = _object(path, looking.name(path), server, parts)
        if item.name in found:
            raise HgtError(
                "two objects have one name, in two encodings", file=path, value=item.name,
                accepted="each name once", next="rename one of the two, then hgt run",
            )  # fmt: skip
        found[item.name] = item
    return Offer(sorted(found.values(), key=lambda item: natural(item.name)), ignored)


def _parts(path: Path, server: Server, sidecar: Path | None) -> list[Path]:
    """The files that identify the unchanged state of one object."""
    parts = siblings(path) if is_set(server.format, path) else [path]
    log = path.with_name(path.name + "-wal")
    if server.format == "geopackage" and log.is_file() and log.stat().st_size:
        raise HgtError(
            "a program still writes to the GeoPackage: its newest rows are in another file", file=path,
            value=path_text(Path(log.name)), accepted="a GeoPackage that is closed", next="hgt run, when it is closed",
        )  # fmt: skip
    if server.format == "sqlite" and log.is_file():
        parts.append(log)
    if sidecar is not None and sidecar.is_file():
        parts.append(sidecar)
    return parts


def _object(path: Path, name: str, server: Server, parts: Sequence[Path]) -> SourceObject:
    try:
        seen = [part.stat() for part in parts]
    except FileNotFoundError as error:
        raise gone(path) from error
    table = server.options.get("table")
    mtime, size = max(one.st_mtime_ns for one in seen), sum(one.st_size for one in seen)
    return SourceObject(name, path, server.format, size, mtime, str(table) if table else None, server.options)


def identity(file: Path | os.stat_result) -> tuple[int, ...] | None:
    """The numbers that change when a file is written to or replaced; None for a missing file."""
    try:
        seen = file.stat() if isinstance(file, Path) else file
    except FileNotFoundError:
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_dev, seen.st_ino


def gone(path: Path) -> HgtError:
    """The error of an object that was listed and is no longer there."""
    return HgtError("the file is gone since it was listed", file=path, accepted="a file that stays", next="hgt run")


@dataclass
class _Looking:
    """One search of a silo's location."""

    location: Path
    server: Server
    ignored: dict[Path, Ignored] = field(default_factory=dict)
    _folders: dict[Path, Path] = field(default_factory=dict)
    """Folders with every link in their paths followed."""

    @property
    def target(self) -> Path:
        return self.location / self.server.path if self.server.path else self.location

    @property
    def base(self) -> Path:
        return self.location if self.location.is_dir() else self.location.parent

    def name(self, path: Path) -> str:
        """An object's name: its path below the location."""
        return path_text(path.relative_to(self.base) if path.is_relative_to(self.base) else Path(path.name))

    def files(self) -> list[Path]:
        """The regular files that the path names; the other entries are noted."""
        if self.target.is_dir():
            entries = self._entries(self.target)
        elif os.path.lexists(self.target) and not _STARS.search(self.server.path):
            entries = [self.target]
        else:
            root = Path(self.target.anchor) if Path(self.server.path).is_absolute() else self.location
            pattern = Path(self.server.path).relative_to(root if root != self.location else Path()).parts
            entries = list(dict.fromkeys(self._matching(root, pattern))) if pattern else []
        found = []
        for path in entries:
            if path.name.endswith(SIDECARS):
                continue
            reason = _reason(path)
            if reason is None:
                found.append(path)
            else:
                self.ignored[path] = Ignored(self.name(path), reason)
        return found

    def stays_inside(self, path: Path) -> None:
        """Refuse a file that a link leads to from elsewhere, unless the contract declares that links are followed."""
        if self.server.options.get("links") == FOLLOW:
            return
        true = path.resolve() if path.is_symlink() else self._folder(path.parent) / path.name
        if not true.is_relative_to(self._home):
            raise HgtError(
                "a link leads out of the silo's folder", file=path, value=path_text(true),
                accepted=f"files under {path_text(self.base)}, or `links: {FOLLOW}` among the server's"
                " customProperties",
                next=f"put the file itself there or declare the links, then {CHECK}",
            )  # fmt: skip

    @cached_property
    def _home(self) -> Path:
        """The real folder that the declarations themselves name: the silo's, or that of a path that lies outside it."""
        if not self.location.is_dir():
            return self.location.resolve().parent
        parts = self.target.parts
        fixed = next((n for n, part in enumerate(parts) if _WILD.search(part)), len(parts))
        declared = Path(os.path.normpath(Path(*parts[:fixed])))
        if declared.is_relative_to(os.path.normpath(self.location)):
            return self.location.resolve()
        return declared.resolve() if declared.is_dir() else declared.resolve().parent

    def _folder(self, folder: Path) -> Path:
        if folder not in self._folders:
            self._folders[folder] = folder.resolve()
        return self._folders[folder]

    def _matching(self, folder: Path, pattern: Sequence[str]) -> Iterator[Path]:
        """The entries under `folder` that match a pattern's parts; an unfinished `x.csv.part` matches with `x.csv`."""
        part, *rest = pattern
        if part == "..":
            yield from self._matching(folder.parent, rest) if rest else ()
            return
        if part == "**":
            yield from self._matching(folder, rest) if rest else ()
            for entry in self._entries(folder):
                if entry.is_dir() and not entry.is_symlink():
                    yield from self._matching(entry, pattern)
            return
        for entry in self._entries(folder):
            name = decoded(entry.name)
            if rest:
                if (name == part or fnmatch.fnmatchcase(name, part)) and entry.is_dir():
                    yield from self._matching(entry, rest)
            elif any(one == part or fnmatch.fnmatchcase(one, part) for one in (name, _finished(name))):
                yield entry

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except (NotADirectoryError, FileNotFoundError):
            return []
        except OSError as error:
            self.ignored[folder] = Ignored(self.name(folder), f"a folder that cannot be read: {error.strerror}")
            return []


def _finished(name: str) -> str:
    return next((name.removesuffix(end) for end in TEMPORARY if name.endswith(end)), name)


def _reason(path: Path) -> str | None:
    """The reason why an entry is not an object; None for an object."""
    if path.name.startswith("~$"):
        return "the lock of an office program"
    if path.name.startswith("."):
        return "a hidden file"
    if path.name.endswith(TEMPORARY):
        return "a temporary file"
    if EDITED.fullmatch(path.name):
        return "the copy of an editor"
    try:
        kind = stat.S_IFMT(path.stat().st_mode)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "a link that leads to itself"
        if error.errno == errno.ENOENT:
            return "a link to nothing" if path.is_symlink() else "gone since it was listed"
        return f"it cannot be looked at: {error.strerror}"
    return None if kind == stat.S_IFREG else KINDS.get(kind, "no regular file")

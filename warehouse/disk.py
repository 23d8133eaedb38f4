"""Room on the disk: the free space, the need of a step, and the error of a disk that refuses."""

import errno
import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import HgtError, plain

FULL = (errno.ENOSPC, errno.EDQUOT)
STANDS = "what was released stays readable, and the next run continues from here"
_FULL_WORDS = ("no space left on device", "disk is full", "disk quota exceeded", "disk full")
_RIGHT_WORDS = ("permission denied", "read-only file system", "operation not permitted", "readonly database")
_FAULT_WORDS = ("disk i/o error", "input/output error")
"""Messages of a failing disk; SQLite uses the same for a log that finds no room, so the free space decides."""
_LITTLE = 16 << 20
"""Bytes; a disk with less free space has no room for the files that SQLite writes."""


def existing(place: Path) -> Path:
    """The nearest folder of a path that exists."""
    return next(folder for folder in (place, *place.parents) if folder.exists())


def free(place: Path) -> int:
    """The bytes that this user may still write where a path lies or will lie."""
    return shutil.disk_usage(existing(place)).free


def ask_writable(place: Path, stands: str) -> None:
    """Refuse a user who may not write to the place of a path; `stands` names the state that is left unchanged."""
    folder = existing(place)
    if not os.access(folder, os.W_OK):
        raise told(PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder)), folder, stands)


def ask_room(place: Path, needed: int, what: str) -> None:
    """Refuse a step for which the disk has too little room."""
    have = free(place)
    if have < needed:
        raise HgtError(
            f"the disk has too little room for {what}", file=place, value=f"{have:,} bytes free",
            accepted=f"at least {needed:,} bytes free", next="free some space (hgt tend --apply), then again",
        )  # fmt: skip


def is_full(error: BaseException, place: Path) -> bool:
    """Whether an error, or one of its causes, is a disk without room at a place. Engines report it in words."""
    words = (*_FULL_WORDS, *_FAULT_WORDS) if free(place) < _LITTLE else _FULL_WORDS
    return any((isinstance(one, OSError) and one.errno in FULL) or _says(one, words) for one in _chain(error))


def is_failing(error: BaseException) -> bool:
    """Whether an error, or one of its causes, is a disk that cannot read or write."""
    seen: BaseException | None = error
    while seen is not None and getattr(seen, "errno", None) != errno.EIO and not _says(seen, _FAULT_WORDS):
        seen = seen.__cause__
    return seen is not None


def is_of_disk(error: BaseException, place: Path) -> bool:
    """Whether an error is of the file system in any way."""
    return is_full(error, place) or is_failing(error) or is_refused(error)


def is_refused(error: BaseException) -> bool:
    """Whether an error, or one of its causes, is of the file system. An error that was only being handled when another
    one was raised is not its cause.
    """
    return _refusal(error) is not None


def _refusal(error: BaseException) -> BaseException | None:
    seen: BaseException | None = error
    while seen is not None and not (isinstance(seen, OSError) or _says(seen, _RIGHT_WORDS)):
        seen = seen.__cause__
    return seen


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and its causes."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(one in said for one in words)


def told(error: BaseException, place: Path, stands: str) -> HgtError:
    """A failure of the file system as one clear error; `stands` names the state that is left unchanged."""
    if is_full(error, place):
        return HgtError(
            f"the disk is full; {stands}", file=place, value=f"{free(place):,} bytes free",
            accepted="more room than that", next="free some space (hgt tend --apply), then again",
        )  # fmt: skip
    if is_failing(error):
        return HgtError(
            f"the disk failed; {stands}", file=getattr(error, "filename", None) or place, value="input/output error",
            accepted="a disk that reads and writes", next="hgt doctor --deep, then again",
        )  # fmt: skip
    cause = _refusal(error) or error
    return HgtError(
        f"the file system refused; {stands}", file=getattr(cause, "filename", None) or place, value=plain(cause),
        accepted="files and folders that this user may read and write",
        next=_way_on(Path(getattr(cause, "filename", None) or place)),
    )  # fmt: skip


def _way_on(place: Path) -> str:
    """The advice to a user without permission: the store belongs to one account, and others read its public part."""
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    owner = place.lstat().st_uid
    if owner == os.geteuid():
        return "give this user the right, then hgt doctor"
    return f"run this as {account(owner)}, who owns it; other users read by hgt sql, hgt kpi and the report"


def account(number: int) -> str:
    """The name of a user, or the number of a user without a name here."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


@contextmanager
def watched(place: Path, stands: str) -> Iterator[None]:
    """Turn a disk that runs full inside the block, or refuses, into one clear error, whichever engine met it."""
    try:
        yield
    except HgtError:
        raise
    except Exception as error:
        if not is_of_disk(error, place):
            raise
        raise told(error, place, stands) from None

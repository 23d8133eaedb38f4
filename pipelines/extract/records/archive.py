"""Opens gzip and zip envelopes, always to the last byte: a cut-off envelope is refused, never read in part."""

import fnmatch
import gzip
import itertools
import lzma
import mmap
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from pipelines.extract.records.bounded import bounded
from warehouse.errors import HgtError, words

CHUNK = 1 << 20
SHOWN_N = 5
MEMBERS_N = 2_000
"""Members that are read of one zip file: each is scanned by itself."""
_serial = itertools.count(1)
AGAIN = "ask the silo for the file again, then hgt run"
PACKED = re.compile(
    rb"(?P<zip>PK\x03\x04)|(?P<gzip>\x1f\x8b)|(?P<xz>\xfd7zXZ\x00)|(?P<bzip2>BZh[1-9]1AY)|(?P<zstd>\x28\xb5\x2f\xfd)"
    rb"|(?P<rar>Rar!\x1a\x07)|(?P<seven_zip>7z\xbc\xaf\x27\x1c)"
)
_UTF8_MARK = 0x08
"""The bit of the flags' second byte by which a member's name is UTF-8."""
DAMAGED = (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, RuntimeError, struct.error)
"""Errors of `zipfile` for a file that is cut off or damaged, has a password, or an unknown compression."""
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
WORKBOOK_PART = "[Content_Types].xml"
"""The member that distinguishes a workbook, which is a zip file itself, from a zip file with data."""
PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE | re.DOTALL)


def unpacked(path: Path, name: str, options: Mapping[str, Any], tmp: Path) -> list[Path]:
    """The plain files inside `path`, unpacked within the limits of a contract's server options."""
    return bounded(options, name, path.stat().st_size, unpack, path, name, options.get("member"), tmp)


def scratch(tmp: Path, path: Path, ending: str) -> Path:
    """A new file next to others that are made of `path`, in whichever process."""
    return tmp / f"{path.name}.{os.getpid()}-{next(_serial)}.{ending}"


def unpack(path: Path, name: str, member: str | None, tmp: Path) -> list[Path]:
    """The plain files inside `path`; `path` itself when it has no envelope. The bytes decide, not the name."""
    found = _unpack(path, name, member, tmp)
    for plain in found:
        refuse_page(plain, name)
        _refuse_packed(plain, name, is_inside=plain != path)
    return found


def _refuse_packed(path: Path, name: str, *, is_inside: bool) -> None:
    """Refuse envelopes that are not opened, and a second one within the first. A workbook is no envelope."""
    with path.open("rb") as file:
        found = PACKED.match(file.read(8))
    if found is None or (found.lastgroup == "zip" and _is_workbook(path)):
        return
    what = "the file in its envelope" if is_inside else "the file"
    raise HgtError(
        f"{what} is packed by {found.lastgroup}, which is not opened",
        file=name, value=found.lastgroup, accepted="plain data, or one gzip or zip envelope around it",
        next=AGAIN,
    )  # fmt: skip


def _is_workbook(path: Path) -> bool:
    try:
        with opened(path) as archive:
            return WORKBOOK_PART in archive.namelist()
    except DAMAGED:
        return False


def refuse_page(path: Path, name: str) -> None:
    """Refuse a web page that was saved under the name of data: a login form, an error, a table made for eyes."""
    with path.open("rb") as file:
        head = file.read(4096).replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    if PAGE.match(head) is None:
        return
    raise HgtError(
        "this is a web page (HTML), no data",
        file=name,
        value=f"{path.stat().st_size:,} bytes of HTML",
        accepted="the extract itself; the page may ask for a login or hold a table to look at",
        next=AGAIN,
    )


def _unpack(path: Path, name: str, member: str | None, tmp: Path) -> list[Path]:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == OLD_WORKBOOK:
        raise _workbook(name)
    if magic[:2] == b"\x1f\x8b":
        return [_gunzip(path, name, tmp)]
    if magic == b"PK\x03\x04" or magic == b"PK\x05\x06":
        return _unzip(path, name, member, tmp)
    if name.endswith((".gz", ".zip")) and magic:
        raise HgtError(
            "the name promises a compressed file, the bytes are none",
            file=name,
            accepted="gzip (1f 8b) or zip (50 4b 03 04)",
            next=AGAIN,
        )
    return [path]


def _gunzip(path: Path, name: str, tmp: Path) -> Path:
    target = tmp / f"{path.name}.plain"
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, CHUNK)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        read = target.stat().st_size
        target.unlink()
        raise HgtError(
            f"the gzip file is cut off or damaged ({words(error)}); none of it is read",
            file=name,
            value=f"{path.stat().st_size} bytes, {read} bytes unpacked before the fault",
            accepted="a complete gzip file with its trailer",
            next=AGAIN,
        ) from error
    return target


def _unzip(path: Path, name: str, member: str | None, tmp: Path) -> list[Path]:
    targets: list[Path] = []
    try:
        with opened(path) as archive:
            inside = members(archive)
            if WORKBOOK_PART in inside:
                raise _workbook(name)
            wanted = [
                inside[one]
                for one in sorted(inside)
                if fnmatch.fnmatchcase(one, member or "*") and not Path(one).name.startswith((".", "__MACOSX"))
            ]
            if not wanted:
                raise HgtError(
                    f"no member of the zip file matches {member or '*'}",
                    file=name,
                    value=member or "*",
                    accepted=listed(inside),
                    next="set the contract's `member`, then hgt silo check",
                )
            if len(wanted) > MEMBERS_N:
                raise HgtError(
                    "the zip file has more members than are read of one; none of it is read", file=name,
                    value=f"{len(wanted):,} members", accepted=f"at most {MEMBERS_N:,}",
                    next="set the contract's `member`, or ask the silo for larger files, then hgt silo check",
                )  # fmt: skip
            for number, info in enumerate(wanted):
                target = tmp / f"{path.name}.{number}.plain"
                copy_member(archive, info, target)
                targets.append(target)
    except DAMAGED as error:
        for target in targets:
            target.unlink(missing_ok=True)
        raise damaged(path, name, error) from None
    return targets


def copy_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one member; raises one of `DAMAGED` where its bytes are at fault and not the disk."""
    try:
        with archive.open(member) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, CHUNK)
    except OSError as error:
        if error.errno is not None:
            raise
        raise zipfile.BadZipFile("a member is damaged") from None


class _Memory(mmap.mmap):
    """A file in memory of which the process may change its own copy."""

    def seekable(self) -> bool:
        return True


def opened(path: Path) -> zipfile.ZipFile:
    """A zip file open for reading. A false UTF-8 mark of its names is cleared."""
    try:
        return zipfile.ZipFile(path)
    except UnicodeDecodeError:
        with path.open("rb") as file:
            content = _Memory(file.fileno(), 0, access=mmap.ACCESS_COPY)
        _take_back(content)
        return zipfile.ZipFile(cast(BinaryIO, content))


def _take_back(content: mmap.mmap) -> None:
    """Clear the mark for UTF-8 names in the directory of a zip file and in front of its members."""
    end = content.rfind(b"PK\x05\x06")
    size, said = struct.unpack_from("<II", content, end + 12)
    at = end - size
    before = at - said
    while at + 46 <= end and content[at : at + 4] == b"PK\x01\x02":
        lengths = struct.unpack_from("<HHH", content, at + 28)
        local = struct.unpack_from("<I", content, at + 42)[0] + before
        for flags in (at + 9, local + 7):
            if 0 <= flags < end:
                content[flags] &= ~_UTF8_MARK & 0xFF
        at += 46 + sum(lengths)
    if at != end:
        raise zipfile.BadZipFile("its directory is not where it says")


def members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of a zip by name: UTF-8 where that is marked or fits, else GB18030 as Chinese systems write it."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if not info.is_dir():
            found.setdefault(_member_name(info), info)
    if len(found) < sum(not info.is_dir() for info in archive.infolist()):
        raise zipfile.BadZipFile("two of its members have one name")
    return found


def listed(names: Iterable[str]) -> str:
    """The members of a zip as messages describe them: their number by suffix."""
    counts = Counter(end if (end := PurePosixPath(name).suffix)[1:].isalnum() else "other" for name in names)
    told = [f"{n} {end}" for end, n in counts.most_common(SHOWN_N)]
    return f"a pattern for one of its members: {', '.join(told) or 'there are none'}"


def _member_name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_MARK << 8:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return info.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return info.filename


def _workbook(name: str) -> HgtError:
    return HgtError(
        "this is a workbook, whatever its name says", file=name, value="an Excel file",
        accepted="a contract with `format: xlsx`, or the extract as text",
        next="correct the contract, then hgt silo check",
    )  # fmt: skip


def damaged(path: Path, name: str, error: BaseException) -> HgtError:
    """The refusal of a zip file that cannot be read to its end."""
    return HgtError(
        f"the zip file is cut off, damaged or locked ({words(error)}); none of it is read",
        file=name,
        value=f"{path.stat().st_size} bytes",
        accepted="a complete zip file without a password",
        next=AGAIN,
    )

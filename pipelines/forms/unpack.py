"""Opens gzip and zip envelopes, always to the last byte: a cut-off envelope is refused, never read in part."""

import fnmatch
import gzip
import shutil
import zipfile
import zlib
from pathlib import Path

from warehouse.errors import HgtError

CHUNK = 1 << 20
AGAIN = "ask the silo for the file again, then hgt run"
DAMAGED = (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError)
"""What `zipfile` raises for a file that is cut off or damaged, for one with a password, for an unknown compression."""


def unpack(path: Path, name: str, member: str | None, tmp: Path) -> list[Path]:
    """The plain files inside `path`; `path` itself when it has no envelope. The bytes decide, not the name."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic[:2] == b"\x1f\x8b":
        return [_gunzip(path, name, tmp)]
    if magic == b"PK\x03\x04" or magic == b"PK\x05\x06":
        return _unzip(path, name, member, tmp)
    if name.endswith((".gz", ".zip")) and magic:
        raise HgtError(
            "the name promises a compressed file, the bytes are none",
            file=name,
            value=magic.hex(" "),
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
            f"the gzip file is cut off or damaged ({error}); none of it is read",
            file=name,
            value=f"{path.stat().st_size} bytes, {read} bytes unpacked before the fault",
            accepted="a complete gzip file with its trailer",
            next=AGAIN,
        ) from error
    return target


def _unzip(path: Path, name: str, member: str | None, tmp: Path) -> list[Path]:
    targets: list[Path] = []
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir()]
            names = sorted(info.filename for info in inside)
            wanted = [
                info
                for info in sorted(inside, key=lambda info: info.filename)
                if fnmatch.fnmatchcase(info.filename, member or "*")
                and not Path(info.filename).name.startswith((".", "__MACOSX"))
            ]
            if not wanted:
                raise HgtError(
                    f"no member of the zip file matches {member or '*'}",
                    file=name,
                    value=member or "*",
                    accepted=names,
                    next="set the contract's `member`, then hgt silo check",
                )
            for number, info in enumerate(wanted):
                target = tmp / f"{path.name}.{number}.plain"
                with archive.open(info) as packed, target.open("wb") as plain:
                    shutil.copyfileobj(packed, plain, CHUNK)
                targets.append(target)
    except DAMAGED as error:
        for target in targets:
            target.unlink(missing_ok=True)
        raise damaged(path, name, error) from error
    return targets


def damaged(path: Path, name: str, error: BaseException) -> HgtError:
    """What is said of a zip file that cannot be read to its end."""
    return HgtError(
        f"the zip file is cut off, damaged or locked ({error}); none of it is read",
        file=name,
        value=f"{path.stat().st_size} bytes",
        accepted="a complete zip file without a password",
        next=AGAIN,
    )

"""Reads the moment at which a delivery was taken from its source, from where its contract declares it (`taken`)."""

import datetime as dt
import gzip
import json
import re
import zipfile
import zlib
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.declare.contracts import value_formats
from pipelines.declare.contracts.taken import AT, LINE, NAME, SIDECAR, Taken
from pipelines.extract.records.archive import members, opened
from pipelines.extract.records.extract import Landed
from warehouse.errors import HgtError

HEAD_BYTES_N = 64 * 1024
"""Bytes of an object that are searched for its line."""
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
CLOCK, DAY, MONTH = "HIMScXs", "djxD", "mbB"


def moment(taken: Taken, item: Landed) -> dt.datetime:
    """The moment of one object that its silo offers."""
    if taken.place == AT:
        return _localised(taken, dt.datetime.fromisoformat(taken.text), is_day=len(taken.text) == len("2015-08-31"))
    found = _said(taken, item)
    text, shape = (found or "").strip(), value_formats.shape(taken.format)
    try:
        read = dt.datetime.strptime(text, taken.format)
    except ValueError:
        raise _unsaid(taken, item, found) from None
    if shape is not None and not re.fullmatch(shape, text):
        raise _unsaid(taken, item, found)
    return _localised(taken, read, is_day=not _has(taken.format, CLOCK))


def _said(taken: Taken, item: Landed) -> str | None:
    """The text of the moment; None where it is missing."""
    if taken.place == NAME:
        found = re.search(taken.text, item.name)
    elif taken.place == LINE:
        found = re.search(taken.text, _head(taken, item.path), re.MULTILINE)
    else:
        return _beside(taken, item.source.path.with_name(item.source.path.name + taken.text))
    return found[1] if found is not None else None


def _head(taken: Taken, path: Path) -> str:
    """The first lines of an object, unpacked from its envelope."""
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES_N)
    try:
        if data.startswith(b"\x1f\x8b"):
            with gzip.open(path) as packed:
                data = packed.read(HEAD_BYTES_N)
        elif data.startswith(b"PK\x03\x04"):
            with opened(path) as archive:
                inside = members(archive)
                names = sorted(name for name in inside if fnmatchcase(name, taken.member or "*"))
                with archive.open(inside[names[0]]) as packed:
                    data = packed.read(HEAD_BYTES_N)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, IndexError, RuntimeError, HgtError):
        return ""  # the reader reports the fault of the envelope
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    return data.decode(marked or taken.encoding or "utf-8", "replace")


def _beside(taken: Taken, file: Path) -> str | None:
    try:
        if not file.is_file():
            return None
        text = file.read_text(encoding="utf-8-sig")
        if taken.key is None:
            return text
        value = json.loads(text)[taken.key]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return value if isinstance(value, str) else None


def _localised(taken: Taken, moment: dt.datetime, *, is_day: bool) -> dt.datetime:
    zone = ZoneInfo(taken.zone)
    if not is_day:
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    year, month, day = moment.year, moment.month, moment.day
    if taken.place == AT or _has(taken.format, DAY):
        end = dt.date(year, month, day) + dt.timedelta(days=1)
    elif _has(taken.format, MONTH):
        end = dt.date(year + month // 12, month % 12 + 1, 1)
    else:
        end = dt.date(year + 1, 1, 1)
    return dt.datetime.combine(end, dt.time(), zone)


def _unsaid(taken: Taken, item: Landed, found: str | None) -> HgtError:
    places = {
        NAME: ("the object's name does not say", f"a name with {taken.text}, the group"),
        LINE: ("no line of the object says", f"a line with {taken.text} among the first, the group"),
        SIDECAR: (
            "the sidecar file of the object does not say",
            f"{item.source.path.name}{taken.text}" + (f" with the text {taken.key}" if taken.key else ""),
        ),
    }
    said, accepted = places[taken.place]
    mend = "rename the object" if taken.place == NAME else "correct the object or its sidecar file"
    return HgtError(
        f"{said} when it was taken",
        file=item.name,
        value=item.name if found is None else found.strip()[:80],
        accepted=f"{accepted} in the format {taken.format}",
        next=f"{mend}, or `taken` in its contract, then hgt run",
    )


def _has(form: str, letters: str) -> bool:
    return any(letter in letters for letter in re.findall(r"%-?(.)", form))

"""The moment at which a delivery was taken from its source, where a contract says how to read that (`taken`).

It stands in the object's name, in one of its first lines (a header, a key of a JSON document), in a file beside it, or
in the contract itself. A format without a time of day tells a day (or a month, a year), which counts to its end. Which
of two deliveries comes first is `delivery`'s business.
"""

import datetime as dt
import gzip
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.declare.contracts import value_formats
from pipelines.declare.contracts.column import Column
from pipelines.extract.records.archive import members, opened
from pipelines.extract.records.extract import Landed
from warehouse.errors import HgtError

NAME, LINE, SIDECAR, AT = "pattern", "line", "sidecar", "at"
KEYS = {NAME: {"format"}, LINE: {"format"}, SIDECAR: {"format", "key"}, AT: set[str]()}
"""Places of the moment, and the keys that are told of each."""
ACCEPTED = (
    r"one of {pattern: 'export_(\d{8})', format: '%Y%m%d'}, {line: 'as of ([\d-]+)', format: '%Y-%m-%d'},"
    " {sidecar: .taken, format: '%Y-%m-%d %H:%M'} (with key: name where it is JSON), {at: 2015-08-31}; a pattern has"
    " one group"
)
LINED = ("csv", "geojson", "json", "ndjson", "sections", "xml")
"""The forms whose objects are lines of text."""
HEAD_BYTES_N = 64 * 1024
"""So much of an object is searched for its line."""
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
CLOCK, DAY, MONTH = "HIMScXs", "djxD", "mbB"

Refuse = Callable[[str, object, Sequence[str] | str], HgtError]


@dataclass(frozen=True)
class Taken:
    """The place of a moment, the text that finds it there, and its format."""

    place: str
    text: str
    format: str = ""
    key: str | None = None
    member: str | None = None
    encoding: str | None = None
    _: KW_ONLY
    zone: str

    @property
    def sidecar(self) -> str | None:
        """The end of the name of the file that stands beside each object."""
        return self.text if self.place == SIDECAR else None

    @property
    def is_kept(self) -> bool:
        """Whether a silo that no longer offers the object takes with it what told the moment."""
        return self.place in (LINE, SIDECAR)

    def read(self, item: Landed) -> dt.datetime:
        """The moment of one object that its silo offers."""
        if self.place == AT:
            return self._moment(dt.datetime.fromisoformat(self.text), is_day=len(self.text) == len("2015-08-31"))
        found = self._said(item)
        text, shape = (found or "").strip(), value_formats.shape(self.format)
        try:
            moment = dt.datetime.strptime(text, self.format)
        except ValueError:
            raise self._unsaid(item, found) from None
        if shape is not None and not re.fullmatch(shape, text):
            raise self._unsaid(item, found)
        return self._moment(moment, is_day=not _has(self.format, CLOCK))

    def _said(self, item: Landed) -> str | None:
        """The words that are to be the moment; None where there are none."""
        if self.place == NAME:
            found = re.search(self.text, item.name)
        elif self.place == LINE:
            found = re.search(self.text, self._head(item.path), re.MULTILINE)
        else:
            return self._beside(item.source.path.with_name(item.source.path.name + self.text))
        return found[1] if found is not None else None

    def _head(self, path: Path) -> str:
        """The first lines of an object, taken out of its envelope."""
        with path.open("rb") as file:
            data = file.read(HEAD_BYTES_N)
        try:
            if data.startswith(b"\x1f\x8b"):
                with gzip.open(path) as packed:
                    data = packed.read(HEAD_BYTES_N)
            elif data.startswith(b"PK\x03\x04"):
                with opened(path) as archive:
                    inside = members(archive)
                    names = sorted(name for name in inside if fnmatchcase(name, self.member or "*"))
                    with archive.open(inside[names[0]]) as packed:
                        data = packed.read(HEAD_BYTES_N)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, IndexError, RuntimeError, HgtError):
            return ""  # the reader says what is wrong with the envelope
        marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
        return data.decode(marked or self.encoding or "utf-8", "replace")

    def _beside(self, file: Path) -> str | None:
        try:
            if not file.is_file():
                return None
            text = file.read_text(encoding="utf-8-sig")
            if self.key is None:
                return text
            value = json.loads(text)[self.key]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return value if isinstance(value, str) else None

    def _moment(self, moment: dt.datetime, *, is_day: bool) -> dt.datetime:
        zone = ZoneInfo(self.zone)
        if not is_day:
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        year, month, day = moment.year, moment.month, moment.day
        if self.place == AT or _has(self.format, DAY):
            end = dt.date(year, month, day) + dt.timedelta(days=1)
        elif _has(self.format, MONTH):
            end = dt.date(year + month // 12, month % 12 + 1, 1)
        else:
            end = dt.date(year + 1, 1, 1)
        return dt.datetime.combine(end, dt.time(), zone)

    def _unsaid(self, item: Landed, found: str | None) -> HgtError:
        places = {
            NAME: ("the object's name does not say", f"a name with {self.text}, the group"),
            LINE: ("no line of the object says", f"a line with {self.text} among the first, the group"),
            SIDECAR: (
                "the file beside the object does not say",
                f"{item.source.path.name}{self.text}" + (f" with the text {self.key}" if self.key else ""),
            ),
        }
        said, accepted = places[self.place]
        mend = "rename the object" if self.place == NAME else "mend the object or the file beside it"
        return HgtError(
            f"{said} when it was taken",
            file=item.name,
            value=item.name if found is None else found.strip()[:80],
            accepted=f"{accepted} in the format {self.format}",
            next=f"{mend}, or `taken` in its contract, then hgt run",
        )


def _has(form: str, letters: str) -> bool:
    return any(letter in letters for letter in re.findall(r"%-?(.)", form))


def read_taken(value: Any, form: str, options: Any, refuse: Refuse) -> Taken | None:
    """The dataset property `taken`; `form` and `options` are those of the contract's server."""
    if value is None:
        return None
    places = [place for place in KEYS if isinstance(value, dict) and place in value]
    if len(places) != 1 or not {*value} - {places[0]} <= KEYS[places[0]]:
        raise refuse("dataset: taken", value, ACCEPTED)
    place, text, pattern = places[0], str(value[places[0]]), str(value.get("format", ""))
    if place == AT:
        _check_literal(text, refuse)
    elif "%" not in pattern or "y" not in pattern.lower():
        raise refuse("dataset: taken: format says no year", value.get("format"), ACCEPTED)
    if place in (NAME, LINE):
        try:
            groups_n = re.compile(text).groups
        except re.error:
            groups_n = 0
        if groups_n != 1:
            raise refuse(f"dataset: taken: {place}", text, ACCEPTED)
    if place == LINE and form not in LINED:
        raise refuse(f"dataset: taken: objects of format {form} have no lines", form, LINED)
    if place == SIDECAR and not re.fullmatch(r"\.[\w.-]+", text):
        raise refuse("dataset: taken: sidecar is the end of a name", text, ".taken, .json")
    key = None if value.get("key") is None else str(value["key"])
    return Taken(place, text, pattern, key, options.get("member"), options.get("encoding"), zone="UTC")


def _check_literal(text: str, refuse: Refuse) -> None:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise refuse("dataset: taken: at", text, "a day or a moment, 2015-08-31, 2015-08-31T18:00:00+08:00") from None


def observed(columns: Sequence[Column], taken: Taken | None) -> tuple[Column, ...]:
    """The columns, those marked whose days must have come when the delivery was taken."""
    if taken is None:
        return tuple(columns)
    return tuple(
        replace(column, observed=column.sql_type in ("DATE", "TIMESTAMPTZ") and not column.planned)
        for column in columns
    )

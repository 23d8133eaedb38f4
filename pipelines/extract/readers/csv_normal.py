"""Rewrites a text file into the one form that the engine reads without loss: UTF-8, LF, regular quotes.

Only files that `csv_scan` finds unfit are rewritten. A record whose quotes or bytes are broken is removed and kept as
malformed. Only its first line is removed, so that one stray quote does not swallow the rest of the file.
"""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.declare.contracts.limits import shown
from pipelines.extract.readers.csv_scan import BOM, first_bad_byte, survey
from pipelines.extract.records.gb18030 import NAME as GB18030
from warehouse.errors import HgtError

CHUNK = 4 << 20
NO_TEXT = "are not text"
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": GB18030,
    "gb18030-2022": GB18030,
    "gbk": GB18030,
    "gb2312": GB18030,
    "latin-1": "latin-1",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
}
CHANCE = 10
"""This many characters that read as UTF-8 are no accident in a file that is declared otherwise."""


def codec(encoding: object, name: str) -> str:
    """Python's codec for a contract's encoding; GBK and GB2312 are read as their superset."""
    key = str(encoding or "utf-8").lower().replace("_", "-")
    if key not in ENCODINGS:
        raise HgtError(
            "the encoding is not known",
            file=name,
            value=encoding,
            accepted=sorted(ENCODINGS),
            next="set the contract's `encoding`, then hgt silo check",
        )
    return ENCODINGS[key]


def wrong_encoding(name: str, declared: str, offset: int | None, hint: str = "") -> HgtError:
    """The refusal of a file that is not in its declared encoding."""
    where = f" at byte {offset}" if offset is not None else ""
    return HgtError(
        f"the file is not {declared}{where}{hint}",
        file=name,
        value=f"byte offset {offset}" if offset is not None else declared,
        accepted=sorted(set(ENCODINGS.values())),
        next="set the contract's `encoding`, then hgt silo check",
    )


def transcode(path: Path, target: Path, encoding: str, name: str) -> Path:
    """UTF-8 copy of a file in another encoding.

    Bytes that the encoding cannot read are passed through unchanged. They are not UTF-8 either, so the rewriting below
    finds the records that hold them. It decides between some bad records and a wrong encoding.
    """
    if encoding == "utf-8":
        return path
    if encoding == GB18030 and survey(path, "").utf8 and _wide_characters(path) >= CHANCE:
        raise wrong_encoding(name, encoding, None, ": every byte of it reads as utf-8")
    errors = "strict" if encoding == "utf-16" else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        with path.open("rb") as source, target.open("wb") as out:
            while chunk := source.read(CHUNK):
                out.write(decoder.decode(chunk).encode("utf-8", "surrogateescape"))
            out.write(decoder.decode(b"", final=True).encode("utf-8", "surrogateescape"))
    except UnicodeError as error:
        target.unlink(missing_ok=True)
        raise wrong_encoding(name, encoding, getattr(error, "start", None)) from error
    return target


def _wide_characters(path: Path) -> int:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not chunk.isascii():
                return sum(1 for byte in chunk if byte >= 0xC0)
    return 0


def level(path: Path, target: Path) -> Path:
    """A copy in which every CRLF is LF: for mixed line ends in a file without quotes."""
    with path.open("rb") as source, target.open("wb") as out:
        held = b""
        while chunk := source.read(CHUNK):
            chunk = held + chunk
            held = b"\r" if chunk.endswith(b"\r") else b""
            out.write(chunk.removesuffix(held).replace(b"\r\n", b"\n"))
        out.write(held)
    return target


@dataclass
class Broken:
    """One record that was removed: its number among all records (header apart), its text, the reason, its size."""

    number: int
    payload: str
    message: str
    size: int


@dataclass
class Rewritten:
    """The outcome of `rewrite`: the written and the removed records."""

    path: Path
    records: int = 0
    blank: int = 0
    longest: int = 0
    broken: list[Broken] = field(default_factory=list)
    bad_encoding: int = 0
    non_ascii: int = 0


class Grammar:
    """Records and fields of one dialect as regular expressions over bytes; `strict` leaves regular records alone."""

    def __init__(self, delimiter: str, quote: str, escape: str, *, lone_return_ends: bool) -> None:
        comma, mark = re.escape(delimiter.encode()), re.escape(quote.encode())
        self.delimiter = delimiter.encode()
        self.quote = quote.encode()
        self.escape = escape.encode() or self.quote
        self.doubled = self.escape == self.quote
        end = rb"(?:\r|\Z)" if lone_return_ends else rb"(?:\r?\n|\Z)"
        self.end = re.compile(end)
        self.line = re.compile(rb"[^\r]*+" if lone_return_ends else rb"(?:[^\r\n]|\r(?!\n))*+")
        bare = rb"" if lone_return_ends else rb"|\r(?!\n)"
        # blanks after a closing quote are accepted, but a blank or tab that separates the fields is no such blank
        pad = rb"[" + b" \t".replace(self.delimiter, b"") + rb"]*+"
        if quote:
            back = re.escape(self.escape)
            inner = (
                rb"(?:[^" + mark + rb"]|" + mark + mark + rb")*+"
                if self.doubled
                else rb"(?:[^" + mark + back + rb"]|" + back + rb"(?s:.))*+"
            )
            quoted = mark + inner + mark
            text = rb"(?!" + mark + rb")(?:[^" + comma + rb"\r\n]" + bare + rb")*+"
            plain = rb"[^" + comma + mark + rb"\r\n]*+"
            field_ = rb"(?>" + quoted + pad + rb"|" + text + rb")"
            regular = rb"(?>" + quoted + rb"|" + plain + rb")"
        else:
            quoted = rb"(?!)"
            field_ = rb"(?:[^" + comma + rb"\r\n]" + bare + rb")*+"
            regular = rb"[^" + comma + rb"\r\n]*+"
        self.quoted = re.compile(rb"(" + quoted + rb")" + pad + rb"\Z")
        self.field = re.compile(field_)
        self.regular = re.compile(regular + rb"(?:" + comma + regular + rb")*+(?=\r?\n|\r|\Z)")
        self.record = re.compile(field_ + rb"(?:" + comma + field_ + rb")*+(?=\r?\n|\r|\Z)")

    def fields(self, record: bytes) -> list[bytes]:
        """The values of one record."""
        values: list[bytes] = []
        position = 0
        while True:
            found = self.field.match(record, position)
            assert found is not None
            values.append(self.value(found.group()))
            position = found.end()
            if position >= len(record):
                return values
            position += len(self.delimiter)

    def fields_n(self, data: bytes, position: int, most: int) -> int:
        """The number of fields of the record at a position; the count ends at `most` and one."""
        for n in range(1, most + 1):
            found = self.field.match(data, position)
            if found is None or data[found.end() : found.end() + 1] != self.delimiter:
                return n
            position = found.end() + 1
        return most + 1

    def value(self, raw: bytes) -> bytes:
        found = self.quoted.match(raw)
        if not found:
            return raw
        inner = found.group(1)[len(self.quote) : -len(self.quote)]
        if self.doubled:
            return inner.replace(self.quote * 2, self.quote)
        return re.sub(re.escape(self.escape) + rb"(?s:(.))", rb"\1", inner)

    def write(self, values: list[bytes]) -> bytes:
        """One record with regular quotes (`"` when the dialect has none)."""
        mark = self.quote or b'"'
        special = re.compile(b"[" + re.escape(self.delimiter + mark) + rb"\r\n]")
        written = self.delimiter.join(
            mark + value.replace(mark, mark * 2) + mark if special.search(value) else value for value in values
        )
        return written or mark * 2


def rewrite(path: Path, target: Path, grammar: Grammar, *, header: bool, width: int | None = None) -> Rewritten:
    """Writes the regular form of `path` to `target`; the header, when there is one, is not counted.

    With `width` a record with fewer or more fields is removed as well (0: as many as the first record has).
    """
    result = Rewritten(target)
    # the whole file is matched in memory: only files that the engine cannot read reach this point
    data = path.read_bytes()
    position = len(BOM) if data.startswith(BOM) else 0
    size = len(data)
    number = 0 if header else 1
    keep_regular = grammar.doubled and bool(grammar.quote)
    with target.open("wb") as out:
        while position < size:
            stop = grammar.end.match(data, position)
            if stop:
                result.blank += 1
                position = stop.end()
                continue
            found = grammar.regular.match(data, position)
            regular = found is not None
            found = found or grammar.record.match(data, position)
            stop = grammar.end.match(data, found.end()) if found else None
            message = "" if stop else "a quote is opened and not closed properly"
            if found is None or stop is None:
                found = grammar.line.match(data, position)
                assert found is not None
                stop = grammar.end.match(data, found.end())
                assert stop is not None
                if not (grammar.quote and grammar.quote in found.group()):
                    message = "it contains a lone carriage return"
            record = found.group()
            if not record.isascii():
                result.non_ascii += 1
                try:
                    record.decode("utf-8")
                except UnicodeDecodeError as error:
                    result.bad_encoding += 1
                    bad = record[error.start : error.end].hex(" ")
                    message = message or f"bytes {bad} at offset {position + error.start} {NO_TEXT}"
            values: list[bytes] | None = None
            if width is not None and not message:
                values = grammar.fields(record)
                if len(values) == width + 1 and not values[-1]:
                    values.pop()
                width = width or len(values)
                if len(values) != width:
                    message = f"{width} fields are expected, {len(values)} are found"
            if message:
                result.broken.append(Broken(number, shown(record), message, len(record)))
            else:
                kept = regular and keep_regular and record and values is None
                line = record if kept else grammar.write(values or grammar.fields(record))
                result.longest = max(result.longest, len(line))
                out.write(line + b"\n")
            number += 1
            position = stop.end()
    result.records = number - 1
    return result


def refuse_encoding(found: Rewritten, path: Path, declared: str, name: str) -> None:
    """Raises when the bad bytes are no accident: a bad header, or most records that hold more than ASCII."""
    header_bad = any(broken.number == 0 and broken.message.endswith(NO_TEXT) for broken in found.broken)
    if header_bad or (found.bad_encoding >= 3 and 2 * found.bad_encoding > found.non_ascii):
        raise wrong_encoding(name, declared, first_bad_byte(path, declared))

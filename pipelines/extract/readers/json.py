"""Reads JSON: one object a line (NDJSON) or one document with an array of objects. Values become text.

Strings lose their quotes, numbers and booleans keep their JSON text, nested values stay JSON, null is NULL. An object
that names a key twice is malformed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.contracts.limits import DEPTH, refuse_long, shown
from pipelines.extract.readers.csv_normal import codec, transcode, wrong_encoding
from pipelines.extract.readers.csv_scan import BOM, first_bad_byte, survey
from pipelines.extract.readers.json_document import constant, document
from pipelines.extract.records.archive import AGAIN, scratch, unpacked
from pipelines.extract.records.bounded import bounded
from pipelines.extract.records.drift import Drift, admitted, drift_check
from pipelines.extract.records.extract import Extract, Landed, Malformed, Refusal, renumbered, source_of
from warehouse.errors import HgtError
from warehouse.sql import identifier, literal

OBJECT_FLOOR = 16 << 20
INEXACT = r"regexp_matches(json, '[0-9][eE][-+]?[0-9]|\.[0-9]+0(?:[^0-9]|$)|\.[0-9]{8}|[0-9]{8}\.|[^0-9.]0\.000|-0')"
"""SQL: whether a line may hold a number that the engine, which reads it as a double, spells differently."""
_MARK = "\ufdd0#"
"""The prefix of a number that is made a string: a code point that no text may hold."""
_NUMBERS = r"""'((?:"(?:[^"\\]|\\.)*"|[^"0-9-])*)(-?[0-9][-+.0-9eE]*|$)'"""
"""Everything up to the next number outside strings, or up to the line's end."""
MARKED = rf"""regexp_replace(regexp_replace(json, {_NUMBERS}, '\1"{_MARK}\2"', 'g'), '"{_MARK}"$', '')"""
"""SQL: a line with every number as a marked string, so that its digits stay."""
UNMARK = rf"""'^{_MARK}|"{_MARK}([^"]*)"'"""
"""The pattern that finds the marks in a value: at its start, or around the numbers of a nested one."""


@dataclass
class LineFile:
    """One file of JSON lines ready for the engine."""

    source: str
    path: Path
    records: int = 0
    blank: int = 0
    longest: int = 0
    keys: set[str] = field(default_factory=set)
    sound: int = 0
    """Lines that are JSON objects with each key once."""
    is_doubled: bool = False
    """Some object has a key twice."""
    is_inexact: bool = False
    """Some number may be one that the engine spells differently."""


def _objects(files: Sequence[LineFile]) -> str:
    size = max(OBJECT_FLOOR, max(file.longest for file in files) + 1024)
    paths = ", ".join(literal(file.path) for file in files)
    return (
        f"read_ndjson_objects([{paths}], ignore_errors=true, filename=true, maximum_object_size={size},"
        " compression='uncompressed')"
    )


def _sound(files: Sequence[LineFile]) -> str:
    """SQL: whether a line is an object with each key once."""
    once = " AND list_unique(json_keys(json)) = len(json_keys(json))" if any(f.is_doubled for f in files) else ""
    return f"json_type(json) = 'OBJECT'{once}"


@dataclass
class LinesPortion:
    """All accepted files of a JSON dataset."""

    con: duckdb.DuckDBPyConnection
    files: list[LineFile]
    holes: dict[str, list[int]] = field(default_factory=dict)

    @property
    def sources(self) -> Sequence[str]:
        return list(dict.fromkeys(file.source for file in self.files))

    def _select(self, files: Sequence[LineFile], columns: Sequence[str]) -> str:
        shape = literal(json.dumps(dict.fromkeys(columns, "VARCHAR"), ensure_ascii=False))
        is_inexact = any(file.is_inexact for file in files)
        values = {name: f"record.{identifier(name)}" for name in columns}
        if is_inexact:
            values = {name: f"regexp_replace({value}, {UNMARK}, '\\1', 'g')" for name, value in values.items()}
        picked = ", ".join(f"{value} AS {identifier(name)}" for name, value in values.items())
        text = f"CASE WHEN {INEXACT} THEN {MARKED} ELSE json END" if is_inexact else "json"
        source = source_of({str(file.path): file.source for file in files})
        return (
            f"SELECT {picked}, _source FROM (SELECT json_transform({text}, {shape}) AS record, {source} AS _source "
            f"FROM {_objects(files)} WHERE {_sound(files)})"
        )

    def sql(self, columns: Sequence[str], *, rejects: bool) -> str:
        return self._select(self.files, columns)

    def ordinals(self, source: str, columns: Sequence[str]) -> str:
        files = [file for file in self.files if file.source == source]
        return renumbered(self._select(files, columns), self.holes.get(source, []), columns)

    def malformed(self, accepted: Mapping[str, int] | None) -> list[Malformed]:
        result: list[Malformed] = []
        before: dict[str, int] = {}
        for file in self.files:
            shift = before.get(file.source, 0)
            before[file.source] = shift + file.records
            if file.sound == file.records:
                continue
            numbers = {
                int(row[0])
                for row in self.con.execute(
                    f"""SELECT number FROM (SELECT row_number() OVER () AS number, json FROM {_objects([file])})
                        WHERE ({_sound([file])}) IS NOT TRUE"""
                ).fetchall()
            }
            self.holes.setdefault(file.source, []).extend(sorted(shift + number for number in numbers))
            number = 0
            with file.path.open("rb") as lines:
                for line in lines:
                    if not line.strip():
                        continue
                    number += 1
                    if number in numbers:
                        payload, message = _why(line)
                        result.append((file.source, shift + number, payload, message))
        return result


class _KeyTwice(Exception):
    """An object names a key more than once."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        raise _KeyTwice(next(key for key in names if names.count(key) > 1))
    return found


def _why(line: bytes) -> tuple[str, str]:
    payload = shown(line.rstrip(b"\r\n"))
    try:
        value = json.loads(line, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        return payload, f"bytes {line[error.start : error.start + 4].hex(' ')} at byte {error.start} are not text"
    except _KeyTwice as error:
        return payload, f"the key {error} occurs more than once"
    except ValueError as error:
        return payload, f"this is not JSON: {error}"
    except RecursionError:
        return payload, f"it is nested deeper than {DEPTH} levels"
    if not isinstance(value, dict):
        return payload, f"this is a JSON {type(value).__name__}, not an object"
    return payload, "this is not JSON that the engine reads"


def prepare(path: Path, source: str, encoding: str, tmp: Path) -> LineFile:
    """The lines of one plain file as the engine reads them, counted."""
    text = transcode(path, scratch(tmp, path, "utf8"), encoding, source)
    with text.open("rb") as file:
        marked = file.read(3) == BOM
    if marked:
        bare = scratch(tmp, path, "bare")
        with text.open("rb") as old, bare.open("wb") as new:
            old.seek(3)
            while chunk := old.read(1 << 20):
                new.write(chunk)
        text = bare
    seen = survey(text, "")
    if not seen.utf8:
        _refuse_encoding(text, path, encoding, source)
    return LineFile(source, text, seen.lines - seen.blank, seen.blank, seen.longest)


def _keyed(con: duckdb.DuckDBPyConnection, found: LineFile) -> LineFile:
    """The file with the keys of its objects, and as many records as the engine sees."""
    text, source = found.path, found.source
    if not text.stat().st_size:
        return found
    row = con.execute(
        f"""SELECT count(*), count(*) FILTER ({_sound([])}), list(DISTINCT json_keys(json)), bool_or({INEXACT})
            FROM {_objects([found])}"""
    ).fetchone()
    assert row is not None
    total, found.sound, listed, found.is_inexact = int(row[0]), int(row[1]), row[2] or (), bool(row[3])
    shapes = [keys for keys in listed if keys]
    found.keys = {key for shape in shapes for key in shape}
    found.is_doubled = any(len(set(shape)) < len(shape) for shape in shapes)
    if found.is_doubled:
        doubled = con.execute(f"SELECT count(*) FILTER ({_sound([found])}) FROM {_objects([found])}").fetchone()
        found.sound = int(doubled[0]) if doubled is not None else 0
    if total != found.records:
        with text.open("rb") as lines:
            filled = sum(1 for line in lines if line.strip())
        found.blank += found.records - filled
        found.records = filled
        if filled != total:
            raise HgtError(
                f"the engine sees {total} records, the file has {filled} lines", file=source, value=total,
                accepted=str(filled), next="check the file's line ends, then hgt run",
            )  # fmt: skip
    return found


def _refuse_encoding(text: Path, path: Path, encoding: str, source: str) -> None:
    bad = wide = 0
    with text.open("rb") as lines:
        for line in lines:
            if not line.isascii():
                wide += 1
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    bad += 1
    if bad >= 3 and 2 * bad > wide:
        raise wrong_encoding(source, encoding, first_bad_byte(path, encoding))


_DECODER = json.JSONDecoder(parse_constant=constant, parse_float=str, parse_int=str)
_BLANKS = re.compile(r"[ \t\n\r]*")


def unfolded(path: Path, source: str, encoding: str, tmp: Path, records: str | None) -> LineFile:
    """The records of one plain JSON document as lines."""
    return prepare(_unfold(path, source, records, encoding, tmp), source, "utf-8", tmp)


def _unfold(path: Path, source: str, records: str | None, encoding: str, tmp: Path) -> Path:
    """Writes the array of a JSON document as JSON lines. The document is held in memory.

    Where the contract's `records` points at a map from names to plain values, each pair is a record {key, value}.
    """
    text, found = document(
        path, source, encoding, _DECODER, fault="the file is not one JSON document: {}",
        accepted="JSON; lines of JSON are `ndjson`",
    )  # fmt: skip
    at = _found(text, records, source)
    pieces: list[str] = []
    if at is not None and text[at] == "[":
        pieces = [text[start:end] for _, start, end in _members(text, at)]
    elif at is not None and records and text[at] == "{":
        pairs = list(_members(text, at))
        if any(text[start] in "[{" for _, start, _ in pairs):
            at = None
        pieces = [f'{{"key": {json.dumps(key)}, "value": {text[start:end]}}}' for key, start, end in pairs]
    else:
        at = None
    if at is None:
        arrays = sum(isinstance(item, list) for item in found.values()) if isinstance(found, dict) else 0
        raise HgtError(
            f"there is no array at {records or 'the top of the document'}", file=source, value=records,
            accepted=f"the key of an array; {arrays} of the document's keys lead to one",
            next="set the contract's `records`, then hgt silo check",
        )  # fmt: skip
    target = scratch(tmp, path, "ndjson")
    with target.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as out:
        for piece in pieces:
            out.write(piece.replace("\n", " ").replace("\r", " ") + "\n")  # between tokens; a string holds neither
    return target


def _found(text: str, records: str | None, source: str) -> int | None:
    """The position of the value that `records` names."""
    at = _end_of_blanks(text, 0)
    for step in records.split(".") if records else ():
        places = [start for key, start, _ in _members(text, at) if key == step] if text[at] == "{" else []
        if len(places) > 1:
            raise HgtError(
                f"the key {step} occurs {len(places)} times on the way to the records; none of the file is read",
                file=source, value=records, accepted="each key once", next=AGAIN,
            )  # fmt: skip
        if not places:
            return None
        at = places[0]
    return at


def _members(text: str, at: int) -> Iterator[tuple[str | None, int, int]]:
    """The members of the array or object that begins at a place of a valid document: key, start and end of the value.

    The text itself is taken and not parsed, so that numbers keep their digits and no key is lost.
    """
    is_object = text[at] == "{"
    at = _end_of_blanks(text, at + 1)
    while text[at] not in "]}":
        key = None
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            at = _end_of_blanks(text, _end_of_blanks(text, at) + 1)
        start = at
        _, at = _DECODER.raw_decode(text, at)
        yield key, start, at
        at = _end_of_blanks(text, at)
        if text[at] == ",":
            at = _end_of_blanks(text, at + 1)


def _end_of_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _files(con: duckdb.DuckDBPyConnection, contract: Contract, item: Landed, tmp: Path) -> tuple[list[LineFile], Drift]:
    """The files of one object, with the drift of their keys."""
    options = contract.server.options
    encoding = codec(options.get("encoding"), item.name)
    files: list[LineFile] = []
    for path in unpacked(item.path, item.name, options, tmp):
        if path.stat().st_size == 0:
            raise HgtError("the file is empty", file=item.name, value="0 bytes", accepted="JSON records", next=AGAIN)
        read = unfolded if contract.server.format == "json" else prepare
        more = (options.get("records"),) if contract.server.format == "json" else ()
        lines = bounded(options, item.name, path.stat().st_size, read, path, item.name, encoding, tmp, *more)
        refuse_long(options, item.name, lines.longest)
        files.append(_keyed(con, lines))
    if not any(file.sound for file in files):
        return files, Drift([], [])
    keys = sorted({key for file in files for key in file.keys})
    return files, drift_check(item.name, contract, keys, what="the set of keys of all records", each="key")


def read_documents(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of a JSON or NDJSON dataset, and those refused whole."""
    columns = [column.physical_name for column in contract.columns]
    extract = Extract(columns, [])
    refusals: list[Refusal] = []
    accepted: list[LineFile] = []
    for _, files in admitted(extract, refusals, landed, lambda item: _files(con, contract, item, tmp)):
        filled = [file for file in files if file.path.stat().st_size]
        accepted += filled or files
    if not accepted:
        return None, refusals
    extract.portions = [LinesPortion(con, accepted)]
    return extract, refusals

"""Reads JSON: one object a line (NDJSON) or one document with an array of objects. Values come out as text.

Strings lose their quotes, numbers and booleans keep their JSON text, nested values stay JSON, null is NULL.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import duckdb

from warehouse.errors import HgtError

from .bounded import bounded
from .extract import (
    Contract,
    Drift,
    Extract,
    Landed,
    Malformed,
    Refusal,
    drift_check,
    identifier,
    literal,
    renumbered,
    source_of,
)  # fmt: skip
from .normal import codec, transcode, wrong_encoding
from .survey import BOM, first_bad_byte, survey
from .unpack import AGAIN, scratch, unpacked

OBJECT_FLOOR = 16 << 20


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
    """Lines that are JSON objects."""


def _objects(files: Sequence[LineFile]) -> str:
    size = max(OBJECT_FLOOR, max(file.longest for file in files) + 1024)
    paths = ", ".join(literal(file.path) for file in files)
    return (
        f"read_ndjson_objects([{paths}], ignore_errors=true, filename=true, maximum_object_size={size},"
        " compression='uncompressed')"
    )


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
        picked = ", ".join(f"record.{identifier(name)} AS {identifier(name)}" for name in columns)
        source = source_of({str(file.path): file.source for file in files})
        return (
            f"SELECT {picked}, _source FROM (SELECT json_transform(json, {shape}) AS record, {source} AS _source "
            f"FROM {_objects(files)} WHERE json_type(json) = 'OBJECT')"
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
                        WHERE json IS NULL OR json_type(json) <> 'OBJECT'"""
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


def _why(line: bytes) -> tuple[str, str]:
    payload = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
    try:
        value = json.loads(line)
    except UnicodeDecodeError as error:
        return payload, f"bytes {line[error.start : error.start + 4].hex(' ')} at byte {error.start} are not text"
    except ValueError as error:
        return payload, f"this is not JSON: {error}"
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
        f"""SELECT count(*), count(*) FILTER (json_type(json) = 'OBJECT'),
                   list_distinct(flatten(coalesce(list(DISTINCT json_keys(json)), [])))
            FROM {_objects([found])}"""
    ).fetchone()
    assert row is not None
    total, found.sound, found.keys = int(row[0]), int(row[1]), set(row[2])
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


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def unfolded(path: Path, source: str, encoding: str, tmp: Path, records: str | None) -> LineFile:
    """The records of one plain JSON document as lines."""
    return prepare(_unfold(path, source, records, encoding, tmp), source, "utf-8", tmp)


def _unfold(path: Path, source: str, records: str | None, encoding: str, tmp: Path) -> Path:
    """Writes the array of a JSON document as JSON lines. The document is held in memory.

    Where the contract's `records` points at a map from names to plain values, each pair is a record {key, value}.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise wrong_encoding(source, encoding, error.start) from error
    try:
        document = json.loads(text, parse_constant=_constant)
    except ValueError as error:
        raise HgtError(
            f"the file is not one JSON document: {error}", file=source, accepted="JSON; lines of JSON are `ndjson`",
            next=AGAIN,
        ) from error  # fmt: skip
    value: Any = document
    for step in records.split(".") if records else ():
        value = value.get(step) if isinstance(value, dict) else None
    if records and isinstance(value, dict) and not any(isinstance(item, dict | list) for item in value.values()):
        value = [{"key": key, "value": item} for key, item in value.items()]
    if not isinstance(value, list):
        keys = [key for key, item in document.items() if isinstance(item, list)] if isinstance(document, dict) else []
        raise HgtError(
            f"there is no array at {records or 'the top of the document'}", file=source, value=records,
            accepted=f"arrays stand at: {', '.join(keys) or 'no key'}",
            next="set the contract's `records`, then hgt silo check",
        )  # fmt: skip
    target = scratch(tmp, path, "ndjson")
    with target.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as out:
        for item in value:
            out.write(json.dumps(item, ensure_ascii=False) + "\n")
    return target


def read_documents(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of a JSON or NDJSON dataset, and those refused whole."""
    columns = [column.physical_name for column in contract.columns]
    options = contract.server.options
    extract = Extract(columns, [])
    refusals: list[Refusal] = []
    accepted: list[LineFile] = []
    for item in landed:
        try:
            encoding = codec(options.get("encoding"), item.name)
            files: list[LineFile] = []
            for path in unpacked(item.path, item.name, options, tmp):
                if path.stat().st_size == 0:
                    raise HgtError(
                        "the file is empty", file=item.name, value="0 bytes", accepted="JSON records", next=AGAIN
                    )
                read = unfolded if contract.server.format == "json" else prepare
                more = (options.get("records"),) if contract.server.format == "json" else ()
                size = path.stat().st_size
                files.append(
                    _keyed(con, bounded(options, item.name, size, read, path, item.name, encoding, tmp, *more))
                )
            found = {key for file in files for key in file.keys}
            sound = sum(file.sound for file in files)
            drift = Drift([], [])
            if sound:
                keys = [name for name in columns if name in found] + sorted(found - set(columns))
                drift = drift_check(item.name, contract, keys, what="the set of keys of all records")
        except HgtError as error:
            drift = Drift([], [], Refusal(item.name, error))
        if drift.refusal:
            refusals.append(drift.refusal)
            continue
        extract.records_n[item.name] = sum(file.records for file in files)
        extract.blank_n[item.name] = sum(file.blank for file in files)
        extract.new_columns[item.name], extract.missing_columns[item.name] = drift.new, drift.missing
        accepted += [file for file in files if file.path.stat().st_size]
        if not any(file.path.stat().st_size for file in files):
            accepted += files
    if not accepted:
        return None, refusals
    extract.portions = [LinesPortion(con, accepted)]
    return extract, refusals

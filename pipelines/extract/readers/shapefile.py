"""Reads shapefiles: attributes from the .dbf as exact text, geometry from the .shp as WKT in `geometry`.

A shapefile is several files: landing keeps them as one zip, and a silo may deliver such a zip itself. The .shp and the
.dbf must agree in their number of records and be as long as they state. A row that its writer marked as deleted is
counted as blank.
"""

import fnmatch
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.readers.csv_normal import codec, wrong_encoding
from pipelines.extract.readers.geojson import GEOMETRY, check_crs
from pipelines.extract.records.archive import AGAIN, DAMAGED, copy_member, damaged, listed, members, opened, scratch
from pipelines.extract.records.bounded import bounded
from pipelines.extract.records.decoded import Decoded, Rows, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.file_set import PARTS, siblings
from pipelines.extract.records.geometry import BadGeometry, from_shape, shown
from warehouse.errors import HgtError

FILE_CODE = 9994
HEAD = 100
PAGES = {"936": "gb18030", "54936": "gb18030", "65001": "utf-8", "1252": "windows-1252", "88591": "iso-8859-1"}
"""Numbers of code pages by which a .cpg may name its encoding."""
TEXT_KINDS = "CNFDL"
NOTHING = {"D": ("", "00000000"), "L": ("", "?"), "N": ("",), "F": ("",), "C": ()}


@dataclass(frozen=True)
class _Field:
    name: str
    kind: str
    start: int
    end: int


def _cut(source: str, what: str, said: int | str, there: int | str) -> HgtError:
    return HgtError(
        f"{what}: it says {said} and holds {there}; none of the shapefile is read", file=source, value=there,
        accepted=str(said), next=AGAIN,
    )  # fmt: skip


def _shapes(data: bytes, source: str) -> list[bytes]:
    """The content of every record of a .shp file."""
    if len(data) < HEAD or struct.unpack_from(">i", data)[0] != FILE_CODE:
        raise HgtError("the .shp is none", file=source, accepted="a shapefile's .shp", next=AGAIN)
    said = 2 * struct.unpack_from(">i", data, 24)[0]
    if said != len(data):
        raise _cut(source, "the .shp has another length than its head says", f"{said} bytes", f"{len(data)} bytes")
    found: list[bytes] = []
    position = HEAD
    while position < said:
        number, words = struct.unpack_from(">ii", data, position) if position + 8 <= said else (0, -1)
        end = position + 8 + 2 * words
        if words < 2 or end > said:
            raise _cut(source, f"record {len(found) + 1} of the .shp does not fit", f"{2 * words} bytes", "less")
        if number != len(found) + 1:
            raise _cut(source, "the records of the .shp are not in order", len(found) + 1, number)
        found.append(data[position + 8 : end])
        position = end
    return found


def _fields(data: bytes, source: str, encoding: str) -> tuple[list[_Field], int, int, int]:
    """(fields, stated records, length of the head, length of a record) of a .dbf file."""
    if len(data) < 33:
        raise _cut(source, "the .dbf is cut off in its head", "33 bytes or more", f"{len(data)} bytes")
    said, head, width = struct.unpack_from("<IHH", data, 4)
    fields: list[_Field] = []
    start, position = 1, 32
    while position + 32 <= min(head, len(data)) and data[position] != 0x0D:
        raw = data[position : position + 11].split(b"\0")[0]
        length = data[position + 16]
        kind = chr(data[position + 11])
        try:
            name = raw.decode(encoding).strip()
        except UnicodeDecodeError as error:
            raise wrong_encoding(source, encoding, position + error.start, " in a field's name") from error
        fields.append(_Field(name, kind, start, start + length))
        start += length
        position += 32
    if start != width:
        raise _cut(source, "the fields of the .dbf do not make its record", f"{width} bytes", f"{start} bytes")
    there = (len(data) - head) // width
    rest = len(data) - head - said * width
    if there < said or rest > 1:
        raise _cut(source, "the .dbf has another length than its head says", f"{said} records", f"{there} records")
    return fields, said, head, width


def _encoding(path: Path, contract: Contract, source: str) -> str:
    cpg = next((item for item in siblings(path) if item.suffix.lower() == ".cpg"), None)
    if cpg is None:
        return codec(contract.server.options.get("encoding"), source)
    word = cpg.read_text("ascii", "replace").strip().lower().removeprefix("ansi ").replace(" ", "")
    page = "".join(letter for letter in word if letter.isdigit())
    return codec(PAGES.get(page, "gb18030" if word.startswith(("gb", "cp936")) else word), source)


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One set of files by its .shp."""
    parts = {item.suffix.lower(): item for item in siblings(path)}
    for ending in (".shp", ".dbf"):
        if ending not in parts:
            raise HgtError(
                f"the shapefile {path.name} has no {ending}", file=source, value=sorted(parts),
                accepted=".shp and .dbf, with .shx, .prj and .cpg in the same folder", next=AGAIN,
            )  # fmt: skip
    crs = contract.server.options.get("crs")
    if crs:
        words = parts[".prj"].read_text("utf-8", "replace") if ".prj" in parts else ""
        check_crs(source, str(crs), words)
    encoding = _encoding(path, contract, source)
    shapes = _shapes(parts[".shp"].read_bytes(), source)
    data = parts[".dbf"].read_bytes()
    fields, said, head, width = _fields(data, source, encoding)
    if said != len(shapes):
        raise _cut(source, "the .dbf and the .shp differ in their number of records", f"{said} rows", len(shapes))
    columns = [column.physical_name for column in contract.columns]
    for field in fields:
        if field.kind not in TEXT_KINDS and field.name in columns:
            raise HgtError(
                f"the field {field.name} is of type {field.kind}, whose values are in another file or in binary",
                file=source, value=field.kind, accepted=list(TEXT_KINDS), next="ask the silo for text fields",
            )  # fmt: skip
    return _rows(data, shapes, fields, (head, width), encoding, source, Rows(columns), target)


def _rows(
    data: bytes,
    shapes: Sequence[bytes],
    fields: Sequence[_Field],
    layout: tuple[int, int],
    encoding: str,
    source: str,
    rows: Rows,
    target: Path,
) -> Decoded:
    head, width = layout
    found = Decoded(target, [*(field.name for field in fields), GEOMETRY], 0)
    wide = bad = 0
    kept = [field for field in fields if field.kind in TEXT_KINDS]
    for position, shape in enumerate(shapes):
        record = data[head + position * width : head + (position + 1) * width]
        if record[:1] == b"*":
            found.blank += 1
            continue
        found.records += 1
        ascii_only = record.isascii()
        wide += not ascii_only
        try:
            row = {field.name: _value(field, record, encoding) for field in kept}
        except UnicodeDecodeError as error:
            bad += 1
            why = f"bytes {error.object[error.start : error.start + 4].hex(' ')} are not {encoding}"
            found.broken.append((found.records, f"{record.hex()} {GEOMETRY}={shown(shape)}", why))
            continue
        try:
            rows.add(found.records, row | {GEOMETRY: from_shape(shape)})
        except BadGeometry as error:
            payload = ", ".join(f"{name}={value}" for name, value in row.items())
            found.broken.append((found.records, f"{payload}, {GEOMETRY}={shown(shape)}", f"bad geometry: {error}"))
    if bad >= 3 and 2 * bad > wide:
        raise wrong_encoding(source, encoding, None, f" in {bad} of {wide} rows with more than ASCII")
    rows.write(target)
    return found


def _value(field: _Field, record: bytes, encoding: str) -> str | None:
    text = record[field.start : field.end].decode(encoding).rstrip(" \0")
    if field.kind != "C":
        text = text.strip()
    return None if text in NOTHING[field.kind] else text


def _sets(item: Landed, contract: Contract, tmp: Path) -> list[Path]:
    """The .shp files of one object, each in one folder with the rest of its set."""
    options = contract.server.options
    return bounded(options, item.name, item.path.stat().st_size, sets, item, str(options.get("member") or "*"), tmp)


def sets(item: Landed, wanted: str, tmp: Path) -> list[Path]:
    """The .shp files of one landed object whose names match `wanted`, unpacked where it is a zip file."""
    with item.path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if not packed:
        return [item.path]
    folder = scratch(tmp, item.path, "set")
    folder.mkdir()
    stems: dict[PurePosixPath, Path] = {}
    found: list[Path] = []
    try:
        with opened(item.path) as archive:
            held = members(archive)
            for name in sorted(held):
                inside = PurePosixPath(name)
                if inside.suffix.lower() not in PARTS or "__MACOSX" in inside.parts:
                    continue
                target = stems.setdefault(inside.with_suffix(""), folder / str(len(stems))) / inside.name
                target.parent.mkdir(exist_ok=True)
                copy_member(archive, held[name], target)
                if inside.suffix.lower() == ".shp" and fnmatch.fnmatchcase(name, wanted):
                    found.append(target)
    except DAMAGED as error:
        raise damaged(item.path, item.name, error) from None
    if not found:
        raise HgtError(
            "the zip file holds no .shp that is asked for", file=item.name,
            value=wanted, accepted=listed(held),
            next="set the contract's `member`, then hgt silo check",
        )  # fmt: skip
    return found


def read_shapefile(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted shapefiles of a dataset, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode, spare=(GEOMETRY,), files_of=_sets)

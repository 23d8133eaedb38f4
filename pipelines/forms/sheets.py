"""Reads one sheet of an XLSX workbook cell by cell into Parquet, as text: no row, column or digit is dropped.

A date cell stays the serial number that the workbook stores; the contract's typing knows both serial and text.
"""

import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import HgtError

from .columnar import gather
from .extract import Contract, Extract, Landed, Refusal
from .unpack import AGAIN, unpack

BATCH = 20_000
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_serial = itertools.count(1)
Row = dict[int, str]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(node: ElementTree.Element) -> str:
    """The text of a string item: its runs joined, phonetic readings left out."""
    parts: list[str] = []
    for child in node:
        kind = _local(child.tag)
        if kind == "t":
            parts.append(child.text or "")
        elif kind == "r":
            parts += [run.text or "" for run in child if _local(run.tag) == "t"]
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), "".join(parts))


def _number(raw: str) -> str:
    """The shortest text of the stored number: 1.1000000000000001 is 1.1, 1.5E3 is 1500."""
    if raw.lstrip("-").isdigit():
        return raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _position(reference: str) -> int:
    index = 0
    for letter in reference:
        if not letter.isalpha():
            break
        index = index * 26 + ord(letter.upper()) - 64
    return index - 1


def letters(index: int) -> str:
    """Column letters of a zero-based position."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


class Workbook:
    """One opened workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {node.get("Id"): str(node.get("Target")) for node in relations}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        self.sheets: dict[str, str] = {}
        for node in book.iter():
            if _local(node.tag) == "sheet":
                link = next((value for key, value in node.attrib.items() if _local(key) == "id"), "")
                target = targets.get(link, "")
                path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
                self.sheets[str(node.get("name"))] = path
        self.shared: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            with archive.open("xl/sharedStrings.xml") as part:
                for _, node in ElementTree.iterparse(part):
                    if _local(node.tag) == "si":
                        self.shared.append(_text(node))
                        node.clear()

    def rows(self, sheet: str) -> Iterator[Row]:
        """The rows of a sheet in order, each a map of column position to text; empty cells are left out.

        A row that the sheet leaves out because it is empty comes as an empty one.
        """
        last = 0
        with self.archive.open(self.sheets[sheet]) as part:
            parent: ElementTree.Element | None = None
            for event, node in ElementTree.iterparse(part, events=("start", "end")):
                kind = _local(node.tag)
                if event == "start":
                    if kind == "sheetData":
                        parent = node
                elif kind == "row":
                    number = int(node.get("r") or last + 1)
                    yield from ({} for _ in range(last + 1, number))
                    last = number
                    yield self._row(node)
                    if parent is not None:
                        parent.clear()

    def _row(self, node: ElementTree.Element) -> Row:
        row: Row = {}
        position = -1
        for cell in node:
            reference = cell.get("r")
            position = _position(reference) if reference else position + 1
            value = self._value(cell)
            if value:
                row[position] = value
        return row

    def _value(self, cell: ElementTree.Element) -> str | None:
        kind = cell.get("t", "n")
        for child in cell:
            tag = _local(child.tag)
            if tag == "is":
                return _text(child)
            if tag == "v" and child.text is not None:
                if kind == "s":
                    return self.shared[int(child.text)]
                if kind == "n":
                    return _number(child.text.strip())
                if kind == "str":
                    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), child.text)
                return child.text
        return None


def _names(header: Row) -> dict[int, str]:
    return {position: text.strip() for position, text in sorted(header.items()) if text.strip()}


def convert(path: Path, source: str, sheet: str | None, columns: Sequence[str] | None, target: Path) -> int:
    """Writes one sheet as Parquet and returns the number of blank rows; `columns` are given when it has no header."""
    with zipfile.ZipFile(path) as archive:
        book = Workbook(archive)
        chosen = sheet or next(iter(book.sheets))
        if chosen not in book.sheets:
            raise HgtError(
                f"the workbook has no sheet {chosen}", file=source, value=chosen, accepted=list(book.sheets),
                next="set the contract's `sheet`, then hgt silo check",
            )  # fmt: skip
        rows = book.rows(chosen)
        blank = 0
        names = dict(enumerate(columns)) if columns is not None else {}
        if columns is None:
            for row in rows:
                names = _names(row)
                if names:
                    break
                blank += 1
            if not names:
                raise HgtError(
                    f"the sheet {chosen} is empty", file=source, value=chosen, accepted="a header row", next=AGAIN
                )
        trailing = 0
        kept: list[Row] = []
        for row in rows:
            if not row:
                trailing += 1
                continue
            blank, trailing = blank + trailing, 0
            kept.append(row)
        blank += trailing
    for row in kept:
        for position in row.keys() - names.keys():
            names[position] = f"(column {letters(position)})"
    _write(kept, names, source, target)
    return blank


def _write(rows: Sequence[Row], names: dict[int, str], source: str, target: Path) -> None:
    if len(set(names.values())) < len(names):
        shown = ", ".join(names.values())
        raise HgtError(
            "the header row names a column twice", file=source, value=shown, accepted="each name once", next=AGAIN
        )
    schema = pa.schema([(name, pa.string()) for name in names.values()])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for start in range(0, max(len(rows), 1), BATCH):
            part = rows[start : start + BATCH]
            arrays: list[Any] = [pa.array([row.get(position) for row in part], pa.string()) for position in names]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def read_sheets(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted workbooks of a dataset, and those refused whole."""
    options = contract.server.options
    headed = str(options.get("header", True)).lower() in ("true", "1", "yes")
    columns = None if headed else [column.physical_name for column in contract.columns]
    files: dict[Path, str] = {}
    blank: dict[str, int] = {}
    refusals: list[Refusal] = []
    for item in landed:
        try:
            if item.path.stat().st_size == 0:
                raise HgtError("the file is empty", file=item.name, accepted="an XLSX workbook", next=AGAIN)
            wrapped = item.name.lower().endswith((".gz", ".zip"))
            inner = unpack(item.path, item.name, options.get("member"), tmp) if wrapped else [item.path]
            for path in inner:
                target = tmp / f"{path.name}.{next(_serial)}.parquet"
                n = _convert(path, item.name, options.get("sheet"), columns, target)
                blank[item.name] = blank.get(item.name, 0) + n
                files[target] = item.name
        except HgtError as error:
            refusals.append(Refusal(item.name, error))
            files = {path: source for path, source in files.items() if source != item.name}
    extract, more = gather(con, contract, files, blank)
    return extract, refusals + more


def _convert(path: Path, source: str, sheet: Any, columns: Sequence[str] | None, target: Path) -> int:
    try:
        return convert(path, source, str(sheet) if sheet else None, columns, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, ElementTree.ParseError) as error:
        raise HgtError(
            f"this is not a whole XLSX workbook ({error})", file=source, accepted="a complete .xlsx file", next=AGAIN
        ) from error

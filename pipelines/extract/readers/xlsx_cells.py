"""The sheets of a workbook file: the text of every cell, and the facts that cells do not hold.

Calamine reads the cells of `.xlsx`, `.xlsm`, `.xlsb` and `.xls`, dates by the workbook's own date system included. The
XML of an `.xlsx` also shows which rows and columns are hidden and which formulas hold no result. It shows which cells
hold an error, and all digits of long numbers. `xlsx` decides which rows count as records.
"""

import datetime as dt
import lzma
import math
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipelines.declare.contracts.column import letters

__all__ = ["DAMAGED", "Facts", "Merge", "Row", "Sheet", "Workbook"]

DAMAGED = (
    CalamineError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, KeyError, IndexError, ValueError,
    RuntimeError, ElementTree.ParseError,
)  # fmt: skip
"""The errors of a file that is not a whole workbook, or of one with a password."""

Row = list[str | None]
Place = tuple[int, int]
"""Row and column, from 0."""

SETTINGS = ("date1904", "fullCalcOnLoad")
"""The attributes of a workbook's XML that `Settings` takes, in its order."""
_WHOLE = 1e15
"""From here on a double no longer holds every digit of a whole number."""
_PREFIX = rb"<(?:[\w.-]+:)?"
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TABLE = re.compile(_PREFIX + rb"sheetData\b")
_ROW = re.compile(_PREFIX + rb"row\b([^>]*)>")
_CELL = re.compile(
    _PREFIX + rb"(?:row\b(?P<row>[^>]*)>|c\b(?P<c>[^>]*?)(?:/>|>(?P<body>.*?)</(?:[\w.-]+:)?c>))", re.DOTALL
)
_COLUMN = re.compile(_PREFIX + rb"col\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_FORMULA = re.compile(_PREFIX + rb"f\b")
_INLINE = re.compile(_PREFIX + rb"is\b")
_VALUE = re.compile(_PREFIX + rb"v\b[^>]*>([^<]*)<")
_PLACE = re.compile(_PREFIX + rb"""c\b(?:[^>]*?\sr\s*=\s*["']([^"']*)["'])?""")
_ODD = re.compile(
    _PREFIX
    + rb"""(?:f[\s/>]|v>(?:-?\d{16,}<|-?(?:0\.|[1-9])[\d.]{18,}<|[^<]*(?:&#|[eE]\+?\d{3}|[nN][aA][nN]|[iI][nN][fF]))"""
    rb"""|c\b[^>]*?\st\s*=\s*["'](?:e["']|inlineStr["']|s["'][^>]*>(?!\s*<(?:[\w.-]+:)?v>\d+<)))|v>\s*<(?:[\w.-]+:)?v\b"""
)
"""A cell whose own value is incomplete; most sheets have none."""
_WHOLE_NUMBER = re.compile(rb"-?\d{16,}")
_DECIMAL = re.compile(rb"-?\d+\.\d+")
MOST_DIGITS = 17
"""The maximum digits of a double; a number of more digits is not one, and its own text counts."""
_INDEX = re.compile(rb"\d+")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


@dataclass(frozen=True)
class Merge:
    """One range of merged cells; only its first cell holds the value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Facts:
    """Facts that the XML of a sheet holds and its cells do not."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    exact: dict[Place, str] = field(default_factory=dict)
    """Numbers of more digits than a double holds."""
    faults: dict[Place, str] = field(default_factory=dict)
    """Cells that hold no value and are not empty, with the reason."""


@dataclass
class Sheet:
    """One sheet: its rows up to the last that holds anything, each of the same width."""

    name: str
    number: int
    """Its place among the sheets, from 1."""
    is_visible: bool
    rows: list[Row]
    merges: list[Merge]
    facts: Facts

    @property
    def filled_n(self) -> int:
        """Rows that hold anything."""
        return sum(1 for number in range(len(self.rows)) if self.holds(number))

    def holds(self, number: int) -> bool:
        """Whether a row holds a value, or a cell that should hold one."""
        return any(value is not None for value in self.rows[number]) or number in self.faulty

    @cached_property
    def faulty(self) -> set[int]:
        """The rows with a cell that holds no value and is not empty."""
        return {row for row, _ in self.facts.faults}


@dataclass(frozen=True)
class Settings:
    """Facts that the XML of a whole workbook holds: the part of each sheet, its date system, its calculation."""

    parts: Mapping[str, str] = field(default_factory=dict)
    from_1904: bool = False
    asks_to_calculate: bool = False
    """Whether its writer left the formulas to the opening program; some such writers store 0 for every result."""


class Workbook:
    """One opened workbook."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.tells = file.read(2) == b"PK" and _is_xml(path)
        self._path = path
        self._refuse_unread_parts()
        self._file = path.open("rb")
        self._book = CalamineWorkbook.from_filelike(self._file)
        self.settings = _settings(path) if self.tells else Settings()
        listed = [item for item in self._book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
        self.visible = {item.name: item.visible == SheetVisibleEnum.Visible for item in listed}
        if len(self.visible) < len(listed):
            raise ValueError("two of its sheets have one name")

    def _refuse_unread_parts(self) -> None:
        """Refuse XML that the library takes for empty."""
        if not self.tells:
            return
        with zipfile.ZipFile(self._path) as archive:
            names = archive.namelist()
            if len(set(names)) < len(names):
                raise ValueError("two parts of it have one name")
            for name in names:
                if name.startswith("xl/") and name.endswith(".xml"):
                    with archive.open(name) as part:
                        if b"\0" in part.read(8):
                            raise ValueError("a part of it is written in UTF-16")

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def sheet(self, name: str) -> Sheet:
        """All of one sheet."""
        facts = self._facts(name)
        found = self._book.get_sheet_by_name(name)
        rows = [[_text(value) for value in row] for row in found.to_python(skip_empty_area=False)]
        odd = [*facts.faults, *facts.exact]
        height = max([len(rows), *(row + 1 for row, _ in odd)])
        width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in odd)])
        rows = [[*row, *[None] * (width - len(row))] for row in rows]
        rows += [[None] * width for _ in range(height - len(rows))]
        for (row, column), text in facts.exact.items():
            rows[row][column] = text
        for row, column in facts.faults:
            rows[row][column] = None
        merges = [Merge(*first, *last) for first, last in found.merged_cell_ranges or ()]
        sheet = Sheet(name, list(self.visible).index(name) + 1, self.visible[name], rows, merges, facts)
        last = next((n for n in reversed(range(height)) if sheet.holds(n)), -1)
        del rows[last + 1 :]
        return sheet

    def _facts(self, name: str) -> Facts:
        if name not in self.settings.parts:
            return Facts()
        with zipfile.ZipFile(self._path) as archive:
            return _facts(archive.read(self.settings.parts[name]), self.settings.asks_to_calculate)


def _is_xml(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _settings(path: Path) -> Settings:
    with zipfile.ZipFile(path) as archive:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    targets = {node.get("Id"): str(node.get("Target")) for node in relations}
    parts = {}
    is_set: dict[str, bool] = {}
    for node in book.iter():
        is_set |= {key: value in ("1", "true") for key, value in node.attrib.items() if key in SETTINGS}
        if node.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "id"), "")
            target = targets.get(link, "")
            inside = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            parts[str(node.get("name"))] = inside
    return Settings(parts, *(is_set.get(key, False) for key in SETTINGS))


def _facts(data: bytes, asks_to_calculate: bool) -> Facts:
    facts = Facts()
    if b"<!--" in data:
        data = _COMMENT.sub(b"", data)
    if b"<![CDATA[" in data:
        raise ValueError("a cell is written as a CDATA section")
    if len(_TABLE.findall(data)) > 1:
        raise ValueError("a sheet holds two tables of cells")
    unstored = (b"", b"0") if asks_to_calculate else (b"",)
    for attributes in map(_attributes, _COLUMN.findall(data, 0, max(data.find(b"sheetData"), 0))):
        if _is_hidden(attributes, "width"):
            facts.hidden_columns.update(range(int(attributes["min"]) - 1, int(attributes["max"])))
    row = -1
    places = _PLACE.findall(data)
    if _ODD.search(data) is None and (len(set(places)) == len(places) or not any(places)):
        for raw in _ROW.findall(data):
            row = _row(facts, row, _attributes(raw))
        return facts
    place = (-1, -1)
    seen: set[Place] = set()
    for found in _CELL.finditer(data):
        if found["row"] is not None:
            row = _row(facts, row, _attributes(found["row"]))
            place = (row, -1)
            continue
        attributes = _attributes(found["c"])
        place = _place(attributes["r"]) if "r" in attributes else (place[0], place[1] + 1)
        _cell(facts, place, attributes.get("t", "n"), found["body"] or b"", unstored)
        if place in seen:
            facts.faults[place] = f"{_named(place)} occurs twice"
        seen.add(place)
    return facts


def _row(facts: Facts, previous: int, attributes: dict[str, str]) -> int:
    number = attributes.get("r", str(previous + 2))
    if not number.isdecimal() or int(number) < 1:
        raise ValueError("a row has no number")
    row = int(number) - 1
    if _is_hidden(attributes, "ht"):
        facts.hidden_rows.add(row)
    return row


def _cell(facts: Facts, place: Place, kind: str, body: bytes, unstored: Sequence[bytes]) -> None:
    """`unstored` are the results that mean no result; a formula may give an empty text, but stores it as such."""
    values = _VALUE.findall(body)
    text = values[0].strip() if values else b""
    is_empty_text = kind == "str" and bool(values) and not text
    why = ""
    if kind == "e":
        why = f"the error {text.decode('ascii', 'replace')}"
    elif text in unstored and not is_empty_text and _FORMULA.search(body):
        why = "a formula without a stored result"
    elif len(values) > 1:
        why = "two values"
    elif kind == "s" and text and not _INDEX.fullmatch(values[0]):
        why = "a number of a shared text that is none"
    elif kind == "inlineStr" and text and not _INLINE.search(body):
        why = "a value in place of its text"
    elif kind == "n" and (b"&" in text or _is_infinite(text)):
        why = "a number that is none"
    elif kind == "n" and _is_longer_than_a_double(text):
        facts.exact[place] = text.decode()
    if why:
        facts.faults[place] = f"{_named(place)} holds {why}"


def _is_longer_than_a_double(text: bytes) -> bool:
    if _WHOLE_NUMBER.fullmatch(text):
        return True
    return bool(_DECIMAL.fullmatch(text)) and len(text.replace(b".", b"").lstrip(b"-0")) > MOST_DIGITS


def _is_infinite(text: bytes) -> bool:
    """Whether a number is NaN or larger than a double; the library itself refuses text that is not a number."""
    try:
        return not math.isfinite(float(text))
    except ValueError:
        return False


def _attributes(raw: bytes) -> dict[str, str]:
    return {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(raw)}


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in ("1", "true") or attributes.get(size) in ("0", "0.0")


def _place(reference: str) -> Place:
    """The place of a cell by its reference, `B7`; raises ValueError for any other text."""
    found = _REFERENCE.fullmatch(reference)
    if found is None or found[2] == "0":
        raise ValueError("a cell has no reference")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _named(place: Place) -> str:
    return f"cell {letters(place[1])}{place[0] + 1}"


def _text(value: Any) -> str | None:
    """The text of one cell: whole numbers without a point, days and times as ISO 8601, nothing for an empty cell."""
    if value == "" or value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="milliseconds" if value.microsecond else "seconds")
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return str(value)


def _duration(value: dt.timedelta) -> str:
    """Hours may pass 24."""
    seconds = int(abs(value).total_seconds())
    sign = "-" if value < dt.timedelta() else ""
    fraction = f".{abs(value).microseconds:06}".rstrip("0") if value.microseconds else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"

"""Writes a minimal old workbook (.xls): a BIFF8 stream inside an OLE2 compound file. Holds no test."""

import datetime as dt
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | float | int | dt.date | dt.datetime | bool | None
VISIBLE, HIDDEN = 0, 1
GENERAL, DAY, MOMENT = 0, 14, 22
"""Built-in number formats: anything, `m/d/yy`, `m/d/yy h:mm`."""
SECTOR = 512
FREE, END, IS_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass
class Page:
    """One sheet: its cells, whether it is hidden, and merged ranges (top, bottom, left, right from 0)."""

    cells: Sequence[Sequence[Any]]
    is_hidden: bool = False
    merges: Sequence[tuple[int, int, int, int]] = ()


def book(pages: dict[str, Page], *, from_1904: bool = False) -> bytes:
    """The bytes of a workbook whose texts are stored in their cells."""
    first = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0x06))
    first += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", from_1904))
    first += b"".join(_record(0x00E0, struct.pack("<HHH14x", 0, number, 0)) for number in (GENERAL, DAY, MOMENT))
    sheets = [_sheet(page, from_1904) for page in pages.values()]
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in pages]
    end = _record(0x000A, b"")
    place = len(first) + sum(4 + 6 + len(name) for name in names) + len(end)
    for name, page, sheet in zip(names, pages.values(), sheets, strict=True):
        first += _record(0x0085, struct.pack("<IBB", place, HIDDEN if page.is_hidden else VISIBLE, 0) + name)
        place += len(sheet)
    return _compound(first + end + b"".join(sheets))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet(page: Page, from_1904: bool) -> bytes:
    width = max(map(len, page.cells), default=0)
    found = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0x06))
    found += _record(0x0200, struct.pack("<IIHHH", 0, len(page.cells), 0, width, 0))
    for row, cells in enumerate(page.cells):
        found += b"".join(_cell(row, column, cell, from_1904) for column, cell in enumerate(cells))
    if page.merges:
        ranges = b"".join(struct.pack("<HHHH", *merge) for merge in page.merges)
        found += _record(0x00E5, struct.pack("<H", len(page.merges)) + ranges)
    return found + _record(0x000A, b"")


def _cell(row: int, column: int, cell: Cell, from_1904: bool) -> bytes:
    """A LABEL, BOOLERR or NUMBER record; the format of a number's cell says that it is a day or a moment."""
    if cell is None:
        return b""
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
    if isinstance(cell, bool):
        return _record(0x0205, struct.pack("<HHHBB", row, column, 0, cell, 0))
    style = 0
    if isinstance(cell, dt.date):
        style = 2 if isinstance(cell, dt.datetime) else 1
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())
        cell = (moment - (dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30))) / dt.timedelta(days=1)
    return _record(0x0203, struct.pack("<HHHd", row, column, style, cell))


def _compound(stream: bytes) -> bytes:
    """A compound file of one stream, `Workbook`: header, one sector of the allocation table, directory, stream."""
    stream = stream.ljust(4096, b"\0")  # a shorter one would have to stand in the file's table of small streams
    sectors_n = -(-len(stream) // SECTOR)
    table = [IS_FAT, END, *range(3, 2 + sectors_n), END]
    if len(table) > SECTOR // 4:
        raise ValueError("the workbook is too large for one sector of the allocation table")
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    directory += _entry("", 0, 0, 0) * 2
    allocation = struct.pack(f"<{SECTOR // 4}I", *table)
    return header + allocation + directory + stream.ljust(sectors_n * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    named = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
    return named + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", start, size)

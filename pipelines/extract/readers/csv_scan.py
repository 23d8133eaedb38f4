"""Scans the bytes of a text file once, without parsing it: line ends, quotes, blank lines, UTF-8, longest line.

It answers two questions before the engine reads the file. May the engine read these bytes unchanged? Which number of
records must result? Plain files are scanned at memory speed on two threads; quoted ones keep the state of the quotes.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

BLOCK = 4 << 20
CELL = 1 << 16
BOM = b"\xef\xbb\xbf"
Array = np.ndarray[Any, Any]
_NOWHERE = np.empty(0, dtype=np.int64)


@dataclass
class Survey:
    """Counts of a file's bytes. `lines` counts line ends, a last line without one included."""

    size: int = 0
    lines: int = 0
    blank: int = 0
    returns: int = 0
    crlf: int = 0
    quotes: bool = False
    utf8: bool = True
    blank_first: bool = False
    open_end: bool = False
    """The last line has no line end."""
    longest: int = 0
    """An upper bound of the longest line, in bytes."""

    @property
    def one_line_end(self) -> bool:
        """Every line ends the same way, and there is no lone carriage return."""
        return self.returns == 0 or self.returns == self.crlf == self.lines - int(self.open_end)


def utf8_valid(data: bytes) -> bool:
    """Whether the bytes are UTF-8 throughout (several GB/s, the interpreter lock released)."""
    if data.isascii():
        return True
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int32).tobytes())
    array = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def first_bad_byte(path: Path, encoding: str = "utf-8") -> int | None:
    """Offset of the first byte that the encoding cannot read."""
    import codecs

    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CELL)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return offset - held + error.start
            if not chunk:
                return None
            offset += len(chunk)


@dataclass
class _Block:
    lines: int
    blank: int
    returns: int
    crlf: int
    quotes: bool
    utf8: bool
    cells: list[bool]


def _look(descriptor: int, start: int, size: int, quote: bytes) -> _Block:
    ahead = min(2, start)
    data = os.pread(descriptor, ahead + BLOCK + 3, start - ahead)
    length = min(BLOCK, size - start)
    end = ahead + length
    body = np.frombuffer(data, dtype=np.uint8)
    is_end = body[:end] == 10
    own = is_end[ahead:]
    lines = int(np.count_nonzero(own))
    returns = crlf = blank = 0
    if start == 0:
        blank += int(length > 0 and data[0] == 10) + int(data[:2] == b"\r\n")
    blank += int(np.count_nonzero(is_end[max(ahead, 1) :] & is_end[max(ahead, 1) - 1 : end - 1]))
    if data.find(b"\r", ahead, end) >= 0:
        is_return = body[:end] == 13
        returns = int(np.count_nonzero(is_return[ahead:]))
        before = max(ahead, 1)
        pair = is_end[before:] & is_return[before - 1 : end - 1]
        crlf = int(np.count_nonzero(pair))
        if end > 2:
            skip = 2 - before
            blank += int(np.count_nonzero(pair[skip:] & is_end[: end - 2]))
    first, last = ahead, end
    while first < ahead + 3 and start > 0 and first < len(data) and 0x80 <= data[first] < 0xC0:
        first += 1
    while last < len(data) and 0x80 <= data[last] < 0xC0:
        last += 1
    cells = np.logical_or.reduceat(own, np.arange(0, length, CELL)).tolist() if length else []
    return _Block(
        lines=lines,
        blank=blank,
        returns=returns,
        crlf=crlf,
        quotes=bool(quote) and data.find(quote, ahead, end) >= 0,
        utf8=utf8_valid(data[first:last]),
        cells=cells,
    )


def survey(path: Path, quote: str = '"') -> Survey:
    """One scan of every byte."""
    result = Survey(size=path.stat().st_size)
    if not result.size:
        return result
    mark = quote.encode()
    with path.open("rb") as file, ThreadPoolExecutor(2) as pool:
        descriptor = file.fileno()
        starts = range(0, result.size, BLOCK)
        run = longest = 0
        for block in pool.map(lambda start: _look(descriptor, start, result.size, mark), starts):
            result.lines += block.lines
            result.blank += block.blank
            result.returns += block.returns
            result.crlf += block.crlf
            result.quotes |= block.quotes
            result.utf8 &= block.utf8
            for ended in block.cells:
                run = 0 if ended else run + 1
                longest = max(longest, run)
        result.longest = (longest + 2) * CELL
        head = os.pread(descriptor, 5, 0).removeprefix(BOM)
        result.blank_first = head.startswith((b"\n", b"\r\n"))
        if os.pread(descriptor, 1, result.size - 1) != b"\n":
            result.lines += 1
            result.open_end = True
    return result


@dataclass
class Quoting:
    """The state of the quotes of a whole file: regular only if each is where a correct writer puts it."""

    regular: bool = True
    records: int = 0
    blank: int = 0
    longest: int = 0
    one_line_end: bool = True


def record_ends(path: Path, quote: str) -> Iterator[tuple[int, Array, Array, bytes]]:
    """Blocks of (offset, absolute positions of the line feeds outside quotes, positions of the quotes within the block,
    bytes). The next block is scanned while one is processed.
    """
    mark = quote.encode()
    inside = offset = 0
    with path.open("rb") as file, ThreadPoolExecutor(1) as ahead:

        def look(start: int) -> tuple[bytes, Array, Array]:
            data = os.pread(file.fileno(), BLOCK, start)
            body = np.frombuffer(data, dtype=np.uint8)
            marks = np.flatnonzero(body == mark[0]) if mark and mark in data else _NOWHERE
            return data, np.flatnonzero(body == 10), marks

        coming = ahead.submit(look, 0)
        while (block := coming.result())[0]:
            data, ends, marks = block
            coming = ahead.submit(look, offset + len(data))
            if inside or len(marks):
                parity = (np.searchsorted(marks, ends) + inside) & 1
                ends = ends[parity == 0]
                inside = (inside + len(marks)) & 1
            yield offset, ends + offset, marks, data
            offset += len(data)


def quoting(path: Path, delimiter: str, quote: str) -> Quoting:
    """Follows the quotes through the file; one-byte delimiter and quote."""
    result = Quoting()
    mark, comma = quote.encode()[0], delimiter.encode()[0]
    seen = 0
    start = len(BOM) if _starts_with_bom(path) else 0
    size = path.stat().st_size
    last_end = start - 1
    tail = b"\n"
    returned: bool | None = None
    for offset, ends, marks, data in record_ends(path, quote):
        body = np.frombuffer(data, dtype=np.uint8)
        if len(marks):
            before, after = _beside(body, marks, -1, tail[0]), _beside(body, marks, 1, 10)
            if offset == 0 and start and marks[0] == start:
                before[0] = 10
            opening = ((np.arange(len(marks)) + seen) & 1) == 0
            good_open = (before == comma) | (before == 10) | (before == mark)
            good_close = (after == comma) | (after == 10) | (after == 13) | (after == mark)
            # the byte after the block's last quote is in the next block: checked there through `tail`
            if marks[-1] == len(body) - 1:
                good_close[-1] = True
            result.regular &= bool(np.all(np.where(opening, good_open, good_close)))
            seen += len(marks)
        if offset and tail[0] == mark and (seen - len(marks)) % 2 == 0:
            result.regular &= data[0] in (comma, 10, 13, mark)
        if len(ends):
            starts = np.concatenate(([last_end], ends[:-1])) + 1
            lengths = ends - starts
            behind = _beside(body, ends - offset, -1, tail[0])
            has_return = (behind == 13) & (lengths > 0)
            result.longest = max(result.longest, int(lengths.max()))
            result.records += len(ends)
            result.blank += int(np.count_nonzero((lengths == 0) | (has_return & (lengths == 1))))
            kinds = {bool(kind) for kind in (has_return[0], has_return.all(), has_return.any())}
            result.one_line_end &= len(kinds) == 1 and returned in (None, *kinds)
            returned = bool(has_return[0])
            last_end = int(ends[-1])
        tail = data[-1:]
    if last_end < size - 1:
        result.records += 1
        result.longest = max(result.longest, size - last_end)
    result.regular &= seen % 2 == 0
    return result


def _beside(body: Array, places: Array, step: int, outside: int) -> Array:
    """The bytes one step before or after some positions; `outside` replaces the byte beyond the block."""
    at = places + step
    found: Array = body[np.clip(at, 0, len(body) - 1)]
    found[(at < 0) | (at >= len(body))] = outside
    return found


def _starts_with_bom(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == BOM

"""Reads position reports of JT/T 808: frames between 0x7e flags, decoded by whole arrays, never one by one.

Every frame is accounted for: a report (message 0x0200) is a row, a frame of another message is counted as blank. A
frame is malformed where it is cut, wrongly escaped, encrypted, split, a batch (0x0704) or contradicts its own checksum.
It is kept as its hexadecimal bytes. A time is the terminal's own, eight hours ahead of UTC. `position_id` is terminal
and time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.decoded import ROW, Decoded, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from warehouse.errors import HgtError

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

WINDOW = 4 << 20
"""Bytes that are decoded at once."""
STEP = 64 << 10
"""Bytes in which the next flag is searched."""
FLAG, ESCAPE = 0x7E, 0x7D
REPORT, BATCH = 0x0200, 0x0704
HEAD, HEAD_2019, SPLIT_HEAD, BODY = 12, 17, 4, 28
VERSION_BIT, SPLIT_BIT, CIPHER_BITS, LENGTH_BITS = 0x4000, 0x2000, 0x1C00, 0x03FF
SOUTH, WEST = 4, 8
PHONE, PHONE_2019 = 6, 10

COLUMNS = (
    "position_id", "phone", "serial", "alarm_flags", "status_flags", "lat", "lon", "altitude_m", "speed_kmh",
    "direction_deg", "located_at", "extra", "version",
)  # fmt: skip
REASONS = (
    "",
    "the frame is cut off: it has no closing flag",
    "a 7d is followed by neither 01 nor 02",
    "the frame is shorter than a head and a checksum",
    "the checksum does not fit the frame",
    "the frame is longer or shorter than its head says",
    "the frame is encrypted",
    "the report is a part of a split message",
    "the report is shorter than a position",
    "a batch of reports (0x0704) is not read",
)
DISTINCT = ("position_id", "lat", "lon", "extra", ROW)
"""Columns few of whose values occur twice."""
STORED: Mapping[str, Any] = {
    "compression": "lz4", "use_dictionary": [name for name in COLUMNS if name not in DISTINCT],
    "store_decimal_as_integer": True, "write_statistics": False,
}  # fmt: skip
"""Settings of the scratch file, which is written and read once."""
_DIGITS: npt.NDArray[np.uint16] = np.frombuffer(bytes(range(256)).hex().encode(), dtype=np.uint16)
"""The two hexadecimal digits of every byte."""
_MOMENT: Bytes = np.frombuffer(b"2000-00-00 00:00:00+08:00", dtype=np.uint8)


@dataclass
class _Frames:
    """The frames of one window: `data` without flags and escapes, and the begin, length and fault of each frame."""

    data: Bytes
    starts: Ints
    lengths: Ints
    faults: Ints
    raw: tuple[Ints, Ints]
    """The beginning and the end of each frame in the file."""

    def word(self, offset: int) -> Ints:
        """The big-endian 16-bit number at this offset of each frame; frames that are shorter give anything."""
        at = np.minimum(self.starts + offset, max(len(self.data) - 2, 0))
        return (self.data[at].astype(np.int64) << 8) | self.data[at + 1] if len(self.data) > 1 else self.starts * 0

    def blame(self, fault: int, where: npt.NDArray[np.bool_]) -> None:
        """A frame has one fault: the first that is found."""
        self.faults[where & (self.faults == 0)] = fault


def _frames(window: Bytes, offset: int) -> _Frames:
    """Removes the flags and escapes of a window that begins and ends with a flag."""
    flags = np.flatnonzero(window == FLAG)
    begins, ends = flags[:-1] + 1, flags[1:]
    filled = ends > begins
    begins, ends = begins[filled], ends[filled]
    escapes = np.flatnonzero(window == ESCAPE)
    behind = window[escapes + 1]
    known = (behind == 1) | (behind == 2)
    faults = np.zeros(len(begins), dtype=np.int64)
    faults[np.searchsorted(begins, escapes[~known], side="right") - 1] = 2
    escapes, behind = escapes[known], behind[known]
    plain = window.copy()
    plain[escapes] = np.where(behind == 2, FLAG, ESCAPE)
    keep = np.ones(len(window), dtype=bool)
    keep[flags] = False
    keep[escapes + 1] = False
    lengths = ends - begins - (np.searchsorted(escapes, ends) - np.searchsorted(escapes, begins))
    starts = np.cumsum(lengths) - lengths
    return _Frames(plain[keep], starts, lengths, faults, (begins + offset, ends + offset))


def _check(frames: _Frames) -> tuple[Ints, Ints, Ints]:
    """Finds the fault of each frame; returns message id, properties and length of the head."""
    frames.blame(3, frames.lengths < HEAD + 1)
    if len(frames.starts):
        frames.blame(4, np.bitwise_xor.reduceat(frames.data, frames.starts) != 0)
    message, properties = frames.word(0), frames.word(2)
    split = properties & SPLIT_BIT != 0
    head = np.where(properties & VERSION_BIT, HEAD_2019, HEAD) + np.where(split, SPLIT_HEAD, 0)
    body = properties & LENGTH_BITS
    frames.blame(5, frames.lengths != head + body + 1)
    is_report = message == REPORT
    frames.blame(6, is_report & (properties & CIPHER_BITS != 0))
    frames.blame(7, is_report & split)
    frames.blame(8, is_report & (body < BODY))
    frames.blame(9, message == BATCH)
    return message, properties, head


def _number(block: Bytes, start: int, size: int) -> Ints:
    """The big-endian number in these bytes of every row."""
    value = np.zeros(len(block), dtype=np.int64)
    for place in range(start, start + size):
        value = (value << 8) | block[:, place]
    return value


def _decimal(value: Ints, precision: int, scale: int) -> pa.Array:
    pairs = np.empty((len(value), 2), dtype=np.int64)
    pairs[:, 0], pairs[:, 1] = value, value >> 63
    return pa.Array.from_buffers(pa.decimal128(precision, scale), len(value), [None, pa.py_buffer(pairs)])


def _ragged(data: Bytes, starts: Ints, lengths: Ints) -> tuple[Bytes, Ints]:
    """These pieces of `data` one after another, and where each begins among them."""
    begins = np.concatenate(([0], np.cumsum(lengths)))
    at = np.arange(begins[-1]) + np.repeat(starts - begins[:-1], lengths)
    return data[at], begins


def _hex(data: Bytes, starts: Ints, lengths: Ints) -> pa.Array:
    pieces, begins = _ragged(data, starts, lengths)
    return _text(_DIGITS[pieces].view(np.uint8), 2 * begins)


def _level(characters: Bytes) -> pa.Array:
    """Texts of one length: a row of characters each."""
    n, length = characters.shape
    return _text(characters.reshape(-1), np.arange(n + 1) * length)


def _digits(block: Bytes) -> Bytes:
    """The hexadecimal digits of the bytes of every row."""
    return _DIGITS[block].view(np.uint8)


def _text(characters: Bytes, offsets: Ints) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(characters))
    return pa.Array.from_buffers(
        pa.large_string(), len(offsets) - 1, [None, pa.py_buffer(offsets.astype(np.int64)), data]
    )


def _moments(block: Bytes) -> pa.Array:
    """ISO text of the six bytes of decimal digits; invalid digits stay, so that a rule can see them."""
    text = np.tile(_MOMENT, (len(block), 1))
    digits = _digits(block)
    for place in range(6):
        text[:, 2 + 3 * place : 4 + 3 * place] = digits[:, 2 * place : 2 * place + 2]
    return _level(text)


def _columns(frames: _Frames, properties: Ints, head: Ints, chosen: Ints, asked: Sequence[str]) -> dict[str, Any]:
    starts, properties, head = frames.starts[chosen], properties[chosen], head[chosen]
    block = np.lib.stride_tricks.sliding_window_view(frames.data, BODY)[starts + head]
    status = _number(block, 4, 4)
    own = np.lib.stride_tricks.sliding_window_view(frames.data, PHONE)[starts + 4]
    modern = properties & VERSION_BIT != 0

    def phones() -> pa.Array:
        if not modern.any():
            return _level(_digits(own))
        return _hex(frames.data, starts + np.where(modern, 5, 4), np.where(modern, PHONE_2019, PHONE))

    def positions() -> pa.Array:
        times = _digits(block[:, 22:28])
        if modern.any():
            return pc.binary_join_element_wise(phones(), _level(times), pa.scalar("-", pa.large_string()))
        return _level(np.hstack([_digits(own), np.full((len(own), 1), ord("-"), np.uint8), times]))

    made: dict[str, Callable[[], pa.Array]] = {
        "position_id": positions,
        "phone": phones,
        "serial": lambda: pa.array(_serials(frames, starts, modern)),
        "alarm_flags": lambda: pa.array(_number(block, 0, 4)),
        "status_flags": lambda: pa.array(status),
        "lat": lambda: _decimal(np.where(status & SOUTH, -1, 1) * _number(block, 8, 4), 10, 6),
        "lon": lambda: _decimal(np.where(status & WEST, -1, 1) * _number(block, 12, 4), 10, 6),
        "altitude_m": lambda: pa.array(_number(block, 16, 2)),
        "speed_kmh": lambda: _decimal(_number(block, 18, 2), 5, 1),
        "direction_deg": lambda: pa.array(_number(block, 20, 2)),
        "located_at": lambda: _moments(block[:, 22:28]),
        "extra": lambda: _hex(frames.data, starts + head + BODY, (properties & LENGTH_BITS) - BODY),
        "version": lambda: pa.array(np.where(modern, frames.data[starts + 4], 0).astype(np.int64)),
    }
    return {name: made[name]() for name in asked}


def _serials(frames: _Frames, starts: Ints, modern: npt.NDArray[np.bool_]) -> Ints:
    at = starts + np.where(modern, 5 + PHONE_2019, 4 + PHONE)
    return (frames.data[at].astype(np.int64) << 8) | frames.data[at + 1]


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One plain file, window by window; each window ends with the flag with which the next one begins."""
    data: Bytes = np.memmap(path, dtype=np.uint8, mode="r")
    asked = [column.physical_name for column in contract.columns if column.physical_name in COLUMNS]
    found = Decoded(target, list(COLUMNS), 0)
    window = _Windows(data)
    with pq.ParquetWriter(target, _schema(asked), **STORED) as writer:
        window.lead(found)
        for begin, end in window.pairs():
            frames = _frames(np.asarray(data[begin : end + 1]), begin)
            message, properties, head = _check(frames)
            _add(found, writer, data, frames, message, properties, head, asked)
        window.tail(found)
    if not window.flags_seen:
        raise HgtError(
            "the file holds no frame of JT/T 808", file=source, value=f"{len(data):,} bytes",
            accepted="frames between 7e flags", next=AGAIN,
        )  # fmt: skip
    return found


def _add(
    found: Decoded,
    writer: Any,
    data: Bytes,
    frames: _Frames,
    message: Ints,
    properties: Ints,
    head: Ints,
    asked: Sequence[str],
) -> None:
    other = (frames.faults == 0) & (message != REPORT)
    numbers = found.records + np.cumsum(~other)
    found.blank += int(other.sum())
    found.records += int((~other).sum())
    for place in np.flatnonzero(frames.faults):
        begin, end = int(frames.raw[0][place]) - 1, int(frames.raw[1][place]) + 1
        payload = bytes(data[begin:end]).hex()
        found.broken.append((int(numbers[place]), payload, REASONS[int(frames.faults[place])]))
    chosen = np.flatnonzero((frames.faults == 0) & ~other)
    if len(chosen):
        columns = _columns(frames, properties, head, chosen, asked)
        writer.write_table(pa.table([*columns.values(), pa.array(numbers[chosen])], schema=_schema(asked)))


def _schema(asked: Sequence[str]) -> pa.Schema:
    kinds = {"lat": pa.decimal128(10, 6), "lon": pa.decimal128(10, 6), "speed_kmh": pa.decimal128(5, 1)}
    texts = dict.fromkeys(("position_id", "phone", "located_at", "extra"), pa.large_string())
    return pa.schema([(name, (kinds | texts).get(name, pa.int64())) for name in asked] + [(ROW, pa.int64())])


@dataclass
class _Windows:
    """Cuts a file at flags, and accounts for the bytes before the first and after the last one."""

    data: Bytes
    flags_seen: bool = False
    first: int = 0
    last: int = 0

    def __post_init__(self) -> None:
        first = self._seek(0, forward=True)
        self.flags_seen = first is not None
        self.first = first or 0
        self.last = self._seek(len(self.data), forward=False) or 0

    def _seek(self, at: int, *, forward: bool) -> int | None:
        """The first flag from here on, or the last one before here."""
        while 0 <= at < len(self.data) if forward else at > 0:
            begin, end = (at, min(at + STEP, len(self.data))) if forward else (max(at - STEP, 0), at)
            piece = bytes(self.data[begin:end])
            hit = piece.find(FLAG) if forward else piece.rfind(FLAG)
            if hit >= 0:
                return begin + hit
            at = end if forward else begin
        return None

    def pairs(self) -> Any:
        """(begin, end) of windows, both at flags; a frame longer than a window gets a longer window."""
        begin = self.first
        while begin < self.last:
            end = self._seek(min(begin + WINDOW, self.last + 1), forward=False)
            if end is None or end <= begin:
                end = self._seek(begin + WINDOW, forward=True)
            assert end is not None
            yield begin, end
            begin = end

    def lead(self, found: Decoded) -> None:
        """Bytes before the first flag."""
        if self.flags_seen and self.first:
            found.records += 1
            found.broken.append((1, bytes(self.data[: self.first + 1]).hex(), "the frame is cut off: no flag opens it"))

    def tail(self, found: Decoded) -> None:
        """Bytes after the last flag."""
        if self.flags_seen and self.last + 1 < len(self.data):
            found.records += 1
            found.broken.append((found.records, bytes(self.data[self.last :]).hex(), REASONS[1]))


def read_jt808(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of a dataset of position reports, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode, spare=COLUMNS)

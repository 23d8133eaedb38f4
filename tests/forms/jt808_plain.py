"""A decoder of JT/T 808 that takes one frame and one byte at a time: the reader's own must agree with it."""

from decimal import Decimal
from typing import Any

from pipelines.extract.readers.jt808 import REASONS

Row = dict[str, Any]
Broken = tuple[int, str, str]


def decoded(data: bytes) -> tuple[list[Row], list[Broken], int]:
    """The rows of a file's bytes with their record numbers, its broken records, the number of other messages."""
    rows: list[Row] = []
    broken: list[Broken] = []
    parts = data.split(b"\x7e")
    records = blank = 0
    if parts[0]:
        records += 1
        broken.append((records, (parts[0] + b"\x7e").hex(), "the frame is cut off: no flag opens it"))
    for part in parts[1:-1]:
        if not part:
            continue
        plain = _unescaped(part)
        why = _fault(plain)
        if not why and plain is not None and plain[:2] != b"\x02\x00":
            blank += 1
            continue
        records += 1
        if why or plain is None:
            broken.append((records, (b"\x7e" + part + b"\x7e").hex(), why))
        else:
            rows.append({**_row(plain), "(row)": records})
    if parts[-1]:
        records += 1
        broken.append((records, (b"\x7e" + parts[-1]).hex(), REASONS[1]))
    return rows, broken, blank


def _unescaped(part: bytes) -> bytes | None:
    plain, at = bytearray(), 0
    while at < len(part):
        if part[at] != 0x7D:
            plain.append(part[at])
            at += 1
            continue
        if part[at + 1 : at + 2] not in (b"\x01", b"\x02"):
            return None
        plain.append(0x7D if part[at + 1] == 1 else 0x7E)
        at += 2
    return bytes(plain)


def _fault(plain: bytes | None) -> str:
    if plain is None:
        return REASONS[2]
    if len(plain) < 13:
        return REASONS[3]
    check = 0
    for byte in plain:
        check ^= byte
    properties = int.from_bytes(plain[2:4], "big")
    head, body = _head(properties), properties & 0x3FF
    is_report = plain[:2] == b"\x02\x00"
    found = [
        (4, check != 0), (5, len(plain) != head + body + 1), (6, is_report and properties & 0x1C00),
        (7, is_report and properties & 0x2000), (8, is_report and body < 28), (9, plain[:2] == b"\x07\x04"),
    ]  # fmt: skip
    return next((REASONS[number] for number, holds in found if holds), "")


def _head(properties: int) -> int:
    return (17 if properties & 0x4000 else 12) + (4 if properties & 0x2000 else 0)


def _row(plain: bytes) -> Row:
    properties = int.from_bytes(plain[2:4], "big")
    modern, head = bool(properties & 0x4000), _head(properties)
    phone = plain[5:15] if modern else plain[4:10]
    body = plain[head : head + (properties & 0x3FF)]

    def number(start: int, size: int) -> int:
        return int.from_bytes(body[start : start + size], "big")

    time = body[22:28].hex()
    two = [time[i : i + 2] for i in range(0, 12, 2)]
    status = number(4, 4)
    return {
        "position_id": f"{phone.hex()}-{time}",
        "phone": phone.hex(),
        "serial": int.from_bytes(plain[15:17] if modern else plain[10:12], "big"),
        "alarm_flags": number(0, 4),
        "status_flags": status,
        "lat": Decimal(number(8, 4) * (-1 if status & 4 else 1)).scaleb(-6),
        "lon": Decimal(number(12, 4) * (-1 if status & 8 else 1)).scaleb(-6),
        "altitude_m": number(16, 2),
        "speed_kmh": Decimal(number(18, 2)).scaleb(-1),
        "direction_deg": number(20, 2),
        "located_at": f"20{two[0]}-{two[1]}-{two[2]} {two[3]}:{two[4]}:{two[5]}+08:00",
        "extra": body[28:].hex(),
        "version": plain[4] if modern else 0,
    }

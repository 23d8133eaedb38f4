"""JT/T 808 position reports: frames between flags, escaped, with their checksum, a whole file at once.

A row is a report of terminal and time (`position_id`), place and speed as text. A `_form` of `checksum` spoils a
frame's last byte, one of `cut` takes bytes out of its middle.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from demo.clock import Ints
from demo.writers import Place, by_file, placed

Bytes = npt.NDArray[np.uint8]

FLAG, ESCAPE = 0x7E, 0x7D
REPORT = 0x0200
PHONE = 6
HEAD, BODY, MILEAGE = 12, 28, 6
FRAME = HEAD + BODY + MILEAGE + 1
CUT = slice(HEAD + 8, HEAD + 20)
_DIGIT: Bytes = np.zeros(256, dtype=np.uint8)
_DIGIT[ord("0") : ord("9") + 1] = np.arange(10)


def reports(folder: Path, frame: pl.DataFrame, key: tuple[str, ...]) -> list[Place]:
    """One file for each value of `_file`."""
    places = []
    for file, part in by_file(frame):
        (folder / file).write_bytes(encoded(part))
        places += placed(part, file, "row", 1, key)
    return places


def encoded(frame: pl.DataFrame) -> bytes:
    """The frames of all rows, one after another."""
    n = len(frame)
    plain = np.zeros((n, FRAME), dtype=np.uint8)
    identity = np.frombuffer("".join(frame["position_id"].to_list()).encode(), dtype=np.uint8).reshape(n, -1)
    digits = _DIGIT[identity]
    _put(plain, 0, 2, np.full(n, REPORT))
    _put(plain, 2, 2, np.full(n, BODY + MILEAGE))
    plain[:, 4 : 4 + PHONE] = digits[:, 0 : 2 * PHONE : 2] * 16 + digits[:, 1 : 2 * PHONE : 2]
    _put(plain, 10, 2, np.arange(n) % 65_536)
    _put(plain, HEAD, 4, frame["alarm_flags"].cast(pl.Int64).to_numpy())
    _put(plain, HEAD + 4, 4, frame["status_flags"].cast(pl.Int64).to_numpy())
    for place, name in ((8, "lat"), (12, "lon")):
        _put(plain, HEAD + place, 4, (frame[name].cast(pl.Float64) * 1e6).round(0).cast(pl.Int64).to_numpy())
    _put(plain, HEAD + 16, 2, np.full(n, 22))
    _put(plain, HEAD + 18, 2, (frame["speed_kmh"].cast(pl.Float64) * 10).round(0).cast(pl.Int64).to_numpy())
    _put(plain, HEAD + 20, 2, frame["_heading"].to_numpy())
    time = digits[:, 2 * PHONE + 1 :]
    plain[:, HEAD + 22 : HEAD + 28] = time[:, 0::2] * 16 + time[:, 1::2]
    plain[:, HEAD + BODY : HEAD + BODY + 2] = (1, 4)
    _put(plain, HEAD + BODY + 2, 4, np.arange(n) % 900_000)
    plain[:, -1] = np.bitwise_xor.reduce(plain[:, :-1], axis=1)
    keep = np.ones((n, FRAME), dtype=bool)
    if "_form" in frame.columns:
        plain[(frame["_form"] == "checksum").fill_null(False).to_numpy(), -1] ^= 0xFF
        keep[(frame["_form"] == "cut").fill_null(False).to_numpy(), CUT] = False
    return _framed(plain, keep)


def _put(plain: Bytes, start: int, size: int, value: Ints) -> None:
    for place in range(size):
        plain[:, start + place] = value >> 8 * (size - 1 - place) & 0xFF


def _framed(plain: Bytes, keep: npt.NDArray[np.bool_]) -> bytes:
    """Escapes every row and sets flags around it."""
    flags = np.full((len(plain), 1), FLAG, dtype=np.uint8)
    shown = np.hstack([flags, plain, flags])
    inside = np.zeros(shown.shape, dtype=bool)
    inside[:, 1:-1] = True
    escaped = inside & ((shown == FLAG) | (shown == ESCAPE))
    size = (1 + escaped) * np.hstack([flags > 0, keep, flags > 0])
    ends = np.cumsum(size.reshape(-1))
    out = np.repeat(np.where(escaped, ESCAPE, shown).reshape(-1), size.reshape(-1))
    second = ends[(escaped & (size > 1)).reshape(-1)] - 1
    out[second] = np.where(shown[escaped & (size > 1)] == FLAG, 2, 1)
    return out.tobytes()

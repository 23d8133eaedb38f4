"""Lines above the header that are not records: titles, and `sep=;`, which gives spreadsheets the delimiter.

A first line `sep=` is read; the contract gives the number of other lines.
"""

import itertools
import re
import shutil
from pathlib import Path

LINE = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([^"\r\n])"?\r?\n', re.IGNORECASE)
LINE_END = re.compile(rb"\r\n|\n|\r")
HEAD = 16
CHUNK = 1 << 20


def taken_off(path: Path, target: Path) -> str | None:
    """The delimiter that the first line names; `target` then holds the rest of the file."""
    with path.open("rb") as file:
        found = LINE.match(file.read(HEAD))
        if found is None:
            return None
        file.seek(found.end())
        with target.open("wb") as rest:
            shutil.copyfileobj(file, rest, CHUNK)
    return found[1].decode()


def lines_off(path: Path, target: Path, lines_n: int) -> Path:
    """The file without its first lines, in `target`; empty where the file has no more lines."""
    with path.open("rb") as file, target.open("wb") as rest:
        ends = [end.end() for end in itertools.islice(LINE_END.finditer(file.read(CHUNK)), lines_n)]
        if len(ends) == lines_n:
            file.seek(ends[-1])
            shutil.copyfileobj(file, rest, CHUNK)
    return target

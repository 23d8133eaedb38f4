"""Lines above the header that are no records: titles, and `sep=;`, by which a program tells a spreadsheet a delimiter.

The first is read as what it says; of the others the contract says how many there are.
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
    """The delimiter that the first line names; the rest of the file stands in `target` then."""
    with path.open("rb") as file:
        found = LINE.match(file.read(HEAD))
        if found is None:
            return None
        file.seek(found.end())
        with target.open("wb") as rest:
            shutil.copyfileobj(file, rest, CHUNK)
    return found[1].decode()


def lines_off(path: Path, target: Path, lines_n: int) -> Path:
    """The file without its first lines, which stands in `target`; nothing of it where it has no more lines."""
    with path.open("rb") as file, target.open("wb") as rest:
        ends = [end.end() for end in itertools.islice(LINE_END.finditer(file.read(CHUNK)), lines_n)]
        if len(ends) == lines_n:
            file.seek(ends[-1])
            shutil.copyfileobj(file, rest, CHUNK)
    return target

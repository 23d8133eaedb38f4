"""The first line `sep=;` by which a program tells a spreadsheet the delimiter: it is read as such and is no record."""

import re
import shutil
from pathlib import Path

LINE = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([^"\r\n])"?\r?\n', re.IGNORECASE)
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

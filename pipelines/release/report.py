"""The mark of the release that the report shows: a file in the report's folder, which only a whole report has."""

from pathlib import Path

MARK = "release.txt"


def built_release(out: Path) -> int | None:
    """The release that the whole site in `out` shows; None where a page failed or nothing is there."""
    try:
        return int((out / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

"""Keeps the verdicts of the audit and its stored results as files. `audit` decides their content."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

KEPT_RESULTS = 3


def read(file: Path) -> dict[str, dict[str, object]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write(file: Path, state: Mapping[str, object]) -> None:
    aside = file.with_suffix(".aside")
    aside.write_text(json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    aside.replace(file)


def clear(folder: Path) -> None:
    """Drop all stored suites and results, which an audit that did not end may have left half written."""
    for kind in ("validations", "expectations"):
        shutil.rmtree(folder / kind, ignore_errors=True)


def forget(folder: Path, table: str) -> None:
    """Drop the suite and the results of a table that is no longer declared."""
    place = table.replace(".", "/")
    shutil.rmtree(folder / "validations" / place, ignore_errors=True)
    (folder / "expectations" / f"{place}.json").unlink(missing_ok=True)


def prune(folder: Path) -> None:
    """Keep the newest results of each table: the pages are made from every result that is stored."""
    for place in (folder / "validations").glob("*/*"):
        results = sorted(place.rglob("*.json"), key=lambda path: path.parent.name, reverse=True)
        for old in results[KEPT_RESULTS:]:
            shutil.rmtree(old.parent)
            if not any(old.parent.parent.iterdir()):
                old.parent.parent.rmdir()

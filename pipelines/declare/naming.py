"""The naming rule: what tables and columns may be called, and the type that a column's suffix promises.

The words are DuckDB's reserved ones (a test compares the list with the engine's) and four that other engines or
readers trip over. Nothing here reads a file.
"""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

from warehouse.errors import HgtError

SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

_RESERVED_WORDS = """
    all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
    default deferrable desc describe distinct do else end except false fetch for foreign from group having in
    initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer
    pivot_wider placing primary qualify references returning select show some summarize symmetric table then to
    trailing true union unique unpivot using variadic when where window with"""
DUCKDB_RESERVED = frozenset(_RESERVED_WORDS.split())
RESERVED = DUCKDB_RESERVED | {"at", "call", "join", "user"}

SUFFIX_TYPES: dict[str, tuple[str, ...]] = {
    "_at": ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"),
    "_on": ("DATE",),
    "_n": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    "_pct": ("DOUBLE", "FLOAT", "DECIMAL"),
    "_m": ("DOUBLE", "FLOAT", "DECIMAL", "INTEGER", "BIGINT"),
    "_m2": ("DOUBLE", "FLOAT", "DECIMAL", "INTEGER", "BIGINT"),
    "_min": ("DOUBLE", "FLOAT", "DECIMAL", "INTEGER", "BIGINT"),
    "_code": ("VARCHAR",),
}
PREFIX_TYPES: dict[str, tuple[str, ...]] = {"is_": ("BOOLEAN",), "has_": ("BOOLEAN",)}


def fault(name: str) -> str | None:
    """Why a table or a column may not have this name, or None."""
    if name in RESERVED:
        return "the name is a reserved word"
    if not SNAKE.fullmatch(name):
        return "the name is not lower snake case"
    return None


def type_fault(name: str, data_type: str) -> str | None:
    """Why a column of this type may not have this name: a suffix or prefix promises a type."""
    kind = data_type.upper().split("(")[0].strip()
    for mark, accepted in SUFFIX_TYPES.items():
        if name.endswith(mark) and kind not in accepted:
            return f"`{mark}` promises {' or '.join(accepted)}, the column is {data_type}"
    for mark, accepted in PREFIX_TYPES.items():
        if name.startswith(mark) and kind not in accepted:
            return f"`{mark}` promises {' or '.join(accepted)}, the column is {data_type}"
    if kind in SUFFIX_TYPES["_at"] and not name.endswith("_at"):
        return "a timestamp with zone ends in `_at`"
    if kind == "DATE" and not name.endswith(("_on", "_start")):
        return "a date ends in `_on`"
    if kind == "BOOLEAN" and not name.startswith(tuple(PREFIX_TYPES)):
        return "a boolean begins with `is_` or `has_`"
    return None


def close(name: str, known: Iterable[str]) -> list[str]:
    """The known names that a mistyped one may have meant, likeliest first; all of them when few are known."""
    pool = sorted(known)
    found = difflib.get_close_matches(name, pool, n=5, cutoff=0.6)
    if not found and "." in name:
        stem = name.split(".", 1)[1]
        found = [entry for entry in pool if entry.split(".", 1)[-1] == stem]
    return found or pool[:12]


def twice(name: str, what: str, file: Path, other: Path, next: str) -> HgtError:
    """The error of a name that two files declare."""
    accepted = f"one file per {what}; the other is {other}"
    return HgtError(f"{what} {name} is declared twice", file=file, value=name, accepted=accepted, next=next)

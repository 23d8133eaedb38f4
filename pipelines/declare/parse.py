"""Parses one SELECT: the tables that it reads, the columns that it gives, and the constructs that models may not use.

Results of parsing are cached by the text's hash, so an unchanged text is never parsed again and sqlglot is not even
imported. The text itself is never rewritten.
"""

import hashlib
import importlib.metadata
import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.declare.functions import BARE, MOVING, STAMP, TABLES, Unfit, check_query
from warehouse.errors import HgtError

if TYPE_CHECKING:
    from sqlglot import exp

NEXT = "hgt status"
FORM = 8
"""The version of the cached facts; it rises when their meaning changes."""
DIALECT = "duckdb"
STAR = "*"
MACROS_OF_THE_DAY = ("as_of", "as_of_at", "valid_id_no")
"""Macros whose answer depends on the day that is observed."""
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_MOVES = re.compile(rf"(?i)(?<![\w.])(?:({'|'.join(sorted(MOVING))})\s*\(|({'|'.join(BARE)})\b)")
LARGEST_CACHE = 4000


@dataclass(frozen=True)
class Facts:
    """The facts of a text before any schema is known. `columns` holds `*` for a star.

    `is_row_wise`: each output row is made from one row of the one table, whatever the other rows are. `tells_apart`:
    the columns that DISTINCT makes differ in the output rows.
    """

    inputs: tuple[str, ...]
    columns: tuple[str, ...]
    uses_as_of: bool
    is_row_wise: bool
    tells_apart: tuple[str, ...] = ()


_known: dict[str, Any] = {}
"""The facts that this process found, for all caches: a fact is one of a text, whichever root holds that."""


_parsed: "dict[str, exp.Query]" = {}
"""Models whose facts were found, until their lineage is followed."""


class Cache:
    """Facts by hash in one JSON file; without a file, in memory only.

    A file that cannot be read, or whose entries do not match its checksum, counts as empty.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.stamp = f"{FORM}/{importlib.metadata.version('sqlglot')}/{STAMP}"
        self.entries: dict[str, Any] = {}
        self.used: set[str] = set()
        self.is_changed = False
        if file is not None:
            try:
                stored = json.loads(file.read_text(encoding="utf-8"))
                if stored["stamp"] == self.stamp and stored["sha256"] == hash_of(stored["entries"]):
                    self.entries = dict(json.loads(stored["entries"]))
            except (OSError, ValueError, KeyError, TypeError):
                self.entries = {}

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """The kept value, made and kept when it is new."""
        self.used.add(key)
        if key not in self.entries:
            fact = f"{self.stamp} {key}"
            if fact not in _known:
                _known[fact] = make()
            self.entries[key] = _known[fact]
            self.is_changed = True
        return self.entries[key]

    def save(self) -> None:
        """Write the file by rename when something is new and its folder exists; a cache may fail to be kept."""
        if not self.is_changed or self.file is None or not self.file.parent.is_dir():
            return
        if len(self.entries) > LARGEST_CACHE:
            self.entries = {key: value for key, value in self.entries.items() if key in self.used}
        entries = json.dumps(self.entries, ensure_ascii=False)
        text = json.dumps({"stamp": self.stamp, "sha256": hash_of(entries), "entries": entries}, ensure_ascii=False)
        try:
            handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=self.file.name)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(name).replace(self.file)
        except OSError:
            return
        self.is_changed = False


def hash_of(*texts: str) -> str:
    """One hash of several texts, in their order."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def facts_of(select: str, file: Path, cache: Cache, *, is_model: bool) -> Facts:
    """The facts of a SELECT, from the cache or by parsing; a construct that is refused raises `HgtError`."""
    key = hash_of("facts", "model" if is_model else "rule", select)
    kept = cache.get(key, lambda: asdict(_read(select, file, is_model)))
    return Facts(
        tuple(kept["inputs"]),
        tuple(kept["columns"]),
        kept["uses_as_of"],
        kept["is_row_wise"],
        tuple(kept["tells_apart"]),
    )


def moving(expression: str) -> str | None:
    """The first function of an expression whose answer depends on when or where it runs, found without parsing."""
    found = _MOVES.search(_QUOTED.sub("''", expression))
    return (found[1] or found[2]).lower() if found else None


def parse(select: str, file: Path) -> "exp.Query":
    """The one query of a text."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        statements = [entry for entry in sqlglot.parse(select, dialect=DIALECT) if entry is not None]
    except SqlglotError as error:
        raise HgtError(
            f"the SELECT cannot be parsed: {_first_line(error)}",
            file=file,
            accepted="one SELECT in DuckDB's dialect",
            next=NEXT,
        ) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise HgtError(
            "the file holds something else than one SELECT after its header",
            file=file,
            value="; ".join(statement.sql(DIALECT)[:60] for statement in statements) or "nothing",
            accepted="one SELECT (WITH … SELECT, UNION)",
            next=NEXT,
        )
    return statements[0]


def parse_again(select: str, file: Path) -> "exp.Query":
    """The one query of a text, which the caller may change. What was parsed for its facts is handed on once."""
    return _parsed.pop(select, None) or parse(select, file)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _read(select: str, file: Path, is_model: bool) -> Facts:
    from sqlglot import exp

    _check_calls(select, file)
    tree = parse(select, file)
    if is_model:
        _parsed[select] = tree
    ctes = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    inputs: set[str] = set()
    uses_as_of = False
    for node in tree.walk():
        if isinstance(node, exp.Table):
            inputs |= _table(node, ctes, file)
        elif isinstance(node, exp.Func):
            name = _function_name(node)
            uses_as_of = uses_as_of or name in MACROS_OF_THE_DAY
            _check_function(name, node, file, is_model)
        elif is_model and isinstance(node, exp.Pivot):
            raise _refusal("PIVOT and UNPIVOT hide where a column comes from", node, file, "conditional aggregates")
        elif is_model and isinstance(node, exp.SetOperation) and node.args.get("by_name"):
            _check_by_name(node, file)
    columns = tuple(STAR if entry.is_star else entry.alias_or_name for entry in tree.selects)
    if is_model:
        for entry in tree.selects:
            if not isinstance(entry, exp.Alias | exp.Column | exp.Star):
                raise _refusal("an output column has no name", entry, file, f"{entry.sql(DIALECT)[:40]} as <name>")
    is_row_wise = len(inputs) == 1 and _is_row_wise(tree)
    return Facts(tuple(sorted(inputs)), columns, uses_as_of, is_row_wise, _told_apart(tree))


def _told_apart(tree: "exp.Query") -> tuple[str, ...]:
    """All columns of SELECT DISTINCT, and of GROUP BY that counts nothing; or those that count distinct things."""
    from sqlglot import exp

    if not isinstance(tree, exp.Select):
        return ()
    counts = any(entry.find(exp.AggFunc) for entry in tree.selects)
    if tree.args.get("distinct") or (tree.args.get("group") and not counts):
        return tuple(entry.alias_or_name for entry in tree.selects)
    counting = (exp.Count, exp.Sum)
    return tuple(
        entry.alias_or_name
        for entry in tree.selects
        if any(isinstance(node.this, exp.Distinct) for node in entry.find_all(*counting))
    )


def _check_calls(select: str, file: Path) -> None:
    """Refuse the calls that DuckDB's own parser finds and a declaration may not make."""
    try:
        check_query(select)
    except Unfit as error:
        raise HgtError(
            f"the SELECT {error}", file=file, value=error.value[:120], accepted=error.accepted, next=NEXT
        ) from error


def _is_row_wise(tree: "exp.Query") -> bool:
    """Whether a query only maps and filters single rows; several such queries may be put together by UNION ALL."""
    from sqlglot import exp

    across = (
        exp.AggFunc, exp.Window, exp.Group, exp.Having, exp.Qualify, exp.Distinct, exp.Limit, exp.Join, exp.Subquery,
        exp.Exists, exp.CTE, exp.Unnest, exp.Lateral, exp.Explode, exp.Values, exp.TableSample,
    )  # fmt: skip
    return not any(
        isinstance(node, across)
        or (isinstance(node, exp.SetOperation) and (not isinstance(node, exp.Union) or node.args.get("distinct")))
        or (isinstance(node, exp.In) and node.args.get("query"))
        for node in tree.walk()
    )


def _check_by_name(node: "exp.SetOperation", file: Path) -> None:
    """UNION BY NAME gives the columns of both sides; only equal sides have the columns of the first."""
    from sqlglot import exp

    sides = [side.unnest() for side in (node.this, node.expression)]
    given = [set(side.named_selects) if isinstance(side, exp.Query) else {STAR} for side in sides]
    if given[0] != given[1] or STAR in given[0]:
        raise _refusal("the sides of UNION BY NAME differ", node, file, "the same column names on both sides")


def _table(node: "exp.Table", ctes: set[str], file: Path) -> set[str]:
    from sqlglot import exp

    if not isinstance(node.this, exp.Identifier):
        name = _function_name(node.this) if isinstance(node.this, exp.Func) else str(node.this)
        if name in TABLES or isinstance(node.this, exp.GenerateSeries):
            return set()
        raise _refusal("a table function hides what is read", node, file, "tables as layer.table")
    if node.catalog:
        raise _refusal("a table is named with a catalogue", node, file, "layer.table")
    if not node.db:
        if node.name.lower() in ctes:
            return set()
        raise _refusal(f"`{node.name}` names no layer and no WITH query", node, file, "layer.table")
    return {f"{node.db}.{node.name}".lower()}


def _function_name(node: "exp.Func") -> str:
    from sqlglot import exp

    return (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()


def _check_function(name: str, node: "exp.Func", file: Path, is_model: bool) -> None:
    from sqlglot import exp

    if is_model and (name == "columns" or isinstance(node, exp.Columns)):
        raise _refusal("COLUMNS(…) hides which columns are read", node, file, "the columns by name")


def _refusal(message: str, node: "exp.Expr", file: Path, accepted: str) -> HgtError:
    return HgtError(message, file=file, value=node.sql(DIALECT)[:120], accepted=accepted, next=NEXT)

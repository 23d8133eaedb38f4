"""What a reader hands to the judge: a relation, the independent count of records, and what was refused.

Readers build `Portion`s (a group of sources that one SQL text can read); `Extract` joins them. No reader lives here.
"""

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from warehouse.errors import HgtError

Malformed = tuple[str, int, str, str]
"""(source, row number, payload text, message) of one record that the form itself refuses."""


class Server(Protocol):
    """The part of a contract that says where and how a silo is read."""

    @property
    def format(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def options(self) -> Mapping[str, Any]: ...


class Column(Protocol):
    """One declared column: ours by `name`, the source's by `physical_name`."""

    @property
    def name(self) -> str: ...
    @property
    def physical_name(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def source_pattern(self) -> str | None: ...


class Contract(Protocol):
    """What a reader needs of a contract."""

    @property
    def name(self) -> str: ...
    @property
    def server(self) -> Server: ...
    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def drift(self) -> str: ...


@dataclass(frozen=True)
class SourceObject:
    """One thing a silo offers: a file, or one table of a database. `name` is what `_source` says."""

    name: str
    path: Path
    format: str
    size: int
    mtime_ns: int
    table: str | None = None

    @property
    def extracted_at(self) -> datetime:
        """When the silo wrote it, as far as the file system knows (with zone)."""
        return datetime.fromtimestamp(self.mtime_ns / 1e9).astimezone()


@dataclass(frozen=True)
class Landed:
    """One object as it was received: its bytes (or its table as Parquet) under the name of their hash."""

    source: SourceObject
    path: Path
    content_hash: str
    size: int
    fresh: bool
    """False when the same content had been landed before."""

    @property
    def name(self) -> str:
        return self.source.name


@dataclass(frozen=True)
class Refusal:
    """An object that is refused whole. `set_aside` when the contract's drift says so, else it stops the dataset."""

    source: str
    error: HgtError
    set_aside: bool = False


class Portion(Protocol):
    """Sources that one SQL text reads."""

    @property
    def sources(self) -> Sequence[str]: ...

    def sql(self, columns: Sequence[str], *, rejects: bool) -> str:
        """SELECT of the physical columns (VARCHAR) and `_source`; `rejects` keeps what the engine refuses."""

    def malformed(self, accepted: Mapping[str, int] | None) -> list[Malformed]:
        """Refused records, after the main scan."""

    def ordinals(self, source: str, columns: Sequence[str]) -> str:
        """SELECT of columns, `_source` and `_row_number` of one source in file order."""


@dataclass
class Extract:
    """Everything that a dataset's accepted objects hold."""

    columns: list[str]
    portions: list[Portion]
    records_n: dict[str, int] = field(default_factory=dict)
    """Records per source as a correct parser counts them: header and blank lines apart, malformed included."""
    blank_n: dict[str, int] = field(default_factory=dict)
    new_columns: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """Columns that stand in no record but in the object's name: physical name → pattern with one group."""

    @property
    def relation(self) -> str:
        """FROM-expression of the main scan: declared physical columns as VARCHAR and `_source`."""
        return self._with_named(self._union(lambda portion: portion.sql(self.columns, rejects=True)), self.named)

    def keys_relation(self, columns: Sequence[str]) -> str:
        """FROM-expression of the same rows for a pre-scan of a few columns; keeps no rejects."""
        asked = self._asked(columns)
        return self._with_named(self._union(lambda portion: portion.sql(asked, rejects=False)), columns)

    def malformed(self, accepted: Mapping[str, int] | None = None) -> list[Malformed]:
        """Records that the form refuses, in source and row order; call it once, after the main scan.

        With `accepted` (rows scanned per source) the counts are reconciled: a lost record is an error.
        """
        found = sorted(row for portion in self.portions for row in portion.malformed(accepted))
        for source, rows in (accepted or {}).items():
            refused = sum(1 for row in found if row[0] == source)
            if rows + refused != self.records_n.get(source, rows + refused):
                raise HgtError(
                    f"{rows} rows and {refused} malformed records do not make the {self.records_n[source]} records",
                    file=source,
                    value=rows + refused,
                    accepted=str(self.records_n[source]),
                    next="hgt doctor; nothing of this object was published",
                )
        return found

    def row_numbers(self, source: str, columns: Sequence[str] | None = None) -> str:
        """FROM-expression of one source with `_row_number` (1 = first record); call it after `malformed`."""
        wanted = [*self.columns, *self.named] if columns is None else columns
        for portion in self.portions:
            if source in portion.sources:
                return self._with_named(f"({portion.ordinals(source, self._asked(wanted))})", wanted)
        raise KeyError(source)

    def _asked(self, columns: Sequence[str]) -> list[str]:
        return [name for name in columns if name not in self.named] or self.columns[:1]

    def _with_named(self, relation: str, columns: Iterable[str]) -> str:
        named = [name for name in columns if name in self.named]
        if not named:
            return relation
        taken = ", ".join(
            f"nullif(regexp_extract(_source, {literal(self.named[name])}, 1), '') AS {identifier(name)}"
            for name in named
        )
        return f"(SELECT *, {taken} FROM {relation})"

    def _union(self, select: Callable[[Portion], str]) -> str:
        return "(" + " UNION ALL ".join(select(portion) for portion in self.portions) + ")"


def literal(text: object) -> str:
    """SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """Quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def source_of(files: Mapping[str, str], column: str = "filename") -> str:
    """SQL that turns the engine's file name back into the object's name."""
    names = set(files.values())
    if len(names) == 1:
        return literal(names.pop())
    cases = " ".join(f"WHEN {literal(file)} THEN {literal(name)}" for file, name in files.items())
    return f"CASE {column} {cases} END"


def ordinal(position: int, holes: Sequence[int]) -> int:
    """Row number of the `position`-th record that is left once the records numbered `holes` are taken out."""
    return position + bisect.bisect_right([hole - index - 1 for index, hole in enumerate(holes)], position - 1)


def renumbered(inner: str, holes: Sequence[int], columns: Sequence[str]) -> str:
    """SELECT that numbers accepted rows as the file numbers them, the refused ones (`holes`) left out."""
    names = ", ".join(identifier(name) for name in columns)
    numbered = f"SELECT {names}, _source, row_number() OVER () AS _n FROM ({inner})"
    if not holes:
        return f"SELECT {names}, _source, _n AS _row_number FROM ({numbered})"
    before = ", ".join(f"({hole - index - 1}, {index + 1})" for index, hole in enumerate(holes))
    # several holes in a row share one threshold: the largest shift counts
    steps = f"SELECT after_n, max(shift) AS shift FROM (VALUES {before}) AS step(after_n, shift) GROUP BY after_n"
    return (
        f"SELECT {names}, _source, _n + coalesce(step.shift, 0) AS _row_number "
        f"FROM ({numbered}) AS numbered ASOF LEFT JOIN ({steps}) AS step ON numbered._n > step.after_n"
    )


def drift_check(
    source: str,
    contract: Contract,
    found: Iterable[str],
    *,
    what: str,
    file: str | None = None,
) -> tuple[list[str], Refusal | None]:
    """Compares the columns found with those declared; new ones go by the contract's drift, missing ones always stop."""
    names = list(found)
    declared = [column.physical_name for column in contract.columns]
    missing = [name for name in declared if name not in names]
    # Where no declared name stands, the first line is probably a record, and a record is not for messages.
    is_header = any(name in names for name in declared)
    shown = ", ".join(names) if is_header else f"{len(names)} other names, or records without a header line"
    next_step = f"mend the extract or assets/*/{contract.name}.odcs.yaml, then hgt silo check"
    if missing:
        error = HgtError(
            f"{what} lacks the declared column {', '.join(missing)}; it holds: {shown}",
            file=file or source,
            value=", ".join(missing),
            accepted=declared,
            next=next_step,
        )
        return [], Refusal(source, error)
    twice = [name for name in declared if names.count(name) > 1]
    if twice:
        error = HgtError(
            f"{what} holds the column {', '.join(twice)} more than once",
            file=file or source,
            value=shown,
            accepted="each declared column once",
            next=next_step,
        )
        return [], Refusal(source, error)
    new = [name for name in dict.fromkeys(names) if name not in declared]
    if new and contract.drift != "evolve":
        error = HgtError(
            f"{what} holds a column that the contract does not declare: {', '.join(new)}",
            file=file or source,
            value=", ".join(new),
            accepted=declared,
            next=f"declare it in assets/*/{contract.name}.odcs.yaml or set drift to evolve, then hgt silo check",
        )
        return new, Refusal(source, error, set_aside=contract.drift == "set_aside")
    return new, None

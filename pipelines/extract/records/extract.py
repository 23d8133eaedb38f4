"""The extract that a reader passes to the validator: a relation, the independent count of records, and the refusals.

Readers build `Portion`s (a group of sources that one SQL text can read); `Extract` joins them. No reader lives here.
"""

import bisect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.limits import cut
from pipelines.extract.records.notes import Note
from warehouse.errors import HgtError
from warehouse.sql import identifier, literal

MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.年]?(0[1-9]|1[0-2])(?=\D|\d\d(?!\d))")
"""A month in an object's name: 2024-05, 202405, 20240531."""

Malformed = tuple[str, int, str, str]
"""(source, row number, payload text, message) of one record that the form itself refuses."""


@dataclass(frozen=True)
class SourceObject:
    """One thing a silo offers: a file, or one table of a database. `name` is what `_source` says."""

    name: str
    path: Path
    format: str
    size: int
    mtime_ns: int
    table: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The options of the contract's server."""

    @property
    def extracted_at(self) -> datetime:
        """The moment at which the silo wrote it, as far as the file system knows (with zone)."""
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
    missing_columns: dict[str, list[str]] = field(default_factory=dict)
    told: dict[str, list[Note]] = field(default_factory=dict)
    """Notes of the reader by source: content that it left out or read unasked."""
    named: dict[str, str] = field(default_factory=dict)
    """Columns that the object's name holds, not the records: physical name → pattern with one group."""
    numbered: tuple[str, ...] = ()
    """Columns that take the record's number in its object."""
    con: duckdb.DuckDBPyConnection | None = None
    """The connection on which rows are scanned before they are numbered."""
    _malformed: list[Malformed] | None = None

    @property
    def notes(self) -> list[Note]:
        """Everything that was left out or read unasked, columns included."""
        found = [note for notes in self.told.values() for note in notes]
        for kind, columns in (("columns_dropped", self.new_columns), ("columns_missing", self.missing_columns)):
            found += [Note(kind, len(names), ", ".join(names)) for names in columns.values() if names]
        return found

    def joined(self, other: "Extract | None") -> "Extract":
        """This extract with the sources of another of the same columns."""
        if other is not None:
            self.portions = [*self.portions, *other.portions]
            for own, more in (
                (self.records_n, other.records_n), (self.blank_n, other.blank_n), (self.told, other.told),
                (self.new_columns, other.new_columns), (self.missing_columns, other.missing_columns),
            ):  # fmt: skip
                own.update(more)  # type: ignore[arg-type]
        return self

    @property
    def relation(self) -> str:
        """FROM-expression of the main scan: declared physical columns as VARCHAR and `_source`."""
        if self.numbered:
            return self._with_numbers(self.columns, [*self.named, *self.numbered])
        return self._with_named(self._union(lambda portion: portion.sql(self.columns, rejects=True)), self.named)

    def keys_relation(self, columns: Sequence[str]) -> str:
        """FROM-expression of the rows for a pre-scan of a few columns; keeps no rejects.

        It may include records whose fault is in other columns, and no row is missing.
        """
        asked = self._asked(columns)
        if any(name in self.numbered for name in columns):
            return self._with_numbers(asked, columns)
        return self._with_named(self._union(lambda portion: portion.sql(asked, rejects=False)), columns)

    def malformed(self, accepted: Mapping[str, int] | None = None) -> list[Malformed]:
        """Records that the form refuses, in source and row order; call it once, after the main scan.

        With `accepted` (rows scanned per source) the counts are reconciled: a lost record is an error.
        """
        found = self._found_malformed(accepted)
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
        wanted = [*self.columns, *self.named, *self.numbered] if columns is None else columns
        for portion in self.portions:
            if source in portion.sources:
                return self._with_named(f"({portion.ordinals(source, self._asked(wanted))})", wanted)
        raise KeyError(source)

    def _asked(self, columns: Sequence[str]) -> list[str]:
        made = {*self.named, *self.numbered}
        return [name for name in columns if name not in made] or self.columns[:1]

    def _with_named(self, relation: str, columns: Iterable[str]) -> str:
        taken = [
            f"nullif(regexp_extract(_source, {literal(self.named[name])}, 1), '') AS {identifier(name)}"
            if name in self.named
            else f"CAST(_row_number AS VARCHAR) AS {identifier(name)}"
            for name in columns
            if name in self.named or name in self.numbered
        ]
        return f"(SELECT *, {', '.join(taken)} FROM {relation})" if taken else relation

    def _with_numbers(self, asked: Sequence[str], columns: Sequence[str]) -> str:
        """Rows that carry their record's number: which records the form refuses must be known before."""
        self._found_malformed(None)
        parts = [portion.ordinals(source, asked) for portion in self.portions for source in portion.sources]
        return self._with_named("(" + " UNION ALL ".join(parts) + ")", columns)

    def _found_malformed(self, accepted: Mapping[str, int] | None) -> list[Malformed]:
        if self.numbered and self._malformed is None:
            assert self.con is not None
            for portion in self.portions:
                rows = portion.sql(self.columns, rejects=True)
                self.con.execute(f"SELECT bit_xor(hash(record)) FROM ({rows}) AS record").fetchall()
        if self._malformed is None or not self.numbered:
            found = sorted(row for portion in self.portions for row in portion.malformed(accepted))
            self._malformed = [
                (source, number, _storable(cut(text)), _storable(cut(why))) for source, number, text, why in found
            ]
        return self._malformed

    def _union(self, select: Callable[[Portion], str]) -> str:
        return "(" + " UNION ALL ".join(select(portion) for portion in self.portions) + ")"


def _storable(text: str) -> str:
    """A text as a table can hold it: NUL and halves of surrogate pairs are shown as escapes."""
    return text.replace("\0", r"\x00").encode("utf-8", "backslashreplace").decode()


def source_of(files: Mapping[str, str], column: str = "filename") -> str:
    """SQL that turns the engine's file name back into the object's name."""
    names = set(files.values())
    if len(names) == 1:
        return literal(names.pop())
    cases = " ".join(f"WHEN {literal(file)} THEN {literal(name)}" for file, name in files.items())
    return f"CASE {column} {cases} END"


def ordinal(position: int, holes: Sequence[int]) -> int:
    """Row number of the `position`-th record that is left once the records numbered `holes` are removed."""
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


def contract_file(dataset: str) -> str:
    """The place of a dataset's contract, as messages name it."""
    return f"assets/*/{dataset}.odcs.yaml"


def may_lack(column: Column, source: str) -> bool:
    """Whether an object may lack the column: it is optional, or since a later month than the object's name."""
    if column.presence.since is None:
        return column.presence.optional
    month = MONTH.search(source)
    return month is None or f"{month[1]}-{month[2]}" < column.presence.since

"""Parquet files as portions of an extract, including those that landing and decoders write: every column as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.drift import drift_check
from pipelines.extract.records.extract import Extract, Malformed, Refusal, source_of
from warehouse.errors import HgtError, plain
from warehouse.sql import identifier, literal

FILE, NUMBER = "(file)", "file_row_number"
"""The engine's columns added to those of a file: its path, under a name that no source gives, and the row's number."""
ABSENT = "absent"
"""The type of a declared column that a file may lack, and lacks."""


def is_nested(kind: str) -> bool:
    """Whether the values of an engine's type are nested."""
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))


def as_text(column: str, kind: str) -> str:
    """SQL: a column of an engine's type as text, nested values as JSON."""
    return f"CAST({f'to_json({column})' if is_nested(kind) else column} AS VARCHAR)"


@dataclass
class ParquetPortion:
    """Parquet files with the same column types."""

    files: dict[str, str]
    types: dict[str, str]

    @property
    def sources(self) -> Sequence[str]:
        return list(dict.fromkeys(self.files.values()))

    def _text(self, name: str) -> str:
        kind, column = self.types[name], identifier(name)
        if kind == "VARCHAR":
            return column
        if kind == ABSENT:
            return f"CAST(NULL AS VARCHAR) AS {column}"
        return f"{as_text(column, kind)} AS {column}"

    def _select(self, files: Mapping[str, str], columns: Sequence[str], extra: str = "") -> str:
        paths = ", ".join(literal(path) for path in files)
        picked = ", ".join(self._text(name) for name in columns)
        number = ", file_row_number=true" if NUMBER in extra else ""
        return (
            f"SELECT {picked}, {source_of(files, identifier(FILE))} AS _source{extra} FROM read_parquet([{paths}], "
            f"binary_as_string=true, filename={literal(FILE)}{number}, hive_partitioning=false)"
        )

    def sql(self, columns: Sequence[str], *, rejects: bool) -> str:
        return self._select(self.files, columns)

    def malformed(self, accepted: Mapping[str, int] | None) -> list[Malformed]:
        return []

    def ordinals(self, source: str, columns: Sequence[str]) -> str:
        files = {path: name for path, name in self.files.items() if name == source}
        if len(files) == 1 and NUMBER not in self.types:
            return self._select(files, columns, f", {NUMBER} + 1 AS _row_number")
        return self._select(files, columns, ", row_number() OVER () AS _row_number")


def describe(con: duckdb.DuckDBPyConnection, path: Path, source: str) -> tuple[dict[str, str], int]:
    """Column types and row count of one Parquet file."""
    if path.stat().st_size == 0:
        raise HgtError("the file is empty", file=source, value="0 bytes", accepted="a Parquet file", next=AGAIN)
    try:
        scan = f"read_parquet({literal(path)}, binary_as_string=true, hive_partitioning=false)"
        types = {row[0]: row[1] for row in con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
        row = con.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(path)})").fetchone()
    except duckdb.Error as error:
        raise HgtError(
            f"this is not a complete Parquet file ({plain(error)}); none of it is read", file=source,
            accepted="a complete Parquet file", next=AGAIN,
        ) from None  # fmt: skip
    return types, int(row[0] or 0) if row else 0


def gather(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    files: Mapping[Path, str],
    blank: Mapping[str, int],
) -> tuple[Extract | None, list[Refusal]]:
    """An extract over Parquet files (path → source); a source with any unfit file is refused whole."""
    columns = [column.physical_name for column in contract.columns]
    extract = Extract(columns, [])
    refusals: dict[str, Refusal] = {}
    groups: dict[tuple[str, ...], ParquetPortion] = {}
    known: dict[Path, dict[str, str]] = {}
    for path, source in files.items():
        if source in refusals:
            continue
        try:
            types, rows = describe(con, path, source)
        except HgtError as error:
            refusals[source] = Refusal(source, error)
            continue
        drift = drift_check(source, contract, types, what="the table")
        if drift.refusal:
            refusals[source] = drift.refusal
            continue
        known[path] = types
        extract.records_n[source] = extract.records_n.get(source, 0) + rows
        extract.blank_n[source] = blank.get(source, 0)
        for noted, names in ((extract.new_columns, drift.new), (extract.missing_columns, drift.missing)):
            noted[source] = list(dict.fromkeys(noted.get(source, []) + names))
    for source in refusals:
        for counts in (extract.records_n, extract.blank_n, extract.new_columns, extract.missing_columns):
            counts.pop(source, None)
    for path, types in known.items():
        if files[path] in refusals:
            continue
        shape = tuple(types.get(name, ABSENT) for name in columns)
        portion = groups.setdefault(shape, ParquetPortion({}, dict(zip(columns, shape, strict=True))))
        portion.files[str(path)] = files[path]
    extract.portions = list(groups.values())
    return (extract if groups else None), list(refusals.values())

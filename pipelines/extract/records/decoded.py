"""Files that our own decoders read: their rows as Parquet with record numbers, their broken records apart.

A decoder turns one plain file into a `Decoded`; this module turns decoders into readers. The decoders themselves have a
module per format.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.records.archive import AGAIN, scratch, unpacked
from pipelines.extract.records.bounded import bounded
from pipelines.extract.records.drift import Drift, admitted, combined, drift_check
from pipelines.extract.records.extract import Extract, Landed, Malformed, Refusal, source_of
from pipelines.extract.records.notes import Note
from pipelines.extract.records.portions import ParquetPortion, describe
from warehouse.errors import HgtError
from warehouse.sql import identifier

ROW = "(row)"
"""The column that holds each row's record number; no source can name one so."""

BATCH = 50_000


class Rows:
    """Collects rows of text under names that only the records themselves give, and writes them as Parquet."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.columns: dict[str, list[str | None]] = {name: [] for name in names}
        self.numbers: list[int] = []

    def add(self, number: int, values: Mapping[str, str | None]) -> None:
        """One row; a name that is new here was NULL in all rows before."""
        for name in values:
            if name not in self.columns:
                self.columns[name] = [None] * len(self.numbers)
        self.numbers.append(number)
        for name, column in self.columns.items():
            column.append(values.get(name))

    def write(self, target: Path) -> None:
        """All rows, each column as text."""
        names = list(self.columns)
        schema = pa.schema([(name, pa.string()) for name in names] + [(ROW, pa.int64())])
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for start in range(0, max(len(self.numbers), 1), BATCH):
                part = slice(start, start + BATCH)
                arrays = [_texts(self.columns[name][part]) for name in names]
                arrays.append(pa.array(self.numbers[part], pa.int64()))
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _texts(values: list[str | None]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        # Half a surrogate pair is no character: its escape is shown instead, so that a rule can see it.
        shown = [None if value is None else value.encode("utf-8", "backslashreplace").decode() for value in values]
        return pa.array(shown, pa.string())


@dataclass
class Decoded:
    """The result of a decoder over one plain file. The Parquet has every declared column, NULL where no record has it.

    `names`: the columns found at their places, None where no record names one.
    """

    path: Path
    names: Sequence[str | None] | None
    records: int
    blank: int = 0
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """(record number, payload, message) of records that are not rows."""
    notes: list[Note] = field(default_factory=list)


Decode = Callable[[Path, str, Contract, Path], Decoded]
"""(plain file, the object's name, contract, Parquet to write) → the result; raises HgtError to refuse the file."""

Open = Callable[[Landed, Contract, Path], list[Path]]
"""The plain files of one landed object."""


@dataclass
class DecodedPortion(ParquetPortion):
    """Decoded files whose columns have the same types."""

    shifts: dict[str, int] = field(default_factory=dict)
    """Per Parquet file: the records of the same source in the files before it."""
    refused: list[Malformed] = field(default_factory=list)

    def malformed(self, accepted: Mapping[str, int] | None) -> list[Malformed]:
        return self.refused

    def ordinals(self, source: str, columns: Sequence[str]) -> str:
        files = {path: name for path, name in self.files.items() if name == source}
        shift = source_of({path: str(self.shifts[path]) for path in files})
        return self._select(files, columns, f", {identifier(ROW)} + CAST({shift} AS BIGINT) AS _row_number")


def plain_files(item: Landed, contract: Contract, tmp: Path) -> list[Path]:
    """The files of an object that are plain or lie in a gzip or zip envelope; an empty one is refused."""
    paths = unpacked(item.path, item.name, contract.server.options, tmp)
    if any(path.stat().st_size == 0 for path in paths):
        raise HgtError(
            "the file is empty", file=item.name, value="0 bytes", accepted=f"{contract.server.format} records",
            next=AGAIN,
        )  # fmt: skip
    return paths


def read_decoded(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    landed: Sequence[Landed],
    tmp: Path,
    decode: Decode,
    *,
    spare: Iterable[str] = (),
    files_of: Open = plain_files,
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted objects of a dataset and those refused whole; `spare` columns are there whether declared or not."""
    columns = [column.physical_name for column in contract.columns]
    extract = Extract(columns, [])
    refusals: list[Refusal] = []
    groups: dict[tuple[str, ...], DecodedPortion] = {}

    def read(item: Landed) -> tuple[list[Decoded], Drift]:
        found = [
            bounded(
                contract.server.options, item.name, path.stat().st_size,
                decode, path, item.name, contract, scratch(tmp, path, "parquet"),
            )
            for path in files_of(item, contract, tmp)
        ]  # fmt: skip
        return found, _drift(item.name, contract, found, set(spare) - set(columns))

    for item, found in admitted(extract, refusals, landed, read):
        extract.told[item.name] = [note for one in found for note in one.notes]
        before = 0
        for one in found:
            types = describe(con, one.path, item.name)[0]
            shape = tuple(types[name] for name in columns)
            portion = groups.setdefault(shape, DecodedPortion({}, {name: types[name] for name in columns}))
            portion.files[str(one.path)] = item.name
            portion.shifts[str(one.path)] = before
            portion.refused += [(item.name, before + number, payload, why) for number, payload, why in one.broken]
            before += one.records
    extract.portions = list(groups.values())
    return (extract if groups else None), refusals


def _drift(source: str, contract: Contract, found: Sequence[Decoded], unasked: set[str]) -> Drift:
    listed = [[None if name in unasked else name for name in one.names] for one in found if one.names is not None]
    return combined(drift_check(source, contract, names, what="the set of columns") for names in listed)

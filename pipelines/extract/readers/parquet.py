"""Reads foreign Parquet files; the bounded process reads each to its end once before the validator does.

A value that is declared as text and is not text would end the whole scan. Its record is malformed, and the others are
read from a copy without it. Parquet that landing itself wrote is read directly.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.contracts.limits import RAISE, Applied, Limits
from pipelines.extract.records.archive import AGAIN, unpacked
from pipelines.extract.records.bounded import bounded
from pipelines.extract.records.decoded import ROW, Decoded, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.portions import as_text, describe, gather, is_nested
from warehouse.errors import HgtError, plain
from warehouse.sql import identifier, literal
from warehouse.store import open_file

BATCH = 50_000
ENGINE = 256 << 20
"""Bytes of memory that the engine may take of the process's, at least."""
MOST_DIGITS = 38
"""Digits of the engine's longest decimal."""
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
_BAD_TEXT = "string encoding"
"""Messages of the engine about a text that is not UTF-8."""


def read_parquet(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted Parquet files of a dataset; a landed database table is one as well."""
    columns = [column.physical_name for column in contract.columns]
    files: dict[Path, str] = {}
    refusals: list[Refusal] = []
    unsound: list[Landed] = []
    for item in landed:
        try:
            if contract.server.format != "parquet":
                files |= dict.fromkeys(unpacked(item.path, item.path.name, {}, tmp), item.name)
                continue
            options = contract.server.options
            found = unpacked(item.path, item.name, options, tmp)
            limits = {file: Limits.of(options).applied(file.stat().st_size) for file in found}
            if all(
                bounded(options, item.name, file.stat().st_size, is_sound, file, item.name, columns, limits[file])
                for file in found
            ):
                files |= dict.fromkeys(found, item.name)
            else:
                unsound.append(item)
        except HgtError as error:
            refusals.append(Refusal(item.name, error))
    extract, more = gather(con, contract, files, {})
    refusals += more
    if unsound:
        mended, more = read_decoded(con, contract, unsound, tmp, decode)
        refusals += more
        extract = mended if extract is None else extract.joined(mended)
    return extract, refusals


def is_sound(path: Path, source: str, columns: Sequence[str], limits: Applied | None = None) -> bool:
    """Whether the engine reads every value of these columns unchanged; False where it does not, else an error.

    With `limits` more text than they allow is an error: a dictionary holds a long text once for all its rows.
    `MemoryError` where the engine needs more than its share of the memory.
    """
    with open_file(Path(":memory:"), "UTC", read_only=False) as con:  # moments are hashed and never shown
        con.execute(
            f"SET threads = 1; SET memory_limit = '{max(ENGINE, limits.memory // 2 if limits else 0) >> 20}MiB'"
        )
        types, rows_n = describe(con, path, source)
        held = ", ".join(identifier(name) for name in columns if name in types)
        if not held:
            return True
        scan = f"read_parquet({literal(path)}, binary_as_string=true, hive_partitioning=false)"
        long = [name for name in columns if name in types and (types[name] == "VARCHAR" or is_nested(types[name]))]
        texts = " + ".join(f"coalesce(strlen({as_text(identifier(name), types[name])}), 0)" for name in long)
        try:
            read = con.execute(f"SELECT count(*), bit_xor(hash({held})), sum({texts or 0}) FROM {scan}").fetchone()
        except duckdb.OutOfMemoryException:
            raise MemoryError from None
        except duckdb.Error as error:
            if _BAD_TEXT in str(error):
                return False
            raise _damaged(source, plain(error)) from None
    if read is None or read[0] != rows_n:
        raise _damaged(source, "it says another number of rows than it holds")
    if limits is not None and read[2] and read[2] > limits.output:
        raise HgtError(
            "its texts are longer in all than they may be; none of it is read", file=source,
            value=f"{int(read[2]) >> 20:,} MiB", accepted=f"at most {limits.output >> 20:,} MiB (`output_mib`)",
            next=RAISE,
        )  # fmt: skip
    return not _is_wide(path, source)


def _is_wide(path: Path, source: str) -> bool:
    """Whether a number has more digits than the engine's decimals; it would read them as doubles."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError):
        return False  # arrow knows fewer kinds of files than the engine, which has read this one
    if any(map(_holds_wide, schema.types)):
        raise HgtError(
            "a nested value holds numbers with more digits than are read; none of the file is read", file=source,
            accepted=f"at most {MOST_DIGITS} digits, or the numbers as text", next=AGAIN,
        )  # fmt: skip
    return any(map(_is_wide_decimal, schema.types))


def _is_wide_decimal(kind: pa.DataType) -> bool:
    return bool(pa.types.is_decimal256(kind)) and int(kind.precision) > MOST_DIGITS


def _holds_wide(kind: pa.DataType) -> bool:
    inside = [kind.field(place).type for place in range(kind.num_fields)] if kind.num_fields else []
    return any(_is_wide_decimal(one) or _holds_wide(one) for one in inside)


def _damaged(source: str, why: str) -> HgtError:
    return HgtError(
        f"the Parquet file is damaged ({why}); none of it is read", file=source, accepted="a complete Parquet file",
        next=AGAIN,
    )  # fmt: skip


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One file with invalid texts: its other records under their numbers."""
    columns = [column.physical_name for column in contract.columns]
    try:
        with pq.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            found = Decoded(target, names, 0)
            _copy(file, found, [name for name in columns if name in names], columns)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(source, plain(error)) from None
    if not is_sound(target, source, columns):
        raise HgtError(
            "bytes within a nested value are not text; none of the file is read", file=source,
            accepted="text in UTF-8", next=AGAIN,
        )  # fmt: skip
    return found


def _copy(file: pq.ParquetFile, found: Decoded, held: Sequence[str], columns: Sequence[str]) -> None:
    writer: pq.ParquetWriter | None = None
    for batch in file.iter_batches(BATCH, columns=held):
        table = pa.Table.from_batches([batch]).unify_dictionaries()
        table = pa.table({name: _plain(table.column(name)) for name in held}) if held else table
        faults = dict(_faults(table))
        for row, why in sorted(faults.items()):
            values = {name: _shown(table.column(name)[row]) for name in held}
            found.broken.append((found.records + row + 1, json.dumps(values, ensure_ascii=False, default=str), why))
        numbers = pa.array(range(found.records + 1, found.records + 1 + table.num_rows), pa.int64())
        for name in columns:
            if name not in held:
                table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
        table = table.append_column(ROW, numbers)
        found.records += table.num_rows
        table = table.filter(pa.array([row not in faults for row in range(table.num_rows)], pa.bool_()))
        writer = writer or pq.ParquetWriter(found.path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without a dictionary of its values; numbers of more digits than the engine's as text."""
    if pa.types.is_dictionary(column.type):
        return _plain(column.cast(column.type.value_type))
    return column.cast(pa.string()) if pa.types.is_decimal256(column.type) else column


def _faults(table: pa.Table) -> Iterator[tuple[int, str]]:
    """The rows with a value that is not text, and the reason."""
    for name in table.column_names:
        column = table.column(name)
        if not any(is_kind(column.type) for is_kind in _TEXTS):
            continue
        for row, value in enumerate(column.cast(pa.large_binary())):
            data = value.as_py()
            try:
                if data is not None:
                    data.decode("utf-8")
            except UnicodeDecodeError as error:
                yield row, f"column {name} holds bytes at byte {error.start} of its value that are not text"


def _shown(value: Any) -> Any:
    try:
        found = value.as_py()
    except UnicodeDecodeError:
        found = value.as_buffer().to_pybytes()
    return found.decode("utf-8", "backslashreplace") if isinstance(found, bytes) else found

"""Reads a published table as readers outside do, and says how many rows and which sums each of them finds."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from warehouse.paths import Paths

Reading = tuple[int, list[Any]]
"""Rows, and the sum of each column that was asked for; 0 where it holds nothing."""


def by_duckdb(folder: Path, columns: Sequence[str]) -> Reading:
    sums = "".join(f', coalesce(sum("{column}"), 0)' for column in columns)
    row = duckdb.execute(f"SELECT count(*){sums} FROM '{folder}/**/*.parquet'").fetchone()
    assert row is not None
    return row[0], list(row[1:])


def by_polars(folder: Path, columns: Sequence[str]) -> Reading:
    frame = pl.scan_parquet(folder).collect()
    return frame.height, [frame[column].sum() for column in columns]


def by_pandas(folder: Path, columns: Sequence[str]) -> Reading:
    frame = pd.read_parquet(folder)
    return len(frame), [frame[column].dropna().sum() for column in columns]


def by_pyarrow(folder: Path, columns: Sequence[str]) -> Reading:
    table = ds.dataset(folder, format="parquet").to_table()
    return table.num_rows, [pc.sum(table[column]).as_py() or 0 for column in columns]


def by_ibis(folder: Path, columns: Sequence[str]) -> Reading:
    table = ibis.duckdb.connect().read_parquet(f"{folder}/**/*.parquet")
    return int(table.count().execute()), [table[column].sum().fill_null(0).execute() for column in columns]


READERS: tuple[Callable[[Path, Sequence[str]], Reading], ...] = (by_duckdb, by_polars, by_pandas, by_pyarrow, by_ibis)


def numbers(folder: Path) -> list[str]:
    """The columns of a published table that hold numbers."""
    schema = ds.dataset(folder, format="parquet").schema
    return [
        field.name
        for field in schema
        if pa.types.is_integer(field.type) or pa.types.is_floating(field.type) or pa.types.is_decimal(field.type)
    ]


def agree(paths: Paths) -> int:
    """Assert that all readers find the published rows of each table and the same sums; the number of tables."""
    with duckdb.connect(str(paths.published_db), read_only=True) as con:
        published = con.execute("SELECT parquet, rows_n FROM meta.publication ORDER BY 1").fetchall()
    for place, rows_n in published:
        folder = paths.public / place
        columns = numbers(folder)
        found = [read(folder, columns) for read in READERS]
        assert [rows for rows, _ in found] == [rows_n] * len(READERS), place
        for position, column in enumerate(columns):
            sums = [float(sums[position]) for _, sums in found]
            assert sums == pytest.approx([sums[0]] * len(sums), rel=1e-12, abs=1e-9), f"{place}: {column}"
    return len(published)

"""Writes one derived table: whole, by difference, or for some of its keys. It never decides which.

A difference touches only rows that changed. So the readers of a table can follow its change feed, and a build that
gives the same rows leaves no trace. The caller holds the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from warehouse.sql import identifier

FRESH = "temp.main.fresh_rows"
TOUCHED = "temp.main.touched_keys"
COMPARED_ROWS_N = 1_000_000
"""In a larger table, finding unchanged rows costs more than writing them once more."""
MOST_CHANGED = 0.3
"""Above this share of changed rows a table is written whole: its readers would gain nothing from the difference."""


@dataclass(frozen=True)
class Written:
    """The effect of a write on the table."""

    rows_n: int
    inserted: int
    deleted: int
    changed: bool


def count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """The number of rows of a relation."""
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    assert row is not None
    return int(row[0])


def shape(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    """Names and types of a query's columns."""
    return [(row[0], row[1]) for row in con.execute(f"DESCRIBE {query}").fetchall()]


def exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the lake has the table (`layer.name`)."""
    return table in standing(con)


def standing(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Every table of the lake. The engine's own list of tables costs time with every table."""
    return {
        row[0]
        for row in con.execute(
            """SELECT s.schema_name || '.' || t.table_name FROM __ducklake_metadata_lake.ducklake_table t
            JOIN __ducklake_metadata_lake.ducklake_schema s ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
            WHERE t.end_snapshot IS NULL"""
        ).fetchall()
    }


def storable(con: duckdb.DuckDBPyConnection, select: str) -> str:
    """The query with sums narrowed to BIGINT: Parquet would keep a HUGEINT as a rounded double."""
    wide = [column for column, kind in shape(con, f"SELECT * FROM ({select}\n)") if kind in ("HUGEINT", "UHUGEINT")]
    if not wide:
        return f"SELECT * FROM ({select}\n)"
    casts = ", ".join(f"CAST({identifier(column)} AS BIGINT) AS {identifier(column)}" for column in wide)
    return f"SELECT * REPLACE ({casts}) FROM ({select}\n)"


def fill(con: duckdb.DuckDBPyConnection, table: str, query: str) -> Written:
    """Put the first rows into a table that is still empty."""
    row = con.execute(f"INSERT INTO lake.{table} {query}").fetchone()
    assert row is not None
    return Written(int(row[0]), int(row[0]), 0, changed=True)


def whole(con: duckdb.DuckDBPyConnection, table: str, query: str, partition: str | None = None) -> Written:
    """Replace the table, schema and all; `partition` is a date column whose years become folders."""
    before = count(con, f"lake.{table}") if exists(con, table) else 0
    if partition is None:
        con.execute(f"CREATE OR REPLACE TABLE lake.{table} AS {query}")
    else:
        con.execute(f"CREATE OR REPLACE TABLE lake.{table} AS {query} LIMIT 0")
        column = identifier(partition)
        con.execute(f"ALTER TABLE lake.{table} SET PARTITIONED BY (year({column}))")
        con.execute(f"INSERT INTO lake.{table} {query}")
    after = count(con, f"lake.{table}")
    return Written(after, after, before, changed=True)


def difference(con: duckdb.DuckDBPyConnection, table: str, query: str, key: Sequence[str]) -> Written | None:
    """Bring the table to the query's rows by touching only keys whose rows differ.

    None when the table would better be written whole: most rows changed, or its key does not identify rows.
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_rows AS {query}")
    try:
        return _difference(con, table, key)
    finally:
        _drop(con, FRESH, TOUCHED)


def _difference(con: duckdb.DuckDBPyConnection, table: str, key: Sequence[str]) -> Written | None:
    keys = ", ".join(identifier(column) for column in key)
    fresh_n, before_n = count(con, FRESH), count(con, f"lake.{table}")
    same = f"{match('a', 'b', key)} AND hash(a) = hash(b)"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE touched_keys AS
        SELECT DISTINCT {keys} FROM (
          SELECT {keys} FROM {FRESH} a WHERE NOT EXISTS (SELECT 1 FROM lake.{table} b WHERE {same})
          UNION ALL
          SELECT {keys} FROM lake.{table} a WHERE NOT EXISTS (SELECT 1 FROM {FRESH} b WHERE {same}))"""
    )
    touched_n = count(con, TOUCHED)
    if touched_n == 0:
        return Written(fresh_n, 0, 0, changed=False) if fresh_n == before_n else None
    if touched_n > MOST_CHANGED * max(before_n, fresh_n):
        return None
    inserted = count(con, f"{FRESH} f SEMI JOIN {TOUCHED} t ON {match('f', 't', key)}")
    deleted = count(con, f"lake.{table} f SEMI JOIN {TOUCHED} t ON {match('f', 't', key)}")
    if before_n - deleted + inserted != fresh_n:
        return None
    con.execute(f"DELETE FROM lake.{table} AS r USING {TOUCHED} AS t WHERE {match('r', 't', key)}")
    con.execute(f"INSERT INTO lake.{table} SELECT f.* FROM {FRESH} f SEMI JOIN {TOUCHED} t ON {match('f', 't', key)}")
    return Written(fresh_n, inserted, deleted, changed=True)


def keys(con: duckdb.DuckDBPyConnection, table: str, query: str, by: str, expression: str) -> Written:
    """Replace the rows whose `expression` is among the `by` values of the temp table `touched_keys`.

    `query` already gives only those rows. If the table is small enough to compare, unchanged rows are left alone.
    """
    match = f"{expression} IS NOT DISTINCT FROM t.{identifier(by)}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_rows AS {query}")
    try:
        inserted, total = count(con, FRESH), count(con, f"lake.{table}")
        if total <= COMPARED_ROWS_N and _is_as_before(con, table, match, inserted):
            return Written(total, 0, 0, changed=False)
        gone = con.execute(f"DELETE FROM lake.{table} AS r USING {TOUCHED} AS t WHERE {match}").fetchone()
        con.execute(f"INSERT INTO lake.{table} SELECT * FROM {FRESH}")
        assert gone is not None
        deleted = int(gone[0])
        return Written(total - deleted + inserted, inserted, deleted, changed=bool(inserted or deleted))
    finally:
        _drop(con, FRESH)


def _is_as_before(con: duckdb.DuckDBPyConnection, table: str, match: str, inserted: int) -> bool:
    stale = f"(SELECT r.* FROM lake.{table} r SEMI JOIN {TOUCHED} t ON {match})"
    return inserted == count(con, stale) and not count(con, f"(FROM {FRESH} EXCEPT ALL {stale})")


def match(left: str, right: str, key: Sequence[str]) -> str:
    """Whether rows of two relations have the same key; empty values are equal to each other."""
    return " AND ".join(
        f"{left}.{identifier(column)} IS NOT DISTINCT FROM {right}.{identifier(column)}" for column in key
    )


def _drop(con: duckdb.DuckDBPyConnection, *tables: str) -> None:
    for table in tables:
        con.execute(f"DROP TABLE IF EXISTS {table}")

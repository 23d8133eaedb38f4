"""Writes one derived table: whole, by difference, or for some of its keys. It never decides which.

A difference touches only rows that changed. So the readers of a table can follow its change feed, and a build that
gives the same rows leaves no trace. The caller holds the transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


@dataclass(frozen=True)
class Difference:
    """A write of the rows whose keys the temp table `touched` has, from a relation into a lake table."""

    table: str
    rows: str
    key: Sequence[str]
    touched: str
    written: Written

    def write(self, con: duckdb.DuckDBPyConnection) -> None:
        """Replace the rows of the touched keys, and drop the keys."""
        if self.written.changed:
            fresh = f"{self.rows} f SEMI JOIN {self.touched} t ON {match('f', 't', self.key)}"
            con.execute(
                f"DELETE FROM lake.{self.table} AS r USING {self.touched} AS t WHERE {match('r', 't', self.key)}"
            )
            con.execute(f"INSERT INTO lake.{self.table} SELECT f.* FROM {fresh}")
        _drop(con, self.touched)


def difference(
    con: duckdb.DuckDBPyConnection, table: str, rows: str, rows_n: int, key: Sequence[str]
) -> Difference | None:
    """Find the keys whose rows differ between a lake table and the relation of the `rows_n` rows that it is to have.

    None when the table would better be written whole: most rows changed.
    """
    keys, touched = ", ".join(map(identifier, key)), f'temp.main."touched {table}"'
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {touched} AS
        WITH both_sides AS (
          SELECT {keys}, hash(r) AS _hash, 1 AS _fresh, 0 AS _old FROM {rows} r
          UNION ALL SELECT {keys}, hash(r), 0, 1 FROM lake.{table} r
        ), counted AS (SELECT {keys}, _hash, sum(_fresh) AS _fresh_n, sum(_old) AS _old_n FROM both_sides GROUP BY ALL)
        SELECT {keys}, sum(_fresh_n) AS _inserted_n, sum(_old_n) AS _deleted_n FROM counted GROUP BY {keys}
        HAVING bool_or(_fresh_n <> _old_n)"""
    )
    found = con.execute(
        f"SELECT count(*), coalesce(sum(_inserted_n), 0)::BIGINT, coalesce(sum(_deleted_n), 0)::BIGINT FROM {touched}"
    ).fetchone()
    assert found is not None
    touched_n, inserted, deleted = found
    if touched_n > MOST_CHANGED * max(rows_n - inserted + deleted, rows_n):
        _drop(con, touched)
        return None
    return Difference(table, rows, key, touched, Written(rows_n, inserted, deleted, changed=touched_n > 0))


def compared(con: duckdb.DuckDBPyConnection, table: str, query: str, key: Sequence[str]) -> Written | None:
    """Bring a lake table to the rows of a query by difference; None when writing it whole is better."""
    with fetched(con, query) as rows:
        found = difference(con, table, rows, count(con, rows), key)
        if found is not None:
            found.write(con)
        return found.written if found is not None else None


@contextmanager
def fetched(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    """A temp table of a query's rows, dropped afterwards."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {FRESH} AS {query}")
    try:
        yield FRESH
    finally:
        _drop(con, FRESH)


def keys(con: duckdb.DuckDBPyConnection, table: str, rows: str, by: str, expression: str) -> Written:
    """Replace the rows whose `expression` is among the `by` values of the temp table `touched_keys`.

    The relation `rows` has only those rows. If the table is small enough to compare, unchanged rows are left alone.
    """
    match = f"{expression} IS NOT DISTINCT FROM t.{identifier(by)}"
    inserted, total = count(con, rows), count(con, f"lake.{table}")
    if total <= COMPARED_ROWS_N and _is_as_before(con, table, rows, match, inserted):
        return Written(total, 0, 0, changed=False)
    gone = con.execute(f"DELETE FROM lake.{table} AS r USING {TOUCHED} AS t WHERE {match}").fetchone()
    con.execute(f"INSERT INTO lake.{table} SELECT * FROM {rows}")
    assert gone is not None
    deleted = int(gone[0])
    return Written(total - deleted + inserted, inserted, deleted, changed=bool(inserted or deleted))


def _is_as_before(con: duckdb.DuckDBPyConnection, table: str, rows: str, match: str, inserted: int) -> bool:
    stale = f"(SELECT r.* FROM lake.{table} r SEMI JOIN {TOUCHED} t ON {match})"
    return inserted == count(con, stale) and not count(con, f"(FROM {rows} EXCEPT ALL {stale})")


def match(left: str, right: str, key: Sequence[str]) -> str:
    """Whether rows of two relations have the same key; empty values are equal to each other."""
    return " AND ".join(
        f"{left}.{identifier(column)} IS NOT DISTINCT FROM {right}.{identifier(column)}" for column in key
    )


def _drop(con: duckdb.DuckDBPyConnection, *tables: str) -> None:
    for table in tables:
        con.execute(f"DROP TABLE IF EXISTS {table}")

"""Which keys of a model changed since its last build, read from the lake's change feed.

The feed is trusted only where it is whole: a table that was replaced since shows its new rows and not the lost ones,
and an expired snapshot has no feed. In both cases, and where an increment would cost more than a rebuild, there are no
`Changes` and the model is rebuilt.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from pipelines import ledger, rewrite
from pipelines.model import Model

COLUMN = "touched"
MONTH = "month"
SMALL_ROWS_N = 50_000
"""Below this many input rows a rebuild costs less than reading the change feed."""
MOST_TOUCHED = 0.2
"""Above this share of touched rows a rebuild is cheaper."""


@dataclass(frozen=True)
class Changes:
    """What an increment needs: the temp table `touched_keys` is filled, `narrowed` gives each input's key expression
    over `v`, `target` the table's own over `r`. An input that is not named in `narrowed` stays whole."""

    narrowed: Mapping[str, str]
    target: str


def changes(
    con: duckdb.DuckDBPyConnection, model: Model, entry: ledger.Entry, entries: Mapping[str, ledger.Entry]
) -> Changes | None:
    """The changed keys, or None where the model must be rebuilt."""
    incremental = model.meaning.incremental if model.layer != "kpi" else None
    if incremental is None:
        return None
    largest = max(entries[name].rows_n for name in model.inputs)
    if largest < SMALL_ROWS_N:
        return None
    column = incremental.on if incremental.by == MONTH and incremental.on is not None else incremental.by
    carrying = [name for name in model.inputs if column in _columns(con, name)]
    changed = [name for name in model.inputs if entries[name].changed_snapshot != entry.inputs.get(name)]
    if not changed or not set(changed) <= set(carrying):
        return None
    for name in changed:
        if not followable(con, name, entry.inputs[name]):
            return None
    by_month = incremental.by == MONTH
    images = "\nUNION\n".join(
        f"SELECT {_expression('f', column, by_month)} AS {COLUMN} FROM ducklake_table_changes("
        f"'lake', '{name.split('.')[0]}', '{name.split('.')[1]}',"
        f" {entry.inputs[name] + 1}, {entries[name].changed_snapshot}) f"
        for name in changed
    )
    try:
        con.execute(f"CREATE OR REPLACE TEMP TABLE touched_keys AS {images}")
    except duckdb.Error:
        return None
    narrowed = {name: _expression("v", column, by_month) for name in carrying}
    if _share(con, carrying, narrowed, entries, by_month) > MOST_TOUCHED:
        return None
    return Changes(narrowed, _expression("r", column, by_month))


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the changed keys."""
    con.execute(f"DROP TABLE IF EXISTS {rewrite.TOUCHED}")


def _expression(alias: str, column: str, by_month: bool) -> str:
    reference = f"{alias}.{rewrite.name(column)}"
    return f"CAST(date_trunc('month', {reference}) AS DATE)" if by_month else reference


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [name for name, _ in rewrite.shape(con, f"FROM lake.{table}")]


def followable(con: duckdb.DuckDBPyConnection, table: str, since: int) -> bool:
    """Whether the table that the model read at `since` is the one that stands now, with the same columns."""
    schema, _, short = table.partition(".")
    row = con.execute(
        """SELECT
          (SELECT min(h.begin_snapshot) FROM __ducklake_metadata_lake.ducklake_table h WHERE h.table_id = t.table_id),
          (SELECT max(greatest(c.begin_snapshot, coalesce(c.end_snapshot, 0)))
             FROM __ducklake_metadata_lake.ducklake_column c WHERE c.table_id = t.table_id)
        FROM __ducklake_metadata_lake.ducklake_table t JOIN __ducklake_metadata_lake.ducklake_schema s
          ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
        WHERE t.end_snapshot IS NULL AND s.schema_name = ? AND t.table_name = ?""",
        [schema, short],
    ).fetchone()
    return row is not None and row[0] <= since and row[1] <= since


def _share(
    con: duckdb.DuckDBPyConnection,
    carrying: list[str],
    narrowed: Mapping[str, str],
    entries: Mapping[str, ledger.Entry],
    by_month: bool,
) -> float:
    """The share of the narrowed inputs' rows that an increment would read again."""
    total = sum(entries[name].rows_n for name in carrying)
    if by_month:
        touched = sum(
            rewrite.count(
                con, f"lake.{name} v SEMI JOIN {rewrite.TOUCHED} t ON {narrowed[name]} IS NOT DISTINCT FROM t.{COLUMN}"
            )
            for name in carrying
        )
    else:
        touched = rewrite.count(con, rewrite.TOUCHED) * len(carrying)
    return touched / max(total, 1)

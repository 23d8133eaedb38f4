"""The tables that changed, and their moments, as the public lake's own log of snapshots records them.

Compaction and other maintenance move bytes and change no row, so they are not changes. Nothing here reads a table's
rows except `changed_months`.
"""

import duckdb

ROW_CHANGES = (
    "tables_created",
    "tables_dropped",
    "tables_altered",
    "tables_inserted_into",
    "tables_deleted_from",
    "inlined_insert",
    "inlined_delete",
)
UNDATED = "undated"
"""The partition of rows whose partition date is NULL."""


def last_changes(con: duckdb.DuckDBPyConnection, snapshot: int | None = None) -> dict[str, int]:
    """The newest snapshot, up to `snapshot`, that changed each live table: `{"pub.fct_x": 42}`.

    A table whose changes all lie in expired snapshots gets 0: it has not changed since any snapshot that is left.
    """
    rows = con.execute(
        """
        WITH live AS (
            SELECT CAST(t.table_id AS VARCHAR) AS id, s.schema_name || '.' || t.table_name AS name
            FROM __ducklake_metadata_lake.ducklake_table AS t
            JOIN __ducklake_metadata_lake.ducklake_schema AS s ON s.schema_id = t.schema_id
            WHERE t.end_snapshot IS NULL AND s.end_snapshot IS NULL
        ), entry AS (
            SELECT snapshot_id, unnest(map_entries(changes)) AS made
            FROM ducklake_snapshots('lake') WHERE snapshot_id <= ?
        ), touched AS (
            SELECT snapshot_id, unnest(made.value) AS subject FROM entry WHERE list_contains(?, made.key)
        )
        SELECT live.name, coalesce(max(touched.snapshot_id), 0)
        FROM live LEFT JOIN touched ON replace(touched.subject, '"', '') IN (live.id, live.name)
        GROUP BY live.name ORDER BY live.name
        """,
        [2**62 if snapshot is None else snapshot, list(ROW_CHANGES)],
    ).fetchall()
    return {str(name): int(changed) for name, changed in rows}


def alive(con: duckdb.DuckDBPyConnection) -> list[int]:
    """The snapshots that have not been expired, oldest first."""
    return [
        int(row[0]) for row in con.execute("SELECT snapshot_id FROM ducklake_snapshots('lake') ORDER BY 1").fetchall()
    ]


def month_of(column: str) -> str:
    """The SQL expression that names a row's month partition."""
    return f"coalesce(strftime(\"{column}\", '%Y-%m'), '{UNDATED}')"


def changed_months(con: duckdb.DuckDBPyConnection, table: str, column: str, since: int, until: int) -> set[str] | None:
    """The months in which rows appeared, vanished or changed after `since`; None where the feed lacks this."""
    schema, name = table.split(".")
    if _made_at(con, schema, name) > since:
        return None
    living = [snapshot for snapshot in alive(con) if since < snapshot <= until]
    if not living:
        return set()
    try:
        rows = con.execute(
            f"SELECT DISTINCT {month_of(column)} FROM ducklake_table_changes('lake', ?, ?, ?, ?)",
            [schema, name, living[0], until],
        ).fetchall()
    except duckdb.Error:
        return None
    return {str(row[0]) for row in rows}


def _made_at(con: duckdb.DuckDBPyConnection, schema: str, name: str) -> int:
    """The snapshot that created the present table: the feed does not show the rows that a replaced table held."""
    row = con.execute(
        """
        SELECT min(h.begin_snapshot) FROM __ducklake_metadata_lake.ducklake_table AS t
        JOIN __ducklake_metadata_lake.ducklake_schema AS s ON s.schema_id = t.schema_id AND s.end_snapshot IS NULL
        JOIN __ducklake_metadata_lake.ducklake_table AS h ON h.table_id = t.table_id
        WHERE t.end_snapshot IS NULL AND s.schema_name = ? AND t.table_name = ?
        """,
        [schema, name],
    ).fetchone()
    return int(row[0]) if row is not None and row[0] is not None else 2**62

"""Copies of one key in one object: aggregates or numbers them, as the contract's `duplicates` declares.

Works on the table `colliding` (source, payload, is_bad) that the sink has made. `quarantine` decides which copy wins.
"""

from collections.abc import Callable

import duckdb

from pipelines.declare.contracts.actions import AGGREGATE, KEEP_FIRST, KEEP_LAST, KEEP_VERSION
from pipelines.declare.contracts.contract import Contract
from pipelines.ingest.column_rules import aggregated
from pipelines.ingest.validate import numbered_payloads, typed_candidates
from pipelines.transform import table_writer
from warehouse.sql import identifier, literal

COLLIDING = "temp.main.colliding"


def rank(con: duckdb.DuckDBPyConnection, contract: Contract, numbered: Callable[[str], str] | None) -> tuple[str, str]:
    """Return the SQL of the value by which the winning copy of an object ranks highest, and the join that it needs."""
    policy = contract.duplicates.policy
    if policy not in (KEEP_FIRST, KEEP_LAST):
        return (contract.version or "NULL") if policy == KEEP_VERSION else "NULL", ""
    assert numbered is not None
    sources = [row[0] for row in con.execute(f"SELECT DISTINCT source FROM {COLLIDING}").fetchall()]
    records = " UNION ALL ".join(numbered_payloads(contract, numbered(source)) for source in sources)
    number = "-min(_row_number)" if policy == KEEP_FIRST else "max(_row_number)"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE numbered AS
        SELECT source AS _from, payload AS _record, {number} AS _place FROM ({records})
        SEMI JOIN {COLLIDING} USING (source, payload) GROUP BY ALL"""
    )
    return "_place", " LEFT JOIN temp.main.numbered ON _from = _source AND _record = _payload"


def put_together(con: duckdb.DuckDBPyConnection, contract: Contract, extracted_at: str) -> int:
    """Aggregate copies of a key that differ only in aggregated columns into one row; returns the number of rows saved.

    Copies that differ elsewhere, or whose sum their type cannot hold, stay as they are.
    """
    functions = contract.duplicates.functions
    if contract.duplicates.policy != AGGREGATE:
        return 0
    within = f"OVER (PARTITION BY _source, {', '.join(identifier(name) for name in contract.key)})"
    others = [c.name for c in contract.columns if c.name not in (*contract.key, *functions)]
    says = f"hash({', '.join(map(identifier, others))})" if others else "0"
    put = {name: aggregated(contract.column(name), function, within) for name, function in functions.items()}
    fits = " AND ".join(
        f"(count({identifier(name)}) {within} = 0 OR TRY_CAST({text} AS {contract.column(name).sql_type}) IS NOT NULL)"
        for name, text in put.items()
    )
    members = ", ".join(f"{literal(contract.column(name).physical_name)}, {text}" for name, text in put.items())
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE together AS
        WITH typed AS (
            SELECT row_number() OVER () AS _id, *
            FROM ({typed_candidates(contract, f"(FROM {COLLIDING} WHERE NOT is_bad)", extracted_at)})),
        told AS (
            SELECT _source, _payload, _id = min(_id) {within} AS _is_first,
              min({says}) {within} = max({says}) {within} AND {fits} AS _agree,
              json_merge_patch(CAST(_payload AS JSON), json_object({members})) AS _whole FROM typed)
        SELECT _source AS source, CASE WHEN _agree THEN CAST(_whole AS VARCHAR) ELSE _payload END AS payload,
          false AS is_bad
        FROM told WHERE NOT _agree OR _is_first
        UNION ALL FROM {COLLIDING} WHERE is_bad"""
    )
    saved_n = table_writer.count(con, COLLIDING) - table_writer.count(con, "temp.main.together")
    con.execute("CREATE OR REPLACE TEMP TABLE colliding AS FROM temp.main.together")
    return saved_n

"""Finds the quarantined rows that a good row corrects: of the same key, from another delivery, and not older.

`quarantine` decides between the copies within one batch; this module handles a batch that adds to the table. A key
whose version cannot be read gives way to the later delivery.
"""

from collections.abc import Callable, Sequence

import duckdb
import pyarrow as pa

from pipelines.declare.contracts.contract import Contract
from pipelines.ingest.merge import STAGE
from pipelines.ingest.quarantine import CLOSED
from pipelines.ingest.validate import key_select
from warehouse.sql import identifier

OPEN = "temp.main.open_row"
Version = Callable[[str], str]


def of_open(con: duckdb.DuckDBPyConnection, contract: Contract, clock: str, version: Version | None) -> list[str]:
    """The ids of open quarantined rows of earlier batches that the staged rows correct."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {OPEN} AS SELECT set_aside_id, source, payload
        FROM vault.quarantine.set_aside WHERE dataset = ? AND state = 'open' AND record_key IS NOT NULL""",
        [contract.name],
    )
    placed = key_select(contract, OPEN, clock)
    older = "true" if version is None else f"(bad._version IS NULL OR bad._version <= {version('good')})"
    rows = con.execute(
        f"""SELECT DISTINCT set_aside_id FROM {OPEN} JOIN (
            SELECT DISTINCT bad._source AS source, bad._payload AS payload FROM ({placed}) AS bad
            JOIN {STAGE} AS good ON {_same_key(contract)} WHERE {older}) USING (source, payload)"""
    ).fetchall()
    con.execute(f"DROP TABLE {OPEN}")
    return [set_aside_id for (set_aside_id,) in rows]


def of_held(con: duckdb.DuckDBPyConnection, contract: Contract, held: str, version: Version) -> None:
    """Note the rows that the batch quarantines though the table already holds a newer version of their key."""
    con.execute(
        f"""INSERT INTO {CLOSED} SELECT DISTINCT bad._source, bad._payload FROM {held} AS bad
        JOIN lake.std.{identifier(contract.name)} AS good ON {_same_key(contract)}
        WHERE NOT good._is_deleted AND bad._version < {version("good")}"""
    )


def close(side: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    """Close these quarantined rows, in the open transaction on the restricted lake."""
    if ids:
        side.register("put_right", pa.table({"set_aside_id": ids}))
        side.execute(
            "UPDATE vault.quarantine.set_aside SET state = 'superseded'"
            " WHERE set_aside_id IN (SELECT set_aside_id FROM put_right)"
        )
        side.unregister("put_right")


def _same_key(contract: Contract) -> str:
    return " AND ".join(f"bad.{identifier(name)} = good.{identifier(name)}" for name in contract.key)

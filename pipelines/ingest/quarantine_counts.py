"""Counts quarantined rows, for everybody: rows by rule, shares of batches, and the quantities that rows carry.

Numbers of open rows are written to the public `meta` tables in the transaction of a batch; contents stay in the
restricted store. `bound` reads the accepted share, the loader decides which rows are open.
"""

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.ingest import registry
from pipelines.ingest.reconciliation import SetAside
from pipelines.ingest.validate import typed_candidates
from warehouse.sql import identifier, literal
from warehouse.store import Writer

ANY = "*"
NOTHING_LANDS = "nothing_lands"
"""Replaces the rule's name where a batch had records and the table has no row, whatever became of them."""
OPEN = "vault.quarantine.set_aside WHERE dataset = $dataset AND state = 'open'"
TABLES = ("meta.quarantine", "meta.quarantine_share", "meta.quarantine_quantity")


def write(writer: Writer, contract: Contract, rows_n: int, held: SetAside | None = None) -> None:
    """Refresh the public numbers of a dataset in the open transaction; its table has `rows_n` rows."""
    con, dataset = writer.con, contract.name
    for table in TABLES:
        con.execute(f"DELETE FROM lake.{table} WHERE dataset = ?", [dataset])
    counts = (held or registry.set_aside(writer.side, dataset)).rows_n
    if counts:
        con.execute(
            "INSERT INTO lake.meta.quarantine (dataset, rule_id, open_n) SELECT ?, unnest(?), unnest(?)",
            [dataset, list(counts), list(counts.values())],
        )
        _write_shares(con, writer.side, dataset)
        if contract.quantity:
            _write_quantities(con, writer.side, contract)
    if not rows_n:
        _write_nothing(con, writer.side, dataset)


def _write_shares(con: duckdb.DuckDBPyConnection, side: duckdb.DuckDBPyConnection, dataset: str) -> None:
    """Open rows of each batch by rule, and each of its objects of which nothing landed."""
    rows = side.execute(
        f"""WITH open AS (SELECT batch_id, source, rules FROM {OPEN}),
        objects AS (
            SELECT o.batch_id, l.source_id, count(*) AS quarantined_n, any_value(l.records_n) AS received_n,
              mode(o.rules[1]) AS rule_id
            FROM open o JOIN (
                SELECT batch_id, source, source_id, any_value(records_n) AS records_n FROM vault.raw.landed
                WHERE dataset = $dataset AND records_n IS NOT NULL GROUP BY ALL) l USING (batch_id, source)
            GROUP BY ALL HAVING count(*) >= any_value(l.records_n))
        SELECT batch_id, '{ANY}' AS source, '{ANY}' AS rule_id, count(*) AS quarantined_n, NULL::BIGINT AS received_n
        FROM open GROUP BY batch_id
        UNION ALL SELECT batch_id, '{ANY}', rule_id, count(*), NULL
        FROM (SELECT batch_id, unnest(rules) AS rule_id FROM open) GROUP BY ALL
        UNION ALL SELECT batch_id, source_id, rule_id, quarantined_n, received_n FROM objects""",
        {"dataset": dataset},
    ).to_arrow_table()
    con.register("open_shares", rows)
    con.execute(
        """INSERT INTO lake.meta.quarantine_share (dataset, batch_id, source, rule_id, quarantined_n, received_n)
        SELECT b.dataset, s.batch_id, s.source, s.rule_id, s.quarantined_n,
          coalesce(s.received_n, b.source_n - b.filtered_n)
        FROM open_shares s JOIN lake.meta.batch b USING (batch_id) WHERE b.dataset = ?""",
        [dataset],
    )
    con.unregister("open_shares")


def _write_nothing(con: duckdb.DuckDBPyConnection, side: duckdb.DuckDBPyConnection, dataset: str) -> None:
    """The newest batch, where it had records though the table has none and not all of them are quarantined."""
    newest = side.execute(
        """SELECT batch_id, CAST(sum(records_n) AS BIGINT) FROM vault.raw.landed
        WHERE dataset = ? AND state = 'judged' GROUP BY batch_id ORDER BY batch_id DESC LIMIT 1""",
        [dataset],
    ).fetchone()
    if newest is not None and newest[1]:
        con.execute(
            f"""INSERT INTO lake.meta.quarantine_share SELECT $1, $2, '{ANY}', '{NOTHING_LANDS}', $3, $3
            WHERE NOT EXISTS (
                SELECT 1 FROM lake.meta.quarantine_share
                WHERE dataset = $1 AND batch_id = $2 AND quarantined_n >= received_n)""",
            [dataset, *newest],
        )


def _write_quantities(con: duckdb.DuckDBPyConnection, side: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """The sums of the columns that the contract calls quantities, over open rows whose text reads as a number."""
    reads = ", ".join(
        f"{{'column_name': {literal(name)}, 'quantity': TRY_CAST({identifier(name)} AS DECIMAL(38, 6))}}"
        for name in contract.quantity
    )
    payloads = f"(SELECT set_aside_id AS source, payload FROM {OPEN} AND json_valid(payload))"
    rows = side.execute(
        f"""WITH read AS (
            SELECT _source AS set_aside_id, unnest([{reads}], recursive := true)
            FROM ({typed_candidates(contract, payloads, "NULL")}))
        SELECT rule_id, column_name, CAST(sum(quantity) AS DECIMAL(38, 6)) AS quantity,
          count(*) FILTER (quantity IS NULL) AS unread_n
        FROM (SELECT set_aside_id, unnest(list_prepend('{ANY}', rules)) AS rule_id FROM {OPEN})
        JOIN read USING (set_aside_id) GROUP BY ALL""",
        {"dataset": contract.name},
    ).to_arrow_table()
    con.register("open_quantities", rows)
    con.execute(
        """INSERT INTO lake.meta.quarantine_quantity (dataset, rule_id, column_name, quantity, unread_n)
        SELECT ?, rule_id, column_name, quantity, unread_n FROM open_quantities""",
        [contract.name],
    )
    con.unregister("open_quantities")


def quantities(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Quarantined quantity by dataset and column, formatted for people."""
    found: dict[str, dict[str, str]] = {}
    try:
        rows = con.execute(
            f"""SELECT dataset, column_name, quantity FROM lake.meta.quarantine_quantity
            WHERE rule_id = '{ANY}' AND quantity IS NOT NULL ORDER BY ALL"""
        ).fetchall()
    except duckdb.CatalogException:
        return found  # a release that is older than the table
    for dataset, column, quantity in rows:
        found.setdefault(dataset, {})[column] = plain(quantity)
    return found


def plain(quantity: object) -> str:
    """A quantity without the zeros that its type adds."""
    return f"{quantity:,}".rstrip("0").rstrip(".")

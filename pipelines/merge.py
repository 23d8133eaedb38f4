"""Brings the staged rows of one batch into their `std` table: new keys in, changed rows over, lost keys marked.

The table's rows are met once, by key; whatever happens then names them by row. The caller holds the transaction.
"""

import duckdb

from pipelines import rewrite
from pipelines.balance import BatchReport
from pipelines.contract import Contract
from pipelines.judge import MALFORMED
from warehouse.errors import HgtError

STAGE = "temp.main.stage"
"""The rows of the batch as the table has them."""
MET = "temp.main.met"
SHRINK_LIMIT = 0.5
"""A full extract that lost more than this share of the rows is taken for a broken extract, not for deletions."""
SHRINK_FLOOR = 20
"""Tables with fewer rows than this may shrink freely."""


def staged(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    report: BatchReport,
    *,
    whole: bool,
    held: str | None,
    revalidated: bool,
    may_shrink: bool,
) -> None:
    """Merge `STAGE` into the table and count in the report what became of it.

    A `whole` batch holds every row that the silo still has. `held` names a relation of the keys whose rows were
    quarantined, which are not lost. In a new delivery such a row is a bad correction, and the last good row of its key
    stands; in a `revalidated` batch it is the very row that stands, and the rule in force takes it out. Raises when a
    whole batch lost too many rows, unless the table `may_shrink`.
    """
    table = f"lake.std.{rewrite.name(contract.name)}"
    match = " AND ".join(f"old.{rewrite.name(name)} = new.{rewrite.name(name)}" for name in contract.key)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {MET} AS SELECT new.rowid AS new_row, old.rowid AS old_row,
        CASE WHEN old._batch_id IS NULL THEN 'inserted'
            WHEN old._row_hash <> new._row_hash OR old._is_deleted THEN 'updated' ELSE 'unchanged' END AS fate
        FROM {STAGE} AS new LEFT JOIN {table} AS old ON {match}"""
    )
    fates = dict(con.execute(f"SELECT fate, count(*) FROM {MET} GROUP BY fate").fetchall())
    report.inserted_n, report.updated_n = fates.get("inserted", 0), fates.get("updated", 0)
    report.unchanged_n = fates.get("unchanged", 0)
    gone = "NOT _is_deleted"
    if whole:
        gone += f" AND NOT EXISTS (SELECT 1 FROM {STAGE} AS new WHERE {match})"
        lost = gone + (f" AND NOT EXISTS (SELECT 1 FROM {held} AS new WHERE {match})" if held is not None else "")
        lost_n = rewrite.count(con, f"{table} AS old WHERE {lost}")
        if not may_shrink:
            _refuse_shrinking(contract, report, lost_n - report.broken.get(MALFORMED, 0))
        if revalidated:
            report.deleted_n = rewrite.count(con, f"{table} AS old WHERE {gone}")
        else:
            gone, report.deleted_n = lost, lost_n
    if report.updated_n:
        con.execute(f"DELETE FROM {table} AS old USING {MET} WHERE old.rowid = old_row AND fate = 'updated'")
    if report.inserted_n or report.updated_n:
        con.execute(
            f"INSERT INTO {table} BY NAME SELECT new.* FROM {STAGE} AS new SEMI JOIN {MET}"
            " ON new.rowid = new_row AND fate <> 'unchanged'"
        )
    if report.deleted_n:
        con.execute(f"UPDATE {table} AS old SET _is_deleted = true, _batch_id = {report.batch_id} WHERE {gone}")


def _refuse_shrinking(contract: Contract, report: BatchReport, lost_n: int) -> None:
    before = lost_n + report.updated_n + report.unchanged_n
    if before < SHRINK_FLOOR or lost_n <= before * SHRINK_LIMIT:
        return
    raise HgtError(
        f"the full extract of {contract.name} lost {lost_n:,} of {before:,} rows",
        file=", ".join(report.sources),
        value=f"{report.landed_n:,} good rows",
        accepted=f"a full extract that keeps at least {1 - SHRINK_LIMIT:.0%} of the rows",
        next=f"ask the silo for a whole extract, or accept it: hgt run --full --select {contract.silo}",
    )

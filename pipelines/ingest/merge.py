"""Merges the staged rows of one batch into their `std` table: inserts new keys, replaces changed rows, marks lost keys.

A row in the table gives way to one of the same version or a newer one, not to an older one that arrives late. The
table's rows are joined once, by key; every later statement names them by row. The caller holds the transaction.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.model import Model, passed_on
from pipelines.ingest.reconciliation import BatchReport
from pipelines.ingest.validate import MALFORMED
from pipelines.transform import table_writer
from warehouse.errors import HgtError
from warehouse.sql import identifier

if TYPE_CHECKING:
    from pipelines.declare.project import Content

STAGE = "temp.main.stage"
"""The rows of the batch as the table has them."""
MET = "temp.main.met"
SHRINK_LIMIT = 0.5
"""A full extract that lost more than this share of the rows counts as a broken extract, not as deletions."""
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
    version: Callable[[str], str] | None = None,
) -> None:
    """Merge `STAGE` into the table and count the outcomes in the report.

    A `whole` batch holds every row that the silo still has. `held` names a relation of the keys whose rows were
    quarantined, which are not lost. In a new delivery such a row is a bad correction, and the last good row of its key
    stays. In a `revalidated` batch it is the very row of the table, and the rule in force removes it. Raises when a
    whole batch lost too many rows, unless the table `may_shrink`. `version` gives a row's version as SQL over an alias
    of its table.
    """
    table = f"lake.std.{identifier(contract.name)}"
    match = " AND ".join(f"old.{identifier(name)} = new.{identifier(name)}" for name in contract.key)
    late = "false" if version is None else newer(version("old"), version("new"))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {MET} AS SELECT new.rowid AS new_row, old.rowid AS old_row,
        CASE WHEN old._batch_id IS NULL THEN 'inserted'
            WHEN old._is_deleted THEN 'updated' WHEN {late} THEN 'unchanged'
            WHEN old._row_hash <> new._row_hash THEN 'updated' ELSE 'unchanged' END AS fate
        FROM {STAGE} AS new LEFT JOIN {table} AS old ON {match}"""
    )
    fates = dict(con.execute(f"SELECT fate, count(*) FROM {MET} GROUP BY fate").fetchall())
    report.inserted_n, report.updated_n = fates.get("inserted", 0), fates.get("updated", 0)
    report.unchanged_n = fates.get("unchanged", 0)
    gone = "NOT _is_deleted"
    if whole:
        gone += f" AND NOT EXISTS (SELECT 1 FROM {STAGE} AS new WHERE {match})"
        lost = gone + (f" AND NOT EXISTS (SELECT 1 FROM {held} AS new WHERE {match})" if held is not None else "")
        lost_n = table_writer.count(con, f"{table} AS old WHERE {lost}")
        if not may_shrink:
            _refuse_shrinking(contract, report, lost_n - report.broken.get(MALFORMED, 0))
        if revalidated:
            report.deleted_n = table_writer.count(con, f"{table} AS old WHERE {gone}")
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


def newer(one: str, other: str) -> str:
    """SQL: whether one version is above another; a missing version is the oldest."""
    return f"coalesce({one} > {other}, {one} IS NOT NULL AND {other} IS NULL)"


def carries(contract: Contract, content: "Content") -> bool:
    """Whether the `std` table shows the version of each of its rows."""
    return version_of(contract, content.models[f"std.{contract.name}"]) is not None


def version_of(contract: Contract, model: Model) -> Callable[[str], str] | None:
    """The contract's version over rows of the `std` table. None without a version, or where the model lost a part."""
    if contract.version is None:
        return None
    import sqlglot
    from sqlglot import exp

    shown = passed_on(model)
    version = sqlglot.parse_one(contract.version, dialect="duckdb")
    if not {column.name for column in version.find_all(exp.Column)} <= shown.keys():
        return None

    def over(alias: str) -> str:
        def placed(node: exp.Expression) -> exp.Expression:
            return exp.column(shown[node.name], alias, quoted=True) if isinstance(node, exp.Column) else node

        return "(" + version.transform(placed).sql("duckdb", comments=False) + ")"

    return over


def is_broken(before_n: int, lost_n: int) -> bool:
    """Whether a full extract that lost so many of so many rows counts as a broken one."""
    return before_n >= SHRINK_FLOOR and lost_n > before_n * SHRINK_LIMIT


def _refuse_shrinking(contract: Contract, report: BatchReport, lost_n: int) -> None:
    before = lost_n + report.updated_n + report.unchanged_n
    if not is_broken(before, lost_n):
        return
    raise HgtError(
        f"the full extract of {contract.name} lost {lost_n:,} of {before:,} rows",
        file=", ".join(report.sources),
        value=f"{report.landed_n:,} good rows",
        accepted=f"a full extract that keeps at least {1 - SHRINK_LIMIT:.0%} of the rows",
        next=f"ask the silo for a complete extract, or accept it: hgt run --full --select {contract.silo}",
    )

"""Source lookup: finds the landed record of a quarantined row, and reads the present content of a silo's files.

The validator does not carry row numbers through its pass; the few requested rows are found again here.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract import readers
from pipelines.extract.records.extract import Extract, Landed, Refusal, SourceObject
from warehouse.paths import Paths
from warehouse.sql import identifier


def row_number(
    con: duckdb.DuckDBPyConnection,
    contract: Contract | None,
    paths: Paths,
    batch_id: int,
    source: str,
    payload: str | None,
) -> str | None:
    """The record's number in its object (1 = first), all of them where equal records repeat; None where it is unknown.

    `con` reads the restricted store. A dataset that refuses rows keeps no bytes, and nothing can be found again.
    """
    if contract is None or payload is None:
        return None
    row = con.execute(
        "SELECT path, content_hash, bytes_n FROM raw.landed WHERE dataset = ? AND batch_id = ? AND source = ?",
        [contract.name, batch_id, source],
    ).fetchone()
    if row is None or row[0] is None or not (paths.landed / row[0]).exists():
        return None
    path = paths.landed / row[0]
    item = Landed(SourceObject(source, path, contract.server.format, row[2], 0), path, row[1], row[2], fresh=False)
    try:
        fields = json.loads(payload)
        with tempfile.TemporaryDirectory(dir=paths.restricted, prefix="recall-") as scratch:
            extract, _ = readers.read(con, contract, [item], Path(scratch))
            numbers = [] if extract is None else _numbers(con, extract, source, fields)
    except Exception:  # the place is then not known; the row itself is shown
        return None
    return ", ".join(map(str, numbers)) or None


def _numbers(con: duckdb.DuckDBPyConnection, extract: Extract, source: str, fields: dict[str, Any]) -> list[int]:
    columns = [name for name in [*extract.columns, *extract.named, *extract.numbered] if name in fields]
    _scan(con, extract)
    extract.malformed()
    same = " AND ".join(f"{identifier(name)} IS NOT DISTINCT FROM ?" for name in columns)
    rows = con.execute(
        f"SELECT _row_number FROM {extract.row_numbers(source, columns)} WHERE {same} ORDER BY 1",
        [fields[name] for name in columns],
    ).fetchall()
    return [int(number) for (number,) in rows]


def _scan(con: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Read everything once: only then has the engine reported which records it refuses."""
    con.execute(f"SELECT bit_xor(hash(record)) FROM {extract.relation} AS record").fetchall()


def survey(
    con: duckdb.DuckDBPyConnection, contract: Contract, objects: Sequence[SourceObject], scratch: Path
) -> tuple[Extract | None, list[Refusal]]:
    """Return the content of the silo's own files, and the files that would be refused whole. Nothing is kept."""
    items = []
    for number, item in enumerate(objects):
        own = item.path
        if item.format == "sqlite":
            from pipelines.extract.sqlite import take_table

            own = scratch / f"{number}.parquet"
            take_table(item, own, scratch)
        items.append(Landed(item, own, "", item.size, fresh=False))
    return readers.read(con, contract, items, scratch)

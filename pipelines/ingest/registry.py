"""The registry of landed objects (`raw.landed`).

A landed object counts only with a batch that `meta.batch` holds; the rest belongs to a run that died.

Names of files, folders, sheets and columns may hold a person. They stay here, in the restricted store. Public tables
and Dagster's history name an object by its id (`bench#3`, the third that the dataset ever landed). Of a failure they
hold only that there was one. Stewards read names and reasons on their own terminal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.delivery import Delivery
from pipelines.extract.records.extract import Landed, Refusal, SourceObject
from pipelines.ingest.reconciliation import SetAside
from pipelines.state.state import State
from warehouse.paths import Paths

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
SHOWN_IDS_N = 5
"""The number of quarantined rows that are named."""
WHY = "`hgt status` shows stewards why"


@dataclass(frozen=True)
class Entry:
    """One line of the registry; `records_n` is None where the object was not read."""

    item: Landed
    state: str
    records_n: int | None = None
    message: str = ""
    taken: dt.datetime | None = None


def whole(landed: Sequence[Landed], refusals: Sequence[Refusal]) -> list[Entry]:
    """Lines of the objects that are quarantined whole."""
    messages = {refusal.source: str(refusal.error) for refusal in refusals if refusal.set_aside}
    return [Entry(item, "set aside", message=messages[item.name]) for item in landed if item.name in messages]


_DONE = "batch_id IN (SELECT batch_id FROM lake.meta.batch WHERE dataset = $dataset)"


def fingerprints(con: duckdb.DuckDBPyConnection, dataset: str | None = None) -> dict[str, dict[str, str]]:
    """Per dataset (or for one) the newest fingerprint under which each source object was loaded."""
    rows = con.execute(
        """SELECT dataset, source, arg_max(fingerprint, extracted_at) FROM vault.raw.landed
        WHERE ($1 IS NULL OR dataset = $1) AND (dataset, batch_id) IN (SELECT (dataset, batch_id) FROM lake.meta.batch)
        GROUP BY ALL""",
        [dataset],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for name, source, value in rows:
        found.setdefault(name, {})[source] = value
    return found


def set_aside(con: duckdb.DuckDBPyConnection, dataset: str) -> SetAside:
    """The content of the dataset's quarantine."""
    counts = con.execute(
        f"""WITH open AS (
            SELECT set_aside_id, rules FROM vault.quarantine.set_aside WHERE dataset = ? AND state = 'open')
        SELECT rule_id, count(*), NULL FROM (SELECT unnest(rules) AS rule_id FROM open) GROUP BY rule_id
        UNION ALL SELECT '*', count(*), min(set_aside_id, {SHOWN_IDS_N}) FROM open HAVING count(*) > 0
        ORDER BY 1""",
        [dataset],
    ).fetchall()
    shown = tuple(set_aside_id for _, _, ids in counts for set_aside_id in ids or ())
    return SetAside({rule_id: rows_n for rule_id, rows_n, _ in counts}, shown)


def standing(con: duckdb.DuckDBPyConnection, paths: Paths, contract: Contract) -> dict[str, Delivery]:
    """The newest content under each name that was ever received and is still kept, whether or not the silo has it.

    A content counts from the first of its consecutive arrivals under its name: sent again it is as old as before.
    """
    rows = con.execute(
        f"""WITH line AS (
            SELECT *, row_number() OVER came AS line_n,
              content_hash IS DISTINCT FROM lag(content_hash) OVER came AS is_news
            FROM vault.raw.landed WHERE dataset = $dataset AND {_DONE}
            WINDOW came AS (PARTITION BY source ORDER BY extracted_at, batch_id)),
        newest AS (
            SELECT *, max(line_n) FILTER (is_news) OVER (PARTITION BY source) AS since_n FROM line
            QUALIFY line_n >= since_n),
        kept AS (
            SELECT content_hash, arg_max(path, batch_id) AS path, arg_max(bytes_n, batch_id) AS bytes_n FROM line
            WHERE path IS NOT NULL GROUP BY content_hash)
        SELECT newest.source, newest.content_hash, any_value(kept.path), any_value(kept.bytes_n),
          arg_max(fingerprint, line_n), arg_min(fingerprint, line_n), arg_min(epoch_us(batch.extracted_at), line_n),
          epoch_us(arg_max(taken_at, line_n))
        FROM newest JOIN kept USING (content_hash) JOIN lake.meta.batch AS batch USING (batch_id, dataset)
        GROUP BY ALL""",
        {"dataset": contract.name},
    ).fetchall()
    found = {}
    for source, content_hash, path, bytes_n, seen, first, clock_us, taken_us in rows:
        size, mtime_ns = map(int, seen.split(":"))
        item = SourceObject(source, paths.landed / path, contract.server.format, size, mtime_ns)
        landed = Landed(item, paths.landed / path, content_hash, bytes_n, fresh=False)
        clock = _EPOCH + dt.timedelta(microseconds=clock_us)
        taken = None if taken_us is None else _EPOCH + dt.timedelta(microseconds=taken_us)
        found[source] = Delivery(landed, int(first.split(":")[1]), clock, taken)
    return found


def judging(con: duckdb.DuckDBPyConnection, dataset: str) -> dict[str, int]:
    """The newest batch that validated each content."""
    rows = con.execute(
        f"""SELECT content_hash, max(batch_id) FROM vault.raw.landed
        WHERE dataset = $dataset AND state = 'judged' AND {_DONE} GROUP BY content_hash""",
        {"dataset": dataset},
    ).fetchall()
    return dict(rows)


def fingerprint(item: SourceObject) -> str:
    """The fingerprint by which a source object is recognised as unchanged, without opening it."""
    return f"{item.size}:{item.mtime_ns}"


def note(state: State, dataset: str, batch_id: int, entries: Sequence[Entry]) -> None:
    """Add lines to the registry in one transaction."""
    with state.writer.restricted() as side:
        add(state, side, dataset, batch_id, entries)


def add(state: State, side: duckdb.DuckDBPyConnection, dataset: str, batch_id: int, entries: Sequence[Entry]) -> None:
    """Add lines to the registry in the open transaction on the restricted lake."""
    if not entries:
        return
    import pyarrow as pa  # takes long; most runs register nothing

    moment = pa.timestamp("us", tz="UTC")
    lines = [
        ("batch_id", pa.int64()), ("dataset", pa.string()), ("source", pa.string()), ("fingerprint", pa.string()),
        ("content_hash", pa.string()), ("path", pa.string()), ("bytes_n", pa.int64()), ("records_n", pa.int64()),
        ("state", pa.string()), ("message", pa.string()), ("extracted_at", moment), ("taken_at", moment),
        ("source_id", pa.string()),
    ]  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    ids = state.batches.source_ids(dataset, [entry.item.name for entry in entries])
    rows = pa.Table.from_pylist(
        [
            {
                "batch_id": batch_id,
                "dataset": dataset,
                "source": entry.item.source.name,
                "fingerprint": fingerprint(entry.item.source),
                "content_hash": entry.item.content_hash,
                "path": _kept(state.writer.paths, entry.item),
                "bytes_n": entry.item.size,
                "records_n": entry.records_n,
                "state": entry.state,
                "message": entry.message,
                "extracted_at": now,
                "taken_at": entry.taken,
                "source_id": ids[entry.item.name],
            }
            for entry in entries
        ],
        schema=pa.schema(lines),
    )
    side.register("registry_lines", rows)
    side.execute("INSERT INTO vault.raw.landed BY NAME SELECT * FROM registry_lines")
    side.unregister("registry_lines")


def _kept(paths: Paths, item: Landed) -> str | None:
    """The path inside the landed folder; None for an object that was read without being kept."""
    return str(item.path.relative_to(paths.landed)) if item.path.is_relative_to(paths.landed) else None

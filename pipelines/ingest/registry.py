"""The registry of landed objects (`raw.landed`) and the newest state of each extraction (`meta.extraction`).

A landed object counts only with a batch that `meta.batch` holds; the rest belongs to a run that died.

Names of files, folders, sheets and columns may hold a person. They stay here, in the restricted store. Public tables
and Dagster's history name an object by its id (`bench#3`, the third that the dataset ever landed). Of a failure they
hold only that there was one. Stewards read names and reasons on their own terminal.
"""

import datetime as dt
import itertools
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.delivery import Delivery
from pipelines.extract.records.extract import Landed, Refusal, SourceObject
from pipelines.ingest.reconciliation import SetAside
from warehouse.paths import Paths
from warehouse.store import Writer

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
BROKEN_OFF = "the last attempt to read it began and did not end: a run reads it now, or was broken off"
SHOWN_IDS_N = 5
"""The number of quarantined rows that are named."""
WHY = "`hgt status` tells stewards why"
_ID = re.compile(r"\b\w+#\d+\b")
UNFINISHED = ("raw.landed", "quarantine.set_aside", "quarantine.refused")


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


def newest_batches(writer: Writer) -> dict[str, int]:
    """The newest batch of each dataset; the writer of a batch keeps it in step."""
    return writer.recall(
        "newest batches",
        lambda con: dict(con.execute("SELECT dataset, max(batch_id) FROM lake.meta.batch GROUP BY dataset").fetchall()),
    )


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


def note(writer: Writer, dataset: str, batch_id: int, entries: Sequence[Entry]) -> None:
    """Add lines to the registry in one transaction."""
    with writer.restricted() as side:
        add(writer, side, dataset, batch_id, entries)


def add(writer: Writer, side: duckdb.DuckDBPyConnection, dataset: str, batch_id: int, entries: Sequence[Entry]) -> None:
    """Add lines to the registry in the open transaction on the restricted lake."""
    if not entries:
        return
    now = dt.datetime.now(dt.UTC)
    ids = source_ids(writer, dataset)
    numbers = itertools.count(1 + max((int(each.rpartition("#")[2]) for each in ids.values()), default=0))
    for name in dict.fromkeys(entry.item.name for entry in entries):
        if name not in ids:
            ids[name] = f"{dataset}#{next(numbers)}"
    rows = pa.Table.from_pylist(
        [
            {
                "batch_id": batch_id,
                "dataset": dataset,
                "source": entry.item.source.name,
                "fingerprint": fingerprint(entry.item.source),
                "content_hash": entry.item.content_hash,
                "path": _kept(writer.paths, entry.item),
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
        schema=_LINE,
    )
    side.register("registry_lines", rows)
    side.execute("INSERT INTO vault.raw.landed BY NAME SELECT * FROM registry_lines")
    side.unregister("registry_lines")


def source_ids(writer: Writer, dataset: str) -> dict[str, str]:
    """The public id of each name that the dataset ever landed; the code that adds a line gives the next one."""
    return _all_source_ids(writer).setdefault(dataset, {})


def _all_source_ids(writer: Writer) -> dict[str, dict[str, str]]:
    def read(_: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
        rows = writer.side.execute(
            "SELECT DISTINCT dataset, source, source_id FROM vault.raw.landed WHERE source_id IS NOT NULL"
        ).fetchall()
        found: dict[str, dict[str, str]] = {}
        for dataset, source, source_id in rows:
            found.setdefault(dataset, {})[source] = source_id
        return found

    return writer.recall("source ids", read)


def named(writer: Writer, text: str) -> str:
    """A public text for a steward's terminal: the name of each object follows its id."""
    names = {source_id: name for ids in _all_source_ids(writer).values() for name, source_id in ids.items()}
    return _ID.sub(lambda found: f"{found[0]} ({names[found[0]]})" if found[0] in names else found[0], text)


def _kept(paths: Paths, item: Landed) -> str | None:
    """The path inside the landed folder; None for an object that was read without being kept."""
    return str(item.path.relative_to(paths.landed)) if item.path.is_relative_to(paths.landed) else None


def forget_unfinished(writer: Writer) -> None:
    """Remove the remains of batches that a killed run, or a failed load, never completed."""
    writer.recall("unfinished batches removed", lambda con: _forget_unfinished(con, writer))


def _forget_unfinished(con: duckdb.DuckDBPyConnection, writer: Writer) -> bool:
    where = "(dataset, batch_id) NOT IN (SELECT (dataset, batch_id) FROM lake.meta.batch)"
    for table in UNFINISHED:
        found = con.execute(f"SELECT count(*) FROM vault.{table} WHERE {where}").fetchone()
        if found and found[0]:
            with writer.restricted() as side:
                side.execute(f"DELETE FROM vault.{table} WHERE {where}")
    return True


def states(writer: Writer) -> Mapping[str, str]:
    """`ok` or `failed` for the newest attempt of each dataset that was ever tried."""
    return {dataset: state for dataset, (state, _) in attempts(writer).items()}


def attempts(writer: Writer) -> dict[str, tuple[str, str]]:
    """The state (`ok` or `failed`) and the public message of the newest attempt of each dataset that was ever tried.

    An attempt that was opened and not closed failed, whatever the result of the one before.
    """

    def read(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
        rows = con.execute("SELECT dataset, state, message FROM lake.meta.extraction").fetchall()
        folder = writer.paths.attempts
        broken_off = {file.name: ("failed", BROKEN_OFF) for file in folder.iterdir()} if folder.is_dir() else {}
        return {dataset: (state, message) for dataset, state, message in rows} | broken_off

    return writer.recall("attempts", read)


def reasons(writer: Writer) -> dict[str, str]:
    """The words for stewards on each dataset whose newest attempt has a message. They may quote names of the source."""
    kept = _reasons(writer)
    return {
        dataset: message if message == BROKEN_OFF else kept.get(dataset, message)
        for dataset, (_, message) in attempts(writer).items()
        if message
    }


def _reasons(writer: Writer) -> dict[str, str]:
    def read(_: duckdb.DuckDBPyConnection) -> dict[str, str]:
        return dict(writer.side.execute("SELECT dataset, reason FROM vault.raw.attempt").fetchall())

    return writer.recall("reasons", read)


def begin(writer: Writer, dataset: str) -> None:
    """Register an attempt before anything is read; `mark` closes it."""
    file = writer.paths.attempts / dataset
    file.touch(mode=0o600)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def mark(writer: Writer, dataset: str, new_state: str, message: str = "", reason: str = "") -> None:
    """Record the result of the newest attempt, and close it; nothing is written when nothing changed.

    The message is public, the reason is for stewards. The success of a first attempt can wait for the next transaction:
    a dataset without a mark is tried again.
    """
    ended = attempts(writer)
    _keep_reason(writer, dataset, reason)
    known = ended.get(dataset)
    if known == (new_state, message):
        (writer.paths.attempts / dataset).unlink(missing_ok=True)
        return
    ended[dataset] = (new_state, message)
    row = [dataset, new_state, message, dt.datetime.now(dt.UTC)]

    def put(con: duckdb.DuckDBPyConnection) -> None:
        if known is not None:
            con.execute("DELETE FROM lake.meta.extraction WHERE dataset = ?", [dataset])
        con.execute("INSERT INTO lake.meta.extraction VALUES (?, ?, ?, ?)", row)

    writer.later(put)
    if known is not None or new_state != "ok":
        writer.settle()
    (writer.paths.attempts / dataset).unlink(missing_ok=True)


def _keep_reason(writer: Writer, dataset: str, reason: str) -> None:
    known = _reasons(writer)
    if known.get(dataset, "") == reason:
        return
    with writer.restricted() as side:
        if known.pop(dataset, None) is not None:
            side.execute("DELETE FROM vault.raw.attempt WHERE dataset = ?", [dataset])
        if reason:
            known[dataset] = reason
            side.execute("INSERT INTO vault.raw.attempt VALUES (?, ?)", [dataset, reason])


_LINE = pa.schema(
    [
        ("batch_id", pa.int64()),
        ("dataset", pa.string()),
        ("source", pa.string()),
        ("fingerprint", pa.string()),
        ("content_hash", pa.string()),
        ("path", pa.string()),
        ("bytes_n", pa.int64()),
        ("records_n", pa.int64()),
        ("state", pa.string()),
        ("message", pa.string()),
        ("extracted_at", pa.timestamp("us", tz="UTC")),
        ("taken_at", pa.timestamp("us", tz="UTC")),
        ("source_id", pa.string()),
    ]
)

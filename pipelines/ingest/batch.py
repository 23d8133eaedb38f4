"""Validates one batch in one pass and merges it into its `std` table.

The restricted lake is written first and the public lake second. A batch counts as loaded when `meta.batch` holds its
row, which commits together with the `std` rows.
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.model import Model
from pipelines.extract import readers
from pipelines.extract.delivery import Delivery, clock_select
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.notes import summed
from pipelines.ingest import corrections, merge, quarantine_counts, registry
from pipelines.ingest.quarantine import WINNERS, QuarantineSink
from pipelines.ingest.reconciliation import BatchReport
from pipelines.ingest.registry import Entry
from pipelines.ingest.validate import (
    FILTERED,
    MALFORMED,
    REFUSED,
    Validator,
    admitted_select,
    compile_contract,
    define_keys,
    key_columns,
    neighbour_keys,
    payload_relation,
    repeated_keys,
    validated_select,
)
from pipelines.state import build_log
from pipelines.state.session import Session, pseudonym_key
from pipelines.transform import precreate, table_writer
from warehouse.errors import HgtError
from warehouse.sql import identifier, literal
from warehouse.store import use_all_threads

WIDE_BYTES_N = 32 * 1024**2
"""From this size on more than one thread pays off for a batch."""

REPEATED = "temp.main.repeated"
SHARED = "temp.main.shared_key"
AGAIN = "again"
"""The catalog in which the model reads the winners among repeated keys; it reads the batch in `work`."""


class Loader:
    """Loads batches of one dataset within one session."""

    def __init__(self, session: Session, dataset: str, text_hash: str, *, accept_shrinking: bool = False) -> None:
        self.session = session
        self.con: duckdb.DuckDBPyConnection = session.writer.con
        self.contract: Contract = session.content.contracts[dataset]
        self.model: Model = session.content.models[f"std.{dataset}"]
        self.validator: Validator = compile_contract(self.contract)
        self.table = f"lake.std.{identifier(dataset)}"
        self.text_hash = text_hash
        self.accept_shrinking = accept_shrinking
        self.final = True
        self.clocks: dict[str, dt.datetime] = {}
        self.taken: dict[str, dt.datetime | None] = {}
        self.came_at = session.extracted_at
        self.clock = ""
        if any(column.namespace for column in self.contract.columns):
            key = pseudonym_key(session.paths, may_generate=not self._has_keyed())
            define_keys(self.con, self.contract, key)

    def load(
        self, deliveries: Sequence[Delivery], *, anew: bool, final: bool = True, stays: Sequence[int] | None = None
    ) -> tuple[BatchReport | None, list[Refusal]]:
        """Load these objects as one batch, later ones over earlier ones. `anew`: they replace all that the table holds.

        The table counts as validated by the present text after the `final` batch of its kind. Of the batches before,
        only those in `stays` keep the counts of their rules; None keeps all.
        """
        started = time.perf_counter()
        self.final = final
        landed = [one.item for one in deliveries]
        came = {one.name: one.clock or self.session.extracted_at for one in deliveries}
        self.came_at = max(came.values(), default=self.session.extracted_at)
        self.taken = {one.name: one.taken for one in deliveries}
        self.clocks = {one.name: one.taken or came[one.name] for one in deliveries}
        self.clock = clock_select(self.clocks)
        if sum(item.size for item in landed) >= WIDE_BYTES_N:
            use_all_threads(self.con)
        extract, refusals = readers.read(self.con, self.contract, list(landed), self.session.paths.tmp)
        if extract is None:
            return self._load_nothing(landed, refusals, stays)
        refused = {refusal.source for refusal in refusals}
        if anew and any(not refusal.set_aside for refusal in refusals):
            # The rows of the others would count as the whole, and the refused object's rows as deleted.
            return None, refusals
        report = BatchReport(
            self.contract.name,
            self._next_batch(),
            tuple(item.source.name for item in landed if item.source.name not in refused),
            source_n=sum(extract.records_n.values()) + sum(extract.blank_n.values()),
            filtered_n=sum(extract.blank_n.values()),
            notes=extract.notes,
        )
        sink = QuarantineSink(self.session.paths.tmp, self.validator)
        sink.attach(self.con)
        try:
            self._offer(extract)
            with self.session.state.transaction():
                straight = self._validate(extract, sink, report)
                self._reconcile(report)
                right: list[str] = []
                if not straight:
                    right = self._merge(sink, report, anew=anew)
                self._write_restricted(extract, sink, report, landed, refusals, anew=anew, right=right)
                report.seconds = time.perf_counter() - started
                self._write_public(report, stays)
        finally:
            sink.close()
            for catalog in ("work", AGAIN):
                self.con.execute(f"DROP VIEW IF EXISTS {catalog}.raw.{identifier(self.contract.name)}")
            for scratch in (merge.STAGE, merge.MET, REPEATED, SHARED):
                self.con.execute(f"DROP TABLE IF EXISTS {scratch}")
        return report, refusals

    def _merge(self, sink: QuarantineSink, report: BatchReport, *, anew: bool) -> list[str]:
        """Merge the stage into the table; returns the ids of quarantined rows that the batch corrected.

        A delta is not whole, nor is a new full extract with unreadable records: neither shows which keys are lost.
        """
        adds = self.contract.mode == "delta" and not anew
        whole = anew or (not adds and MALFORMED not in sink.broken())
        held = sink.held_keys(self.con, self.contract, self.clock) if whole or adds else None
        version = merge.version_of(self.contract, self.model) if adds else None
        right: list[str] = []
        if adds:
            right = corrections.of_open(self.con, self.contract, self.clock, version)
            if held is not None and version is not None:
                corrections.of_held(self.con, self.contract, held, version)
        merge.staged(
            self.con, self.contract, report, whole=whole, held=held if whole else None, revalidated=anew,
            may_shrink=self.accept_shrinking or self.contract.mode == "delta" or not self.final, version=version,
        )  # fmt: skip
        return right

    def _load_nothing(
        self, landed: Sequence[Landed], refusals: list[Refusal], stays: Sequence[int] | None
    ) -> tuple[BatchReport | None, list[Refusal]]:
        """A batch without rows registers objects that are quarantined whole; without a table yet they bar instead."""
        if not self._is_made():
            return None, [replace(refusal, set_aside=False) for refusal in refusals]
        if any(not refusal.set_aside for refusal in refusals):
            return None, refusals
        report = BatchReport(self.contract.name, self._next_batch(), ())
        with self.session.state.transaction():
            registry.note(self.session.state, report.dataset, report.batch_id, registry.whole(landed, refusals))
            self._write_public(report, stays)
        return report, refusals

    def _next_batch(self) -> int:
        return self.session.state.batches.next_id()

    def _has_keyed(self) -> bool:
        """Whether identifiers were keyed here before: then no other key may be made, and a lost key is an error."""
        loaded, contracts = self.session.state.batches.newest, self.session.content.contracts
        return any(name in loaded and any(column.namespace for column in contracts[name].columns) for name in contracts)

    def _offer(self, extract: Extract) -> None:
        """Make `raw.<dataset>` the validated batch, and where keys repeat in the second catalog the validated winners.

        It runs before the transaction: that one may write to the public lake only.
        """
        scan = extract.keys_relation(key_columns(self.contract))
        repeated = self._written(f"CREATE OR REPLACE TEMP TABLE {REPEATED} AS {repeated_keys(self.contract, scan)}")
        if keyed := neighbour_keys(self.contract, extract.keys_relation):
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE {SHARED} AS {keyed}")
        batches = [("work", extract.relation, REPEATED if repeated else None, SHARED if keyed else None)]
        if repeated:
            batches.append((AGAIN, payload_relation(self.contract, WINNERS), None, None))
        for catalog, relation, colliding, shared in batches:
            select = validated_select(
                self.validator, relation, extracted_at=self.clock, candidates=colliding, keyed=shared,
                alone=catalog == AGAIN,
            )  # fmt: skip
            self.con.execute(f"CREATE OR REPLACE VIEW {catalog}.raw.{identifier(self.contract.name)} AS {select}")

    def _validate(self, extract: Extract, sink: QuarantineSink, report: BatchReport) -> bool:
        """Run the pass. True when the rows were written to the table, false when they wait in the stage."""
        con = self.con
        fits, select = self._fits(report.batch_id), self._std_select(report.batch_id)
        straight = not fits or not self._is_made()
        target = self.table if straight else merge.STAGE
        if fits and precreate.is_empty(self.session.state, self.model.name):
            report.landed_n = self._written(f"INSERT INTO {target} {select}")
        else:
            made = f"CREATE OR REPLACE {'' if straight else 'TEMP '}TABLE {target}"
            report.landed_n = self._written(f"{made} AS {select}")
        sink.add_malformed(extract.malformed())
        order = {name: position for position, name in enumerate(report.sources)}
        has_winners, superseded_n = sink.resolve_duplicates(con, self.contract, order, self.clock, extract.row_numbers)
        if has_winners:
            con.execute(f"USE {AGAIN}")
            try:
                report.landed_n += self._written(f"INSERT INTO {target} {self._std_select(report.batch_id)}")
            finally:
                con.execute("USE work")
        if straight:
            report.inserted_n = report.landed_n
        report.landed_n += superseded_n
        report.filtered_n += sink.filtered_n
        report.set_aside_n = sink.set_aside_n
        report.broken = sink.broken()
        came_on = {name: self._day(clock) for name, clock in self.clocks.items()}
        report.count_days(came_on, extract.records_n, sink.filtered(), sink.broken_by_source())
        return straight

    def _day(self, clock: dt.datetime) -> dt.date:
        """The district's day at the end of which, or within which, an extraction's clock is."""
        return (clock - dt.timedelta(microseconds=1)).astimezone(self.session.zone).date()

    def _std_select(self, batch_id: int) -> str:
        return (
            f"SELECT _row.*, {batch_id}::BIGINT AS _batch_id, hash(_row) AS _row_hash, false AS _is_deleted"
            f" FROM ({self.model.select}\n) AS _row"
        )

    def _is_made(self) -> bool:
        """Whether a batch was merged into the table before."""
        return f"std.{self.contract.name}" in self.session.state.builds.entries

    def _fits(self, batch_id: int) -> bool:
        """Whether the table exists with the columns that the model gives now; else it is created again."""
        if not table_writer.exists(self.con, f"std.{self.contract.name}"):
            return False
        return table_writer.shape(self.con, f"FROM {self.table}") == table_writer.shape(
            self.con, self._std_select(batch_id)
        )

    def _written(self, statement: str) -> int:
        """Run a statement that answers with a number of rows."""
        row = self.con.execute(statement).fetchone()
        assert row is not None
        return int(row[0])

    def _reconcile(self, report: BatchReport) -> None:
        if report.source_n != report.landed_n + report.set_aside_n + report.filtered_n:
            raise HgtError(
                f"batch {report.batch_id} of {report.dataset} does not reconcile",
                file=", ".join(report.sources),
                value=f"{report.source_n:,} records, {report.landed_n:,} landed, {report.set_aside_n:,} quarantined,"
                f" {report.filtered_n:,} filtered",
                accepted=f"equality; models/std/{report.dataset}.sql gives one row per validated row",
                next=f"hgt silo check {self.contract.silo}",
            )

    def _write_restricted(
        self,
        extract: Extract,
        sink: QuarantineSink,
        report: BatchReport,
        landed: Sequence[Landed],
        refusals: list[Refusal],
        *,
        anew: bool,
        right: Sequence[str],
    ) -> None:
        kept = self.session.paths.landed
        validated = [
            item if item.path.is_relative_to(kept) else self._keep_admitted(extract, item)
            for item in landed
            if item.name in report.sources
        ]
        entries = [
            Entry(item, "judged", extract.records_n.get(item.name), taken=self.taken[item.name]) for item in validated
        ]
        entries += registry.whole(landed, refusals)
        with self.session.writer.restricted() as side:
            registry.add(self.session.state, side, report.dataset, report.batch_id, entries)
            if anew or self.contract.mode == "full":
                # A whole extract covers every row: each row that an earlier one quarantined is in it again or deleted.
                side.execute(
                    "UPDATE vault.quarantine.set_aside SET state = 'superseded' WHERE dataset = ? AND state = 'open'",
                    [report.dataset],
                )
            corrections.close(side, right)
            sink.write(side, report.dataset, report.batch_id, hash_only=self.contract.refuse is not None)
            report.still_open = registry.set_aside(side, report.dataset)

    def _keep_admitted(self, extract: Extract, item: Landed) -> Landed:
        """Keep the part of an object that the contract does not refuse: its rows as Parquet instead of its bytes."""
        name = f"{item.content_hash}.{self.contract.name}"
        aside = self.session.paths.tmp / f"{name}{readers.ADMITTED}"
        relation = extract.keys_relation(list(dict.fromkeys(column.physical_name for column in self.contract.columns)))
        select = admitted_select(self.contract, relation, item.name, self.clock)
        self.con.execute(f"COPY ({select}) TO {literal(str(aside))} (FORMAT parquet, COMPRESSION zstd)")
        with aside.open("rb") as rows:
            digest = hashlib.file_digest(rows, "sha256").hexdigest()
        kept = self.session.paths.landed / item.content_hash[:2] / f"{name}.{digest[:16]}{readers.ADMITTED}"
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.chmod(0o600)
        size = aside.stat().st_size
        aside.replace(kept)
        return replace(item, path=kept, size=size)

    def _write_public(self, report: BatchReport, stays: Sequence[int] | None) -> None:
        con, ids = self.con, self.session.state.batches.source_ids(report.dataset)
        con.execute(
            "INSERT INTO lake.meta.batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                report.batch_id,
                report.dataset,
                self.contract.silo,
                json.dumps([ids[name] for name in report.sources]),
                self.text_hash,
                self.came_at,
                report.source_n,
                report.landed_n,
                report.set_aside_n,
                report.filtered_n,
                report.inserted_n,
                report.updated_n,
                report.unchanged_n,
                report.deleted_n,
                self.session.run_id,
            ],
        )
        self.session.state.batches.add(report.dataset, report.batch_id)
        self._write_notes(report)
        if stays is not None:
            con.execute(
                "DELETE FROM lake.meta.batch_rule WHERE dataset = ? AND NOT list_contains(?::BIGINT[], batch_id)",
                [report.dataset, list(stays)],
            )
        rows_n = table_writer.count(self.con, f"{self.table} WHERE NOT _is_deleted")
        self._write_rules(report)
        quarantine_counts.write(self.session.writer, self.contract, rows_n, report.still_open)
        self._write_build(report, rows_n)

    def _write_notes(self, report: BatchReport) -> None:
        """The numbers of records left out or read unasked; names and sentences stay with the objects."""
        for kind, counted_n in summed(report.notes).items():
            self.con.execute(
                "INSERT INTO lake.meta.batch_note VALUES (?, ?, ?, ?)",
                [report.batch_id, report.dataset, kind, counted_n],
            )

    def _write_rules(self, report: BatchReport) -> None:
        asked = [
            {
                "rule_id": rule.id,
                "severity": "block" if rule.severity in (REFUSED, "duplicate") else rule.severity,
                "dimension": rule.dimension,
                "gbt36344": rule.gbt36344,
            }
            for rule in self.validator.rules
            if rule.severity != FILTERED and (rule.id in report.broken or not rule.is_rare or rule.id == MALFORMED)
        ]
        lines = [
            {
                **rule,
                "batch_id": report.batch_id,
                "dataset": report.dataset,
                "evaluated_n": day.evaluated_n,
                "broken_n": day.broken[rule["rule_id"]],
                "checked_on": came_on,
            }
            for came_on, day in report.days.items()
            for rule in asked
        ]
        if not lines:
            return
        self.con.register("batch_rules", pa.Table.from_pylist(lines))
        self.con.execute("INSERT INTO lake.meta.batch_rule BY NAME SELECT * FROM batch_rules")
        self.con.unregister("batch_rules")

    def _write_build(self, report: BatchReport, rows_n: int) -> None:
        name = f"std.{report.dataset}"
        previous = self.session.state.builds.entries.get(name)
        unchanged = previous is not None and not report.changed
        self.session.state.builds.write(
            build_log.Entry(
                table=name,
                text_hash=self.text_hash if self.final else "",
                mode="judge",
                rows_n=rows_n,
                changed_snapshot=previous.changed_snapshot
                if previous is not None and unchanged
                else self.session.writer.next_snapshot(),
                inputs={},
                as_of=None,
                seconds=report.seconds,
            ),
        )

"""Collects the rows that the validator's pass quarantines: the sink behind the SQL function `hgt_quarantine`.

DuckDB calls it with whole vectors, and only for rows that broke something, so good rows never enter Python. Rows that
must be kept are written to a scratch file in the restricted store. Memory holds one counter per pattern of broken
rules.
"""

import itertools
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.declare.contracts.contract import Contract
from pipelines.ingest import duplicates
from pipelines.ingest.validate import (
    DUPLICATE,
    FILTERED,
    MALFORMED,
    MASK_BITS,
    MASKS,
    REFUSED,
    SINK,
    Validator,
    content_text,
    identities,
    json_path,
    key_columns,
    key_select,
    typed_candidates,
)
from warehouse.sql import identifier, literal

Mask = tuple[int, ...]

_SCHEMA = pa.schema(
    [*((f"mask_{i}", pa.int64()) for i in range(MASKS)), ("source", pa.string()), ("payload", pa.string())]
)
_MALFORMED = pa.schema(
    [("source", pa.string()), ("row_number", pa.int64()), ("payload", pa.string()), ("message", pa.string())]
)
_names = itertools.count()

KEPT = ("block", REFUSED, "duplicate")
WAITING_ROWS_N = 16_384
"""Rows that are collected before they are written; the engine passes only a few at a time."""

HELD = "temp.main.held"
CLOSED = "temp.main.closed"
"""Rows (source, payload) that the batch quarantines though a good row has already corrected them."""
WINNERS = "temp.main.winner"
SCRATCH = ("candidate", "colliding", "numbered", "placed", "together")


class QuarantineSink:
    """Collects the rows of one batch that the pass does not simply accept."""

    def __init__(self, tmp: Path, validator: Validator) -> None:
        self.validator = validator
        self.file = tmp / f"quarantine-{next(_names)}.parquet"
        self.seen: Counter[tuple[str, Mask]] = Counter()
        """Rows that broke something, by object and pattern of broken rules."""
        self.malformed = _MALFORMED.empty_table()
        self.duplicates: Counter[str] = Counter()
        """Rows that lost against another copy of their key in the same object, by object."""
        self._writer: pq.ParquetWriter | None = None
        self._lock = threading.Lock()
        self._verdicts: dict[tuple[Mask, tuple[str, ...]], bool] = {}
        self._waiting: list[pa.Table] = []
        self._waiting_n = 0
        self._con: duckdb.DuckDBPyConnection | None = None

    def attach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Register `hgt_quarantine(mask_0, mask_1, mask_2, source, payload) -> BOOLEAN` for this batch."""
        for table in (WINNERS, CLOSED):
            con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (source VARCHAR, payload VARCHAR)")
        con.create_function(  # type: ignore[call-overload]
            SINK,
            self._take,
            ["BIGINT"] * MASKS + ["VARCHAR", "VARCHAR"],
            "BOOLEAN",
            type="arrow",
            side_effects=True,
            null_handling="special",
        )
        self._con = con

    def _take(
        self,
        mask_0: pa.ChunkedArray,
        mask_1: pa.ChunkedArray,
        mask_2: pa.ChunkedArray,
        source: pa.ChunkedArray,
        payload: pa.ChunkedArray,
    ) -> pa.Array:
        masks = list(zip(mask_0.to_pylist(), mask_1.to_pylist(), mask_2.to_pylist(), strict=True))
        table = pa.table([mask_0, mask_1, mask_2, source, payload], schema=_SCHEMA)
        kept = table.filter(pa.array([self._has(mask, *KEPT) for mask in masks], pa.bool_()))
        with self._lock:
            self.seen.update(zip(source.to_pylist(), masks, strict=True))
            self._waiting.append(kept)
            self._waiting_n += kept.num_rows
            if self._waiting_n >= WAITING_ROWS_N:
                self._flush()
        return pa.array([not self._has(mask, FILTERED, *KEPT) for mask in masks], pa.bool_())

    def _flush(self) -> None:
        """Write the waiting rows, enough together to fill a row group."""
        if self._waiting_n:
            if self._writer is None:
                self._writer = pq.ParquetWriter(self.file, _SCHEMA, compression="zstd")
            self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting, self._waiting_n = [], 0

    def add_malformed(self, records: pa.Table | Iterable[tuple[str, int | None, str | None, str]]) -> None:
        """Records that the reader could not split into columns: (source, row number, payload, message)."""
        if isinstance(records, pa.Table):
            self.malformed = records.cast(_MALFORMED)
        else:
            rows = [dict(zip(_MALFORMED.names, record, strict=True)) for record in records]
            self.malformed = pa.Table.from_pylist(rows, schema=_MALFORMED)

    def _has(self, mask: Mask, *severities: str) -> bool:
        known = self._verdicts.get((mask, severities))
        if known is None:
            known = any(a & b for a, b in zip(mask, self.validator.masks(*severities), strict=True))
            self._verdicts[mask, severities] = known
        return known

    @property
    def filtered_n(self) -> int:
        """Rows that the contract's filter left out."""
        return self.filtered().total()

    def filtered(self) -> Counter[str]:
        """Rows that the contract's filter left out, by object."""
        found: Counter[str] = Counter()
        for (source, mask), n in self.seen.items():
            if self._has(mask, FILTERED):
                found[source] += n
        return found

    @property
    def set_aside_n(self) -> int:
        """Rows that broke a blocking rule, were refused, lost against another copy of their key, or are unreadable."""
        return self.set_aside().total()

    def set_aside(self) -> Counter[str]:
        """The same by object."""
        found = Counter(self.malformed["source"].to_pylist()) + self.duplicates
        for (source, mask), n in self.seen.items():
            if self._has(mask, "block", REFUSED) and not self._has(mask, FILTERED):
                found[source] += n
        return found

    def broken(self) -> dict[str, int]:
        """Rows per broken rule, warnings included."""
        found: Counter[str] = Counter()
        for by_rule in self.broken_by_source().values():
            found.update(by_rule)
        return dict(found)

    def broken_by_source(self) -> dict[str, Counter[str]]:
        """Rows per object and broken rule, warnings included."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for (source, mask), n in self.seen.items():
            if not self._has(mask, FILTERED):
                for rule in self._rules(mask):
                    found[source][rule] += n
        for rule, lost in ((DUPLICATE, self.duplicates), (MALFORMED, Counter(self.malformed["source"].to_pylist()))):
            for source, n in lost.items():
                found[source][rule] += n
        return found

    def _rules(self, mask: Mask) -> list[str]:
        return [REFUSED] if self._has(mask, REFUSED) else [r for r in self.validator.broken(mask) if r != DUPLICATE]

    @property
    def _scratch(self) -> str:
        return f"read_parquet({literal(str(self.file))})"

    def held_keys(self, con: duckdb.DuckDBPyConnection, contract: Contract, extracted_at: str) -> str | None:
        """A table of the keys of quarantined rows: they are bad, not deleted. None when no row is quarantined."""
        kept = []
        if self._seal():
            kept.append(f"SELECT source, payload FROM {self._scratch}")
        if self.duplicates:
            kept.append(
                "SELECT _source AS source, _payload AS payload FROM temp.main.candidate WHERE _verdict = 'set aside'"
            )
        if not kept:
            return None
        union = " UNION ALL ".join(kept)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {HELD} AS {key_select(contract, f'({union})', extracted_at)}")
        return HELD

    def _seal(self) -> bool:
        """Finish the scratch file; whether there is one."""
        self._flush()
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        return self.file.exists()

    def resolve_duplicates(
        self,
        con: duckdb.DuckDBPyConnection,
        contract: Contract,
        order: Mapping[str, int],
        extracted_at: str,
        numbered: Callable[[str], str] | None = None,
    ) -> tuple[bool, int]:
        """Decide between the copies of each key, as the contract's `duplicates` says.

        Per object the largest `version` wins, or the first or last record (`numbered` gives records with their
        numbers), or all are aggregated. Equal copies count as one. Without a decision no copy wins and all are
        quarantined. Of the winners of several objects the largest version wins, then the latest, as if the objects were
        loaded one by one. The table `WINNERS` (columns source, payload) gets the winners. Returns whether there are
        any, and how many rows were aggregated into another.
        """
        colliding = [mask for _, mask in self.seen if self._has(mask, "duplicate")]
        self._seal()
        if all(self._has(mask, "block", REFUSED, FILTERED) for mask in colliding):
            return False, 0
        merged_n = self._place(con, contract, order, extracted_at, numbered)
        keys = _keys(contract)
        within = f"OVER (PARTITION BY _position, {keys})"
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE candidate AS
            WITH best AS (
                SELECT *, _order IS NOT DISTINCT FROM max(_order) {within} AS _is_best FROM temp.main.placed
                WHERE NOT _is_bad),
            validated AS (
                SELECT *, _id = min(_id) FILTER (_is_best) {within} AND min(_content) FILTER (_is_best) {within}
                    = max(_content) FILTER (_is_best) {within} AS _wins FROM best),
            ranked AS (
                SELECT *, row_number() OVER (PARTITION BY _wins, {keys} ORDER BY _version DESC NULLS LAST,
                    _position DESC) AS _rank FROM validated)
            SELECT _source, _payload, _position, _version, {keys}, CASE WHEN NOT _wins THEN 'set aside'
                WHEN _rank = 1 THEN 'winner' ELSE 'superseded' END AS _verdict FROM ranked"""
        )
        self._supersede_within(con, contract)
        counted = con.execute("SELECT _verdict, _source, count(*) FROM temp.main.candidate GROUP BY ALL").fetchall()
        verdicts: Counter[str] = Counter()
        for verdict, source, n in counted:
            verdicts[verdict] += n
            if verdict == "set aside":
                self.duplicates[source] = n
        con.execute(
            f"INSERT INTO {WINNERS} SELECT _source, _payload FROM temp.main.candidate WHERE _verdict = 'winner'"
        )
        return verdicts["winner"] > 0, verdicts["superseded"] + merged_n

    def _place(
        self,
        con: duckdb.DuckDBPyConnection,
        contract: Contract,
        order: Mapping[str, int],
        extracted_at: str,
        numbered: Callable[[str], str] | None,
    ) -> int:
        """Type every row whose key occurs again, bad ones (`_is_bad`) too, with its object's place in the order.

        Returns how many rows were aggregated into another.
        """
        con.register("source_order", pa.table({"_source": list(order), "_position": list(order.values())}))
        colliding = f"{self._where('duplicate')} AND NOT {self._where(REFUSED, FILTERED)}"
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE colliding AS
            SELECT source, payload, {self._where("block")} AS is_bad FROM {self._scratch} WHERE {colliding}"""
        )
        merged_n = duplicates.put_together(con, contract, extracted_at)
        rank, beside = duplicates.rank(con, contract, numbered)
        keys = ", ".join(f"{key} AS {identifier(f'_key {i}')}" for i, key in enumerate(identities(contract)))
        parts = [
            f"""SELECT _source, _payload, _position, {is_bad} AS _is_bad, ({contract.version or "NULL"}
            ) AS _version, ({rank}
            ) AS _order, {keys}, {content_text(contract)} AS _content
            FROM ({typed_candidates(contract, rows, extracted_at)}) JOIN source_order USING (_source){beside}"""
            for is_bad, rows in (
                ("false", "(FROM temp.main.colliding WHERE NOT is_bad)"),
                ("true", "(FROM temp.main.colliding WHERE is_bad)"),
            )
        ]
        con.execute(
            "CREATE OR REPLACE TEMP TABLE placed AS SELECT row_number() OVER (ORDER BY length(_payload), _payload)"
            f" AS _id, * FROM ({' UNION ALL '.join(parts)})"
        )
        con.unregister("source_order")
        return merged_n

    def _supersede_within(self, con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
        """Note the bad rows of the batch that a good row of another of its objects has corrected."""
        keys = _keys(contract)
        con.execute(
            f"""INSERT INTO {CLOSED}
            WITH bad AS (
                SELECT _source, _payload, _position, _version, {keys} FROM temp.main.placed WHERE _is_bad
                UNION ALL SELECT _source, _payload, _position, _version, {keys} FROM temp.main.candidate
                WHERE _verdict = 'set aside'),
            good AS (SELECT _position, _version, {keys} FROM temp.main.candidate WHERE _verdict <> 'set aside')
            SELECT DISTINCT bad._source, bad._payload FROM bad JOIN good USING ({keys})
            WHERE good._position <> bad._position AND CASE WHEN bad._version IS NULL
              THEN good._position > bad._position
              ELSE good._version > bad._version
                OR good._version = bad._version AND good._position > bad._position END"""
        )

    def _where(self, *severities: str) -> str:
        terms = [f"mask_{i} & {mask} <> 0" for i, mask in enumerate(self.validator.masks(*severities)) if mask]
        return f"({' OR '.join(terms)})" if terms else "false"

    def write(self, side: duckdb.DuckDBPyConnection, dataset: str, batch_id: int, *, hash_only: bool) -> None:
        """Write the quarantined rows into the restricted lake; `hash_only` keeps no byte of unreadable records."""
        insert = f"""INSERT INTO vault.quarantine.set_aside
            SELECT '{batch_id}-{{series}}' || row_number() OVER (), {batch_id}, {literal(dataset)}, source,
            {{row_number}}, {{key}}, {{payload}}, {{rules}}, CASE WHEN (source, payload) IN (
                SELECT (source, payload) FROM tee_closed) THEN 'superseded' ELSE 'open' END, now(),
            {{reason}}
            FROM {{relation}}"""
        assert self._con is not None
        side.register("tee_closed", self._con.execute(f"FROM {CLOSED}").to_arrow_table())
        key_paths = ", ".join(literal(json_path(name)) for name in key_columns(self.validator.contract))
        key = rf"replace(array_to_string(json_extract_string(payload, [{key_paths}]), ' '), chr(0), '\x00')"
        if self._seal():
            scratch = self._scratch
            seen = dict.fromkeys(mask for _, mask in self.seen)
            masks = [mask for mask in seen if self._has(mask, "block") and not self._has(mask, FILTERED, REFUSED)]
            verdicts = pa.table(
                {
                    **{f"mask_{i}": pa.array([mask[i] for mask in masks], pa.int64()) for i in range(MASKS)},
                    "rules": pa.array([self._blocking(mask) for mask in masks], pa.list_(pa.string())),
                }
            )
            side.register("tee_verdicts", verdicts)
            using = ", ".join(f"mask_{i}" for i in range(MASKS))
            side.execute(
                insert.format(
                    series="r", reason="NULL", row_number="NULL", key=key, payload="payload", rules="rules",
                    relation=f"{scratch} JOIN tee_verdicts USING ({using})",
                )
            )  # fmt: skip
            side.unregister("tee_verdicts")
            side.execute(
                f"INSERT INTO vault.quarantine.refused SELECT {batch_id}, {literal(dataset)}, source, sha256(payload),"
                f" now() FROM {scratch} WHERE {self._where(REFUSED)} AND NOT {self._where(FILTERED)}"
            )
        if self.duplicates:
            lost = self._con.execute(
                "SELECT _source AS source, _payload AS payload FROM temp.main.candidate WHERE _verdict = 'set aside'"
            )
            side.register("tee_lost", lost.to_arrow_table())
            side.execute(
                insert.format(
                    series="d", reason="NULL", row_number="NULL", key=key, payload="payload",
                    rules=f"[{literal(DUPLICATE)}]", relation="tee_lost",
                )
            )  # fmt: skip
            side.unregister("tee_lost")
        if self.malformed.num_rows:
            side.register("tee_malformed", self.malformed)
            side.execute(
                insert.format(
                    series="m", reason="NULL" if hash_only else "message", row_number="row_number", key="NULL",
                    payload="NULL" if hash_only else "payload", rules=f"[{literal(MALFORMED)}]",
                    relation="tee_malformed",
                )
            )  # fmt: skip
            side.unregister("tee_malformed")
        side.unregister("tee_closed")

    def _blocking(self, mask: Mask) -> list[str]:
        blocking = {rule.id for rule in self.validator.rules if rule.severity == "block"}
        return [rule for rule in self.validator.broken(mask) if rule in blocking]

    def close(self) -> None:
        """Delete the scratch file and the SQL function."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.file.unlink(missing_ok=True)
        if self._con is not None:
            for scratch in (HELD, WINNERS, CLOSED, *(f"temp.main.{name}" for name in SCRATCH)):
                self._con.execute(f"DROP TABLE IF EXISTS {scratch}")
            # Last: while a result is not read to its end, the function would stay.
            self._con.remove_function(SINK)
            self._con = None


def _keys(contract: Contract) -> str:
    """Return the columns that identify a placed row, whichever way its key is written."""
    return ", ".join(identifier(f"_key {i}") for i in range(len(contract.key)))


assert MASK_BITS < 63

"""What the judge's pass sets aside: the collector behind the SQL function `hgt_tee`.

DuckDB calls it with whole vectors, and only for rows that broke something, so good rows never enter Python. Rows that
must be kept go to a scratch file in the restricted store; what stays in memory is one counter per pattern of broken
rules.
"""

import itertools
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract import Contract
from pipelines.judge import (
    DUPLICATE,
    FILTERED,
    MALFORMED,
    MASK_BITS,
    MASKS,
    REFUSED,
    TEE,
    Judge,
    json_path,
    key_columns,
    key_select,
    literal,
    quoted,
    typed_candidates,
)

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
"""Rows that are collected before they are written; the engine hands over a few at a time."""

HELD = "temp.main.held"
WINNERS = "temp.main.winner"


class Tee:
    """Collects the rows of one batch that do not simply go on."""

    def __init__(self, tmp: Path, judge: Judge) -> None:
        self.judge = judge
        self.file = tmp / f"tee-{next(_names)}.parquet"
        self.seen: Counter[Mask] = Counter()
        self.malformed = _MALFORMED.empty_table()
        self.duplicates_n = 0
        self._writer: pq.ParquetWriter | None = None
        self._lock = threading.Lock()
        self._counting = True
        self._verdicts: dict[tuple[Mask, tuple[str, ...]], bool] = {}
        self._waiting: list[pa.Table] = []
        self._waiting_n = 0
        self._con: duckdb.DuckDBPyConnection | None = None

    def attach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Register `hgt_tee(mask_0, mask_1, mask_2, source, payload) -> BOOLEAN` for this batch."""
        con.execute(f"CREATE OR REPLACE TEMP TABLE {WINNERS} (source VARCHAR, payload VARCHAR)")
        con.create_function(  # type: ignore[call-overload]
            TEE,
            self._take,
            ["BIGINT"] * MASKS + ["VARCHAR", "VARCHAR"],
            "BOOLEAN",
            type="arrow",
            side_effects=True,
            null_handling="special",
        )
        self._con = con

    def mute(self) -> None:
        """From here on rows are only let through or not; nothing is counted or kept."""
        self._counting = False

    def _take(
        self,
        mask_0: pa.ChunkedArray,
        mask_1: pa.ChunkedArray,
        mask_2: pa.ChunkedArray,
        source: pa.ChunkedArray,
        payload: pa.ChunkedArray,
    ) -> pa.Array:
        masks = list(zip(mask_0.to_pylist(), mask_1.to_pylist(), mask_2.to_pylist(), strict=True))
        if self._counting:
            table = pa.table([mask_0, mask_1, mask_2, source, payload], schema=_SCHEMA)
            kept = table.filter(pa.array([self._has(mask, *KEPT) for mask in masks], pa.bool_()))
            with self._lock:
                self.seen.update(masks)
                self._waiting.append(kept)
                self._waiting_n += kept.num_rows
                if self._waiting_n >= WAITING_ROWS_N:
                    self._flush()
        return pa.array([not self._has(mask, FILTERED, *KEPT) for mask in masks], pa.bool_())

    def _flush(self) -> None:
        """Write the rows that wait, so many together that a row group is worth its name."""
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
            known = any(a & b for a, b in zip(mask, self.judge.masks(*severities), strict=True))
            self._verdicts[mask, severities] = known
        return known

    @property
    def filtered_n(self) -> int:
        """Rows that the contract's filter left out."""
        return sum(n for mask, n in self.seen.items() if self._has(mask, FILTERED))

    @property
    def set_aside_n(self) -> int:
        """Rows that broke a blocking rule, were refused, lost against another copy of their key, or are unreadable."""
        blocked = sum(
            n for mask, n in self.seen.items() if self._has(mask, "block", REFUSED) and not self._has(mask, FILTERED)
        )
        return blocked + self.duplicates_n + int(self.malformed.num_rows)

    def broken(self) -> dict[str, int]:
        """Rows per broken rule, warnings included."""
        found: Counter[str] = Counter()
        for mask, n in self.seen.items():
            if self._has(mask, FILTERED):
                continue
            for rule in self._rules(mask):
                found[rule] += n
        found[DUPLICATE] = self.duplicates_n
        found[MALFORMED] = self.malformed.num_rows
        return {rule: n for rule, n in found.items() if n}

    def _rules(self, mask: Mask) -> list[str]:
        return [REFUSED] if self._has(mask, REFUSED) else [r for r in self.judge.broken(mask) if r != DUPLICATE]

    @property
    def _scratch(self) -> str:
        return f"read_parquet({literal(str(self.file))})"

    def held_keys(self, con: duckdb.DuckDBPyConnection, contract: Contract, extracted_at: str) -> str | None:
        """A table of the keys of rows that were set aside: they are bad, not gone. None when there are none."""
        kept = []
        if self._seal():
            kept.append(f"SELECT source, payload FROM {self._scratch}")
        if self.duplicates_n:
            kept.append("SELECT source, payload FROM temp.main.candidate WHERE verdict = 'set aside'")
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
        self, con: duckdb.DuckDBPyConnection, contract: Contract, order: Mapping[str, int], extracted_at: str
    ) -> tuple[bool, int]:
        """Decide between the copies of each key.

        Each object is decided for itself: the largest `version` wins; exact copies count as one; where neither decides,
        no copy wins and all are set aside. Of the winners of several objects the latest stands, as if the objects had
        come one by one. The winners go into the table `WINNERS` (columns source, payload). Returns whether there are
        any and how many rows a later object superseded.
        """
        doubtful = [mask for mask in self.seen if self._has(mask, "duplicate")]
        self._seal()
        if all(self._has(mask, "block", REFUSED, FILTERED) for mask in doubtful):
            return False, 0
        positions = {"_source": list(order), "_position": list(order.values())}
        con.register("source_order", pa.table(positions))
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE doubtful AS SELECT source, payload FROM {self._scratch}"
            f" WHERE {self._where('duplicate')} AND NOT {self._where('block', REFUSED, FILTERED)}"
        )
        keys = ", ".join(quoted(name) for name in contract.key)
        within = f"OVER (PARTITION BY _position, {keys})"
        version = contract.version or "NULL"
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE candidate AS
            WITH typed AS ({typed_candidates(contract, "temp.main.doubtful", extracted_at)}),
            placed AS (
                SELECT row_number() OVER () AS _id, _source, _payload, _position, {keys}, ({version}
                ) AS _version FROM typed JOIN source_order USING (_source)),
            best AS (SELECT *, _version IS NOT DISTINCT FROM max(_version) {within} AS _is_best FROM placed),
            judged AS (
                SELECT *, _id = min(_id) FILTER (_is_best) {within} AND min(_payload) FILTER (_is_best) {within}
                    = max(_payload) FILTER (_is_best) {within} AS _wins FROM best),
            ranked AS (
                SELECT *, max(_position) FILTER (_wins) OVER (PARTITION BY {keys}) AS _latest FROM judged)
            SELECT _source AS source, _payload AS payload, CASE WHEN NOT _wins THEN 'set aside'
                WHEN _position = _latest THEN 'winner' ELSE 'superseded' END AS verdict FROM ranked"""
        )
        con.unregister("source_order")
        verdicts = dict(con.execute("SELECT verdict, count(*) FROM temp.main.candidate GROUP BY ALL").fetchall())
        self.duplicates_n = int(verdicts.get("set aside", 0))
        con.execute(f"INSERT INTO {WINNERS} SELECT source, payload FROM temp.main.candidate WHERE verdict = 'winner'")
        return bool(verdicts.get("winner")), int(verdicts.get("superseded", 0))

    def _where(self, *severities: str) -> str:
        terms = [f"mask_{i} & {mask} <> 0" for i, mask in enumerate(self.judge.masks(*severities)) if mask]
        return f"({' OR '.join(terms)})" if terms else "false"

    def write(self, side: duckdb.DuckDBPyConnection, dataset: str, batch_id: int, *, hash_only: bool) -> None:
        """Put what was set aside into the restricted lake; `hash_only` keeps no byte of unreadable records."""
        insert = (
            f"INSERT INTO vault.quarantine.set_aside SELECT '{batch_id}-{{series}}' || row_number() OVER (),"
            f" {batch_id}, {literal(dataset)}, source, {{row_number}}, {{key}}, {{payload}}, {{rules}}, 'open', now(),"
            " {reason}"
            " FROM {relation}"
        )
        key_paths = ", ".join(literal(json_path(name)) for name in key_columns(self.judge.contract))
        key = f"array_to_string(json_extract_string(payload, [{key_paths}]), ' ')"
        if self._seal():
            scratch = self._scratch
            masks = [mask for mask in self.seen if self._has(mask, "block") and not self._has(mask, FILTERED, REFUSED)]
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
        if self.duplicates_n:
            assert self._con is not None
            lost = self._con.execute("SELECT source, payload FROM temp.main.candidate WHERE verdict = 'set aside'")
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

    def _blocking(self, mask: Mask) -> list[str]:
        blocking = {rule.id for rule in self.judge.rules if rule.severity == "block"}
        return [rule for rule in self.judge.broken(mask) if rule in blocking]

    def close(self) -> None:
        """Forget the scratch file and the SQL function."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.file.unlink(missing_ok=True)
        if self._con is not None:
            for scratch in (HELD, WINNERS, "temp.main.candidate", "temp.main.doubtful"):
                self._con.execute(f"DROP TABLE IF EXISTS {scratch}")
            # Last: while a result is not read to its end, the function would stay.
            self._con.remove_function(TEE)
            self._con = None


assert MASK_BITS < 63

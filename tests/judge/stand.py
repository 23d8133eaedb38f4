"""A desk whose contract each test writes anew: one dataset, validated over rows in memory or loaded from files."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.declare.contracts.contract import Contract, read_contract
from pipelines.declare.project import Content
from pipelines.ingest import load as ingest
from pipelines.ingest.quarantine import WINNERS, QuarantineSink
from pipelines.ingest.reconciliation import BatchReport
from pipelines.ingest.validate import (
    compile_contract,
    define_keys,
    neighbour_keys,
    pseudonym,
    repeated_keys,
    validated_select,
)
from pipelines.state.session import Session
from pipelines.state.state import State
from tests.lake_stand import ZONE
from warehouse import damage
from warehouse.paths import Paths
from warehouse.store import Writer

KEY = b"a key for the tests only"
CLOCK = "TIMESTAMPTZ '2015-09-01 00:00:00+08:00'"
DISTRICT = """
name = "小镇"
name_en = "Town"
time_zone = "Asia/Shanghai"
as_of = 2015-08-31
[silos.desk]
name = "前台"
name_en = "Desk"
location = "{root}/silo"
"""


def column(name: str, logical: str = "string", /, **more: Any) -> dict[str, Any]:
    """One property of a contract; `options` become its custom properties, `typed` its logical type options."""
    options, typed = more.pop("options", {}), more.pop("typed", {})
    entry = {"name": name, "logicalType": logical, "classification": "public", **more}
    if options:
        entry["customProperties"] = [{"property": key, "value": value} for key, value in options.items()]
    if typed:
        entry["logicalTypeOptions"] = typed
    return entry


ID = column("id", primaryKey=True, primaryKeyPosition=1)


def rule(name: str, sql: str, severity: str = "block") -> dict[str, Any]:
    """One row rule."""
    return {
        "id": name, "type": "custom", "engine": "hgt", "implementation": sql, "dimension": "consistency",
        "severity": severity,
    }  # fmt: skip


def document(
    columns: Sequence[Mapping[str, Any]],
    rules: Sequence[Mapping[str, Any]] = (),
    *,
    name: str = "thing",
    form: str = "csv",
    path: str = "",
    server: Mapping[str, Any] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """A whole contract; `options` are the dataset's custom properties."""
    place: dict[str, Any] = {"server": "silo", "type": "local", "path": path or f"{name}.{form}", "format": form}
    if server:
        place["customProperties"] = [{"property": key, "value": value} for key, value in server.items()]
    found: dict[str, Any] = {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": name, "name": name, "version": "1.0.0",
        "status": "active", "domain": "desk", "description": {"purpose": "Things", "usage": "事物"},
        "servers": [place],
        "schema": [{"name": name, "physicalName": name, "properties": list(columns), "quality": list(rules)}],
    }  # fmt: skip
    if options:
        found["customProperties"] = [{"property": key, "value": value} for key, value in options.items()]
    return found


def contract(folder: Path, *args: Any, **options: Any) -> Contract:
    """A contract as it is read from its file."""
    file = folder / "assets" / "desk" / f"{options.get('name', 'thing')}.odcs.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(*args, **options), ensure_ascii=False), encoding="utf-8")
    return read_contract(file)


@dataclass
class Verdict:
    """The result of one pass over rows in memory."""

    rows: list[dict[str, Any]]
    broken: dict[str, int]
    set_aside_n: int
    filtered_n: int
    superseded_n: int
    winners_n: int
    """Rows that won over other copies of their key; they are not among `rows`."""
    sql: str


def validate(
    con: duckdb.DuckDBPyConnection,
    agreed: Contract,
    rows: Sequence[Sequence[str | None]],
    tmp: Path,
    sources: Sequence[str] | None = None,
) -> Verdict:
    """Validate rows (texts in the contract's column order); the validated rows come out in order of the input."""
    names = [c.physical_name for c in agreed.columns]
    columns = {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)}
    given = sources or ["x"] * len(rows)
    con.register("given", pa.table({**columns, "_source": pa.array(list(given), pa.string())}))
    compiled = compile_contract(agreed)
    if any(c.namespace for c in agreed.columns):
        define_keys(con, agreed, KEY)
    con.execute(f"CREATE OR REPLACE TEMP TABLE repeated AS {repeated_keys(agreed, 'given')}")
    repeated = con.execute("SELECT count(*) FROM repeated").fetchone() != (0,)
    sink = QuarantineSink(tmp, compiled)
    sink.attach(con)
    try:
        keys = neighbour_keys(agreed, lambda _: "given")
        if keys:
            con.execute(f"CREATE OR REPLACE TEMP TABLE shared AS {keys}")
        sql = validated_select(
            compiled, "given", extracted_at=CLOCK, candidates="repeated" if repeated else None,
            keyed="shared" if keys else None,
        )  # fmt: skip
        found = con.execute(sql)
        labels = [item[0] for item in found.description or ()]
        good = [dict(zip(labels, row, strict=True)) for row in found.fetchall()]
        order = {name: position for position, name in enumerate(dict.fromkeys(given))}
        has_winners, superseded = sink.resolve_duplicates(con, agreed, order, CLOCK)
        count = con.execute(f"SELECT count(*) FROM {WINNERS}").fetchone()
        assert count is not None and bool(count[0]) == has_winners
        return Verdict(good, sink.broken(), sink.set_aside_n, sink.filtered_n, superseded, count[0], sql)
    finally:
        sink.close()
        con.unregister("given")


class Desk:
    """A content root with one dataset and its store."""

    def __init__(self, root: Path, name: str = "thing") -> None:
        self.root, self.name = root, name
        self.silo = root / "silo"
        self.silo.mkdir(parents=True)
        self.paths = Paths(root / "data")
        self._open = ExitStack()
        self._state: State | None = None
        (root / "district.toml").write_text(DISTRICT, encoding="utf-8")

    def agree(
        self, columns: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]] = (), **options: Any
    ) -> Contract:
        """Write the contract and a `std` model that keeps every column that is not restricted."""
        found = contract(self.root, columns, rules, name=self.name, **options)
        listed = [c.name for c in found.columns if c.classification != "restricted"]
        self.model(f"SELECT {', '.join(listed)} FROM raw.{self.name}", listed, found.key)
        return found

    def model(self, select: str, listed: Sequence[str], key: Sequence[str]) -> None:
        """Write the `std` model."""
        described = "\n".join(f'{name} = "列|Column"' for name in listed)
        head = 'description = "d"\ndescription_zh = "说明"\ngrain = "row"\ngrain_zh = "行"\n'
        text = f"/*\n{head}key = {json.dumps(list(key))}\n[columns]\n{described}\n*/\n{select}\n"
        file = self.root / "models" / "std" / f"{self.name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def write(self, name: str, text: str | bytes) -> Path:
        """Put a file into the silo."""
        path = self.silo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    @property
    def state(self) -> State:
        """The state of the open store, until `close`."""
        if self._state is None:
            self._state = self._open.enter_context(State.open(self.paths, ZONE))
        return self._state

    @property
    def writer(self) -> Writer:
        """The one writer."""
        return self.state.writer

    def close(self) -> None:
        """Give the store up; the next use opens it again."""
        self._open.close()
        self._state = None

    def load(self, *, full: bool = False) -> list[BatchReport]:
        """One load by a session of its own. No file that it leaves may look damaged to the next run."""
        content = Content.load(self.root, self.paths)
        reports = ingest.load(Session(content, self.state, content.district.today()), self.name, full=full)
        assert damage.check(self.writer, deep=True) == []
        damage.note(self.writer)
        return reports

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the writer's connection."""
        return self.writer.con.execute(query).fetchall()

    def rows(self, columns: str = "*", *, deleted: bool = False) -> list[tuple[Any, ...]]:
        """The `std` rows in force (or those marked deleted), in order of their columns."""
        where = "_is_deleted" if deleted else "NOT _is_deleted"
        picked = "* EXCLUDE (_batch_id, _row_hash, _is_deleted)" if columns == "*" else columns
        return self.ask(f"SELECT {picked} FROM lake.std.{self.name} WHERE {where} ORDER BY ALL")

    def held(self) -> list[tuple[Any, ...]]:
        """The open set-aside rows: key, rules."""
        return self.ask("SELECT record_key, rules FROM vault.quarantine.set_aside WHERE state = 'open' ORDER BY ALL")


def balanced(report: BatchReport) -> bool:
    """Whether the batch reconciles."""
    return report.source_n == report.landed_n + report.set_aside_n + report.filtered_n


__all__ = [
    "ID",
    "KEY",
    "Desk",
    "Verdict",
    "balanced",
    "column",
    "contract",
    "document",
    "pseudonym",
    "rule",
    "validate",
]

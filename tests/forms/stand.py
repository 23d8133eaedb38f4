"""A stand-in for a contract, and a bench that lands and reads made-up files. Holds no test."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.contract import Contract, Server
from pipelines.declare.contracts.presence import PLAIN, Presence
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from pipelines.extract.readers import read
from pipelines.extract.records.extract import Extract, Malformed, Refusal
from warehouse.paths import Paths
from warehouse.sql import identifier


def column_of(name: str, physical_name: str, presence: Presence = PLAIN) -> Column:
    """A column of text, as a contract that says no more declares it."""
    return Column(
        name, physical_name, zh="", description="", sql_type="VARCHAR", required=False, enum=(), labels={},
        pattern=None, minimum=None, maximum=None, min_length=None, max_length=None, classification="public",
        namespace=None, formats=(), null_values=(), strip=False, normalise=None, is_key=False, thousands=None,
        true_values=(), false_values=(), severity="block", zone=None, source_pattern=None, presence=presence,
    )  # fmt: skip


def contract_of(name: str, server: Server, columns: Sequence[Column], drift: str = "stop") -> Contract:
    """The contract of a dataset that has a form and columns, and no rule."""
    return Contract(
        name, silo="", file=Path(f"{name}.odcs.yaml"), title_zh="", description="", description_zh="", server=server,
        columns=tuple(columns), rules=(), key=(), mode="full", drift=drift, version=None, filter=None, refuse=None,
        neighbours=None, freshness_minutes=None, steward=None, text_hash="", rows_hash="",
    )  # fmt: skip


@dataclass
class Outcome:
    extract: Extract | None
    refusals: list[Refusal]
    rows: list[tuple[Any, ...]]
    malformed: list[Malformed]

    @property
    def records(self) -> int:
        return sum(self.extract.records_n.values()) if self.extract else 0

    def reconciled(self) -> bool:
        """Every record of every source is either a row or malformed."""
        assert self.extract is not None
        for source, records in self.extract.records_n.items():
            rows = sum(1 for row in self.rows if row[-1] == source)
            if rows + sum(1 for row in self.malformed if row[0] == source) != records:
                return False
        return True


class Bench:
    """Writes extracts into a folder, lands them and reads them as the validator does."""

    def __init__(self, folder: Path, con: duckdb.DuckDBPyConnection) -> None:
        self.silo = folder / "silo"
        self.silo.mkdir()
        self.paths = Paths(folder / "data")
        self.tmp = folder / "tmp"
        self.con = con

    def write(self, name: str, data: bytes) -> Path:
        path = self.silo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def contract(self, form: str, path: str, columns: str, drift: str = "stop", **options: Any) -> Contract:
        found = [column_of(f"our_{name}", name) for name in columns.split()]
        return contract_of("thing", Server(form, path, options), found, drift)

    def read(self, contract: Contract) -> Outcome:
        landed = [land(self.paths, item) for item in find(self.silo, contract.server)]
        extract, refusals = read(self.con, contract, landed, self.tmp)
        if extract is None:
            return Outcome(None, refusals, [], [])
        names = ", ".join(identifier(column.physical_name) for column in contract.columns)
        rows = self.con.execute(f"SELECT {names}, _source FROM {extract.relation}").fetchall()
        malformed = extract.malformed()
        first = contract.columns[0].physical_name
        keys = self.con.execute(f"SELECT {identifier(first)} FROM {extract.keys_relation([first])}").fetchall()
        assert not Counter(row[0] for row in rows) - Counter(key for (key,) in keys), "a key escapes the pre-scan"
        return Outcome(extract, refusals, rows, malformed)

    def csv(self, data: bytes, columns: str = "a b c", drift: str = "stop", **options: Any) -> Outcome:
        self.write("x.csv", data)
        return self.read(self.contract("csv", "x.csv", columns, drift, **options))

"""A stand-in for a contract, and a bench that lands and reads made-up files. Holds no test."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.contracts.presence import PLAIN, Presence
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from pipelines.extract.readers import Extract, Malformed, Refusal, read
from warehouse.paths import Paths
from warehouse.sql import identifier


@dataclass(frozen=True)
class Server:
    format: str
    path: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    name: str
    physical_name: str
    required: bool = False
    source_pattern: str | None = None
    presence: Presence = PLAIN
    from_1904: bool | None = None


@dataclass(frozen=True)
class Contract:
    name: str
    server: Server
    columns: Sequence[Column]
    drift: str = "stop"


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
        return Contract(
            "thing", Server(form, path, options), [Column(f"our_{name}", name) for name in columns.split()], drift
        )

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

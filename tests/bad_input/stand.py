"""A village with three feeds (a CSV file, a database, a delta of compressed CSV), each with a fact of its own."""

import gzip
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.metrics import kpi
from pipelines.ops.run import RunOutcome, run
from pipelines.orchestration.plan import opened
from pipelines.quality import checks
from pipelines.release import catalogue, gate
from pipelines.release.reader import reader
from pipelines.transform import materialize
from tests.gate import town
from tests.judge.stand import document
from tests.lake_stand import ZONE, head
from warehouse import kpi_value
from warehouse.errors import HgtError
from warehouse.paths import Paths

FEEDS = ("bench", "lamp", "visit")
HEAD = "id,state,seen\n"
GOOD = {"bench": "1,a,1\n2,b,2\n", "visit": "1,a,1\n2,b,2\n"}
COLUMNS: list[dict[str, Any]] = [
    {"name": "id", "logicalType": "string", "primaryKey": True, "primaryKeyPosition": 1, "classification": "public"},
    {"name": "state", "logicalType": "string", "classification": "public"},
    {"name": "seen", "logicalType": "integer", "classification": "public"},
]


def header(key: str, *columns: str, more: str = "") -> str:
    """A model's header."""
    described = "\n".join(f'{name} = "列|Column"' for name in columns)
    return (
        f'/*\ndescription = "d"\ndescription_zh = "说明"\ngrain = "row"\ngrain_zh = "行"\nkey = ["{key}"]\n{more}'
        f"[columns]\n{described}\n*/\n"
    )


@dataclass
class Outcome:
    """The outcome of a run."""

    made: tuple[str, ...]
    failures: dict[str, str]
    released: gate.Release | None
    barred: str

    @property
    def ok(self) -> bool:
        return not self.failures and not self.barred


class Village:
    """The content root, its silo and its store."""

    def __init__(self, root: Path, *more: str) -> None:
        self.root = root
        self.feeds = (*FEEDS, *more)
        self.paths = Paths(root / "data")
        self.silo = root / "silo"
        town.write(root)
        for name in ("silo/ticket.csv", "assets/desk/ticket.odcs.yaml", "models/std/ticket.sql",
                     "models/pub/fct_ticket.sql", "models/kpi/ticket_done_rate.sql",
                     "quality/ticket_is_dated.sql"):  # fmt: skip
            (root / name).unlink()
        for name in ("bench", *more):
            self.agree(name)
            self.csv(name, GOOD["bench"])
        self.agree("lamp", form="sqlite", path="lamps.sqlite", server={"table": "lamp"})
        self.agree("visit", path="visits/*.csv.gz", mode="delta")
        for feed in self.feeds:
            columns = ("id", "state", "seen")
            listed = ", ".join(columns)
            self.put(f"models/std/{feed}.sql", header("id", *columns) + f"SELECT {listed} FROM raw.{feed}\n")
            self.put(f"models/pub/fct_{feed}.sql", header("id", *columns) + f"SELECT {listed} FROM std.{feed}\n")
        self.lamps([("1", "on", 1), ("2", "off", 2)])
        self.visits("a", GOOD["visit"])

    def agree(self, name: str, columns: list[dict[str, Any]] | None = None, **options: Any) -> None:
        """Write a feed's contract. Of few rows a bad one is a large share, which is not what these tests are about."""
        options = {"quarantine_bound": {"warn": 1, "block": 1, "reason": "a village of few rows"}, **options}
        text = json.dumps(document(columns or COLUMNS, name=name, **options), ensure_ascii=False)
        self.put(f"assets/desk/{name}.odcs.yaml", text)

    def put(self, name: str, data: str | bytes) -> Path:
        """A file under the root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def csv(self, name: str, rows: str | bytes, head: str = HEAD) -> Path:
        """A CSV extract."""
        return self.put(f"silo/{name}.csv", head.encode() + rows if isinstance(rows, bytes) else head + rows)

    def bench(self, rows: str | bytes) -> Path:
        """The CSV extract that every village has."""
        return self.csv("bench", rows)

    def lamps(self, rows: list[tuple[Any, ...]]) -> Path:
        """The database."""
        path = self.silo / "lamps.sqlite"
        path.unlink(missing_ok=True)
        con = sqlite3.connect(path)
        con.execute("CREATE TABLE lamp (id, state, seen)")
        con.executemany("INSERT INTO lamp VALUES (?, ?, ?)", rows)
        con.commit()
        con.close()
        return path

    def visits(self, name: str, rows: str) -> Path:
        """One file of the delta."""
        return self.put(f"silo/visits/{name}.csv.gz", gzip.compress((HEAD + rows).encode(), mtime=0))

    def run(self) -> Outcome:
        """A run short of the auditor and the pages, in the same order and through the same gate."""
        content = Content.load(self.root, self.paths)
        self.paths.data.mkdir(exist_ok=True)
        made, failures = [], {}
        with opened(content) as session:
            for name in content.graph.order:
                model = content.models[name]
                try:
                    if model.layer == "std":
                        load.load(session, model.table)
                    elif any(source in failures for source in model.inputs):
                        continue
                    elif materialize.stale(session, name) is not None:
                        materialize.build(session, name)
                except HgtError as error:
                    failures[name] = str(error)
                    continue
                checks.check(session, name)
                made.append(name)
            kpi.roll_up(session)
            checks.check(session, kpi_value.TABLE)
            with session.state.transaction() as con:
                catalogue.write(con, content)
            barred = ""
            try:
                gate.make(session)
            except gate.ReleaseBarred as error:
                barred = str(error)
            return Outcome(tuple(made), failures, gate.newest(session.writer.con), barred)

    def whole_run(self) -> RunOutcome:
        """`hgt run`, all of it."""
        return run(self.root, self.paths)

    def released(self, feed: str) -> list[tuple[Any, ...]]:
        """The rows of a feed that readers see in the newest release."""
        con = reader(self.paths, ZONE).con
        rows = con.execute(f"SELECT id, state, seen FROM pub.fct_{feed} ORDER BY ALL").fetchall()
        con.close()
        return rows

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that two stores with the same history must share."""
        con = head(self.paths, ZONE)
        found = {
            feed: con.execute(f"SELECT * EXCLUDE (_batch_id) FROM std.{feed} ORDER BY ALL").fetchall()
            for feed in self.feeds
        }
        found["batch"] = con.execute(
            "SELECT dataset, source, source_n, landed_n, set_aside_n, inserted_n FROM meta.batch ORDER BY ALL"
        ).fetchall()
        found["quarantine"] = con.execute("SELECT * FROM meta.quarantine ORDER BY ALL").fetchall()
        con.close()
        return found


def load_all(village: Village) -> None:
    """Load every feed; the first that fails raises."""
    with opened(Content.load(village.root, village.paths)) as session:
        for feed in village.feeds:
            load.load(session, feed)

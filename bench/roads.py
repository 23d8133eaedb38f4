"""`python -m bench.roads`: every road to the same deliveries gives the same tables, quarantine, outcomes and figures.

Three roads lead over the objects that a root's silos offer. A: all objects are there, one run, TZ=UTC. B: the objects
arrive in several steps in a random order, with a run after each, each run under a random TZ. C: B and then
`hgt run --full`. B and C are compared with A. Objects keep the time at which their silo wrote them, so that a root's
declaration allows every order of arrival. No column is left out: the clock of a root that declares `as_of` stands
still, and no other root is compared.
"""

import argparse
import datetime as dt
import hashlib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from bench.measure import KEY, PROJECT, step
from pipelines.declare.dag import OUTCOME
from pipelines.declare.places import VARIABLE, Silo
from pipelines.declare.project import Content
from pipelines.extract import drop_folder, generator
from pipelines.extract.records.file_set import siblings
from pipelines.ingest import load
from pipelines.metrics import index_values, kpi
from pipelines.orchestration.plan import opened, plan
from pipelines.quality import checks, score
from pipelines.release.reader import reader
from pipelines.transform import materialize, precreate
from warehouse import kpi_value, macros
from warehouse.errors import HgtError, UsageError
from warehouse.paths import Paths
from warehouse.store import looking, open_restricted

CONSOLE = Console()
ZONES = ("UTC", "America/New_York", "Pacific/Auckland")
LAYERS = ("pub", "mart", "kpi")
OUTCOMES = {
    "rules of rows": """SELECT dataset, rule_id, severity, sum(evaluated_n) AS evaluated_n, sum(broken_n) AS broken_n
        FROM meta.batch_rule GROUP BY ALL""",
    "rules of tables": "SELECT table_name, rule_id, kind, severity, state, offenders_n, message FROM meta.rule_result",
    "quarantine counted": "SELECT dataset, rule_id, open_n FROM meta.quarantine",
    "quarantined quantity": "SELECT dataset, rule_id, column_name, quantity, unread_n FROM meta.quarantine_quantity",
    "scores of quality": "FROM meta.quality_score",
}
"""The release's outcomes of rules, without the batches by which the rows happened to come."""
QUARANTINE = """SELECT dataset, source, row_number, record_key, payload, list_sort(rules) AS rules, reason
    FROM quarantine.set_aside WHERE state = 'open'"""
SHOW = "hgt kpi show"
EXAMPLES = "../shared/data"
PAST_DAYS = 150


@dataclass(frozen=True)
class Piece:
    """One object of a silo with the files that belong to it, and the datasets that read it."""

    silo: str
    files: tuple[Path, ...]
    datasets: tuple[str, ...]


@dataclass
class Road:
    """A store and the places to which its silos deliver."""

    root: Path
    folder: Path
    content: Content
    is_quick: bool
    ends: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        """Every variable of a location leads to the road's own deliveries."""
        declared = " ".join(silo.declared for silo in self.content.district.silos.values())
        return {name: str(self.folder / "silos") for name in VARIABLE.findall(declared)}

    def deliver(self, pieces: Sequence[Piece], sources: Mapping[str, Path]) -> None:
        """Bring objects to their silos, with the times at which they were written."""
        for piece in pieces:
            silo = self.content.district.silos[piece.silo]
            place = located(silo, self.data, self.folder / "silos")
            for file in piece.files:
                target = place if file == sources[piece.silo] else place / file.relative_to(sources[piece.silo])
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target)

    def run(self, zone: str, *options: str) -> None:
        """One `hgt run`, or the tables of one, in a process of its own; how it ended is kept."""
        if self.is_quick:
            given = {"root": self.root, "data": self.data, "full": bool(options)}
            failures = step("bring", environment={"TZ": zone, **self.environment}, **given).facts["failures"]
            self.ends.append("\n".join(failures))
            return
        command = [sys.executable, "-c", "from pipelines.cli import main; main()", "--root", str(self.root)]
        ended = subprocess.run(
            [*command, "--data", str(self.data), "run", *options],
            cwd=PROJECT,
            env={**os.environ, **self.environment, "TZ": zone, "HGT_PSEUDONYM_KEY": KEY},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = ended.stdout.strip().splitlines()
        self.ends.append("" if ended.returncode == 0 else "\n".join(said[-12:]) or f"exit {ended.returncode}")

    def state(self, zone: str, asked: Sequence[str], days: Sequence[dt.date]) -> dict[str, Any]:
        """All that is compared, by name, as a process in this zone says it; or how the last run failed."""
        if self.ends[-1]:
            return {"the last run": self.ends[-1]}
        given = {"root": self.root, "data": self.data, "kpis": asked, "days": days, "released": not self.is_quick}
        return dict(step("state", environment={"TZ": zone, **self.environment}, **given).facts)


def located(silo: Silo, data: Path, place: Path) -> Path:
    """The folder to which a silo delivers, if `place` stands for every variable of its location."""
    return Path(replace(silo, data=data, declared=VARIABLE.sub(str(place), silo.declared)).location)


def pieces(content: Content, sources: Mapping[str, Path]) -> list[Piece]:
    """Every object that the contracts of a root read."""
    found: dict[tuple[str, Path], tuple[set[Path], list[str]]] = {}
    for name, contract in content.contracts.items():
        for item in drop_folder.find(sources[contract.silo], contract.server, contract.order.sidecar):
            files, datasets = found.setdefault((contract.silo, item.path), (set(), []))
            datasets.append(name)
            beside = [item.path.with_name(item.path.name + end) for end in drop_folder.SIDECARS]
            beside += [item.path.with_name(item.path.name + (contract.order.sidecar or ""))]
            files |= {file for file in (item.path, *beside) if file.is_file()}
            files |= {*siblings(item.path)} if item.path.suffix.lower() == ".shp" else set()
    return [
        Piece(silo, tuple(sorted(files)), tuple(datasets)) for (silo, _), (files, datasets) in sorted(found.items())
    ]


def arrivals(found: Sequence[Piece], steps_n: int, chance: random.Random) -> list[list[Piece]]:
    """The objects by step of arrival: one of each dataset first, but for one dataset that is late."""
    shuffled = chance.sample(found, len(found))
    datasets = sorted({name for piece in found for name in piece.datasets})
    late = chance.choice(datasets) if len(datasets) > 1 else None
    begun: set[str] = set()
    steps: list[list[Piece]] = [[] for _ in range(steps_n)]
    for piece in shuffled:
        is_first = not begun.issuperset(piece.datasets)
        begun |= {*piece.datasets}
        if late in piece.datasets:
            at = min(1, steps_n - 1) if is_first else chance.randrange(min(1, steps_n - 1), steps_n)
        else:
            at = 0 if is_first else chance.randrange(steps_n)
        steps[at].append(piece)
    return [some for some in steps if some]


def bring(root: Path, data: Path, full: bool) -> list[str]:
    """Bring every table of a root up to date as a run does, without scheduler, audit, release and report; return what
    failed. What rests on a failed table is left as it was."""
    content = Content.load(root, Paths(data))
    failures: list[str] = []
    lost: set[str] = set()
    with opened(content, full=full) as session:
        work = plan(session).assets
        precreate.prepare(session, work)
        for name in work:
            try:
                if name == OUTCOME:
                    score.write(session)
                elif name == kpi_value.TABLE:
                    kpi.roll_up(session, full=full)
                    index_values.write(session)
                elif name.startswith("std."):
                    load.load(session, content.models[name].table, full=full)
                elif name in content.models and name not in lost:
                    materialize.build(session, name, full=full)
            except HgtError as error:
                failures.append(str(error))
                lost |= {name, *content.graph.downstream([name])}
        for name in (*content.models, kpi_value.TABLE):
            if name in session.state.builds.entries:
                checks.check(session, name)
    return failures


def state(
    root: Path, data: Path, kpis: Sequence[str], days: Sequence[dt.date], *, released: bool = True
) -> dict[str, Any]:
    """Rows and an order-free hash of every table and of every column, of the outcomes, of the quarantine, and of what
    `hgt kpi show --at` says of these indicators on these days, over all periods and slices."""
    paths = Paths(data)
    content = Content.load(root, paths)
    zone = content.district.time_zone
    found: dict[str, Any] = {}
    with _seen(paths, content, released) as con:
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
            " WHERE database_name = 'lake' AND list_contains(?, schema_name) ORDER BY ALL",
            [list(LAYERS)],
        ).fetchall()
        for (name,) in tables:
            found[name] = _hashed(con, f"FROM {name}")
        for name, query in OUTCOMES.items():
            found[name] = _hashed(con, query)
        for name, day in itertools.product(kpis, days):
            found[f"{SHOW} {name} --at {day}"] = _answer(con, content, name, day)
    with open_restricted(paths, zone) as con:
        found["quarantine"] = _hashed(con, QUARANTINE)
    return found


@contextmanager
def _seen(paths: Paths, content: Content, released: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """The newest release, or the tables as they stand."""
    zone, as_of = content.district.time_zone, content.district.as_of
    if released:
        with closing(reader(paths, zone, restricted=True).con) as con:
            yield con
        return
    assert as_of is not None
    with looking(paths, zone) as store:
        store.con.execute("USE lake")
        macros.define(store.con)
        macros.observe(store.con, as_of)
        yield store.con


def _hashed(con: Any, query: str) -> dict[str, Any]:
    columns = [(name, kind) for name, kind, *_ in con.execute(f"DESCRIBE {query}").fetchall()]
    hashes = ", ".join(f'sum(hash("{name}")::HUGEINT)::VARCHAR' for name, _ in columns)
    row = con.execute(f"SELECT count(*), sum(hash(t)::HUGEINT)::VARCHAR, {hashes} FROM ({query}) t").fetchone()
    assert row is not None
    named = {f"{name} {kind}": value for (name, kind), value in zip(columns, row[2:], strict=True)}
    return {"rows": row[0], "hash": row[1], "columns": named}


def _answer(con: Any, content: Content, name: str, day: dt.date) -> dict[str, Any]:
    if name in content.indices:
        values, _ = index_values.evaluate(con, content, name, day)
    else:
        values = kpi.evaluate(con, content, name, day, by=kpi.ANY)
    told = "\n".join(sorted(str(tuple(value)) for value in values))
    return {"rows": len(values), "hash": hashlib.sha256(told.encode()).hexdigest(), "columns": {}}


def differences(first: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """A line for each thing that is not the same on two roads."""
    for name in [*first, *(name for name in other if name not in first)]:
        mine, theirs = first.get(name), other.get(name)
        if mine == theirs:
            continue
        if not (isinstance(mine, dict) and isinstance(theirs, dict)):
            yield f"{name}: {_short(mine)} against {_short(theirs)}"
            continue
        columns = [key for key in mine["columns"] if mine["columns"][key] != theirs["columns"].get(key)]
        yield f"{name}: {mine['rows']:,} rows against {theirs['rows']:,}; columns {', '.join(columns) or 'together'}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['rows']:,} rows"
    return "nothing" if value is None else str(value)[-600:]


@dataclass
class Proof:
    """The comparison over one root: tables, rows, answers, and the lines that tell of differences."""

    tables_n: int = 0
    rows_n: int = 0
    answers_n: int = 0
    steps: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    seconds: float = 0.0


def compare(root: Path, folder: Path, chance: random.Random, options: argparse.Namespace) -> Proof:
    """Take all three roads over one root."""
    started = time.perf_counter()
    content = Content.load(root, Paths(folder / "source"))
    as_of = content.district.as_of
    if as_of is None:
        raise UsageError(
            "the clock of this root does not stand still: its tables record the day of each run",
            file=content.district.file, value=None, accepted="a root that declares as_of", next="hgt run --full",
        )  # fmt: skip
    if content.district.generator is not None:
        generator.write(root, folder / "source" / "district", scale=options.scale, days=options.days)
    sources = {name: Path(silo.location) for name, silo in content.district.silos.items()}
    for road in ("one", "many"):
        (folder / road / "data").mkdir(parents=True)
        if (facts := folder / "source" / "facts.json").exists():
            shutil.copy2(facts, folder / road / "data")  # what was parsed of the models need not be parsed again
    offered, proof = pieces(content, sources), Proof()
    names = sorted([*content.kpis(), *content.indices])
    asked = chance.sample(names, min(options.kpis, len(names)))
    days = [as_of - dt.timedelta(days=chance.randrange(PAST_DAYS)) for _ in range(3)]
    one, many = (Road(root, folder / name, content, options.quick) for name in ("one", "many"))
    one.deliver(offered, sources)
    one.run("UTC")
    first = one.state(ZONES[1], asked, days)
    proof.found += [f"A: {line}" for line in differences({}, first) if line.startswith("the last run")]
    for some in arrivals(offered, options.steps, chance):
        many.deliver(some, sources)
        zone = chance.choice(ZONES)
        many.run(zone)
        proof.steps.append(f"{len(some)} objects, TZ={zone}{', not released' if many.ends[-1] else ''}")
    proof.found += [f"B: {line}" for line in differences(first, many.state(ZONES[2], asked, days))]
    zone = chance.choice(ZONES)
    many.run(zone, "--full")
    proof.steps.append(f"--full, TZ={zone}")
    proof.found += [f"C: {line}" for line in differences(first, many.state(chance.choice(ZONES), asked, days))]
    tables = [value for name, value in first.items() if re.match(rf"({'|'.join(LAYERS)})\.", name)]
    proof.tables_n, proof.rows_n = len(tables), sum(value["rows"] for value in tables)
    proof.answers_n = sum(name.startswith(SHOW) for name in first)
    proof.seconds = time.perf_counter() - started
    return proof


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Exit code 1 where two roads differ or a root was not compared."""
    parser = argparse.ArgumentParser(prog="python -m bench.roads", description="Compare every road to the same tables.")
    parser.add_argument("--root", action="append", type=Path, help="this content root only; may be repeated")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="repeats a proof")
    parser.add_argument("--steps", type=int, default=3, help="the most steps in which objects arrive")
    parser.add_argument("--kpis", type=int, default=8, help="so many indicators are asked of three past days")
    parser.add_argument("--days", type=int, default=45, help="days of an invented district, 184 for the whole")
    parser.add_argument("--scale", type=float, default=0.3, help="volume of an invented district, 1 for the whole")
    parser.add_argument("--quick", action="store_true", help="without scheduler, audit, release and report")
    parser.add_argument("--budget", type=float, default=3600, help="after so many seconds no further root is begun")
    parser.add_argument("--scratch", type=Path, help="where scratch data goes")
    parser.add_argument("--keep", action="store_true", help="keep the stores of roots where roads differ")
    options = parser.parse_args(arguments)
    os.environ.setdefault("HGT_DATA", str((PROJECT / EXAMPLES).resolve()))
    roots = options.root or [PROJECT, *sorted(file.parent for file in PROJECT.glob("examples/*/district.toml"))]
    say(f"seed {options.seed}, budget {options.budget:,.0f} s, {len(roots)} roots")
    ends, started = [], time.perf_counter()
    for root in roots:
        name = root.resolve().name if root.resolve() != PROJECT else "default district"
        if time.perf_counter() - started > options.budget:
            say(f"{name}: not compared, the budget is spent")
            ends.append(False)
            continue
        ends.append(_prove(name, root.resolve(), options))
    return int(not all(ends))


def say(words: str) -> None:
    """One line for people, at once."""
    CONSOLE.print(words, markup=False, highlight=False, soft_wrap=True)


def _prove(name: str, root: Path, options: argparse.Namespace) -> bool:
    """Compare one root, say what came of it, and give back the space."""
    folder = Path(tempfile.mkdtemp(prefix="roads-", dir=options.scratch))
    found = ["not compared"]
    try:
        proof = compare(root, folder, random.Random(f"{options.seed} {name}"), options)
        found = proof.found
        say(
            f"{name}: {proof.tables_n} tables, {proof.rows_n:,} rows, {proof.answers_n} answers of past days:"
            f" {f'{len(found)} differences' if found else 'equal on all roads'} ({proof.seconds:,.0f} s;"
            f" {'; '.join(proof.steps)})"
        )
        for line in found:
            say(f"  {line}")
    except HgtError as error:
        say(f"{name}: not compared: {error}")
    finally:
        if found and options.keep:
            say(f"  the stores are in {folder}")
        else:
            shutil.rmtree(folder)
    return not found


if __name__ == "__main__":
    sys.exit(main())

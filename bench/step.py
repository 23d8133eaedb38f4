"""The measured work itself. Each step runs in a process of its own: `python -m bench.step NAME ARGUMENTS ANSWER`.

A step times only what its figure is about and returns it as `seconds`, with whatever else the table shows.
"""

import dataclasses
import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench import rows
from bench.measure import CONTENT, PROJECT

Facts = dict[str, Any]
TYPES = {
    "lon": "DOUBLE", "lat": "DOUBLE", "rework_cnt": "BIGINT", "reported_at": "TIMESTAMPTZ",
    "registered_at": "TIMESTAMPTZ", "dispatched_at": "TIMESTAMPTZ", "closed_at": "TIMESTAMPTZ",
    "due_at": "TIMESTAMPTZ", "updated_at": "TIMESTAMPTZ",
}  # fmt: skip
REPLACED = "mart.bench_closure"
"""A small table, as most are whose commits make up a day."""


class Clock:
    """Wall time and processor time since it was made: the second tells a slow machine from slow work."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self) -> Facts:
        """Both times, as a step's answer names them."""
        return {"seconds": time.perf_counter() - self.wall, "cpu_seconds": time.process_time() - self.cpu}


def history(file: str, rows_n: int) -> Facts:
    """Write a history of cases."""
    rows.write_history(Path(file), rows_n)
    return {"bytes": Path(file).stat().st_size}


def day(file: str, history_n: int, rows_n: int, recent: bool) -> Facts:
    """Write one more day of cases."""
    rows.write_day(Path(file), history_n, rows_n, recent=recent)
    return {}


def recode(file: str, target: str, encoding: str) -> Facts:
    """Write the same rows in another encoding."""
    rows.recode(Path(file), Path(target), encoding)
    return {}


def dagster() -> Facts:
    """Import Dagster and nothing else; the whole process is the measure."""
    import dagster  # noqa: F401

    return {}


def bare_copy(file: str, out: str, zoned: bool = True) -> Facts:
    """The baseline of ingestion: read the file with its types, write Parquet, drop what does not fit."""
    from warehouse.store import connect

    kinds = {name: TYPES.get(name, "VARCHAR") for name in rows.NAMES}
    columns = ", ".join(f"'{name}': '{kind if zoned else kind.removesuffix('TZ')}'" for name, kind in kinds.items())
    con = connect(rows.ZONE)
    clock = Clock()
    con.execute(
        f"COPY (SELECT * FROM read_csv('{file}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"',"
        f" columns={{{columns}}}, ignore_errors=true)) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
    )
    return clock.read()


def load(data: str, root: str = str(CONTENT)) -> Facts:
    """Extract, validate and land what the silo offers."""
    from bench.stand import DATASET, session
    from pipelines.ingest import load as ingest

    with session(Path(data), Path(root), rows.LAST_DAY) as found:
        clock = Clock()
        reports = ingest.load(found, DATASET)
        spent = clock.read()
    return {
        **spent,
        **{
            name: sum(getattr(report, name) for report in reports)
            for name in ("source_n", "landed_n", "set_aside_n", "inserted_n", "updated_n")
        },
    }


def judge_scan(data: str) -> Facts:
    """The validator's scan of the first extract, and how many rows broke each rule."""
    from bench.stand import DATASET, HISTORY, cases, session
    from pipelines.extract import readers
    from pipelines.extract.records.extract import Landed, SourceObject
    from pipelines.ingest.quarantine import QuarantineSink
    from pipelines.ingest.validate import compile_contract, define_keys, validated_select
    from pipelines.state.session import pseudonym_key
    from warehouse.store import use_all_threads

    with session(Path(data)) as found:
        contract, con = found.content.contracts[DATASET], found.writer.con
        file = cases(Path(data)) / HISTORY
        seen = file.stat()
        source = SourceObject(HISTORY, file, "csv", seen.st_size, seen.st_mtime_ns)
        extract, _ = readers.read(con, contract, [Landed(source, file, "", seen.st_size, False)], found.paths.tmp)
        assert extract is not None
        validator = compile_contract(contract)
        define_keys(con, contract, pseudonym_key(found.paths, may_generate=False))
        sink = QuarantineSink(found.paths.tmp, validator)
        sink.attach(con)
        clock = f"TIMESTAMPTZ '{found.extracted_at.isoformat()}'"
        use_all_threads(con)  # as for any batch of this size
        watch = Clock()
        con.execute(
            f"SELECT count(*) FROM ({validated_select(validator, extract.relation, extracted_at=clock)})"
        ).fetchall()
        spent = watch.read()
        broken = sink.broken()
        sink.close()
    return {**spent, "broken": broken}


def hand_scan(file: str) -> Facts:
    """The same predicates written by hand over the same file."""
    from warehouse.store import connect

    con = connect(rows.ZONE)
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in rows.NAMES)
    source = (
        f"read_csv('{file}', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', nullstr='',"
        f" columns={{{columns}}}, store_rejects=true)"
    )
    query = (PROJECT / "bench" / "hand.sql").read_text(encoding="utf-8").replace("{source}", source)
    clock = Clock()
    answer = con.execute(query)
    row = answer.fetchone()
    spent = clock.read()
    assert row is not None and answer.description is not None
    names = [column[0] for column in answer.description]
    broken = {name: n for name, n in zip(names, row, strict=True) if n and name != "rows_n"}
    return {**spent, "broken": broken}


def derive(data: str) -> Facts:
    """Load, build and roll up what stands in the silo, and release it: the state before the next day."""
    from bench.stand import DATASET, session
    from bench.stand import derive as build_all
    from pipelines.ingest import load as ingest
    from pipelines.release import gate

    with session(Path(data), as_of=rows.LAST_DAY) as found:
        ingest.load(found, DATASET)
        build_all(found)
        gate.make(found)
    return {}


def next_day(data: str) -> Facts:
    """One more day through everything; publication is timed apart. The auditor's import is not part of a day."""
    import great_expectations  # noqa: F401

    from bench.stand import DATASET, session
    from pipelines.ingest import load as ingest
    from pipelines.metrics import kpi
    from pipelines.release import gate
    from pipelines.transform import materialize

    parts: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        answer = work()
        parts[name] = parts.get(name, 0.0) + time.perf_counter() - started
        return answer

    with session(Path(data), as_of=rows.NEXT_DAY) as found:
        reports = timed("ingest", lambda: ingest.load(found, DATASET))
        modes = {}
        for name in found.content.graph.order:
            if not name.startswith("std."):
                modes[name] = timed(f"build {name}", partial(materialize.build, found, name)).mode
        timed("roll up", lambda: kpi.roll_up(found))
        marks: list[tuple[str, float]] = []
        started = time.perf_counter()
        gate.make(found, on_step=lambda what: marks.append((what, time.perf_counter())))
        ended = time.perf_counter()
    published = ended - marks[0][1] if marks else 0.0
    parts["gate and release"] = ended - started - published
    return {
        "seconds": sum(parts.values()),
        "publication": published,
        "parts": parts,
        "modes": modes,
        "inserted_n": sum(report.inserted_n for report in reports),
        "updated_n": sum(report.updated_n for report in reports),
    }


def commits(data: str, times: int) -> Facts:
    """Replace a small table and its entry in the build log so many times, each in a commit of its own."""
    from bench.stand import session
    from pipelines.transform import table_writer

    with session(Path(data), as_of=rows.LAST_DAY) as found:
        entry = found.state.builds.entries[REPLACED]
        clock = Clock()
        for _ in range(times):
            snapshot = found.writer.next_snapshot()
            with found.state.transaction() as con:
                table_writer.whole(con, REPLACED, f"FROM lake.{REPLACED}")
                found.state.builds.write(dataclasses.replace(entry, changed_snapshot=snapshot))
        spent = clock.read()
    return {**spent, "snapshot": snapshot}


def tend(data: str) -> Facts:
    """Build what changed, release it and expire the snapshots that nothing needs."""
    from bench.stand import derive as build_all
    from bench.stand import session
    from pipelines.release import gate
    from warehouse.maintenance.tend import tend as expire

    with session(Path(data), as_of=rows.LAST_DAY) as found:
        build_all(found)
        gate.make(found)
        report = expire(found.writer, dry_run=False, keep_releases=found.content.district.keep_releases)
    return {"kept_n": len(report.lakes[0].kept), "expired_n": len(report.lakes[0].expired)}


def site(data: str, out: str) -> Facts:
    """Build the report site of the newest release of a store, as a reader."""
    from contextlib import closing

    from pipelines.declare.project import Content
    from pipelines.release import reader
    from pipelines.site.build import build
    from warehouse.paths import Paths

    paths = Paths(Path(data))
    content = Content.load(PROJECT, paths)
    started = time.perf_counter()
    found = reader.reader(paths, content.district.time_zone)
    with closing(found.con) as con:
        files = build(con, content, Path(out), found.release)
    return {"seconds": time.perf_counter() - started, "files_n": len(files)}


def mega_write(data: str, dataset: str, share: float) -> Facts:
    """Write a feed's part of a mega-city's day."""
    from bench import mega

    return {"rows_n": mega.write(Path(data), dataset, share)}


def mega_load(data: str, dataset: str) -> Facts:
    """Extract, validate and land one feed of the day, by the district's own contract."""
    from pipelines.declare.project import Content
    from pipelines.ingest import load as ingest
    from pipelines.orchestration.plan import opened
    from warehouse.paths import Paths

    with opened(Content.load(PROJECT, Paths(Path(data)))) as found:
        found.writer.con.execute("SET memory_limit = '3GiB'")  # of the 4 GiB that the day may take
        clock = Clock()
        reports = ingest.load(found, dataset)
        spent = clock.read()
    counted = ("source_n", "landed_n", "set_aside_n")
    return {**spent, **{name: sum(getattr(report, name) for report in reports) for name in counted}}


def mega_bare(data: str, dataset: str) -> Facts:
    """A plain scan-and-aggregate of the same files."""
    from bench import mega
    from warehouse.store import connect

    con = connect(rows.ZONE)
    clock = Clock()
    con.execute(mega.bare(Path(data), dataset)).fetchall()
    return clock.read()


def dbt_project(root: str, data: str, folder: str) -> Facts:
    """Write the district's models as a project of dbt."""
    from bench import models

    return {"models_n": models.write_project(Path(root), Path(data), Path(folder))}


def tables(root: str, data: str) -> Facts:
    """Bring the tables of pub, mart and kpi up to date, without the rest of a run; the whole process is the measure."""
    from bench import models

    return {"built_n": models.build_tables(Path(root), Path(data))}


def differing(root: str, data: str, folder: str) -> Facts:
    """The tables that differ between a store and a project."""
    from bench import models

    return {"tables": models.differing(Path(root), Path(data), Path(folder))}


def bring(root: str, data: str, full: bool) -> Facts:
    """Bring all tables of a root up to date."""
    from bench import roads

    return {"failures": roads.bring(Path(root), Path(data), full)}


def state(root: str, data: str, kpis: list[str], days: list[str], released: bool) -> Facts:
    """Hash all that a release holds and says."""
    from bench import roads

    asked = [dt.date.fromisoformat(day) for day in days]
    return roads.state(Path(root), Path(data), kpis, asked, released=released)


STEPS: dict[str, Callable[..., Facts]] = {
    step.__name__: step
    for step in (
        history,
        day,
        recode,
        dagster,
        bare_copy,
        load,
        judge_scan,
        hand_scan,
        derive,
        next_day,
        commits,
        tend,
        site,
        mega_write,
        mega_load,
        mega_bare,
        dbt_project,
        tables,
        differing,
        bring,
        state,
    )
}


def main() -> None:
    """Run the named step and write its answer."""
    name, given, answer = sys.argv[1:4]
    facts = STEPS[name](**json.loads(given))
    Path(answer).write_text(json.dumps(facts, default=_plain, ensure_ascii=False), encoding="utf-8")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


if __name__ == "__main__":
    main()

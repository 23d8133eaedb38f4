"""One run from silo to report. What is stale is decided here, before Dagster is imported, and only that is made."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from pipelines.declare import indices, rounding
from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.declare.rounding import missed_by
from pipelines.extract import generator
from pipelines.extract.records.notes import WARNINGS
from pipelines.ingest import load, observed_day, registry
from pipelines.metrics import index_values, kpi
from pipelines.quality import checks, generated, score
from pipelines.release import gate
from pipelines.site.build import built_release
from pipelines.state import build_log
from pipelines.state.session import KEY_VARIABLE, Session
from pipelines.transform import calendar, materialize, precreate
from warehouse import clock, damage, disk
from warehouse.errors import UsageError
from warehouse.paths import Paths
from warehouse.store import Writer

VALUE, AUDIT, RELEASE, REPORT = "kpi.value", "audit", "release", "report"

ENGINES = ("pipelines.orchestration.run", "pipelines.quality.audit.gx")
"""Modules that take seconds to import, which a first run does while another process invents the district."""

Say = Callable[[str], None]


@dataclass
class RunOutcome:
    """The outcome of a run. `made` names the assets; `failures` says what went wrong, by asset."""

    paths: Paths
    made: tuple[str, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)
    released: gate.Release | None = None
    is_new: bool = False
    """Whether `released` is of this run."""
    batches: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    notes: list[tuple[str, str, int]] = field(default_factory=list)
    """Notes of readers on content left out or read unasked that nobody decided about: dataset, kind, count."""
    figures: list[tuple[str, str, str, Decimal | None, Decimal | None, str, str]] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    """Datasets of which more was quarantined than their contracts take for usual."""
    key_made: bool = False
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether everything that was due was made and released."""
        return not self.failures and self.released is not None

    def show(self, console: Console) -> None:
        """Print the balance of the batches, the KPI table, and where everything is."""
        from pipelines.ops.run_summary import show

        show(self, console)


@contextmanager
def opened(
    content: Content,
    on_wait: Say | None = None,
    *,
    as_of: dt.date | None = None,
    full: bool = False,
    trust_clock: bool = False,
    run_id: str | None = None,
) -> Iterator[Session]:
    """A session with the one writer, its calendar up to date.

    No run starts on damaged files or with a clock behind the newest release. The checksums of what it wrote are noted
    at its end.
    """
    with (
        disk.watched(content.paths.data, disk.STANDS),
        Writer.open(content.paths, content.district.time_zone, on_wait) as writer,
    ):
        damaged = damage.check(writer)
        if damaged:
            raise damaged[0].error()
        if not trust_clock:
            clock.refuse_behind(writer)
        session = Session(
            content, writer, as_of or observed_day.day(content, writer.con), full=full, trusts_clock=trust_clock
        )
        if run_id is not None:
            session.run_id = run_id
        calendar.write(session)
        yield session
        writer.settle()
        damage.note(writer)


def stale(session: Session, select: Sequence[str] = ()) -> tuple[str, ...]:
    """The assets that a run has to make, inputs before those who read them; empty when all is as it should be.

    A source that is missing counts as stale: making it is what tells why. `select` keeps these silos and what rests on
    them.
    """
    content, con = session.content, session.writer.con
    chosen = _selected(content, select)
    entries = build_log.entries(session.writer)
    sources = load.stale(session)
    dirty = {
        name
        for name in chosen
        if session.full
        or (
            content.models[name].table in sources
            if content.models[name].layer == "std"
            else materialize.stale(session, name, entries) is not None
        )
    }
    tables = [name for name in content.graph.stale(dirty) if name in chosen]
    if any(not name.startswith("kpi.") for name in tables) or score.stale(session):
        kpis = {name for name in (*tables, *content.graph.readers(OUTCOME)) if name.startswith("kpi.")}
        tables = [*(name for name in tables if name not in kpis), OUTCOME]
        tables += [name for name in content.graph.order if name in kpis]
    found = list(tables)
    if any(name.startswith("kpi.") for name in tables) or kpi.stale(session) or index_values.stale(session):
        found.append(VALUE)
    newest = gate.newest(con)
    due = bool(found) or newest is None or bool(gate.changed(session))
    if due:
        found += [AUDIT, RELEASE]
    if due or built_release(session.paths.reports) != (newest.release_id if newest else None):
        found.append(REPORT)
    return tuple(found)


def _selected(content: Content, select: Sequence[str]) -> tuple[str, ...]:
    for silo in select:
        if silo not in content.district.silos:
            raise UsageError(
                "there is no such silo", value=silo, accepted=sorted(content.district.silos), next="hgt silo list"
            )
    if not select:
        return content.graph.order
    roots = {f"std.{name}" for name, contract in content.contracts.items() if contract.silo in select}
    wanted = {*roots, *content.graph.downstream(roots)}
    return tuple(name for name in content.graph.order if name in wanted)


def run(
    root: Path,
    paths: Paths,
    *,
    as_of: dt.date | None = None,
    full: bool = False,
    trust_clock: bool = False,
    select: Sequence[str] = (),
    say: Say | None = None,
    on_plan: Callable[[int], None] | None = None,
    on_asset: Say | None = None,
) -> RunOutcome:
    """Bring the store of a content root up to date, release it and build the report.

    `say` hears sentences, `on_plan` how many assets will be made, `on_asset` each that was.
    """
    started = time.perf_counter()
    paths.data.mkdir(parents=True, exist_ok=True)
    content = Content.load(root, paths)
    outcome = RunOutcome(paths)
    heard = say or (lambda _: None)
    if generator.is_missing(content):
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            written = other.submit(generator.write, root, paths.district)
            for engine in ENGINES:
                import_module(engine)
            heard(written.result())
    had_key = paths.key_file.exists()

    def waiting(holder: str) -> None:
        heard(f"the store is being written by {holder}; waiting for it to end")

    with opened(content, waiting, as_of=as_of, full=full, trust_clock=trust_clock) as session:
        before = gate.newest(session.writer.con)
        work = stale(session, select)
        if RELEASE not in work:
            gate.complete(session)
        if work:
            ask_room(session, work)
            if on_plan is not None:
                on_plan(len(work))
            from pipelines.orchestration.run import materialise

            precreate.prepare(session, work)
            result = materialise(lambda: nullcontext(session), work, on_asset=on_asset)
            outcome.made, outcome.failures = result.made, dict(result.failures)
        outcome.released = gate.newest(session.writer.con)
        outcome.is_new = outcome.released != before
        _sum_up(session, outcome)
    outcome.key_made = paths.key_file.exists() and not had_key
    if outcome.key_made:
        heard(f"no {KEY_VARIABLE} in the environment: a pseudonym key was made in {paths.key_file}; keep it")
    outcome.seconds = time.perf_counter() - started
    return outcome


def ask_room(session: Session, work: Sequence[str]) -> None:
    """Refuse to start where the disk lacks the room that a run of these assets takes at least.

    What is due is landed and becomes rows, and the copies are made anew.
    """
    published = session.paths.published_db
    copies = published.stat().st_size if published.exists() else 0
    datasets = [name.removeprefix("std.") for name in work if name.startswith("std.")]
    disk.ask_room(session.paths.data, 2 * load.due_bytes(session, datasets) + copies, "this run")


def _sum_up(session: Session, outcome: RunOutcome) -> None:
    con = session.writer.con
    outcome.batches = con.execute(
        """SELECT dataset, sum(source_n)::BIGINT, sum(landed_n)::BIGINT, sum(set_aside_n)::BIGINT,
        sum(filtered_n)::BIGINT FROM lake.meta.batch WHERE run_id = ? GROUP BY dataset ORDER BY dataset""",
        [session.run_id],
    ).fetchall()
    outcome.notes = con.execute(
        """SELECT dataset, note, sum(counted_n)::BIGINT FROM lake.meta.batch_note JOIN lake.meta.batch
        USING (batch_id, dataset) WHERE run_id = ? AND list_contains(?, note) GROUP BY ALL ORDER BY ALL""",
        [session.run_id, list(WARNINGS)],
    ).fetchall()
    outcome.failures = {asset: registry.named(session.writer, words) for asset, words in outcome.failures.items()}
    outcome.quarantined = [
        f"{result.table.removeprefix('std.')} ({'bars' if result.blocks else 'warns'}): "
        + registry.named(session.writer, result.message)
        for found in checks.stored(session.writer).values()
        for result in found
        if result.rule_id in (generated.OVER_BOUND, generated.OVER_WARNING) and result.state == checks.FAIL
    ]
    rows = con.execute(
        """SELECT kpi_id, variant, numerator, denominator, value, target FROM lake.kpi.value
        WHERE grain = 'cumulative' AND slice_type = 'all' ORDER BY kpi_id, variant"""
    ).fetchall()
    kpis = session.content.kpis()
    for kpi_id, variant, numerator, denominator, value, target in rows:
        if kpi_id in kpis:
            header = kpis[kpi_id].kpi
            shown_target = header.shown(target) if target is not None else ""
            figure = header.shown(header.number(numerator, denominator, value), target)
            integers = [None if n is None else rounding.scaled(n, header.scale) for n in (numerator, denominator)]
            outcome.figures.append((kpi_id, variant, header.title_zh, *integers, figure, shown_target))
        elif kpi_id in session.content.indices:
            index = session.content.indices[kpi_id]
            shown_target = indices.shown(target, index.unit) if target is not None else ""
            figure = indices.shown(value, index.unit, missed_by(value, target, index.better))
            outcome.figures.append((kpi_id, variant, index.title_zh, None, None, figure, shown_target))

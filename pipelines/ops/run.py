"""One run from silo to report. It makes what the plan names; without a plan Dagster is not imported."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from pipelines.declare import indices, rounding
from pipelines.declare.project import Content
from pipelines.declare.rounding import missed_by
from pipelines.extract import generator
from pipelines.extract.records.notes import WARNINGS
from pipelines.ingest import registry
from pipelines.orchestration.plan import RELEASE, ask_room, opened, stale
from pipelines.quality import checks, generated
from pipelines.release import gate
from pipelines.state.session import KEY_VARIABLE, Session
from pipelines.transform import precreate
from warehouse.paths import Paths

ENGINES = ("pipelines.orchestration.run", "pipelines.quality.audit.gx")
"""Modules that take seconds to import, which a first run does while another process invents the district."""

Say = Callable[[str], None]


@dataclass
class RunOutcome:
    """The outcome of a run. `made` names the assets; `failures` gives the reason of each failure, by asset."""

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

    `say` gets sentences, `on_plan` the number of assets to make, `on_asset` the name of each finished one.
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
            from pipelines.site.pages.page import check

            check(content)
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

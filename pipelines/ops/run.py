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
from pipelines.declare.indicator import KpiHeader
from pipelines.declare.project import Content
from pipelines.extract import generator
from pipelines.extract.records.notes import WARNINGS
from pipelines.orchestration.plan import RELEASE, ask_room, opened, plan
from pipelines.quality import generated
from pipelines.quality.audit.run import import_engine
from pipelines.release import gate
from pipelines.state import check_results
from pipelines.state.session import KEY_VARIABLE, Session
from pipelines.transform import precreate
from warehouse import kpi_value
from warehouse.paths import Paths

Say = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """A variant of a KPI, or an index, by the figure that decides. `verdict`: `met`, `missed`, `unripe` or `none`."""

    kpi: str
    variant: str
    title: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: str
    target: str
    verdict: str
    is_headline: bool
    """Whether verdicts take this variant of the KPI."""


@dataclass(frozen=True)
class Quarantined:
    """Why more was quarantined of a dataset than is usual, and whether that bars the next release."""

    bars: bool
    message: str


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
    figures: list[Figure] = field(default_factory=list)
    quarantined: dict[str, Quarantined] = field(default_factory=dict)
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
            # Both take seconds to import.
            import_module("pipelines.orchestration.run")
            import_engine()
            heard(written.result())
    had_key = paths.key_file.exists()

    def waiting(holder: str) -> None:
        heard(f"the store is being written by {holder}; waiting for it to end")

    with opened(content, waiting, as_of=as_of, full=full, trust_clock=trust_clock) as session:
        before = gate.newest(session.writer.con)
        work = plan(session, select)
        if RELEASE not in work.assets:
            gate.complete(session)
        if work.assets:
            ask_room(session, work)
            if on_plan is not None:
                on_plan(len(work.assets))
            from pipelines.orchestration.run import materialise
            from pipelines.site.pages.page import check

            check(content)
            precreate.prepare(session, work.assets)
            result = materialise(lambda: nullcontext(session), work.assets, on_asset=on_asset)
            outcome.made, outcome.failures = result.made, dict(result.failures)
        outcome.released = gate.newest(session.writer.con) if work.assets else before
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
    batches = session.state.batches
    outcome.failures = {asset: batches.named(words) for asset, words in outcome.failures.items()}
    outcome.quarantined = {
        result.table.removeprefix("std."): Quarantined(result.blocks, batches.named(result.message))
        for found in session.state.checks.by_table.values()
        for result in found
        if result.rule_id in (generated.OVER_BOUND, generated.OVER_WARNING) and result.state == check_results.FAIL
    }
    outcome.figures = _figures(session)


def _figures(session: Session) -> list[Figure]:
    """Every variant of a KPI, and every index, by its headline figure."""
    found: dict[tuple[str, str], dict[str, list[kpi_value.Value]]] = {}
    for row in session.writer.con.execute(
        f"""SELECT {", ".join(kpi_value.COLUMNS)} FROM lake.{kpi_value.TABLE}
        WHERE grain IN ('cumulative', 'month') AND slice_type = 'all' ORDER BY kpi_id, variant, period_start"""
    ).fetchall():
        one = kpi_value.Value(*row)
        found.setdefault((one.kpi_id, one.variant), {}).setdefault(one.grain, []).append(one)
    kpis, declared = session.content.kpis(), session.content.indices
    figures = []
    for (kpi_id, _), by_grain in found.items():
        at = kpi_value.headline(by_grain["cumulative"][-1], by_grain.get("month", []))
        if kpi_id in kpis:
            figures.append(_figure(kpis[kpi_id].kpi, at))
        elif kpi_id in declared:
            figures.append(_index_figure(declared[kpi_id], at))
    return figures


def _figure(header: KpiHeader, at: kpi_value.Value) -> Figure:
    number = header.number(at.numerator, at.denominator, at.value)
    above, below = (None if n is None else rounding.scaled(n, header.scale) for n in (at.numerator, at.denominator))
    return Figure(
        at.kpi_id, at.variant, header.title_zh, above, below,
        header.shown(number, at.target), header.shown(at.target) if at.target is not None else "",
        _verdict(rounding.verdict(number, at.target, header.better), is_ripe=at.is_ripe),
        at.variant == header.headline_variant,
    )  # fmt: skip


def _index_figure(index: indices.Index, at: kpi_value.Value) -> Figure:
    return Figure(
        at.kpi_id, at.variant, index.title_zh, None, None,
        indices.shown(at.value, index.unit, rounding.missed_by(at.value, at.target, index.better)),
        indices.shown(at.target, index.unit) if at.target is not None else "",
        _verdict(rounding.verdict(at.value, at.target, index.better), is_ripe=at.is_ripe),
        is_headline=False,
    )  # fmt: skip


def _verdict(verdict: str, *, is_ripe: bool) -> str:
    """The verdict on a ripe value. A value without a target has `none`, ripe or not."""
    return verdict if is_ripe or verdict == "none" else "unripe"

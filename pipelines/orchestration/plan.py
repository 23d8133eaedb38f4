"""The start of a run: the open store, the stale assets, the disk space that they need. Dagster is not imported."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.ingest import due, observed_day
from pipelines.metrics.index_values import TABLE as PARTS
from pipelines.release import gate, staleness
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import calendar
from warehouse import clock, damage, disk, kpi_value
from warehouse.errors import UsageError
from warehouse.releases.released import reported

AUDIT, RELEASE, REPORT = "audit", "release", "report"

Say = Callable[[str], None]


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

    No run starts on damaged files or with a clock behind the newest release. The checksums of the files it wrote are
    recorded at its end.
    """
    with (
        disk.watched(content.paths.data, disk.STANDS),
        State.open(content.paths, content.district.time_zone, on_wait) as state,
    ):
        writer = state.writer
        damaged = damage.check(writer)
        if damaged:
            raise damaged[0].error()
        if not trust_clock:
            clock.refuse_behind(writer)
        session = Session(
            content, state, as_of or observed_day.day(content, writer.con), full=full, trusts_clock=trust_clock
        )
        if run_id is not None:
            session.run_id = run_id
        calendar.write(session)
        yield session
        state.flush()
        damage.note(writer)


@dataclass(frozen=True)
class Plan:
    """The assets that a run has to make, inputs before their readers; none when all is up to date."""

    assets: tuple[str, ...]
    source_bytes: int
    """The size of the objects that it will read."""


def plan(session: Session, select: Sequence[str] = ()) -> Plan:
    """Find what a run has to make.

    A missing source counts as stale: loading it reports the reason. `select` keeps these silos and everything derived
    from them.
    """
    content, chosen = session.content, _selected(session.content, select)
    sources, old = due.stale(session), staleness.reasons(session)
    dirty = {
        name
        for name in chosen
        if session.full
        or (content.models[name].table in sources if content.models[name].layer == "std" else name in old)
    }
    tables = [name for name in content.graph.stale(dirty) if name in chosen]
    if any(not name.startswith("kpi.") for name in tables) or OUTCOME in old:
        kpis = {name for name in (*tables, *content.graph.readers(OUTCOME)) if name.startswith("kpi.")}
        tables = [*(name for name in tables if name not in kpis), OUTCOME]
        tables += [name for name in content.graph.order if name in kpis]
    found = list(tables)
    if any(name.startswith("kpi.") for name in tables) or any(
        name == PARTS or name.startswith(f"{kpi_value.TABLE} ") for name in old
    ):
        found.append(kpi_value.TABLE)
    newest = gate.newest(session.writer.con)
    releases = bool(found) or newest is None or bool(gate.changed(session))
    if releases:
        found += [AUDIT, RELEASE]
    if releases or reported(session.paths) != (newest.release_id if newest else None):
        found.append(REPORT)
    return Plan(tuple(found), sum(sources.get(name.removeprefix("std."), 0) for name in tables))


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


def ask_room(session: Session, work: Plan) -> None:
    """Refuse to start where the disk lacks the minimum space for a run of this plan.

    Due objects are landed and stored as rows, and the copies are written again.
    """
    published = session.paths.published_db
    copies = published.stat().st_size if published.exists() else 0
    disk.ask_room(session.paths.data, 2 * work.source_bytes + copies, "this run")

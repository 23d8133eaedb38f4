"""The start of a run: the open store, the stale assets, the disk space that they need. Dagster is not imported."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.ingest import load, observed_day
from pipelines.metrics.index_values import TABLE as PARTS
from pipelines.release import gate, staleness
from pipelines.release.report import built_release
from pipelines.state.session import Session
from pipelines.transform import calendar
from warehouse import clock, damage, disk
from warehouse.errors import UsageError
from warehouse.store import Writer

VALUE, AUDIT, RELEASE, REPORT = "kpi.value", "audit", "release", "report"

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
    """The assets that a run has to make, inputs before their readers; empty when all is up to date.

    A missing source counts as stale: loading it reports the reason. `select` keeps these silos and everything derived
    from them.
    """
    content, chosen = session.content, _selected(session.content, select)
    sources, old = load.stale(session), staleness.reasons(session)
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
        name == PARTS or name.startswith(f"{VALUE} ") for name in old
    ):
        found.append(VALUE)
    newest = gate.newest(session.writer.con)
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


def ask_room(session: Session, work: Sequence[str]) -> None:
    """Refuse to start where the disk lacks the minimum space for a run of these assets.

    Due objects are landed and stored as rows, and the copies are written again.
    """
    published = session.paths.published_db
    copies = published.stat().st_size if published.exists() else 0
    datasets = [name.removeprefix("std.") for name in work if name.startswith("std.")]
    disk.ask_room(session.paths.data, 2 * load.due_bytes(session, datasets) + copies, "this run")

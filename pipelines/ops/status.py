"""The steward's view before a run: disagreements of files and tables, stale tables, blockers of a release.

Everything is read; nothing is locked, checked again or written. `run` decides the work of a run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from rich.console import Console

from pipelines.declare.contracts import free_text
from pipelines.declare.dag import LAYERS, SUPPLIED
from pipelines.declare.project import Content
from pipelines.extract.records.notes import WARNINGS, sentence
from pipelines.ingest import due, observed_day, quarantine_counts
from pipelines.metrics import index_values
from pipelines.ops import repair
from pipelines.quality import alike, generated
from pipelines.release import gate, staleness
from pipelines.state import check_results
from pipelines.state.session import Session
from pipelines.state.state import State
from warehouse import kpi_value
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases.publish import published
from warehouse.releases.released import reported
from warehouse.store import is_made, looking


@dataclass(frozen=True)
class Line:
    """One disagreement and the command that resolves it."""

    text: str
    next: str


@dataclass
class Report:
    """The findings by topic. A topic without lines is in order."""

    head: str
    topics: dict[str, list[Line]] = field(default_factory=dict)
    alerts: list[Line] = field(default_factory=list)
    """Alerts for the steward: they bar nothing and no command here resolves them."""

    @property
    def ok(self) -> bool:
        """Whether files, tables and the newest release agree."""
        return not any(self.topics.values())

    def show(self, console: Console) -> None:
        """Print every topic, those in order on one line."""
        console.print(self.head, markup=False)
        for topic, lines in self.topics.items():
            if not lines:
                console.print(f"✓ {topic}: none", markup=False)
                continue
            console.print(f"✗ {topic}: {len(lines)}", style="red", markup=False)
            for line in lines:
                console.print(f"    {line.text}", markup=False)
            _say_next(console, lines)
        if self.alerts:
            console.print(f"! alerts: {len(self.alerts)}", style="yellow", markup=False)
            for line in self.alerts:
                console.print(f"    {line.text}", markup=False)
            _say_next(console, self.alerts)


def _say_next(console: Console, lines: Sequence[Line]) -> None:
    for step in dict.fromkeys(line.next for line in lines):
        console.print(f"    next: {step}", markup=False)


def status(root: Path, paths: Paths) -> Report:
    """Compare a content root with its store."""
    content = Content.load(root, paths)
    counted = f"{len(content.contracts)} datasets, {len(content.models)} models, {len(content.rules)} rules"
    declared = [Line(gap, "write the missing file, then hgt run") for gap in content.gaps()]
    if not is_made(paths):
        head = f"{content.district.name} {content.district.name_en}: {counted}, no store yet"
        return Report(
            head, {"declared on one side only": declared, "store": [Line(f"none in {paths.data}", "hgt run")]}
        )
    with looking(paths, content.district.time_zone) as look:
        session = Session(content, State(look), observed_day.day(content, look.con))
        newest = gate.newest(look.con)
        made = f"release {newest.release_id} as of {newest.as_of}" if newest is not None else "no release yet"
        unread, ignored = _sources(session)
        blockers = [entry for entry in gate.standing(session) if entry.kind != "stale"]
        reasons = session.state.attempts.reasons
        report = Report(
            f"{content.district.name} {content.district.name_en}: {counted}, {made}",
            {
                "declared on one side only": declared,
                "models without a table": list(_unbuilt(session)),
                "tables without a model": list(_orphans(session)),
                "sources not read yet": unread,
                "stale tables": list(_stale(session)),
                "barring the next release": [
                    Line(f"{entry.kind} {entry.subject}: {_told(entry, reasons)}", entry.next) for entry in blockers
                ],
                "copies behind the release": list(_behind(paths, newest)),
                "damaged files": [Line(str(each), each.next) for each in repair.plan(look, content, deep=False).faults],
            },
            [*ignored, *_alerts(session), *_carried(session), *_notes(session), *_alike(session)],
        )
        for lines in (*report.topics.values(), report.alerts):
            lines[:] = [replace(line, text=session.state.batches.named(line.text)) for line in lines]
        return report


def _told(entry: gate.Blocker, reasons: Mapping[str, str]) -> str:
    return reasons.get(entry.subject, entry.message) if entry.kind == gate.EXTRACTION else entry.message


def _tables(session: Session) -> set[str]:
    rows = session.writer.con.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
        " WHERE database_name = 'lake' AND list_contains(?, schema_name)",
        [list(LAYERS)],
    ).fetchall()
    return {str(row[0]) for row in rows}


def _unbuilt(session: Session) -> Iterator[Line]:
    present = _tables(session)
    for name, model in session.content.models.items():
        if name not in present:
            yield Line(f"{name} ({model.path.relative_to(session.content.root)})", "hgt run")


def _orphans(session: Session) -> Iterator[Line]:
    known = {*session.content.models, *SUPPLIED, kpi_value.TABLE, index_values.TABLE}
    for name in sorted(_tables(session) - known):
        layer, table = name.split(".")
        yield Line(name, f"put models/{layer}/{table}.sql back; readers see the table until it is dropped")


def _sources(session: Session) -> tuple[list[Line], list[Line]]:
    """The objects that were not read yet, and the drop folders' entries that are not objects.

    A folder without objects reports its entries with its failure.
    """
    unread, ignored = [], []
    for dataset, contract in session.content.contracts.items():
        try:
            offer = due.offered(session, contract)
        except HgtError as error:
            if f"std.{dataset}" in session.content.models:
                unread.append(Line(f"{dataset}: {error.message} ({error.file})", f"hgt silo check {contract.silo}"))
            continue
        if offer.ignored:
            text = f"{dataset}: ignored in the silo's folder: {_first(offer.ignored)}"
            ignored.append(Line(text, f"hgt silo check {dataset}"))
        if f"std.{dataset}" in session.content.models:
            work = due.pending(session, dataset, offer.objects)
            if work and not work.anew:
                names = [item.name for item in work.objects]
                unread.append(Line(f"{dataset}: {_first(names)}", "hgt run"))
    return unread, ignored


def _first(names: Sequence[object]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(map(str, names[:3]))}{more}"


def _stale(session: Session) -> Iterator[Line]:
    failed, present = session.failures(), _tables(session)
    for subject, reason in staleness.reasons(session).items():
        is_unbuilt = subject in session.content.models and subject not in present
        if subject not in failed and not is_unbuilt:
            yield Line(f"{subject}: {reason}", "hgt run")
    states = session.state.attempts.states
    for dataset in sorted(set(states) - set(session.content.contracts)):
        yield Line(f"the registry holds dataset {dataset}, which no contract declares", "put the contract back")


def _alerts(session: Session) -> Iterator[Line]:
    states = session.state.attempts.states
    for dataset, reason in session.state.attempts.reasons.items():
        if states[dataset] == "ok":
            yield Line(f"{dataset}: quarantined whole: {reason}", "correct the file, then hgt run")
    for result in chain.from_iterable(session.state.checks.by_table.values()):
        if result.rule_id == generated.OVER_WARNING and result.state == check_results.FAIL:
            dataset = result.table.partition(".")[2]
            yield Line(f"{dataset}: {result.message}", f"hgt quarantine list --dataset {dataset}")
        if result.rule_id == generated.NOTHING_REFUSED and result.state == check_results.FAIL:
            dataset = result.table.partition(".")[2]
            steward = session.content.contracts[dataset].steward if dataset in session.content.contracts else None
            told = f"; inform {steward}" if steward else ""
            yield Line(f"{dataset}: {result.message}{told}", "take the rows out of the silo's extract, then hgt run")
    for dataset, column in free_text.unexplained(session.content.contracts):
        step = "restrict it in its contract, or give a `reason`"
        yield Line(f"{dataset}.{column} is public free text and no reason says why it holds nothing of a person", step)


def _carried(session: Session) -> Iterator[Line]:
    """Yield the quantities that quarantined rows carry, where a contract reports them."""
    for dataset, columns in quarantine_counts.quantities(session.writer.con).items():
        told = ", ".join(f"{quantity} {column}" for column, quantity in columns.items())
        yield Line(f"{dataset}: quarantined rows carry {told}", f"hgt quarantine list --dataset {dataset}")


def _notes(session: Session) -> Iterator[Line]:
    """Yield the notes of each dataset's newest batch: content left out or read unasked."""
    rows = session.writer.con.execute(
        """SELECT dataset, note, counted_n FROM lake.meta.batch_note
        WHERE list_contains(?, note) AND (dataset, batch_id) IN (
            SELECT (dataset, max(batch_id)) FROM lake.meta.batch GROUP BY dataset) ORDER BY ALL""",
        [list(WARNINGS)],
    ).fetchall()
    for dataset, note, counted_n in rows:
        if dataset in session.content.contracts:
            yield Line(f"{dataset}: {sentence(note, counted_n)}", f"hgt silo check {dataset}")


def _alike(session: Session) -> Iterator[Line]:
    if kpi_value.TABLE in _tables(session):
        slices = session.writer.con.execute(alike.SLICES.format(table=f"lake.{kpi_value.TABLE}")).fetchall()
        for found in alike.merge_candidates(slices):
            yield Line(
                f"slice {found.slice_type} may hold one thing under several spellings: {found.shown}",
                "normalise the column in its contract, or name one spelling in its std model, then hgt run",
            )


def _behind(paths: Paths, newest: gate.Release | None) -> Iterator[Line]:
    if newest is None:
        return
    for what, shown in (("published copies", published(paths)), ("report", reported(paths))):
        if shown != newest.release_id:
            stands = "are missing" if shown is None else f"show release {shown}"
            yield Line(f"{what} {stands}, the newest release is {newest.release_id}", "hgt run")

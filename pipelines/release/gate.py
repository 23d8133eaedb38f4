"""The gate: decides what reaches readers, and when.

A release pins a snapshot of the lake. It is made only when nothing failed to load, nothing is stale and every blocking
check ran and passed. Every batch must reconcile and the independent auditor must agree. Else readers keep the release
they have and the blockers name the remedy. The release exists once its row is committed. Its folder for readers and its
copies for outsiders follow; the next run writes them when they are missing. Reading a release is not done here.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.declare.dag import OUTCOME
from pipelines.quality import checks, rule_catalogue
from pipelines.quality.audit import run
from pipelines.quality.generated import OVER_BOUND, OVER_WARNING, READABLE
from pipelines.quality.rule import GENERATED
from pipelines.release import catalogue, disclosure, staleness
from pipelines.state import check_results
from pipelines.state.audits import Finding
from pipelines.state.session import Session
from warehouse import clock, kpi_value
from warehouse.changes import last_changes
from warehouse.errors import HgtError, UsageError, plain
from warehouse.releases import released
from warehouse.releases.publish import Edition, publish, published

BOOKKEEPING = frozenset({"meta.release", "meta.extraction", "meta.rule_result", "meta.build", "meta.failure"})
"""Tables that a run touches even where no table of readers has changed."""
EXTRACTION = "extraction"
"""The kind of a blocker that is a dataset which was not read."""
RELEASED_LAYERS = ("pub", "mart", "kpi")
COLUMNS = "release_id, snapshot_id, as_of, created_at, tables_n, rows_n"


@dataclass(frozen=True)
class Release:
    """One pinned state of the lake, as `meta.release` holds it."""

    release_id: int
    snapshot_id: int
    as_of: dt.date
    created_at: dt.datetime
    tables_n: int
    rows_n: int


@dataclass(frozen=True)
class Blocker:
    """One reason why there is no release.

    `kind` is clock, extraction, build, stale, rule, reconciliation, privacy, audit.
    """

    kind: str
    subject: str
    message: str
    next: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.message}\n    next: {self.next}"


class ReleaseBarred(HgtError):
    """The gate is shut. Readers keep the newest release."""

    def __init__(self, blockers: list[Blocker], kept: int | None) -> None:
        self.blockers = blockers
        stays = f"readers keep release {kept}" if kept is not None else "there is no release yet"
        listed = "\n".join(f"  {blocker}" for blocker in blockers)
        super().__init__(f"no release was made, {stays}; {len(blockers)} blocker(s):\n{listed}")


def newest(con: duckdb.DuckDBPyConnection) -> Release | None:
    """The newest release that the lake's head knows."""
    found = list_releases(con, limit=1)
    return found[0] if found else None


def list_releases(con: duckdb.DuckDBPyConnection, limit: int | None = None) -> list[Release]:
    """Releases, newest first."""
    rows = con.execute(
        f"SELECT {COLUMNS} FROM lake.meta.release ORDER BY release_id DESC LIMIT ?", [limit or 2**31]
    ).fetchall()
    return [Release(*row) for row in rows]


def show(con: duckdb.DuckDBPyConnection, release_id: int) -> Release:
    """One release by its number."""
    found = {release.release_id: release for release in list_releases(con)}
    if release_id not in found:
        raise UsageError(
            "there is no such release", value=release_id, accepted=sorted(found) or "none yet", next="hgt release list"
        )
    return found[release_id]


def changed(session: Session) -> list[str]:
    """The tables that differ from the newest release; every table before the first release."""
    con = session.writer.con
    last = newest(con)
    since = last.snapshot_id if last is not None else -1
    moved = [name for name, at in last_changes(con).items() if at > since and name not in BOOKKEEPING]
    if last is not None and not moved and last.as_of != session.as_of:
        return ["meta.release"]
    return moved


def make(session: Session, on_step: Callable[[str], None] | None = None) -> Release | None:
    """Release the lake's head; None when nothing changed since the newest release. Raises `ReleaseBarred`."""
    session.state.flush()
    last = newest(session.writer.con)
    if last is not None and not changed(session):
        complete(session, on_step)
        return None
    with session.state.transaction() as con:
        catalogue.write(con, session.content)
    blockers = gate(session)
    if blockers:
        raise ReleaseBarred(blockers, last.release_id if last is not None else None)
    made = _record(session, last.release_id + 1 if last is not None else 1)
    complete(session, on_step)
    return made


def complete(session: Session, on_step: Callable[[str], None] | None = None) -> bool:
    """Open the newest release to readers: its folder, and its copies where they are missing or of another release or
    name. True when something was written.
    """
    last = newest(session.writer.con)
    if last is None:
        return False
    district = session.content.district
    edition = Edition(last.release_id, last.snapshot_id, last.as_of, district.time_zone, district.slug)
    is_kept = last.release_id in released.kept(session.paths)
    if not is_kept:
        released.keep(session.writer.con, session.paths, last.release_id, last.snapshot_id, session.content.restricted)
    if published(session.paths) == last.release_id and session.paths.published_db.name == edition.database:
        return not is_kept
    publish(session.paths, edition, partitions(session), on_step=on_step)
    return True


def partitions(session: Session) -> dict[str, str]:
    """The date column by which each partitioned table is split."""
    return {
        name: model.meaning.partition
        for name, model in session.content.models.items()
        if model.layer in ("pub", "mart") and model.meaning.partition is not None
    }


def gate(session: Session) -> list[Blocker]:
    """Everything that bars a release. The auditor runs only when nothing else does."""
    blockers = [*_extractions(session), *_stale(session), *_rules(session), *_reconciliation(session)]
    blockers += _disclosure(session)
    told = None if session.trusts_clock else clock.behind(session.writer, session.started_at)
    if told is not None:
        blockers.insert(0, Blocker("clock", "of this machine", told, clock.NEXT))
    if blockers:
        return blockers
    report = run.newest(session)
    barred = [_audited(session, finding) for finding in report.bars]
    return [*_disagreements(session, report.offenders), *barred]


def _disagreements(session: Session, audited: Mapping[str, Mapping[str, int]]) -> list[Blocker]:
    """Rules of which the gate's own check and the audit count different offenders: one of the two is wrong.

    A generated check may ask only the inserted rows, as the audit may; where it passes there is no offender in either.
    """
    return [
        Blocker(
            "audit",
            f"{table} {result.rule_id}",
            f"the gate counts {result.offenders_n} offending row(s) and the audit {counted[result.rule_id]} of the same"
            " rows",
            "hgt run --full",
        )
        for table, results in sorted(session.state.checks.by_table.items())
        for counted in [audited.get(table, {})]
        for result in results
        if result.rule_id in counted
        and (result.kind != GENERATED or result.state == check_results.PASS)
        and result.offenders_n is not None
        and result.offenders_n != counted[result.rule_id]
    ]


def _audited(session: Session, finding: Finding) -> Blocker:
    named = f" ({', '.join(finding.kpis)})" if finding.kpis else ""
    pages = session.paths.audit / "docs" / "index.html"
    after = f"{_remedy(session, finding.table, finding.rule, finding.kpis)}; the audit's pages: {pages}"
    return Blocker("audit", f"{finding.table} {finding.rule}{named}", finding.message, after)


def _remedy(session: Session, table: str, rule_id: str, kpis: Sequence[str] = ()) -> str:
    """Return the files to repair and the command that tries again; it works without a release, too."""
    content = session.content
    contract = content.contracts.get(table.removeprefix("std.")) if table.startswith("std.") else None
    rule, model = content.rules.get(rule_id), content.models.get(table)
    if contract is not None and rule_id in (OVER_BOUND, OVER_WARNING):
        file = contract.file.relative_to(content.root)
        return f"hgt quarantine list --dataset {contract.name}; correct the source or {file}, then hgt run"
    files = [content.models[f"kpi.{name}"].path for name in kpis if f"kpi.{name}" in content.models]
    files += [rule.path] if rule is not None else []
    files += [contract.file] if contract is not None else []
    files += [model.path] if model is not None else []
    named = " or ".join(str(file.relative_to(content.root)) for file in files) or "the models of those KPIs"
    return f"correct {named}, then hgt run"


def standing(session: Session) -> list[Blocker]:
    """Blockers of the next release by the stored results: nothing is checked again, nothing is written."""
    failing = [blocker for table in sorted(session.state.checks.by_table) for blocker in broken(session, table)]
    audited = [_audited(session, finding) for finding in run.standing(session)]
    return [
        *_extractions(session),
        *_stale(session),
        *failing,
        *_reconciliation(session),
        *_disclosure(session),
        *audited,
    ]


def broken(session: Session, table: str) -> list[Blocker]:
    """The rules of a table that bar a release by their stored results."""
    return [
        Blocker(
            "rule",
            f"{table} {entry.rule_id}{rule_catalogue.codes(session.content, table, entry.rule_id)}",
            entry.message
            if entry.state == check_results.BROKEN
            else f"{entry.offenders_n} offending row(s): {entry.message}",
            _remedy(session, table, entry.rule_id),
        )
        for entry in session.state.checks.by_table.get(table, [])
        if entry.state == check_results.BROKEN or (entry.blocks and entry.rule_id != READABLE)
    ]


def _record(session: Session, release_id: int) -> Release:
    """Commit the release's row: the snapshot that holds it is the snapshot that it names."""
    writer = session.writer
    with session.state.transaction() as con:
        snapshot = writer.next_snapshot()
        tables = [
            f"{schema}.{name}"
            for schema, name in con.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() "
                "WHERE database_name = 'lake' AND list_contains(?, schema_name) ORDER BY ALL",
                [list(RELEASED_LAYERS)],
            ).fetchall()
            if f"{schema}.{name}" not in session.content.restricted
        ]
        entries = session.state.builds.entries
        rows_n = sum(entries[table].rows_n if table in entries else _count(con, table) for table in tables)
        made = Release(release_id, snapshot, session.as_of, dt.datetime.now(dt.UTC), len(tables), rows_n)
        con.execute(
            "INSERT INTO lake.meta.release VALUES (?, ?, ?, ?, ?, ?)",
            [made.release_id, made.snapshot_id, made.as_of, made.created_at, made.tables_n, made.rows_n],
        )
    if writer.snapshot() != snapshot:
        raise HgtError(
            f"another process wrote to the lake while release {release_id} was made",
            value=f"snapshot {writer.snapshot()}, not {snapshot}",
            next="hgt doctor",
        )
    return made


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    schema, name = table.split(".")
    row = con.execute(f'SELECT count(*) FROM lake."{schema}"."{name}"').fetchone()
    return int(row[0]) if row is not None else 0


def _extractions(session: Session) -> list[Blocker]:
    attempts = session.state.attempts.newest
    found = []
    for dataset, contract in session.content.contracts.items():
        state, message = attempts.get(dataset, ("missing", "it was never loaded"))
        if state != "ok":
            found.append(Blocker(EXTRACTION, dataset, str(message), f"hgt silo check {contract.silo}"))
    return found


def _stale(session: Session) -> list[Blocker]:
    """Tables that a run would make, and those that the newest run could not make."""
    failed, graph = session.failures(), session.content.graph
    found = [Blocker("build", name, failure.message, failure.next) for name, failure in failed.items()]
    return found + [
        Blocker("stale", subject, reason, "hgt run")
        for subject, reason in staleness.reasons(session).items()
        if subject not in failed and (subject != OUTCOME or graph.readers(OUTCOME))
    ]


def _rules(session: Session) -> list[Blocker]:
    """Blocking results that fail, and results of any severity that are broken. Unchecked tables are checked now."""
    entries = session.state.builds.entries
    found = []
    for table in [name for name in (*session.content.models, kpi_value.TABLE) if name in entries]:
        try:
            checks.check(session, table)
        except duckdb.Error as error:
            found.append(Blocker("rule", table, f"its checks could not run: {plain(error)}", "hgt run"))
            continue
        found += broken(session, table)
    return found


def _disclosure(session: Session) -> list[Blocker]:
    after = 'suppress or restrict the columns in the model (access = "restricted"), then hgt run'
    return [Blocker("privacy", entry.table, entry.message, after) for entry in disclosure.offences(session)]


def _reconciliation(session: Session) -> list[Blocker]:
    rows = session.writer.con.execute(
        "SELECT batch_id, dataset, source, source_n, landed_n, set_aside_n, filtered_n FROM lake.meta.batch "
        "WHERE source_n IS DISTINCT FROM landed_n + set_aside_n + filtered_n ORDER BY batch_id"
    ).fetchall()
    return [
        Blocker(
            "reconciliation",
            f"{dataset} batch {batch_id}",
            f"{source}: {source_n} source records, but {landed_n} landed + {aside_n} quarantined"
            f" + {filtered_n} filtered",
            f"hgt quarantine list --dataset {dataset}",
        )
        for batch_id, dataset, source, source_n, landed_n, aside_n, filtered_n in rows
    ]

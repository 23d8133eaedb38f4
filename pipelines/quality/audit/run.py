"""The independent audit: the tables about to be published, checked by an engine that did not make them.

`suite` declares the expectations. This module decides which tables are checked. Great Expectations takes seconds to
import, so `gx` is imported only when a table or its suite changed since it last passed. The gate decides what bars a
release.
"""

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec

import duckdb

from pipelines.quality.audit import verdict_store
from pipelines.quality.audit.suite import Changed, Suite, suites
from pipelines.state.audits import AuditReport, Finding
from pipelines.state.session import Session
from pipelines.transform import change_feed
from warehouse import frames
from warehouse.changes import last_changes
from warehouse.errors import HgtError, plain

STATE = "state.json"


def import_engine() -> None:
    """Import Great Expectations, which takes seconds: a run can do it in advance.

    SciPy's statistics, a third of them, are imported with their first use: no expectation of the audit uses them.
    """
    frames.with_pandas()
    spec = find_spec("scipy.stats")
    if spec is not None and spec.loader is not None and spec.name not in sys.modules:
        spec.loader = LazyLoader(spec.loader)
        later = sys.modules[spec.name] = module_from_spec(spec)
        setattr(sys.modules["scipy"], "stats", later)  # noqa: B010
        spec.loader.exec_module(later)
    import_module("pipelines.quality.audit.gx")


def run(session: Session) -> AuditReport:
    """Audit the lake's head. Only tables that changed since their last verdict are checked; without a change, no table.

    The verdicts are deleted while an audit writes. One that does not end leaves none, and the next checks all tables.
    """
    began = time.perf_counter()
    session.state.flush()
    wanted = suites(session)
    changed = last_changes(session.writer.con)
    marks = _marks(session, wanted, changed)
    folder = session.paths.audit
    folder.mkdir(parents=True, exist_ok=True)
    state = verdict_store.read(folder / STATE)
    if not state:
        verdict_store.clear(folder)
    due = {
        name: suite
        for name, suite in wanted.items()
        if session.full or state.get(name, {}).get("mark") != marks[name] or _is_broken(state[name])
    }
    kept = {name: verdict for name, verdict in state.items() if name in wanted and name not in due}
    gone = set(state) - set(wanted)
    if due or gone:
        import_engine()
        from pipelines.quality.audit import gx

        (folder / STATE).unlink(missing_ok=True)
        for name in gone:
            verdict_store.forget(folder, name)
        try:
            verdicts = gx.audit(session, due, _changed_rows(session, due, state), folder)
        except duckdb.Error as error:
            raise HgtError(
                f"the audit cannot read the tables, so nothing is released: {plain(error)}",
                file=session.paths.lake_files,
                accepted="files that exist and can be read",
                next="hgt doctor, then hgt run",
            ) from None
        for name, verdict in verdicts.items():
            kept[name] = {
                "mark": marks[name],
                "fingerprint": wanted[name].fingerprint,
                "snapshot": changed.get(name, -1),
                "findings": [asdict(finding) for finding in verdict.findings],
                "offenders": dict(verdict.offenders),
            }
        verdict_store.prune(folder)
        found = {name: _findings(entry) for name, entry in kept.items()}
        gx.write_docs(session, wanted, found, folder, asked=set(due))
        verdict_store.write(folder / STATE, kept)
    findings = tuple(finding for name in sorted(kept) for finding in _findings(kept[name]))
    counted = {name: _offenders(entry) for name, entry in kept.items()}
    standing = tuple(sorted(set(wanted) - set(due)))
    report = AuditReport(tuple(due), standing, findings, time.perf_counter() - began, counted)
    session.state.audits.keep(report)
    return report


def newest(session: Session) -> AuditReport:
    """The report of this run on the lake as it is now, or that of a new audit."""
    return session.state.audits.current() or run(session)


def standing(session: Session) -> tuple[Finding, ...]:
    """Return the last audit's findings that bar, for tables unchanged since. Nothing is checked again or written."""
    found = {
        name: [finding for finding in _findings(verdict) if finding.bars]
        for name, verdict in verdict_store.read(session.paths.audit / STATE).items()
    }
    if not any(found.values()):
        return ()
    state, wanted = verdict_store.read(session.paths.audit / STATE), suites(session)
    marks = _marks(session, wanted, last_changes(session.writer.con))
    return tuple(
        finding for name, bars in sorted(found.items()) if state[name]["mark"] == marks.get(name) for finding in bars
    )


def _changed_rows(
    session: Session, due: Mapping[str, Suite], state: Mapping[str, Mapping[str, object]]
) -> dict[str, Changed]:
    """Of large tables that passed the same suite before: the rows that were inserted since.

    An expectation of a `{batch}` concerns single rows or rows of one key, so the others still pass. Hand-written rules
    name their tables and read them whole.
    """
    writer, entries, found = session.writer, session.state.builds.entries, {}
    for name, suite in due.items():
        old, entry = state.get(name, {}), entries.get(name)
        since = old.get("snapshot")
        if entry is None or not isinstance(since, int) or old.get("fingerprint") != suite.fingerprint:
            continue
        until = entry.changed_snapshot if entry.changed_snapshot > since else writer.snapshot()
        span = None if old["findings"] else change_feed.span(session.state, name, since, until, entry.rows_n)
        if span is not None:
            colliding = change_feed.colliding(session.state, span, suite.key)
            keys = writer.con.execute(f"FROM {colliding}").to_arrow_table()
            found[name] = Changed(change_feed.visible(name, replace(span, held=()).inserted()), keys)
    return found


def _marks(session: Session, wanted: Mapping[str, Suite], changed: Mapping[str, int]) -> dict[str, str]:
    """The mark of all that a verdict rests on: suite, state of every table that it reads, the day where it matters."""
    return {
        name: hashlib.sha256(
            json.dumps(
                [
                    suite.fingerprint,
                    [changed.get(table, -1) for table in suite.reads],
                    session.as_of.isoformat() if suite.uses_as_of else None,
                ]
            ).encode()
        ).hexdigest()
        for name, suite in wanted.items()
    }


def _is_broken(verdict: Mapping[str, object]) -> bool:
    """Whether one of the expectations could not run, which is no verdict."""
    return any(finding.state == "broken" for finding in _findings(verdict))


def _findings(verdict: Mapping[str, object]) -> tuple[Finding, ...]:
    entries = verdict.get("findings")
    assert isinstance(entries, list)
    return tuple(Finding(**{**entry, "kpis": tuple(entry.get("kpis", ()))}) for entry in entries)


def _offenders(verdict: Mapping[str, object]) -> dict[str, int]:
    entries = verdict.get("offenders")
    assert isinstance(entries, dict)
    return entries

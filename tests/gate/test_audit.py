"""The auditor finds what the makers missed, tells broken from failed, and asks only what changed."""

import errno
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from great_expectations.core import ExpectationSuite
from great_expectations.data_context.store.expectations_store import ExpectationsStore
from great_expectations.data_context.store.html_site_store import HtmlSiteStore
from great_expectations.data_context.store.validation_results_store import ValidationResultsStore

from pipelines.ops.run import run
from pipelines.quality import checks, generated
from pipelines.quality.audit import docs, expectation, gx
from pipelines.quality.audit import run as audit
from pipelines.quality.audit.suite import suites
from pipelines.quality.rule import Rule
from pipelines.release import gate
from pipelines.state import check_results
from pipelines.state.audits import AuditReport
from pipelines.state.session import KEY_VARIABLE, Session
from pipelines.transform import change_feed
from warehouse.paths import Paths
from warehouse.releases import released

from . import town


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


@pytest.mark.parametrize("smallest_n", [0, change_feed.SMALL_ROWS_N])
def test_findings_and_standing_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smallest_n: int) -> None:
    """Whether the whole table is asked or only the rows that came since: what is wrong is found."""
    monkeypatch.setattr(change_feed, "SMALL_ROWS_N", smallest_n)
    monkeypatch.setattr(change_feed, "MOST_TOUCHED", 100.0)
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        first = audit.run(session)
        assert set(first.asked) == {"std.ticket", "pub.fct_ticket", "kpi.value", "meta.batch", "meta.batch_rule"}
        assert first.findings == ()
        again = audit.run(session)
        assert again.asked == () and again.seconds < 1

        with session.state.transaction() as con:
            con.execute("INSERT INTO lake.pub.fct_ticket VALUES ('1', 'open', NULL)")
        found = audit.run(session)
        assert found.asked == ("pub.fct_ticket",)
        assert {(finding.rule, finding.state) for finding in found.bars} == {
            ("key_unique", "failed"),
            ("row_count", "failed"),
            ("ticket_is_dated", "failed"),
        }
        with session.state.transaction() as con:
            con.execute("ALTER TABLE lake.pub.fct_ticket DROP COLUMN opened_on")
        broken = audit.run(session)
        assert ("ticket_is_dated", "broken") in {(finding.rule, finding.state) for finding in broken.bars}
        assert "columns" in {finding.rule for finding in broken.bars}

        folder = session.paths.audit
        assert (folder / "expectations" / "pub" / "fct_ticket.json").exists()
        pages = [page.read_text(encoding="utf-8") for page in (folder / "docs").rglob("*.html")]
        assert len(pages) > 5
        for page in pages:
            assert not re.search(r"https?://|src=[\"']//", page)


def test_a_count_that_differs_from_the_gate_s_bars_the_release(tmp_path: Path) -> None:
    """Two tickets are open too long by hand; a rule that only warns bars once gate and audit disagree about it."""
    root = town.write(
        tmp_path / "root",
        ticket_is_dated_sql=town.FILES["quality/ticket_is_dated.sql"]
        .replace('"block"', '"warn"')
        .replace("WHERE opened_on IS NULL", "WHERE opened_on > DATE '2015-04-01' AND opened_on < as_of()"),
    )
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert audit.run(session).offenders["pub.fct_ticket"]["ticket_is_dated"] == 2
        assert gate.gate(session) == []
        # What the gate remembers is changed behind its back, as if its check had run on another clock.
        session.state.flush()
        with session.state.transaction() as con:
            con.execute("UPDATE lake.meta.rule_result SET offenders_n = 6 WHERE rule_id = 'ticket_is_dated'")
        session.state.read_again()
        [blocker] = gate.gate(session)
        assert (blocker.kind, blocker.subject) == ("audit", "pub.fct_ticket ticket_is_dated")
        assert "the gate counts 6 offending row(s) and the audit 2" in blocker.message
        assert blocker.next == "hgt run --full"
        checks.check(session, "pub.fct_ticket", full=True)
        assert gate.gate(session) == []


def test_suites_come_from_headers_contracts_and_rules(tmp_path: Path) -> None:
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        found = suites(session)
    std = [(one.rule, one.kind, one.arguments) for one in found["std.ticket"].expectations]
    assert ("key_unique", expectation.UNIQUE, {"column": "ticket_id"}) in std
    assert ("key_present", expectation.NOT_NULL, {"column": "ticket_id"}) in std
    assert ("contract_required", expectation.NOT_NULL, {"column": "state_code"}) in std
    assert ("contract_enum", expectation.IN_SET, {"column": "state_code", "value_set": ["open", "done"]}) in std
    assert ("column_type", expectation.TYPE, {"column": "opened_on", "type_": "DATE"}) in std
    assert not any(arguments.get("column") == "caller_key" for _, _, arguments in std)
    written = found["pub.fct_ticket"].expectations[-1]
    assert (written.rule, written.kind) == ("ticket_is_dated", expectation.NO_ROWS)
    assert "{{x}}" in str(written.arguments["unexpected_rows_query"])


FAULTS = {
    expectation.UNIQUE: ("pub.fct_ticket", "key_unique", ["UPDATE lake.pub.fct_ticket SET ticket_id = '1'"]),
    expectation.NO_ROWS: ("pub.fct_ticket", "ticket_is_dated", ["UPDATE lake.pub.fct_ticket SET opened_on = NULL"]),
    expectation.ROW_COUNT: (
        "pub.fct_ticket", "row_count", ["DELETE FROM lake.pub.fct_ticket WHERE state_code = 'open'"],
    ),
    expectation.COLUMNS: ("pub.fct_ticket", "columns", ["ALTER TABLE lake.pub.fct_ticket ADD COLUMN other INTEGER"]),
    expectation.IN_SET: (
        "std.ticket", "contract_enum", ["UPDATE lake.std.ticket SET state_code = 'planted' WHERE ticket_id = '1'"],
    ),
    expectation.NOT_NULL: (
        "std.ticket", "contract_required", ["UPDATE lake.std.ticket SET state_code = NULL WHERE ticket_id = '2'"],
    ),
    expectation.TYPE: (
        "std.ticket", "column_type",
        [
            "ALTER TABLE lake.std.ticket DROP COLUMN opened_on",
            "ALTER TABLE lake.std.ticket ADD COLUMN opened_on VARCHAR",
        ],
    ),
    expectation.COMPOUND_UNIQUE: (
        "kpi.value", "key_unique", ["INSERT INTO lake.kpi.value FROM lake.kpi.value WHERE grain = 'day'"],
    ),
    expectation.BETWEEN: (
        "kpi.value", "value_counts", ["UPDATE lake.kpi.value SET numerator = -1 WHERE grain = 'week'"],
    ),
    expectation.AT_LEAST: ("kpi.value", "value_in_time", ["UPDATE lake.kpi.value SET as_of = DATE '1999-12-31'"]),
    expectation.IS_NULL: (
        "kpi.value", "value_defined", ["UPDATE lake.kpi.value SET denominator = 0 WHERE grain = 'year'"],
    ),
    expectation.SUM: ("meta.batch", "batch_reconciles", ["UPDATE lake.meta.batch SET landed_n = landed_n + 1"]),
}  # fmt: skip
"""For each kind of expectation a fault: the table and the rule that find it, and the statements that plant it."""


def _finds_nothing(con: object, table: str, check: Rule, **_: object) -> check_results.RuleResult:
    return check_results.RuleResult(
        table, check.rule_id, check.kind, check.severity, check.dimension, check.gbt36344, check_results.PASS, 0, ""
    )


def test_the_audit_bars_faults_that_our_own_checks_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check and the gate's reconciliation are blind; no finding keeps a value that was planted."""
    assert set(FAULTS) == {*expectation.OF_ROWS, *expectation.OF_TABLE, expectation.NO_ROWS}
    monkeypatch.setattr(checks, "_run", _finds_nothing)
    monkeypatch.setattr(gate, "_reconciliation", lambda _: [])
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert gate.gate(session) == []
        for _, _, statements in FAULTS.values():
            for statement in statements:
                with session.state.transaction() as con:
                    con.execute(statement)
        for table in ("std.ticket", "pub.fct_ticket", "kpi.value"):
            assert {result.state for result in checks.check(session, table, full=True)} == {check_results.PASS}
        blockers = gate.gate(session)
        assert {blocker.kind for blocker in blockers} == {"audit"}
        found = audit.standing(session)
        assert {finding.state for finding in found} == {"failed"}
        for kind, (table, rule, _) in FAULTS.items():
            named = [finding for finding in found if (finding.table, finding.rule) == (table, rule)]
            assert named, kind
            assert any(blocker.subject.startswith(f"{table} {rule}") for blocker in blockers), kind
            assert table != "kpi.value" or {finding.kpis for finding in named} == {("ticket_done_rate",)}, kind
        for file in (*session.paths.audit.rglob("*.json"), *session.paths.audit.rglob("*.html")):
            assert "planted" not in file.read_text(encoding="utf-8"), file


def test_a_key_check_with_wrong_sql_does_not_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generated check counts wrongly, a model doubles a row: only the audit, which has no text of it, notices."""
    right = generated.key_checks

    def wrong(key: tuple[str, ...]) -> list[Rule]:
        return [replace(one, offenders=one.offenders.replace("> 1", "> 2")) for one in right(key)]

    monkeypatch.setattr(generated, "key_checks", wrong)
    model = town.FILES["models/pub/fct_ticket.sql"].rstrip().rstrip(";")
    doubled = (
        f"{model}\n        UNION ALL SELECT ticket_id, state_code, opened_on FROM std.ticket WHERE ticket_id = '2'"
    )
    with town.opened(town.write(tmp_path / "root", fct_ticket_sql=doubled), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert {result.state for result in checks.check(session, "pub.fct_ticket", full=True)} == {check_results.PASS}
        blockers = gate.gate(session)
        assert {(blocker.kind, blocker.subject) for blocker in blockers} == {("audit", "pub.fct_ticket key_unique")}
        with pytest.raises(gate.ReleaseBarred):
            gate.make(session)


def _plain(folder: Path) -> dict[str, str]:
    """The pages without the ids and times that the library makes up for each."""
    made_up = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    return {str(p.relative_to(folder)): made_up.sub("", p.read_text(encoding="utf-8")) for p in folder.rglob("*.html")}


def test_pages_and_stored_results_are_those_of_the_library(tmp_path: Path) -> None:
    """Only pages of changes are made, and the stored files are written in another way than by the library."""
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        audit.run(session)
        folder = session.paths.audit
        untouched = (folder / "docs/expectations/std/ticket.html").stat().st_mtime_ns
        with session.state.transaction() as con:
            con.execute("INSERT INTO lake.pub.fct_ticket VALUES ('1', 'open', NULL)")
        audit.run(session)
        with session.state.transaction() as con:
            con.execute("ALTER TABLE lake.pub.fct_ticket DROP COLUMN opened_on")
        report = audit.run(session)
        assert report.asked == ("pub.fct_ticket",)
        assert {finding.state for finding in report.findings} == {"failed", "broken"}
        assert (folder / "docs/expectations/std/ticket.html").stat().st_mtime_ns == untouched
        pages = _plain(folder / "docs")
        shutil.rmtree(folder / "docs")
        found = {name: tuple(one for one in report.findings if one.table == name) for name in suites(session)}
        gx.write_docs(session, suites(session), found, folder, asked=set())
        assert pages == _plain(folder / "docs") and len(pages) == 1 + 5 + 7
    stores: dict[str, Any] = {"expectations": ExpectationsStore(), "validations": ValidationResultsStore()}
    for kind, store in stores.items():
        texts = [file.read_text(encoding="utf-8") for file in (folder / kind).rglob("*.json")]
        assert texts
        for text in texts:
            known = store.deserialize(text)
            made = ExpectationSuite(**known) if isinstance(known, dict) else known
            assert store.serialize(made) == text


def test_strip_leaves_no_address() -> None:
    page = (
        "<html><head><script src='https://a.b/c.js'></script><link rel='x' href=\"//a.b/c.css\"></head>"
        '<body><img src="https://a.b/t.png?id=1"><a href="https://a.b">words</a> see https://a.b/c</body></html>'
    )
    stripped = docs.strip(page)
    assert "a.b" not in stripped
    assert "words" in stripped


def test_a_run_audits_each_table_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comments that a release writes change the tables: the gate must not audit them again for that."""
    asked: list[tuple[str, ...]] = []
    once = audit.run

    def counted(session: Session) -> AuditReport:
        report = once(session)
        asked.append(report.asked)
        return report

    monkeypatch.setattr(audit, "run", counted)
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    for change in ("", "4,open,2015-05-01,13800000004\n"):
        with (root / "silo/ticket.csv").open("a", encoding="utf-8") as file:
            file.write(change)
        assert run(root, paths).ok
    assert [bool(tables) for tables in asked] == [True, True]


def _ran(tmp_path: Path) -> tuple[Path, Paths]:
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    assert run(root, paths).ok
    with (root / "silo/ticket.csv").open("a", encoding="utf-8") as file:
        file.write("4,open,2015-05-01,13800000004\n")
    return root, paths


def _pages(paths: Paths) -> set[str]:
    """The tables of which there is a page of results."""
    folder = paths.audit / "docs/validations"
    return {".".join(page.relative_to(folder).parts[:2]) for page in folder.rglob("*.html")}


def test_results_that_make_no_page_are_told_and_asked_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, paths = _ran(tmp_path)
    pages = _pages(paths)
    for file in (paths.audit / "validations/std").rglob("*.json"):
        document = json.loads(file.read_text(encoding="utf-8"))
        document["results"][0]["expectation_config"] = None
        file.write_text(json.dumps(document), encoding="utf-8")
    capfd.readouterr()
    (told,) = run(root, paths).failures.values()
    assert "pages cannot be made from its stored results" in told and "next: hgt run" in told
    assert "Traceback" not in "".join(capfd.readouterr())
    assert run(root, paths).ok
    assert _pages(paths) == pages and "std.ticket" in pages


@pytest.mark.parametrize("data", ["", '{"name":'])
def test_an_audit_that_did_not_end_is_no_burden_on_the_next(tmp_path: Path, data: str) -> None:
    """A kill may leave a suite or a result half written; the verdicts, which are written last, are gone then."""
    root, paths = _ran(tmp_path)
    (paths.audit / audit.STATE).unlink()
    for kind in ("expectations", "validations"):
        for file in (paths.audit / kind / "std").rglob("*.json"):
            file.write_text(data, encoding="utf-8")
    assert run(root, paths).ok
    assert len(json.loads((paths.audit / audit.STATE).read_text(encoding="utf-8"))) > 3


def test_a_page_that_the_disk_refuses_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root, paths = _ran(tmp_path)
    stands = released.kept(paths)

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "lake-std.ticket.html")

    with monkeypatch.context() as patch:
        patch.setattr(HtmlSiteStore, "set", fails)
        outcome = run(root, paths)
    (told,) = outcome.failures.values()
    assert "the disk failed" in told and "lake-std.ticket.html" in told and "next: hgt doctor --deep" in told
    assert "Traceback" not in "".join(capfd.readouterr()) and released.kept(paths) == stands
    assert run(root, paths).ok and "std.ticket" in _pages(paths)

"""The auditor finds what the makers missed, tells broken from failed, and asks only what changed."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from great_expectations.data_context.store.html_site_store import HtmlSiteStore

from pipelines.ops.run import run
from pipelines.quality import checks
from pipelines.quality.audit import docs
from pipelines.quality.audit import run as audit
from pipelines.quality.audit.suite import suites
from pipelines.release import gate
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
        assert set(first.asked) == {"std.ticket", "pub.fct_ticket", "kpi.value"}
        assert first.findings == ()
        again = audit.run(session)
        assert again.asked == () and again.seconds < 1

        with session.writer.transaction() as con:
            con.execute("INSERT INTO lake.pub.fct_ticket VALUES ('1', 'open', NULL)")
        found = audit.run(session)
        assert found.asked == ("pub.fct_ticket",)
        assert {(finding.rule, finding.state) for finding in found.bars} == {
            ("key_unique", "failed"),
            ("ticket_is_dated", "failed"),
        }
        with session.writer.transaction() as con:
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
        session.writer.settle()
        with session.writer.transaction() as con:
            con.execute("UPDATE lake.meta.rule_result SET offenders_n = 6 WHERE rule_id = 'ticket_is_dated'")
        session.writer.lasting.clear()
        [blocker] = gate.gate(session)
        assert (blocker.kind, blocker.subject) == ("audit", "pub.fct_ticket ticket_is_dated")
        assert "the gate counts 6 offending row(s) and the audit 2" in blocker.message
        assert blocker.next == "hgt run --full"
        checks.check(session, "pub.fct_ticket", full=True)
        assert gate.gate(session) == []


def test_suites_come_from_headers_contracts_and_rules(tmp_path: Path) -> None:
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        found = suites(session)
    std = {expectation.rule: expectation.sql for expectation in found["std.ticket"].expectations}
    assert set(std) == {"key_unique", "key_present", "contract_required", "contract_enum"}
    assert "\"state_code\" NOT IN ('open', 'done')" in std["contract_enum"]
    assert [entry.rule for entry in found["pub.fct_ticket"].expectations][-1] == "ticket_is_dated"
    assert "{{x}}" in found["pub.fct_ticket"].expectations[-1].sql


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

    def counted(session: Session) -> audit.AuditReport:
        report = once(session)
        asked.append(report.asked)
        return report

    monkeypatch.setattr(audit, "run", counted)
    root, paths = town.write(tmp_path / "root"), Paths(tmp_path / "data")
    for change in ("", "4,open,2015-05-01,13800000004\n"):
        with (root / "silo/ticket.csv").open("a", encoding="utf-8") as file:
            file.write(change)
        assert run(root, paths).ok
    assert [bool(tables) for tables in asked] == [True, False, True, False]


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

"""Rows that must never enter are refused without a copy, and the steward is told until the source stops offering it."""

import contextlib
from pathlib import Path

import pytest

from pipelines.ops import status
from pipelines.release import gate
from pipelines.state import check_results
from pipelines.state.session import KEY_VARIABLE, Session
from warehouse.paths import Paths

from . import town

SECRET = "9,open,2015-03-03,13900009999"
REFUSING = town.FILES["assets/desk/ticket.odcs.yaml"].replace(
    "          - {property: drift, value: stop}",
    "          - {property: drift, value: stop}\n          - {property: refuse, value: \"ticket_id = '9'\"}",
)
OFFERED = town.FILES["silo/ticket.csv"].rstrip() + f"\n        {SECRET}\n"


def alerts(root: Path, data: Path) -> list[status.Line]:
    return status.status(root, Paths(data)).alerts


def results(session: Session) -> dict[str, check_results.RuleResult]:
    return {result.rule_id: result for result in session.state.checks.by_table["std.ticket"]}


def test_a_refused_row_alerts_the_steward_and_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.orchestration import checks

    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    root, data = tmp_path / "root", tmp_path / "data"
    town.write(root, ticket_odcs_yaml=REFUSING, ticket_csv=OFFERED)
    with town.opened(root, data) as session:
        town.bring_up_to_date(session)
        found = results(session)["nothing_refused"]
        assert (found.state, found.severity, found.offenders_n) == (check_results.FAIL, "warn", 1)
        assert "source = ticket#1, refused_n = 1" in found.message
        shown = {check.check_name: check for check in checks.results(session, "std.ticket")}["generated_rules"]
        assert not shown.passed and shown.severity.value == "WARN"
        assert not [entry for entry in gate.standing(session) if "refused" in entry.message]
    told = alerts(root, data)
    assert [line.text.split(":")[0] for line in told] == ["ticket"]
    assert "前台" in told[0].text and "ticket.csv" in told[0].text
    kept = [file for file in data.rglob("*") if file.is_file() and b"13900009999" in file.read_bytes()]
    assert kept == []

    (root / "silo" / "ticket.csv").write_text(
        OFFERED.replace(SECRET, "").replace("        ", "").strip() + "\n", "utf-8"
    )
    with town.opened(root, data) as session:
        town.bring_up_to_date(session)
        assert results(session)["nothing_refused"].state == check_results.PASS
    assert alerts(root, data) == []


def test_a_contract_that_refuses_nothing_has_no_such_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    root, data = town.write(tmp_path / "root"), tmp_path / "data"
    with contextlib.ExitStack() as stack:
        session = stack.enter_context(town.opened(root, data))
        town.bring_up_to_date(session)
        assert "nothing_refused" not in results(session)

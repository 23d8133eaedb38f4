"""No crash passes the gate: an attempt is booked before it starts, and a check that could not run runs again."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import duckdb
import pytest

from pipelines.extract import readers
from pipelines.ingest import due, load
from pipelines.quality import checks
from pipelines.quality.audit import run
from pipelines.quality.rule import Rule
from pipelines.release import gate
from pipelines.state import attempts, check_results
from pipelines.state.check_results import RuleResult
from pipelines.state.session import KEY_VARIABLE
from warehouse.errors import HgtError
from warehouse.paths import Paths

from . import town

CODE = Path(__file__).parents[2]
DIES = """
import os, sys
from pathlib import Path
from pipelines.extract import readers
from pipelines.ingest import due, load
from tests.gate import town
readers.read = lambda *given: os._exit(9)
with town.opened(Path(sys.argv[1]), Path(sys.argv[2])) as session:
    load.load(session, "ticket")
"""
MORE = "4,open,,13800000004\n"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


def add(root: Path) -> None:
    with (root / "silo" / "ticket.csv").open("a") as file:
        file.write(MORE)


def test_an_unexpected_fault_of_a_reader_bars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
        add(root)
        with monkeypatch.context() as patch:
            patch.setattr(readers, "read", lambda *given: dict[str, int]()["张三 13800000004"])
            with pytest.raises(HgtError) as caught:
                load.load(session, "ticket")
        assert "KeyError at test_attempts.py:" in str(caught.value) and "张三" not in str(caught.value)
        assert caught.value.__cause__ is None and caught.value.__suppress_context__
        assert [(b.kind, b.subject) for b in gate.gate(session)] == [("extraction", "ticket")]
        assert set(due.stale(session)) == {"ticket"}
        assert "ticket_is_dated" not in str(session.state.attempts.newest)
        load.load(session, "ticket")
        assert session.state.attempts.newest["ticket"] == ("ok", "")
        assert not list(session.paths.attempts.iterdir())


def test_a_killed_attempt_bars_until_the_source_is_read(tmp_path: Path) -> None:
    root, data = town.write(tmp_path / "root"), tmp_path / "data"
    with town.opened(root, data) as session:
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
    add(root)
    killed = subprocess.run(
        [sys.executable, "-c", DIES, str(root), str(data)],
        cwd=CODE, capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr
    assert [file.name for file in Paths(data).attempts.iterdir()] == ["ticket"]
    with town.opened(root, data) as session:
        barring = [blocker for blocker in gate.gate(session) if blocker.kind == "extraction"]
        assert [(blocker.subject, blocker.message) for blocker in barring] == [("ticket", attempts.BROKEN_OFF)]
        assert "extraction" in {blocker.kind for blocker in gate.standing(session)}
        assert set(due.stale(session)) == {"ticket"}
        load.load(session, "ticket")
        assert "extraction" not in {blocker.kind for blocker in gate.gate(session)}
    assert not list(Paths(data).attempts.iterdir())


def test_a_check_that_could_not_run_runs_again(tmp_path: Path) -> None:
    """The files of a table are out of reach once: gate and audit bar, and pass when they are back."""
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        with session.state.transaction() as con:
            con.execute("DELETE FROM lake.meta.rule_result WHERE table_name = 'std.ticket'")
            con.execute("DELETE FROM lake.meta.build WHERE table_name LIKE 'checks.%'")
    with town.opened(root, tmp_path / "data") as session:
        folder = session.paths.lake_files / "std" / "ticket"
        files = list(folder.rglob("*.parquet"))
        assert files
        for file in files:
            file.rename(file.with_suffix(".away"))
        found = checks.check(session, "std.ticket")
        assert any(result.state == check_results.BROKEN for result in found)
        assert any("could not run" in blocker.message for blocker in gate.gate(session))
        session.state.flush()
        assert any(blocker.kind == "rule" for blocker in gate.standing(session))
        with pytest.raises(HgtError, match="the audit cannot read the tables") as caught:
            run.run(session)
        assert "next: hgt doctor" in str(caught.value)
        for file in files:
            file.with_suffix(".away").rename(file)
        assert all(result.state == check_results.PASS for result in checks.check(session, "std.ticket"))
        assert gate.gate(session) == []
        assert gate.make(session) is not None


def test_each_check_that_could_not_run_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check on the attempt itself is told like any other when the disk fails under it."""
    run_check, fault = checks._run, duckdb.IOException("Could not read file: Input/output error")

    def fails(rule: str, con: duckdb.DuckDBPyConnection, table: str, check: Rule, **named: bool) -> RuleResult:
        return checks._broken(table, check, fault) if check.rule_id == rule else run_check(con, table, check, **named)

    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        rules = [result.rule_id for result in checks.check(session, "std.ticket")]
        assert "source_readable" in rules
        for rule_id in rules:
            with monkeypatch.context() as patch:
                patch.setattr(checks, "_counts", lambda *_: {})  # the one statement for all of them fails as well
                patch.setattr(checks, "_run", partial(fails, rule_id))
                checks.check(session, "std.ticket", full=True)
            (told,) = gate.broken(session, "std.ticket")
            assert rule_id in told.subject and "could not run" in told.message and told.next

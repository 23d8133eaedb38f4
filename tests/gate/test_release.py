"""The gate: nothing half-done, stale, failing or unchecked is released, and a recorded release stands."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from bench.chaos import held
from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.orchestration.plan import opened
from pipelines.release import gate
from pipelines.release import reader as releases
from pipelines.state.session import KEY_VARIABLE
from pipelines.transform import materialize
from tests.lake_stand import ZONE
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.releases import publish

from . import town


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


def _kinds(blockers: list[gate.Blocker]) -> set[str]:
    return {blocker.kind for blocker in blockers}


def test_a_whole_run_is_released_once_and_copies_are_made_again(tmp_path: Path) -> None:
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        made = gate.make(session)
        assert made is not None and made.release_id == 1
        assert made.tables_n >= 3 and made.rows_n >= 3
        assert gate.newest(session.writer.con) == gate.show(session.writer.con, 1)
        assert gate.make(session) is None

        assert session.paths.published_db.name == "root.duckdb"
        session.paths.published_db.unlink()
        assert publish.published(session.paths) is None
        assert gate.make(session) is None
        assert publish.published(session.paths) == 1

        reader = releases.reader(session.paths, ZONE, made.release_id).con
        assert reader.execute("SELECT max(release_id) FROM meta.release").fetchone() == (1,)
        reader.close()
        with duckdb.connect(str(session.paths.published_db), read_only=True) as con:
            assert con.execute("SELECT count(*) FROM pub.fct_ticket").fetchone() == (3,)
            assert con.execute("SELECT max(release_id) FROM meta.release").fetchone() == (1,)
        with pytest.raises(HgtError, match="no such release"):
            gate.show(session.writer.con, 9)


def test_a_release_holds_its_catalogue_though_a_killed_run_left_it_unwritten(tmp_path: Path) -> None:
    with town.opened(town.write(tmp_path / "root"), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        with session.state.transaction() as con:
            con.execute("DELETE FROM lake.meta.catalogue")
            con.execute("DELETE FROM lake.meta.kpi")
        assert gate.make(session) is not None
    with releases.reader(session.paths, ZONE).con as reading:
        assert reading.execute("SELECT rows_n FROM meta.catalogue WHERE table_name = 'std.ticket'").fetchall() == [(3,)]
        assert reading.execute("SELECT kpi_id FROM meta.kpi").fetchall() == [("ticket_done_rate",)]


def test_each_kind_of_blocker_bars(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        assert _kinds(gate.gate(session)) == {"extraction", "stale"}
        town.bring_up_to_date(session)
        assert gate.gate(session) == []
        with session.state.transaction() as con:
            con.execute("UPDATE lake.meta.batch SET source_n = source_n + 1")
        assert _kinds(gate.gate(session)) == {"reconciliation"}


RULE = town.FILES["quality/ticket_is_dated.sql"]
NO_NUMBER = RULE.replace("ticket_id = 'HH:mm {x}'", "CAST('x' || ticket_id AS INTEGER) = 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE.replace("'HH:mm {x}'", "'1'"), "1 offending row"),
        (RULE.replace("ticket_id = 'HH:mm {x}'", "CAST(state_code AS INTEGER) = 1"), "could not run"),
        (
            RULE.replace("ticket_id = 'HH:mm {x}'", "CAST('x' || ticket_id AS INT) = 1").replace('"block"', '"warn"'),
            "could not run",
        ),
    ],
)
def test_a_rule_that_fails_or_breaks_bars(tmp_path: Path, text: str, said: str) -> None:
    root = town.write(tmp_path / "root", ticket_is_dated_sql=text)
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        with pytest.raises(gate.ReleaseBarred, match="there is no release yet") as barred:
            gate.make(session)
        assert _kinds(barred.value.blockers) == {"rule"}
        assert said in barred.value.blockers[0].message
        assert gate.newest(session.writer.con) is None
        assert not session.paths.published_db.exists()


def test_a_warning_does_not_bar(tmp_path: Path) -> None:
    text = RULE.replace("'HH:mm {x}'", "'1'").replace('"block"', '"warn"')
    with town.opened(town.write(tmp_path / "root", ticket_is_dated_sql=text), tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert gate.make(session) is not None


def test_a_failed_extraction_keeps_the_last_release(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        first = gate.make(session)
        (root / "silo" / "ticket.csv").write_text("no,state\n1,open\n")
        with pytest.raises(HgtError):
            load.load(session, "ticket")
        assert _kinds(gate.gate(session)) == {"extraction"}
        assert gate.newest(session.writer.con) == first


def test_a_table_behind_its_input_bars_and_rules_are_asked_on_its_new_rows(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
        with (root / "silo" / "ticket.csv").open("a") as file:
            file.write("4,open,,13800000004\n")
        load.load(session, "ticket")
        assert "pub.fct_ticket" in {blocker.subject for blocker in gate.gate(session)}
        materialize.build(session, "pub.fct_ticket")
        assert "pub.fct_ticket ticket_is_dated" in {blocker.subject for blocker in gate.gate(session)}


BESIDE = """
import sys
from pathlib import Path
from pipelines.declare.project import Content
from pipelines.orchestration.plan import opened
from pipelines.release import gate
from tests.gate import town
from warehouse.paths import Paths
root, data = map(Path, sys.argv[1:])
with opened(Content.load(root, Paths(data)), lambda holder: print(f"waits for {holder}", flush=True)) as session:
    print("writes", flush=True)
    town.bring_up_to_date(session)
    made = gate.make(session)
print(made.release_id if made else "nothing new")
"""


def test_two_runs_at_once_end_as_one_after_the_other(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    for data, at_once in ((tmp_path / "both", True), (tmp_path / "after", False)):
        calls, ended = [], []
        for _ in range(2):
            call = [sys.executable, "-c", BESIDE, str(root), str(data)]
            calls.append(subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
            if not at_once:
                calls[-1].wait(timeout=120)
        for called in calls:
            said, wrong = called.communicate(timeout=120)
            assert (called.returncode, wrong) == (0, "")
            ended.append(said.splitlines())
        assert sorted(lines[-1] for lines in ended) == ["1", "nothing new"]
        assert [line for lines in ended for line in lines].count("writes") == 2
    both, after = Paths(tmp_path / "both"), Paths(tmp_path / "after")
    assert held.differences(held.tables(both), held.tables(after)) == []
    assert held.differences(held.parquet(both), held.parquet(after)) == []
    assert held.release(both) == held.release(after) and held.orphans(both) == []


def test_a_second_run_waits_and_says_for_whom(tmp_path: Path) -> None:
    root, data = town.write(tmp_path / "root"), tmp_path / "data"
    with opened(Content.load(root, Paths(data))) as session:
        call = [sys.executable, "-c", BESIDE, str(root), str(data)]
        second = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert second.stdout.readline().startswith("waits for process ")
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
    said, _ = second.communicate(timeout=120)
    assert (second.returncode, said.splitlines()) == (0, ["writes", "nothing new"])

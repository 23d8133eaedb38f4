"""The gate looks at shares: what a contract allows to be quarantined, what bars, and who is told of it."""

import textwrap
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.bound import Bound
from pipelines.declare.contracts.contract import read_contract
from pipelines.ingest import due, load
from pipelines.metrics import kpi
from pipelines.ops.status import status
from pipelines.quality import checks
from pipelines.release import gate
from pipelines.state import check_results
from pipelines.state.session import KEY_VARIABLE
from pipelines.transform import materialize
from warehouse import kpi_value
from warehouse.errors import HgtError
from warehouse.paths import Paths

from . import town

CONTRACT = town.FILES["assets/desk/ticket.odcs.yaml"]
HEAD = "no,state,opened,phone\n"
END = "- {property: drift, value: stop}"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")


def tickets(good_n: int, bad_n: int) -> str:
    """A file of which the last rows have a day that is none."""
    days = ["2015-03-02"] * good_n + ["32/13/2015"] * bad_n
    return HEAD + "".join(f"{number},done,{day},\n" for number, day in enumerate(days))


def found(folder: Path, text: str, *, bound: str = "", add: str = "") -> dict[str, check_results.RuleResult]:
    """Return the results of the feed's checks after one load of the file."""
    contract = CONTRACT
    for line in filter(None, (bound and f"- {{property: quarantine_bound, value: {bound}}}", add)):
        contract = contract.replace(END, f"{END}\n          {line}")
    with town.opened(
        town.write(folder / "root", ticket_csv=text, ticket_odcs_yaml=contract), folder / "data"
    ) as session:
        load.load(session, "ticket")
        return {result.rule_id: result for result in checks.check(session, "std.ticket")}


@pytest.mark.parametrize(
    ("good_n", "bad_n", "bound", "bars", "warns"),
    [
        (0, 22, "", True, False),
        (0, 3, "", True, False),
        (0, 1, "", True, False),
        (79, 21, "", True, False),
        (80, 20, "", False, True),
        (3, 2, "", False, True),
        (49, 1, "", False, False),
        (48, 1, "", False, True),
        (9, 1, "{block: 0.05}", True, False),
        (70, 30, "{block: 0.5, warn: 0.4, reason: half of the desks write no day}", False, False),
        (0, 3, "{block: 1, warn: 1, reason: the desk is shut}", False, False),
    ],
)
def test_a_share_bars_or_warns(tmp_path: Path, good_n: int, bad_n: int, bound: str, bars: bool, warns: bool) -> None:
    results = found(tmp_path, tickets(good_n, bad_n), bound=bound)
    over, near = results["quarantine_within_bound"], results["quarantine_within_warning"]
    assert (over.blocks, near.state == check_results.FAIL) == (bars, warns)
    told = f"rules = type_opened_on {bad_n}, quarantined_n = {bad_n}, received_n = {good_n + bad_n}"
    assert all(told in result.message for result in (over, near) if result.state == check_results.FAIL)


def test_a_source_that_the_filter_empties_bars(tmp_path: Path) -> None:
    results = found(tmp_path, tickets(4, 0), add="- {property: filter, value: \"state_code = 'done'\"}")
    assert "rules = nothing_lands" in results["quarantine_within_bound"].message


def test_one_file_of_many_of_which_nothing_lands_bars(tmp_path: Path) -> None:
    contract = CONTRACT.replace("path: ticket.csv", 'path: "*.csv"').replace("value: full", "value: delta")
    root = town.write(tmp_path / "root", ticket_csv=tickets(200, 0), ticket_odcs_yaml=contract)
    (root / "silo" / "wrong.csv").write_text(HEAD + "x1,done,1/2/2015,\nx2,done,1/3/2015,\n")
    with town.opened(root, tmp_path / "data") as session:
        load.load(session, "ticket")
        results = {result.rule_id: result for result in checks.check(session, "std.ticket")}
        told = results["quarantine_within_bound"].message
        assert "source = ticket#2, rules = type_opened_on, quarantined_n = 2, received_n = 2" in told
        assert "source = ticket#2 (wrong.csv), rules" in session.state.batches.named(told)


def test_a_wrong_date_format_on_a_good_release_bars_and_empties_the_kpi(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root", ticket_csv=tickets(30, 0))
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        assert gate.make(session) is not None
    wrong = CONTRACT.replace("logicalType: date,", "logicalType: date,\n                 customProperties: "
                             "[{property: formats, value: ['%d/%m/%Y']}],")  # fmt: skip
    town.write(root, ticket_csv=tickets(30, 0), ticket_odcs_yaml=wrong)
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        with pytest.raises(gate.ReleaseBarred, match="quarantined_n = 30, received_n = 30"):
            gate.make(session)
        assert session.writer.con.execute("SELECT count(*) FROM lake.std.ticket WHERE NOT _is_deleted").fetchone() == (
            0,
        )
        assert session.writer.con.execute("SELECT count(*) FROM lake.kpi.value").fetchone() == (0,)
    report = status(root, Paths(tmp_path / "data"))
    (line,) = report.topics["barring the next release"]
    assert line.text.startswith("rule std.ticket quarantine_within_bound: ") and "type_opened_on 30" in line.text
    assert line.next.startswith("hgt quarantine list --dataset ticket; correct the source or assets/desk/ticket")
    assert not report.ok


def test_an_edit_of_the_bound_alone_validates_nothing_again_and_bars_at_the_next_run(tmp_path: Path) -> None:
    """1 of 30 rows is quarantined (3.3 %): told under the default, barred at 3 %, told again without the bound."""
    root = town.write(tmp_path / "root", ticket_csv=tickets(29, 1))
    tight = CONTRACT.replace(END, f"{END}\n          - {{property: quarantine_bound, value: {{block: 0.03}}}}")
    batches = "SELECT count(*), max(checked_on), max(batch_id) FROM lake.meta.batch_rule"
    seen: list[Any] = []
    file = root / "assets" / "desk" / "ticket.odcs.yaml"
    for text, bars in ((CONTRACT, False), (tight, True), (CONTRACT, False)):
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        with town.opened(root, tmp_path / "data") as session:
            assert bool(due.pending(session, "ticket")) == (not seen)
            town.bring_up_to_date(session)
            blockers = [entry for entry in gate.gate(session) if "quarantine_within_bound" in entry.subject]
            assert bool(blockers) == bars
            assert not bars or "quarantined_n = 1, received_n = 30" in blockers[0].message
            seen.append(session.writer.con.execute(batches).fetchone())
    assert len(set(seen)) == 1
    stricter = CONTRACT.replace("enum: [{value: open, label: 未结}, ", "enum: [")
    file.write_text(textwrap.dedent(stricter), encoding="utf-8")
    with town.opened(root, tmp_path / "data") as session:
        assert due.pending(session, "ticket").anew


@pytest.mark.parametrize(
    "bound",
    ["0.5", "{block: 2}", "{block: 0.1, warn: 0.5}", "{most: 0.1}", "{block: 0.5}", "{block: yes}", "{warn: 0.1}"],
)
def test_a_bound_is_read_strictly(tmp_path: Path, bound: str) -> None:
    text = CONTRACT.replace(END, f"{END}\n          - {{property: quarantine_bound, value: {bound}}}")
    root = town.write(tmp_path, ticket_odcs_yaml=text)
    with pytest.raises(HgtError, match=r"ticket.odcs.yaml: dataset: custom property `quarantine_bound[\s\S]*accepted"):
        read_contract(root / "assets" / "desk" / "ticket.odcs.yaml")


BOUNDS = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda pair: Bound(min(pair) / 100, max(pair) / 100, 1)
)


@settings(deadline=None)
@given(st.one_of(st.just(Bound()), BOUNDS), st.integers(1, 200))
def test_more_quarantined_rows_never_pass_what_fewer_did_not(bound: Bound, received_n: int) -> None:
    with duckdb.connect() as con:
        found = con.execute(
            f"""SELECT ({bound.barred})::INT * 2 + ({bound.warned})::INT FROM (
                SELECT quarantined_n, {received_n} AS received_n FROM range({received_n + 1}) t(quarantined_n))
            ORDER BY quarantined_n"""
        ).fetchall()
    levels = [level[0] for level in found]
    assert levels == sorted(levels) and levels[0] == 0
    assert levels[-1] >= 2 or bound.block >= 1


def test_status_names_what_the_audit_bars(tmp_path: Path) -> None:
    root = town.write(tmp_path / "root")
    with town.opened(root, tmp_path / "data") as session:
        town.bring_up_to_date(session)
        with session.state.transaction() as con:
            con.execute("UPDATE lake.kpi.value SET as_of = DATE '1999-12-31' WHERE grain = 'month'")
        (barred,) = gate.gate(session)
        assert barred.subject == "kpi.value value_in_time (ticket_done_rate)"
        assert barred.next.startswith("correct models/kpi/ticket_done_rate.sql, then hgt run; the audit's pages: ")
    report = status(root, Paths(tmp_path / "data"))
    (line,) = report.topics["barring the next release"]
    assert line.text.startswith("audit kpi.value value_in_time (ticket_done_rate): ")
    assert not report.ok
    with town.opened(root, tmp_path / "data") as session:
        kpi.roll_up(session, full=True)
        checks.check(session, kpi_value.TABLE)
        assert gate.gate(session) == []
    assert status(root, Paths(tmp_path / "data")).topics["barring the next release"] == []


def test_the_quarantine_tells_quantities(tmp_path: Path) -> None:
    """2 + 30 visits are quarantined with days that are none; 'many' does not read as a number."""
    contract = CONTRACT.replace("properties:\n", "properties:\n              - {name: visit_n, physicalName: visits,"
                                " logicalType: integer, classification: public}\n")  # fmt: skip
    contract = contract.replace(END, f"{END}\n          - {{property: quantity, value: visit_n}}")
    text = "no,state,opened,phone,visits\n1,done,2015-03-02,,5\n2,done,x,,2\n3,gone,y,,30\n4,done,2015-01-01,,many\n"
    root = town.write(tmp_path / "root", ticket_csv=text, ticket_odcs_yaml=contract)
    with town.opened(root, tmp_path / "data") as session:
        load.load(session, "ticket")
        materialize.build(session, "pub.fct_ticket")
        found = session.writer.con.execute(
            "SELECT rule_id, column_name, quantity::INTEGER, unread_n FROM lake.meta.quarantine_quantity ORDER BY ALL"
        ).fetchall()
    assert found == [
        ("*", "visit_n", 32, 1), ("enum_state_code", "visit_n", 30, 0), ("type_opened_on", "visit_n", 32, 0),
        ("type_visit_n", "visit_n", None, 1),
    ]  # fmt: skip

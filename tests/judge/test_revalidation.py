"""The rule in force decides for every row that stands: what was landed is validated again when its contract changes."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .stand import ID, Desk, balanced, column, rule

DELTA: dict[str, Any] = {"path": "*.csv", "mode": "delta"}
FULL: dict[str, Any] = {"path": "*.csv", "mode": "full"}
FIRST = "id,state,seen,day\n1,a,1,2024-05-01\n2,b,20,2024-05-02\n3,b,300,2024-05-03\n4,c,x,2024-05-04\n"
SECOND = "id,state,seen,day\n3,c,5,2024-05-05\n5,,7,2024-05-06\n6,a,8,06/05/2024\n7,a\n"


def agree(desk: Desk, edit: tuple[str, int, str, str, bool], mode: dict[str, Any]) -> None:
    """The contract as one edit leaves it."""
    severity, most, form, enum_severity, needs_state = edit
    desk.agree(
        [
            ID,
            column("state", required=needs_state, enum=[{"value": "a"}, {"value": "b"}],
                   options={"severity": enum_severity}),
            column("seen", "integer", typed={"maximum": most}),
            column("day", "date", options={"formats": [form]}),
        ],
        [rule("calm", "seen <> 20", severity)],
        **mode,
    )  # fmt: skip


EDITS = st.tuples(
    st.sampled_from(["block", "warn"]), st.sampled_from([10, 100, 1000]), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]),
    st.sampled_from(["block", "warn"]), st.booleans(),
)  # fmt: skip


def stands(desk: Desk) -> Sequence[Any]:
    """Return the state that a reader and a steward see: rows, quarantine, its public counts, and the newest balance."""
    balance = desk.ask(
        "SELECT source_n, landed_n, set_aside_n, filtered_n FROM lake.meta.batch ORDER BY batch_id DESC LIMIT 1"
    )
    counts = desk.ask("SELECT rule_id, open_n FROM lake.meta.quarantine ORDER BY ALL")
    return desk.rows(), sorted(desk.held(), key=str), counts, balance


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(EDITS, st.booleans()), min_size=2, max_size=4), st.sampled_from([DELTA, FULL]))
def test_any_edits_of_rules_equal_a_clean_load(
    tmp_path_factory: pytest.TempPathFactory,
    edits: list[tuple[tuple[str, int, str, str, bool], bool]],
    mode: dict[str, Any],
) -> None:
    files = {"a.csv": FIRST, "b.csv": SECOND} if mode is DELTA else {"a.csv": FIRST + "7,a\n"}
    edited, clean = (Desk(tmp_path_factory.mktemp("root") / name) for name in ("edited", "clean"))
    for desk in (edited, clean):
        for name, text in files.items():
            desk.write(name, text)
    for edit, full in edits:
        agree(edited, edit, mode)
        assert all(balanced(report) for report in edited.load(full=full))
    agree(clean, edits[-1][0], mode)
    clean.load()
    try:
        assert stands(edited) == stands(clean)
    finally:
        edited.close()
        clean.close()


def test_a_tightened_rule_takes_rows_out_and_a_loosened_one_puts_them_back(desk: Desk) -> None:
    desk.write("a.csv", FIRST)
    edit = ("warn", 1000, "%Y-%m-%d", "warn", False)
    agree(desk, edit, FULL)
    desk.load()
    assert [row[0] for row in desk.rows()] == ["1", "2", "3"], "4 does not read as a number"
    agree(desk, ("block", *edit[1:]), FULL)
    (report,) = desk.load()
    assert (report.source_n, report.landed_n, report.set_aside_n, report.deleted_n) == (4, 2, 2, 1)
    assert [row[0] for row in desk.rows()] == ["1", "3"]
    assert desk.held() == [("2", ["calm"]), ("4", ["type_seen"])]
    desk.load(full=True)
    assert [row[0] for row in desk.rows()] == ["1", "3"]
    agree(desk, edit, FULL)
    (report,) = desk.load()
    assert (report.landed_n, report.set_aside_n, report.updated_n) == (3, 1, 1)
    assert [row[0] for row in desk.rows()] == ["1", "2", "3"]
    assert desk.held() == [("4", ["type_seen"])]


def test_a_wrong_date_format_leaves_no_row_behind(desk: Desk) -> None:
    rows = "".join(f"{n},a,1,2024-05-01\n" for n in range(30))
    desk.write("a.csv", f"id,state,seen,day\n{rows}")
    agree(desk, ("warn", 1000, "%Y-%m-%d", "warn", False), FULL)
    desk.load()
    agree(desk, ("warn", 1000, "%d/%m/%Y", "warn", False), FULL)
    (report,) = desk.load()
    assert (report.landed_n, report.set_aside_n, report.deleted_n) == (0, 30, 30)
    assert desk.rows() == []


def test_a_bad_correction_in_a_new_extract_leaves_the_last_good_row(desk: Desk) -> None:
    """The last good row of a key stands until what was landed is validated again."""
    agree(desk, ("warn", 1000, "%Y-%m-%d", "warn", False), FULL)
    desk.write("a.csv", FIRST)
    desk.load()
    desk.write("a.csv", FIRST.replace("2,b,20,", "2,b,many,"))
    desk.load()
    assert [row[0] for row in desk.rows()] == ["1", "2", "3"]
    desk.load(full=True)
    assert [row[0] for row in desk.rows()] == ["1", "3"], "the newest extract alone is validated again"

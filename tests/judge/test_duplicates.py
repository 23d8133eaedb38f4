"""Copies of one key: exact, conflicting, versioned, tied, in one object and in a later one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ingest import validate as judge_module
from pipelines.ingest.reconciliation import BatchReport

from .stand import ID, Desk, balanced, column, contract, rule, validate

NAMES = ("source", "payload", "position", "version")
COLUMNS = [ID, column("state"), column("seen", "integer")]


def lines(*rows: str) -> str:
    return "\n".join(["id,state,seen", *rows, ""])


def loaded(desk: Desk, *rows: str, **options: Any) -> tuple[BatchReport, list[tuple[Any, ...]]]:
    """One batch of rows `id,state,seen`; its report and the `std` rows."""
    desk.agree(COLUMNS, **options)
    desk.write("thing.csv", lines(*rows))
    (report,) = desk.load()
    assert balanced(report)
    return report, desk.rows()


def test_exact_copies_count_once(desk: Desk) -> None:
    report, rows = loaded(desk, "1,a,1", "1,a,1", "2,b,1", "1,a,1")
    assert rows == [("1", "a", 1), ("2", "b", 1)]
    assert (report.set_aside_n, report.broken) == (2, {"duplicate_key": 2})
    assert desk.held() == [("1", ["duplicate_key"])] * 2


def test_conflicting_copies_are_all_set_aside(desk: Desk) -> None:
    report, rows = loaded(desk, "1,a,1", "1,b,1", "2,b,1")
    assert rows == [("2", "b", 1)]
    assert report.set_aside_n == 2


def test_the_largest_version_wins_and_a_tie_loses_all(desk: Desk) -> None:
    report, rows = loaded(
        desk, "1,a,1", "1,b,3", "1,c,2", "2,a,5", "2,b,5", "2,c,1", "3,a,", "3,b,1", "4,a,7", "4,a,7", "4,b,1",
        version="seen -- the newest",
    )  # fmt: skip
    assert rows == [("1", "b", 3), ("3", "b", 1), ("4", "a", 7)]
    assert report.set_aside_n == 8


def test_a_broken_copy_does_not_compete(desk: Desk) -> None:
    report, rows = loaded(desk, "1,a,1", "1,b,x", "2,skip,1", "2,b,1", "3,skip,1", "3,skip,1", filter="state = 'skip'")
    assert rows == [("1", "a", 1), ("2", "b", 1)]
    assert (report.set_aside_n, report.filtered_n) == (1, 3)
    assert report.broken == {"type_seen": 1}


def test_a_key_may_bear_any_name(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for name in NAMES:
        agreed = contract(tmp_path, [column(name, primaryKey=True, primaryKeyPosition=1), column("v")], version="v")
        verdict = validate(con, agreed, [("1", "a"), ("1", "a"), ("1", "b"), ("2", "c")], tmp_path)
        assert (len(verdict.rows), verdict.set_aside_n) == (1, 2)


def test_keys_of_several_columns_and_types(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = [column(n, t, primaryKey=True, primaryKeyPosition=p) for p, (n, t) in
               enumerate([("n", "integer"), ("day", "date")], 1)]  # fmt: skip
    rows = [("01", "2015-03-01"), ("1", "2015-03-01"), ("1", "2015-03-02"), (None, "2015-03-02"), (None, "2015-03-02")]
    verdict = validate(con, contract(tmp_path, columns), rows, tmp_path)
    assert verdict.broken == {"required_n": 2, "duplicate_key": 1}, "01 and 1 are one row, written differently"
    assert ([row["day"].day for row in verdict.rows], verdict.winners_n) == ([2], 1)


def test_a_later_object_supersedes(desk: Desk) -> None:
    desk.agree(COLUMNS, path="*.csv", mode="delta")
    desk.write("a.csv", lines("1,a,9", "2,a,1", "3,a,1", "5,a,1", "5,a,1"))
    desk.write("b.csv", lines("1,b,1", "2,b,1", "2,c,1", "4,b,1", "3,b,x"))
    (report,) = desk.load()
    assert balanced(report)
    assert desk.rows() == [("1", "b", 1), ("2", "a", 1), ("3", "a", 1), ("4", "b", 1), ("5", "a", 1)]
    assert (report.filtered_n, report.set_aside_n) == (0, 4)
    assert (report.landed_n, report.inserted_n) == (6, 5), "1 of the earlier object landed and was overtaken"


@pytest.mark.parametrize("coarse", ["0::UBIGINT", "(length(id) % 2)::UBIGINT"])
def test_hash_collisions_are_harmless(desk: Desk, monkeypatch: pytest.MonkeyPatch, coarse: str) -> None:
    monkeypatch.setattr(judge_module, "key_hash", lambda contract: coarse)
    report, rows = loaded(desk, "1,a,1", "22,b,2", "22,b,2", "3,c,x", "333,d,4")
    assert rows == [("1", "a", 1), ("22", "b", 2), ("333", "d", 4)]
    assert (report.set_aside_n, report.broken) == (2, {"type_seen": 1, "duplicate_key": 1})


ROWS = st.tuples(st.sampled_from("123"), st.sampled_from("ab"), st.sampled_from(["1", "2", "", "x"]))


def expected(objects: Sequence[Sequence[tuple[str, str, str]]]) -> dict[str, tuple[str, str]]:
    """The rule book in plain Python: object by object, the largest version, no version below all, ties lose."""
    state: dict[str, tuple[str, str]] = {}
    for rows in objects:
        good = [row for row in rows if row[2] != "x"]
        for key in {row[0] for row in good}:
            copies = [row for row in good if row[0] == key]
            best = [row for row in copies if int(row[2] or 0) == max(int(c[2] or 0) for c in copies)]
            if len(set(best)) == 1:
                state[key] = (best[0][1], best[0][2])
    return state


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROWS, max_size=8), min_size=1, max_size=3))
def test_copies_are_settled_as_the_rule_book_says(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, objects: list[list[tuple[str, str, str]]]
) -> None:
    agreed = contract(tmp_path, COLUMNS, version="seen")
    rows = [row for item in objects for row in item]
    sources = [str(n) for n, item in enumerate(objects) for _ in item]
    verdict = validate(con, agreed, rows, tmp_path, sources)
    found = {row["id"]: (row["state"], "" if row["seen"] is None else str(row["seen"])) for row in verdict.rows}
    won = expected(objects)
    assert found.items() <= won.items()
    assert len(found) + verdict.winners_n == len(won)
    assert len(rows) == len(won) + verdict.set_aside_n + verdict.superseded_n


def test_copies_are_decided_where_a_rule_sees_neighbours(desk: Desk) -> None:
    columns = [ID, column("who"), column("t", "integer"), column("x", "integer")]
    near = "abs(x - previous_x) <= 10 * (t - previous_t) or abs(x - next_x) <= 10 * (next_t - t)"
    beside = {"of": "who", "order": "t", "columns": ["x", "t"]}
    desk.agree(columns, [rule("no_jump", near)], neighbours=beside)
    rows = [f"{n},a,{n},{900 if n == 5 else n * 10}" for n in range(1, 10)]
    desk.write("thing.csv", "\n".join(["id,who,t,x", *rows, rows[0], rows[3], rows[5], ""]))
    (report,) = desk.load()
    # the fifth jumps; of three rows there is a copy, and one of each lands
    assert (report.source_n, report.landed_n, report.set_aside_n) == (12, 8, 4)
    assert report.broken == {"no_jump": 1, "duplicate_key": 3}

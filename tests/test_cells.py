"""Cells of few are not told apart: counted by hand, and read strictly."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from pipelines.declare.header import Cells
from pipelines.declare.model import read_model
from pipelines.declare.suppression import told_apart
from tests import small_root
from tests.lake_stand import model
from warehouse.errors import HgtError

CELLS = Cells(least=3, of="who", columns=("street",), by="month")
COLUMNS = ("month", "street", "who", "is_seen")
Row = tuple[int, str | None, str, bool]


def people(street: str | None, n: int, month: int = 1, first: int = 0, is_seen: bool = True) -> list[Row]:
    """So many people of one street, each with a name of the street's own."""
    return [(month, street, f"{street}{first + i}", is_seen) for i in range(n)]


def told(rows: Sequence[Row], cells: Cells = CELLS) -> dict[tuple[int, str | None], int]:
    """Rows by month and street as they come out."""
    con = duckdb.connect()
    con.execute("CREATE TABLE given (month INTEGER, street VARCHAR, who VARCHAR, is_seen BOOLEAN)")
    if rows:
        con.executemany("INSERT INTO given VALUES (?, ?, ?, ?)", [list(row) for row in rows])
    found = con.execute(told_apart("SELECT * FROM given -- all of them", COLUMNS, cells))
    assert [column[0] for column in found.description or ()] == list(COLUMNS)
    counted: dict[tuple[int, str | None], int] = {}
    for month, street, _, _ in found.fetchall():
        counted[month, street] = counted.get((month, street), 0) + 1
    return counted


def test_cells_of_enough_are_told_and_no_cell_is_left_over() -> None:
    assert told(people("a", 3) + people("b", 4)) == {(1, "a"): 3, (1, "b"): 4}
    assert told([]) == {}


def test_a_cell_of_few_takes_the_next_smallest_along() -> None:
    assert told(people("a", 2) + people("b", 3) + people("c", 9)) == {(1, None): 5, (1, "c"): 9}


def test_cells_of_few_that_are_enough_together_take_nobody_along() -> None:
    assert told(people("a", 1) + people("b", 2) + people("c", 3)) == {(1, None): 3, (1, "c"): 3}


def test_of_cells_as_large_the_first_by_name_goes_along() -> None:
    assert told(people("a", 2) + people("c", 5) + people("b", 5)) == {(1, None): 7, (1, "c"): 5}


def test_all_together_too_few_leave_no_row() -> None:
    assert told(people("a", 1) + people("b", 1) + people("c", 3, month=2)) == {(2, "c"): 3}


def test_periods_stand_apart_unless_there_are_none() -> None:
    rows = people("a", 2, month=1) + people("a", 2, month=2, first=2)
    assert told(rows) == {}
    assert told(rows, Cells(least=3, of="who", columns=("street",))) == {(1, "a"): 2, (2, "a"): 2}


def test_rows_of_one_person_count_once_and_in_the_first_of_its_cells() -> None:
    assert told([(1, "a", "x", True)] * 9) == {}
    # x, y and z live in both: b has nobody else, so it is empty and takes a along
    both: list[Row] = [(1, street, who, True) for street in "ab" for who in "xyz"]
    assert told(both) == {(1, None): 6}
    assert told(both + people("b", 3)) == {(1, "a"): 3, (1, "b"): 6}


def test_rows_without_a_cell_come_first_among_those_that_are_empty() -> None:
    assert told(people(None, 3) + people("a", 3)) == {(1, None): 3, (1, "a"): 3}
    assert told(people(None, 1) + people("a", 3) + people("b", 4)) == {(1, None): 4, (1, "b"): 4}


def test_only_rows_that_the_condition_keeps_make_a_cell_large_and_all_come_out() -> None:
    seen = Cells(least=3, of="who", columns=("street",), by="month", where="is_seen")
    rows = people("a", 3) + people("b", 2) + people("b", 5, first=2, is_seen=False) + people("c", 4)
    assert told(rows, seen) == {(1, None): 10, (1, "c"): 4}


def test_two_columns_are_emptied_each_by_itself() -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE given (who INTEGER, street VARCHAR, kind VARCHAR)")
    con.execute("INSERT INTO given SELECT i, CASE WHEN i < 2 THEN 'a' WHEN i < 4 THEN 'b' ELSE 'c' END,"
                " CASE WHEN i < 3 THEN 'k' ELSE 'm' END FROM range(8) t(i)")  # fmt: skip
    text = told_apart("FROM given", ("who", "street", "kind"), Cells(least=3, of="who", columns=("street", "kind")))
    found = con.execute(f"SELECT street, kind, count(*) FROM ({text}) GROUP BY ALL ORDER BY ALL").fetchall()
    assert found == [("c", "m", 4), (None, "k", 3), (None, "m", 1)]


TEXT = "select repair_id, bench_id, street_code, remark_n from std.repair"
GIVEN = ("repair_id", "bench_id", "street_code", "remark_n")
HEAD = 'cells = {least = 10, of = "bench_id", columns = ["street_code"]}\n'


def read(folder: Path, extra: str) -> str:
    """The SELECT of a mart with these lines in its header."""
    path = small_root.put(folder / "models/mart/repair.sql", model(TEXT, *GIVEN, extra=extra))
    return read_model(path, folder).select


def test_a_model_keeps_its_text_columns_and_inputs(tmp_path: Path) -> None:
    assert read(tmp_path, "") == TEXT
    path = small_root.put(tmp_path / "models/mart/repair.sql", model(TEXT, *GIVEN, extra=HEAD))
    found = read_model(path, tmp_path)
    assert (found.columns, found.inputs, found.is_row_wise) == (GIVEN, ("std.repair",), False)
    assert TEXT in found.select
    assert found.meaning.cells == Cells(least=10, of="bench_id", columns=("street_code",))


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        (HEAD.replace("10", "1"), "cells.least"),
        (HEAD.replace("10", '"10"'), "cells.least"),
        (HEAD.replace("bench_id", "person_key"), "person_key"),
        (HEAD.replace('["street_code"]', '["place_code"]'), "place_code"),
        (HEAD.replace("}", ', by = "month_on"}'), "month_on"),
        (HEAD.replace("}", ', hide = "x"}'), "cells.hide"),
        (HEAD.replace('of = "bench_id", ', ""), "cells.of"),
        (HEAD + 'incremental = {by = "repair_id"}\n', "incremental"),
    ],
)
def test_what_a_header_says_wrong_of_cells_is_refused(tmp_path: Path, extra: str, word: str) -> None:
    with pytest.raises(HgtError, match=word) as caught:
        read(tmp_path, extra)
    assert "models/mart/repair.sql" in str(caught.value)

"""Old workbooks (.xls): texts, numbers, days by either date system, merges and hidden sheets, and the balance."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cases.biff import Page, book
from tests.judge.stand import ID, Desk, balanced, column
from warehouse.errors import HgtError

COLUMNS = [
    ID, column("place_name"), column("length", "number"), column("seen_on", "date"), column("closed_at", "timestamp"),
]  # fmt: skip
HEADER: list[Any] = [entry["name"] for entry in COLUMNS]
ROWS: list[list[Any]] = [
    ["A1", "秋水广场", 3.5, dt.date(2024, 5, 6), dt.datetime(2024, 5, 6, 7, 8, 9)],
    ["A2", "长椅 é", 120, dt.date(1999, 12, 31), None],
    ["A3", None, 0.25, 45418, None],
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def told(desk: Desk) -> tuple[dict[str, int], list[Any]]:
    """Notes of the reader, and the balance."""
    notes = dict(desk.ask("SELECT note, sum(counted_n)::INTEGER FROM lake.meta.batch_note GROUP BY note ORDER BY note"))
    balance = desk.ask("SELECT sum(source_n), sum(landed_n), sum(set_aside_n), sum(filtered_n) FROM lake.meta.batch")
    return notes, [int(n) for n in balance[0]]


@pytest.mark.parametrize("from_1904", [False, True])
def test_cells_of_an_old_workbook_and_its_balance(desk: Desk, from_1904: bool) -> None:
    """Two records land and one is quarantined; an empty row, the total and two rows of a hidden sheet are filtered."""
    cells = [HEADER, *ROWS, [None] * 5, ["合计", None, 123.75]]
    pages = {"台账": Page(cells), "旧": Page([["id"], ["Z9"]], is_hidden=True)}
    desk.agree(COLUMNS, form="xlsx", path="thing.xls", server={"drop_totals": True})
    desk.write("thing.xls", book(pages, from_1904=from_1904))
    assert all(balanced(report) for report in desk.load())
    found = desk.rows("id, place_name, length, seen_on, strftime(closed_at, '%Y-%m-%d %H:%M:%S')")
    assert [(*row[:2], float(row[2]), *row[3:]) for row in found] == [
        ("A1", "秋水广场", 3.5, dt.date(2024, 5, 6), "2024-05-06 07:08:09"),
        ("A2", "长椅 é", 120.0, dt.date(1999, 12, 31), None),
    ]
    assert desk.held() == [("A3", ["type_seen_on"])], "a number is no day"
    assert told(desk) == ({"hidden_sheets": 2, "rows_untold": 1, "totals_dropped": 1}, [7, 2, 1, 4])


def test_hidden_rows_cannot_be_asked_for(desk: Desk) -> None:
    desk.agree(COLUMNS, form="xlsx", path="thing.xls", server={"hidden": "skip"})
    desk.write("thing.xls", book({"台账": Page([HEADER, *ROWS])}))
    with pytest.raises(HgtError, match="an old workbook does not show which rows are hidden"):
        desk.load()


def test_a_merge_is_filled_down(desk: Desk) -> None:
    cells: list[list[Any]] = [["id", "place_name"], ["1", "甲"], ["2", None], ["3", "乙"], ["4", None]]
    desk.agree([ID, column("place_name")], form="xlsx", path="thing.xls", server={"fill_down": ["place_name"]})
    desk.write("thing.xls", book({"台账": Page(cells, merges=[(1, 2, 1, 1), (3, 4, 1, 1)])}))
    desk.load()
    assert desk.rows("id, place_name") == [("1", "甲"), ("2", "甲"), ("3", "乙"), ("4", "乙")]


def test_a_cut_workbook_is_refused(desk: Desk) -> None:
    desk.agree([ID], form="xlsx", path="thing.xls")
    desk.write("thing.xls", book({"台账": Page([["id"], ["1"]])})[:2500])
    with pytest.raises(HgtError, match="not a complete workbook"):
        desk.load()

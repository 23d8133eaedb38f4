"""Rows of totals in text: dropped where the contract says so, else read as records and counted by a warning."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.extract.records.totals import Totals
from tests.judge.stand import ID, Desk, column
from warehouse.errors import HgtError

COLUMNS = [ID, column("unit"), column("n", "integer")]
RECORDS = ["A1,甲局,3", "A2,会计,4", ",甲局小计,7", "A3,乙局,5", "A4,见全区合计,1", '"合计：",,13']
"""Four records, a subtotal and a total; 会计 and a remark that ends like a total are none."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def load(desk: Desk, lines: list[str], **server: Any) -> tuple[list[Any], dict[str, int], list[int]]:
    """The ids in `std`, the notes, and source = landed + quarantined + filtered."""
    desk.agree(COLUMNS, quarantine_bound={"warn": 1, "block": 1, "reason": "few rows"}, server=server)
    desk.write("thing.csv", "\n".join(lines) + "\n")
    desk.load()
    notes = dict(desk.ask("SELECT note, sum(counted_n)::INTEGER FROM lake.meta.batch_note GROUP BY note ORDER BY note"))
    balance = desk.ask("SELECT sum(source_n), sum(landed_n), sum(set_aside_n), sum(filtered_n) FROM lake.meta.batch")
    return [row[0] for row in desk.rows("id")], notes, [int(n) for n in balance[0]]


def test_totals_are_filtered_where_the_contract_says_so(desk: Desk) -> None:
    found = load(desk, ["id,unit,n", *RECORDS], drop_totals=True)
    assert found == (["A1", "A2", "A3", "A4"], {}, [6, 4, 0, 2])


def test_totals_are_read_and_counted_by_a_warning(desk: Desk) -> None:
    """The subtotal has no id; the total's id is its word."""
    found = load(desk, ["id,unit,n", *RECORDS])
    assert found == (["A1", "A2", "A3", "A4", "合计："], {"totals_read": 2}, [6, 5, 1, 0])


def test_a_contract_that_takes_them_as_records_is_not_warned(desk: Desk) -> None:
    assert load(desk, ["id,unit,n", *RECORDS], drop_totals=False)[1] == {}


def test_a_column_that_is_called_total_is_no_row_of_totals(desk: Desk) -> None:
    desk.agree([ID, column("n", "integer", physicalName="合计")])
    desk.write("thing.csv", "id,合计\nA1,3\n")
    desk.load()
    assert desk.ask("SELECT * FROM lake.meta.batch_note") == []


def test_a_pattern_takes_the_place_of_the_words(desk: Desk) -> None:
    found = load(desk, ["id,unit,n", *RECORDS], drop_totals="[甲乙]局")
    assert found == (["A2", "A4", "合计："], {}, [6, 3, 1, 2])


def test_a_value_that_the_reader_makes_is_no_cell(desk: Desk) -> None:
    """The row's number is the key and stands first in the contract; the first filled cell is still the unit's."""
    number = {**ID, "name": "number", "logicalType": "integer"}
    number["customProperties"] = [{"property": "generated", "value": "row_number"}]
    desk.agree([number, *COLUMNS[1:]], server={"drop_totals": True})
    desk.write("thing.csv", "unit,n\n甲局,3\n甲局小计,3\n乙局,5\n")
    desk.load()
    assert desk.rows("number, unit") == [(1, "甲局"), (3, "乙局")]


def test_totals_far_above_the_end_and_within_quotes_are_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end is looked at first, the engine counts all; a separator within quotes cuts no cell there."""
    monkeypatch.setattr("pipelines.extract.records.totals.TAIL", 32)
    rows = ["A1,甲局,3", ",小计,3", *(f"B{n},乙局,1" for n in range(40)), 'A2,"全,合计",1', "合计,,44"]
    assert load(desk, ["id,unit,n", *rows])[1] == {"totals_read": 2}


def test_a_pattern_that_the_engine_does_not_know_is_refused(desk: Desk) -> None:
    with pytest.raises(HgtError, match="drop_totals"):
        load(desk, ["id,unit,n", *RECORDS], drop_totals="(?=合)计")


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "　合计", "合 计（件）", "甲局小计", "Sub-total:", "TOTALS", "设计", "合计金额", "会计", "3", "a\nb"]
    ),
    st.text(alphabet="合计小甲 　\u00a0total:()（）", max_size=8),
)


@given(st.lists(CELLS, min_size=1, max_size=4))
@example(["\u00a0", "甲局小计"])
def test_sheets_and_text_know_the_same_rows(row: list[str | None]) -> None:
    """The condition in SQL and the one in Python agree on any row."""
    totals = Totals.of({"drop_totals": True})
    names = [f"c{position}" for position in range(len(row))]
    given_row = ", ".join(f"CAST(? AS VARCHAR) AS {name}" for name in names)
    found = duckdb.execute(f"SELECT {totals.condition(names)} FROM (SELECT {given_row})", row).fetchone()
    assert found == (totals.is_total(row),)

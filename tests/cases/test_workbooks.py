"""Workbooks as people keep them: right values of the shared cases, the same made anew, a balance for any of them."""

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.extract.records.totals import TOTAL
from tests.cases.books import Page, book, loaded, patched
from tests.forms.stand import Bench, Outcome
from tests.judge.stand import ID, Desk, balanced, column
from warehouse.errors import HgtError

CASES = Path(__file__).parents[3] / "shared" / "cases"
TITLE = "2024年5月各单位办件统计表"
GOVERNMENT = [
    [TITLE, None, None],
    ["单位", "事项", "受理数"],
    ["甲局", "许可", 10],
    [None, "备案", 4],
    ["乙局", "许可", 7],
    [None, "备案", 2],
    ["合计", None, 23],
]
MERGES = ("A1:C1", "A3:A4", "A5:A6")
UNIT = column("unit_name", primaryKey=True, primaryKeyPosition=1, physicalName="单位")
ITEM = column("item_name", primaryKey=True, primaryKeyPosition=2, physicalName="事项")
COUNT = column("in_n", "integer", physicalName="受理数")
BY_OPTION = {"header_row": 2, "fill_down": ["单位"], "drop_totals": True}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def noted(desk: Desk) -> dict[str, int]:
    return dict(desk.ask("SELECT note, sum(counted_n)::INTEGER FROM lake.meta.batch_note GROUP BY note ORDER BY note"))


def load(desk: Desk, pages: dict[str, Page], columns: list[Any], /, **server: Any) -> list[tuple[Any, ...]]:
    desk.agree(columns, form="xlsx", server=server)
    desk.write("thing.xlsx", book(pages))
    assert all(balanced(report) for report in desk.load())
    return desk.rows(", ".join(entry["name"] for entry in columns))


def test_dates_of_both_date_systems(desk: Desk) -> None:
    days = [dt.date(2024, 5, 6), dt.datetime(2024, 5, 7, 8, 9, 10)]
    for name, from_1904 in (("mac", True), ("win", False)):
        cells = [["id", "seen_at"], *([f"{name}{n}", day] for n, day in enumerate(days))]
        desk.write(f"{name}.xlsx", book({"台账": Page(cells)}, from_1904=from_1904))
    desk.agree([ID, column("seen_at", "timestamp")], form="xlsx", path="*.xlsx", mode="delta")
    desk.load()
    moments = [row[1].strftime("%Y-%m-%d %H:%M:%S") for row in desk.rows("id, seen_at")]
    assert moments == ["2024-05-06 00:00:00", "2024-05-07 08:09:10"] * 2


def test_a_number_is_no_date_and_long_digits_stay(desk: Desk) -> None:
    cells = [["id", "seen_on", "number"], ["1", dt.date(2024, 5, 6), 777], ["2", 2024.5, 7.0], ["3", 0, 1.5]]
    desk.agree([ID, column("seen_on", "date"), column("number")], form="xlsx")
    desk.write("thing.xlsx", patched(book({"a": Page(cells)}), b"<v>777</v>", b"<v>360113198001011234</v>"))
    desk.load()
    assert desk.rows("id, seen_on, number") == [("1", dt.date(2024, 5, 6), "360113198001011234")]
    assert [row[1] for row in desk.held()] == [["type_seen_on"], ["type_seen_on"]]


def test_a_cell_that_ought_to_hold_a_value_is_not_empty(desk: Desk) -> None:
    cells = [["id", "n", "other"], ["1", "=1+1", None], ["2", 5, "=1+1"], ["3", None, None], ["4", None, None]]
    page = Page([*cells, ["=A1", None, None]], errors={"B5": "#N/A"})
    rows = load(desk, {"a": page}, [ID, column("n", "integer"), column("other", options={"optional": True})])
    assert rows == [("3", None, None)]
    reasons = [row[0] for row in desk.ask("SELECT reason FROM vault.quarantine.set_aside ORDER BY row_number")]
    assert reasons == [
        "sheet a: cell B2 holds a formula without a stored result",
        "sheet a: cell C3 holds a formula without a stored result",
        "sheet a: cell B5 holds the error #N/A",
        "sheet a: cell A6 holds a formula without a stored result",
    ]


def test_the_sheet_of_an_office_gives_its_figures_by_options(desk: Desk) -> None:
    rows = load(desk, {"Sheet1": Page(GOVERNMENT, merges=MERGES)}, [UNIT, ITEM, COUNT], **BY_OPTION)
    assert rows == [("乙局", "备案", 2), ("乙局", "许可", 7), ("甲局", "备案", 4), ("甲局", "许可", 10)]
    assert noted(desk) == {"title_lines": 1, "totals_dropped": 1}


def test_a_column_that_is_filled_down_is_declared(desk: Desk) -> None:
    """A name in no contract would fill nothing, and nobody would be told."""
    with pytest.raises(HgtError, match="fill_down") as caught:
        desk.agree([ID, column("unit_name", physicalName="单位")], form="xlsx", server={"fill_down": ["单 位"]})
    assert "单位" in str(caught.value) and "unit_name" in str(caught.value)
    for name in ("单位", "unit_name"):
        desk.agree([ID, column("unit_name", physicalName="单位")], form="xlsx", server={"fill_down": [name]})


def test_without_options_the_refusal_names_the_line_and_the_notes_count(desk: Desk) -> None:
    pages = {"Sheet1": Page(GOVERNMENT, merges=MERGES)}
    with pytest.raises(HgtError, match="line 1 of sheet 1 is not the header: it is in line 2") as caught:
        load(desk, pages, [UNIT, ITEM, COUNT])
    assert "`header_row: 2`" in str(caught.value.next)
    unit = column("unit_name", physicalName="单位")
    number = column("row_no", "integer", primaryKey=True, primaryKeyPosition=1, options={"generated": "row_number"})
    rows = load(desk, pages, [number, unit, ITEM | {"primaryKey": False}, COUNT], header_row=2)
    assert [row[1] for row in rows] == ["甲局", None, "乙局", None, "合计"]
    assert noted(desk) == {"merged_cells": 2, "title_lines": 1, "totals_read": 1}


@pytest.mark.parametrize(("option", "total"), [({}, 26), ({"hidden": "keep"}, 26), ({"hidden": "skip"}, 10)])
def test_hidden_rows_are_a_choice(desk: Desk, option: dict[str, Any], total: int) -> None:
    page = Page([["id", "n"], ["1", 3], ["2", 5], ["3", 7], ["4", 11]], hidden_rows=(3, 5))
    rows = load(desk, {"a": page}, [ID, column("n", "integer")], **option)
    assert sum(row[1] for row in rows) == total
    told = {"skip": {"hidden_rows_skipped": 2}, "keep": {}}.get(option.get("hidden", ""), {"hidden_rows_read": 2})
    assert noted(desk) == told


MONTHS = {f"{n}月": Page([["id", "n"], [f"M{n}", n]]) for n in (1, 2, 3)}


def test_several_sheets_are_named_or_refused(desk: Desk) -> None:
    columns = [ID, column("n", "integer"), column("month", options={"generated": "sheet"})]
    with pytest.raises(HgtError, match="3 sheets and the contract names none") as caught:
        load(desk, MONTHS, columns)
    assert "sheet 1 (2 rows), sheet 2 (2 rows), sheet 3 (2 rows)" in str(caught.value)
    expected = [("M1", 1, "1月"), ("M2", 2, "2月"), ("M3", 3, "3月")]
    for sheets in ("all", "*月", ["1月", "2月", "3月"]):
        assert load(desk, MONTHS, columns, sheets=sheets) == expected


def test_rows_of_other_sheets_are_in_the_balance(desk: Desk) -> None:
    assert load(desk, MONTHS, [ID, column("n", "integer")], sheet="2月") == [("M2", 2)]
    assert noted(desk) == {"other_sheets": 4}
    assert desk.ask("SELECT source_n, landed_n, filtered_n FROM lake.meta.batch") == [(5, 1, 4)]


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
@pytest.mark.parametrize(
    ("case", "query", "right"),
    [
        (
            "01-xlsx-1904",
            "SELECT rec_id, day_on::VARCHAR, item_n FROM lake.std.rec ORDER BY 1",
            [("A1", "2024-05-06", 3), ("A2", "2024-05-07", 4), ("B1", "2024-05-06", 3)],
        ),
        ("03-xlsx-formula-without-value", "SELECT unit_id, sum_n FROM lake.std.rec", [("丙", 10)]),
        (
            "04-xlsx-title-and-merged",
            "SELECT note, counted_n FROM lake.meta.batch_note ORDER BY 1",
            [("merged_cells", 5), ("totals_read", 1)],
        ),
        (
            "05-xlsx-hidden-rows",
            "SELECT note, counted_n FROM lake.meta.batch_note",
            [("hidden_rows_read", 2)],
        ),
    ],
)
def test_a_shared_case(tmp_path: Path, case: str, query: str, right: list[Any]) -> None:
    reports, rows = loaded(CASES / case / "root", tmp_path, query)
    assert rows == right
    assert all(balanced(report) for report in reports)


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
def test_three_sheets_and_no_word_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HgtError, match="3 sheets and the contract names none"):
        loaded(CASES / "06-xlsx-sheet-per-month" / "root", tmp_path, "SELECT 1")


WORDS = st.sampled_from([None, None, "甲", "乙", "合计", 1, 2.5, "=1+1"])
ROWS = st.lists(st.lists(WORDS, min_size=2, max_size=2), max_size=8)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "hidden": st.sampled_from(["skip", "keep"]),
        "drop_totals": st.sampled_from([True, "甲|乙"]),
        "fill_down": st.just(["a"]),
        "header_row": st.just(3),
        "sheets": st.sampled_from(["all", "s*", ["s0"]]),
    },
)


@st.composite
def pages(draw: st.DrawFn) -> dict[str, Page]:
    found = {}
    for n in range(draw(st.integers(1, 3))):
        titles: list[list[Any]] = [["title", None], [None, None]]
        cells = [*titles, ["a", "b"], *draw(ROWS)]
        places = st.integers(4, max(len(cells), 4))
        merges = []
        if len(cells) > 5 and draw(st.booleans()):
            top = draw(st.integers(4, len(cells) - 1))
            merges = [f"A{top}:A{top + 1}"]
        found[f"s{n}"] = Page(
            cells,
            hidden_rows=draw(st.lists(places, max_size=3)),
            merges=merges,
            state=draw(st.sampled_from(["visible", "hidden"])) if n else "visible",
        )
    return found


def held(data: bytes) -> dict[str, int]:
    """Rows of each sheet up to the last with anything in it, as another reader counts them."""
    rows = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        filled = [n for n, row in enumerate(sheet.iter_rows(values_only=True), 1) if any(v is not None for v in row)]
        rows[sheet.title] = max(filled, default=0)
    return rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages(), OPTIONS)
def test_every_row_of_a_workbook_is_in_the_balance(
    bench: Bench, made: dict[str, Page], options: dict[str, Any]
) -> None:
    data = book(made)
    bench.write("x.xlsx", data)
    contract = bench.contract("xlsx", "x.xlsx", "a b", "evolve", **{"header_row": 3, **options})
    outcome: Outcome = bench.read(contract)
    if outcome.extract is None:
        assert "names none" in str(outcome.refusals[0].error), outcome.refusals[0].error
        return
    rows = held(data)
    chosen = [name for name, page in made.items() if page.state == "visible" or options.get("hidden") == "keep"]
    if options.get("sheets") == ["s0"]:
        chosen = ["s0"]
    elif "sheets" not in options:
        chosen = chosen[:1]
    extract = outcome.extract
    filtered = sum(extract.blank_n.values())
    assert outcome.reconciled()
    assert len(outcome.rows) + len(outcome.malformed) + filtered == sum(rows.values()) - len(chosen)
    for _, _, payload, why in outcome.malformed:
        assert "formula without" in why and json.loads(payload)
    if options.get("drop_totals") is True:
        assert not any("合计" in row for row in outcome.rows)


def test_the_pattern_of_totals_takes_whole_cells_only() -> None:
    for word, is_total in (("合计", True), ("总 计", True), ("Total", True), ("合计金额", False), ("设计", False)):
        assert bool(re.fullmatch(TOTAL, word, re.IGNORECASE)) == is_total, word

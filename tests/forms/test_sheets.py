"""Sheets that are hidden, and cells of which the XML says something else than their reader's library makes of it."""

import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.books import Page, book, spelled

from .stand import Bench, Outcome

OLD, NEW = Page([["a"], ["old 1"], ["old 2"]]), Page([["a"], ["new"]])
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
NONE = "holds a number of a shared text that is none"


def read(bench: Bench, data: bytes, columns: str = "a", **options: Any) -> Outcome:
    bench.write("x.xlsx", data)
    return bench.read(bench.contract("xlsx", "x.xlsx", columns, **options))


def notes(outcome: Outcome) -> dict[str, int]:
    assert outcome.extract is not None
    return {note.kind: note.n for note in outcome.extract.notes}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize(
    ("options", "read_n", "told"),
    [
        ({}, 1, {"hidden_sheets": 3}),
        ({"sheets": "all"}, 1, {"hidden_sheets": 3}),
        ({"sheets": "*"}, 1, {"hidden_sheets": 3}),
        ({"sheets": "新*"}, 1, {"other_sheets": 3}),
        ({"sheet": "新"}, 1, {"other_sheets": 3}),
        ({"hidden": "skip"}, 1, {"hidden_sheets_skipped": 3}),
        ({"hidden": "skip", "sheets": ["旧", "新"]}, 1, {"hidden_sheets_skipped": 3}),
        ({"sheet": "旧"}, 2, {"hidden_sheets_read": 1, "other_sheets": 2}),
        ({"sheets": ["旧", "新"]}, 3, {"hidden_sheets_read": 1}),
        ({"hidden": "keep", "sheets": "all"}, 3, {}),
        ({"hidden": "keep", "sheet": "旧"}, 2, {"other_sheets": 2}),
    ],
)
def test_a_hidden_first_sheet_is_read_only_where_the_contract_says_so(
    bench: Bench, state: str, options: dict[str, Any], read_n: int, told: dict[str, int]
) -> None:
    outcome = read(bench, book({"旧": Page(OLD.cells, state=state), "新": NEW}), **options)
    assert len(outcome.rows) == read_n and notes(outcome) == told
    assert outcome.reconciled() and outcome.extract is not None
    headers_n = 2 if read_n == 3 else 1
    assert outcome.records + outcome.extract.blank_n["x.xlsx"] == 5 - headers_n


def test_sheets_that_cannot_be_told_apart_or_are_not_there(bench: Bench) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    twice = read(bench, spelled([("S", "hidden", rows), ("S", "visible", rows)]))
    assert "two of its sheets have one name" in str(twice.refusals[0].error)
    assert "has no sheet" in str(read(bench, spelled([])).refusals[0].error)
    hidden = {"旧": Page(OLD.cells, state="hidden"), "新": Page([])}
    assert "visible sheets of the workbook hold nothing" in str(read(bench, book(hidden)).refusals[0].error)
    skipped = read(bench, book({**hidden, "新": NEW}), sheet="旧", hidden="skip").refusals[0].error
    assert "is hidden, and the contract skips" in str(skipped)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ('<c r="A2" t="s"><v>-1</v></c>', NONE),
        ('<c r="A2" t="s"><v>1.0</v></c>', NONE),
        ('<c r="A2" t="s"><v>abc</v></c>', NONE),
        ('<c r="A2" t="inlineStr"><v>lost</v></c>', "holds a value in place of its text"),
        ('<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>', "occurs twice"),
        ('<c r="A2"><v>1</v></c><c r="A2"><v>1</v></c>', "occurs twice"),
        ('<c r="A2"><v>1</v><v>2</v></c>', "holds two values"),
        ('<c r="A2"><v>1e400</v></c>', "holds a number that is none"),
        ('<c r="A2"><v>NaN</v></c>', "holds a number that is none"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', "holds the error #N/A"),
    ],
)
def test_a_cell_that_says_nothing_sound_takes_its_record_out(bench: Bench, cell: str, why: str) -> None:
    good = '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>6</v></c></row>'
    rows = f'{HEAD}<row r="2">{cell}<c r="B2"><v>5</v></c></row>{good}'
    outcome = read(bench, spelled([("S", "visible", rows)], ["a", "b", "third"]), "a b")
    assert [row[:2] for row in outcome.rows] == [("third", "6")]
    assert [(row[1], row[3]) for row in outcome.malformed] == [(1, f"sheet S: cell A2 {why}")]
    assert outcome.reconciled() and outcome.records == 2


@pytest.mark.parametrize("cell", ['t="inlineStr"><is/></c>', 't="inlineStr"><is><t/></is></c>', 't="s"/>', "/>"])
def test_a_cell_without_text_is_empty(bench: Bench, cell: str) -> None:
    rows = (
        f'{HEAD}<!-- <c r="A2"/> --><row r="2"><c r="A2" {cell.removeprefix("/>") or "/>"}<c r="B2"><v>5</v></c></row>'
    )
    outcome = read(bench, spelled([("S", "visible", rows)], ["a", "b"]), "a b")
    assert [row[:2] for row in outcome.rows] == [(None, "5")] and not outcome.malformed


@pytest.mark.parametrize(
    "row",
    [
        '<row r="abc"><c r="A2"><v>1</v></c></row>', '<row r="0"><c r="A2"><v>1</v></c></row>',
        '<row r="-3"><c><v>1</v></c></row>', '<row r="2"><c r="abc"><v>1</v></c></row>',
        '<row r="2"><c r="22"><v>1</v></c></row>', '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>13900001111</v></c></row>', '<row r="2"><c r="A2" t="张三"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="e"><v>#张三</v></c></row>', '<row r="2"><c r="A2" t="n"><v>张三</v></c></row>',
    ],
)  # fmt: skip
def test_a_workbook_that_is_none_is_refused_without_a_word_of_it(bench: Bench, row: str) -> None:
    outcome = read(bench, spelled([("S", "visible", HEAD + row)], ["a", "b"]), "a b", drift="evolve")
    text = str(outcome.refusals[0].error)
    assert "this is not a complete workbook" in text and "next: " in text
    assert "张三" not in text and "13900001111" not in text


@given(
    st.lists(st.one_of(st.integers(-3, 4), st.sampled_from(["", " 1", "+1", "1e0", "0x1", "１"])), max_size=5),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_a_shared_text_is_its_own_or_none(numbers: list[Any], alone: bool) -> None:
    """Whatever the number says: never another text, and no record is lost."""
    strings = ["a", "b", "text 2", "text 3"]
    cells = [f'<c r="A{n}" t="s"><v>{number}</v></c>' for n, number in enumerate(numbers, 2)]
    rows = [f'<row r="{n}">{cell}<c r="B{n}"><v>1</v></c></row>' for n, cell in enumerate(cells, 2)]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        data = spelled([("旧", "hidden", HEAD), ("S", "visible", HEAD + "".join(rows))][alone:], strings)
        outcome = read(Bench(Path(folder), con), data, "a b")
        if any(number == 4 for number in numbers):
            assert "index not found" in str(outcome.refusals[0].error)
            return
        good = [n for n in numbers if n == "" or (isinstance(n, int) and n >= 0)]
        assert [row[0] for row in outcome.rows] == [strings[n] if n != "" else None for n in good]
        assert outcome.records == len(numbers) and outcome.reconciled()

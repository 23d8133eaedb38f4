"""Sheets as offices and programs write them: totals under many words, merges over rows and columns, results that were
never computed, days of two date systems."""

import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.contract import Contract
from tests.cases.books import Page, book
from tests.forms.stand import Bench
from tests.judge.stand import ID, Desk, column
from warehouse.errors import HgtError

HEAD = ["unit", "item", "n"]


def taken(bench: Bench, data: bytes, **options: Any) -> tuple[list[tuple[Any, ...]], list[str], dict[str, int]]:
    """Rows, reasons of malformed rows, notes."""
    bench.write("x.xlsx", data)
    found = bench.read(bench.contract("xlsx", "x.xlsx", "unit item n", **options))
    assert found.extract is not None and found.reconciled()
    notes = {note.kind: note.n for note in found.extract.notes}
    return [row[:-1] for row in found.rows], [row[3] for row in found.malformed], notes


def sheet(*rows: Sequence[Any], merges: Sequence[str] = ()) -> bytes:
    return book({"a": Page([HEAD, *rows], merges=merges)})


def rewritten(data: bytes, part: str, pattern: str, new: str) -> bytes:
    """The workbook with other words in one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, re.sub(pattern, new, text.decode()) if part in name else text)
    return stream.getvalue()


def uncalculated(data: bytes, asks: bool) -> bytes:
    return rewritten(data, "xl/workbook.xml", r'fullCalcOnLoad="\w+"', f'fullCalcOnLoad="{int(asks)}"')


TOTALS = ("合計", "合计（件）", "总和", "甲局小计", "全区合计", "一、合计：", "本年累计", "Sub-total", "Totals")
NO_TOTALS = ("设计", "合计金额", "会计", "计划总数表", "subtotals of")


def test_rows_of_totals_are_known_by_any_of_their_words(bench: Bench) -> None:
    rows: list[list[Any]] = [[word, None, 1] for word in (*TOTALS, *NO_TOTALS)]
    kept, _, notes = taken(bench, sheet(*rows), drop_totals=True)
    assert [row[0] for row in kept] == list(NO_TOTALS)
    assert notes == {"totals_dropped": len(TOTALS)}
    assert taken(bench, sheet(*rows))[2] == {"totals_read": len(TOTALS)}


def test_a_remark_that_ends_like_a_total_is_a_record(bench: Bench) -> None:
    assert taken(bench, sheet(["甲局", "见全区合计", 4]), drop_totals=True)[0] == [("甲局", "见全区合计", "4")]


def test_a_subtotal_within_a_merge_names_its_group(bench: Bench) -> None:
    rows: list[list[Any]] = [
        ["甲局", "许可", 10],
        [None, "备案", 4],
        [None, "甲局小计", 14],
        ["乙局", "许可", 7],
        ["总计", None, 21],
    ]
    kept, _, notes = taken(bench, sheet(*rows, merges=["A2:A4", "A6:B6"]), fill_down=["unit"], drop_totals=True)
    assert kept == [("甲局", "许可", "10"), ("甲局", "备案", "4"), ("乙局", "许可", "7")]
    assert notes == {"totals_dropped": 2}


def test_a_merge_over_rows_and_columns_fills_all_that_it_covers(bench: Bench) -> None:
    data = sheet(["甲局", None, 10], [None, None, 4], ["乙局", "许可", 7], merges=["A2:B3"])
    assert taken(bench, data, fill_down=["unit", "item"])[::2] == (
        [("甲局", "甲局", "10"), ("甲局", "甲局", "4"), ("乙局", "许可", "7")],
        {},
    )
    assert taken(bench, data, fill_down=["unit"])[2] == {"merged_cells": 2}


def test_a_merge_across_leaves_the_fill_of_blank_cells_alone(bench: Bench) -> None:
    data = sheet(["甲局", "许可", 1], ["乙局", None, 2], ["合计", None, 3], merges=["A4:B4"])
    assert taken(bench, data, fill_down=["item"], drop_totals=True)[0] == [("甲局", "许可", "1"), ("乙局", "许可", "2")]


def test_a_merge_that_begins_in_the_header_holds_no_value(bench: Bench) -> None:
    kept, _, notes = taken(bench, sheet([None, "许可", 10], merges=["A1:A2"]), fill_down=["unit"])
    assert kept == [(None, "许可", "10")] and notes == {"merged_cells": 1}


GROUP = st.tuples(st.sampled_from("甲乙丙"), st.lists(st.integers(1, 9), min_size=1, max_size=4))


@settings(max_examples=25, deadline=None)
@given(st.lists(GROUP, min_size=1, max_size=4), st.booleans())
def test_every_row_takes_its_group(groups: list[tuple[str, list[int]]], is_merged: bool) -> None:
    rows: list[list[Any]] = []
    merges = []
    for unit, counts in groups:
        top = len(rows) + 2
        rows += [[unit if n == 0 else None, "许可", count] for n, count in enumerate(counts)]
        rows.append([None, f"{unit}局小计" if is_merged else "小计", sum(counts)])
        merges.append(f"A{top}:A{top + len(counts)}")
    rows.append(["合计", None, sum(sum(counts) for _, counts in groups)])
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        data = sheet(*rows, merges=[*merges, f"A{len(rows) + 1}:B{len(rows) + 1}"] if is_merged else [])
        kept = taken(Bench(Path(folder), con), data, fill_down=["unit"], drop_totals=True)[0]
    assert kept == [(unit, "许可", str(count)) for unit, counts in groups for count in counts]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('t="str"><f>A1</f></c>', None),
        ('t="b"><f>1=1</f></c>', None),
        ('><f t="shared" si="0"/></c>', None),
        ('><f t="array" ref="C2">SUM(A1)</f><v/></c>', None),
        ('t="str"><f>""</f><v></v></c>', ""),
        ('><f t="shared" si="0"/><v>7</v></c>', "7"),
        ('><f t="array" ref="C2">SUM(A1)</f><v>0</v></c>', "0"),
    ],
)
def test_a_formula_of_any_type_without_a_result_is_no_empty_cell(bench: Bench, cell: str, read: str | None) -> None:
    data = uncalculated(sheet(["甲局", "许可", 777]), asks=False)
    data = rewritten(data, "sheet1", r'<c r="C2"[^>]*><v>777</v></c>', f'<c r="C2" {cell}')
    kept, reasons, _ = taken(bench, data)
    assert kept == ([] if read is None else [("甲局", "许可", read or None)])
    assert reasons == (["sheet a: cell C2 holds a formula without a stored result"] if read is None else [])


def test_zero_stands_for_no_result_where_the_book_asks_to_be_calculated(bench: Bench) -> None:
    """Some programs store 0 for every formula and ask whoever opens the workbook to calculate."""
    data = sheet(["甲局", "许可", "=1+1"], ["乙局", "许可", "=2+3"], ["丙局", "许可", 0])
    data = rewritten(data, "sheet1", r"<f>1\+1</f><v\s*/>|<f>1\+1</f><v></v>", "<f>1+1</f><v>0</v>")
    data = rewritten(data, "sheet1", r"<f>2\+3</f><v\s*/>|<f>2\+3</f><v></v>", "<f>2+3</f><v>5</v>")
    kept, reasons, _ = taken(bench, uncalculated(data, asks=True))
    assert kept == [("乙局", "许可", "5"), ("丙局", "许可", "0")]
    assert reasons == ["sheet a: cell C2 holds a formula without a stored result"]
    assert len(taken(bench, uncalculated(data, asks=False))[0]) == 3


def agreed(desk: Desk, *formats: str) -> Contract:
    return desk.agree([ID, column("seen_on", "date", options={"formats": list(formats)})], form="xlsx")


@pytest.mark.parametrize(
    ("from_1904", "number", "right", "wrong"),
    [(True, 43956, "excel_serial_1904", "excel_serial"), (False, 45418, "excel_serial", "excel_serial_1904")],
)
def test_days_are_read_by_the_date_system_of_their_book(
    tmp_path: Path, from_1904: bool, number: int, right: str, wrong: str
) -> None:
    desk = Desk(tmp_path)
    desk.write("thing.xlsx", book({"a": Page([["id", "seen_on"], ["1", number]])}, from_1904=from_1904))
    agreed(desk, right)
    desk.load()
    assert desk.rows("id, seen_on") == [("1", dt.date(2024, 5, 6))]
    agreed(desk, wrong)
    with pytest.raises(HgtError, match="the workbook counts days from 19") as caught:
        desk.load(full=True)
    assert right in str(caught.value.accepted)
    desk.close()


def test_a_cell_formatted_as_a_date_needs_no_date_system(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    day = dt.date(2024, 5, 6)
    desk.write("thing.xlsx", book({"a": Page([["id", "seen_on"], ["1", day]])}, from_1904=True))
    agreed(desk, "iso", "excel_serial")
    desk.load()
    assert desk.rows("id, seen_on") == [("1", day)]
    desk.close()

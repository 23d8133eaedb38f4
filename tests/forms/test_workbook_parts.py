"""Workbooks whose XML is legal or nearly so and is not as Excel writes it: every cell is read or the file refused."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from pipelines.extract.readers.xlsx_cells import _duration

from .stand import Bench, Outcome

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["a", "b"], [1, 11], [2, 22], [3, 33]]


def read(bench: Bench, change: Callable[[str], str | bytes], part: str = SHEET) -> Outcome:
    """The reading of a workbook of which one part is rewritten."""
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(data)
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(bench.silo / "a.xlsx", "w") as new:
        for name in old.namelist():
            content: str | bytes = old.read(name).decode()
            new.writestr(name, change(str(content)) if name == part else content)
    return bench.read(bench.contract("xlsx", "a.xlsx", "a b"))


def refused(outcome: Outcome) -> str:
    (refusal,) = outcome.refusals
    return str(refusal.error)


def test_a_cell_as_cdata_refuses_the_workbook(bench: Bench) -> None:
    assert "CDATA" in refused(read(bench, lambda xml: xml.replace("<v>33</v>", "<v><![CDATA[33]]></v>")))


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml"])
def test_a_part_in_utf_16_refuses_the_workbook(bench: Bench, part: str) -> None:
    assert "UTF-16" in refused(read(bench, lambda xml: xml.replace("utf-8", "utf-16").encode("utf-16"), part))


def test_a_number_by_character_references_is_malformed(bench: Bench) -> None:
    outcome = read(bench, lambda xml: xml.replace("<v>33</v>", "<v>&#51;3</v>"))
    assert [row[1] for row in outcome.rows] == ["11", "22"] and outcome.reconciled()
    assert "cell B4 holds a number that is none" in outcome.malformed[0][3]


def test_elements_under_any_prefix_are_read(bench: Bench) -> None:
    def prefixed(xml: str) -> str:
        xml = xml.replace('<c r="B4" t="n"><v>33</v></c>', '<c r="B4" t="e"><v>#N/A</v></c>')
        assert "#N/A" in xml
        return re.sub(r"<(/?)(\w)", r"<\1x-y:\2", xml).replace("xmlns=", "xmlns:x-y=")

    outcome = read(bench, prefixed)
    assert [row[1] for row in outcome.rows] == ["11", "22"] and "the error #N/A" in outcome.malformed[0][3]


def test_two_parts_of_one_name_refuse_the_workbook(bench: Bench) -> None:
    read(bench, lambda xml: xml)
    with warnings.catch_warnings(), zipfile.ZipFile(bench.silo / "a.xlsx", "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, archive.read(SHEET))
    assert "one name" in refused(bench.read(bench.contract("xlsx", "a.xlsx", "a b")))


def test_a_second_table_of_cells_refuses_the_workbook(bench: Bench) -> None:
    second = '<sheetData><row r="9"><c r="A9"><v>9</v></c></row></sheetData></worksheet>'
    assert "two tables" in refused(read(bench, lambda xml: xml.replace("</worksheet>", second)))


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("1234567890123456.78", "1234567890123456.78"),
        ("-12345678901234567890.5", "-12345678901234567890.5"),
        ("0.123456789012345678", "0.123456789012345678"),
        ("0.10000000000000001", "0.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("33.5", "33.5"),
    ],
)
def test_decimals_keep_more_digits_than_a_double_has(bench: Bench, stored: str, value: str) -> None:
    """Up to 17 digits are a double's own spelling, and its shortest text is the value; more digits are the silo's."""
    outcome = read(bench, lambda xml: xml.replace("<v>33</v>", f"<v>{stored}</v>"))
    assert [row[1] for row in outcome.rows] == ["11", "22", value]


def test_a_message_lists_twenty_sheets(bench: Bench) -> None:
    book = openpyxl.Workbook()
    for _ in range(30):
        book.create_sheet().append(["a", "b"])
    book.save(bench.silo / "a.xlsx")
    said = refused(bench.read(bench.contract("xlsx", "a.xlsx", "a b")))
    assert "sheet 20 (1 rows), 11 more" in said and "sheet 21" not in said


@pytest.mark.parametrize(
    ("milliseconds", "text"), [(90_061_500, "25:01:01.5"), (-1_500, "-00:00:01.5"), (0, "00:00:00")]
)
def test_lengths_of_time_keep_fractions(milliseconds: int, text: str) -> None:
    assert _duration(dt.timedelta(milliseconds=milliseconds)) == text


def test_a_zip_of_too_many_members_is_refused(bench: Bench) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(2001):
            archive.writestr(f"{number}.csv", f"a,b\n{number},x\n")
    bench.write("a.zip", data.getvalue())
    (refusal,) = bench.read(bench.contract("csv", "a.zip", "a b")).refusals
    assert "2,001 members" in str(refusal.error) and "at most 2,000" in str(refusal.error)

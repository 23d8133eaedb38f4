"""Columns without a name, missing in some files or in every record; and files that are not what they say."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.presence import Presence
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from pipelines.extract.readers import read
from tests.cases.books import Page, book

from .stand import Bench, column_of


def test_a_line_for_spreadsheets_names_the_delimiter(bench: Bench) -> None:
    outcome = bench.csv(b"\xef\xbb\xbfsep=;\r\na;b;c\r\n1;2;3\r\n")
    assert outcome.rows == [("1", "2", "3", "x.csv")] and outcome.reconciled()
    assert outcome.extract is not None
    assert [(note.kind, note.n) for note in outcome.extract.notes] == [("separator_line", 1)]
    assert "sep=;" in str(bench.csv(b"sep=;\na;b;c\n1;2;3\n", delimiter=",").refusals[0].error)
    assert bench.csv(b"sep=,\na,b,c\n1,2,3\n", delimiter=",").rows == [("1", "2", "3", "x.csv")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(categories=["L", "N", "P"]), max_size=6), max_size=4),
    st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff", "sep=,"]),
)  # fmt: skip
def test_lines_above_the_header_are_filtered(bench: Bench, titles: list[str], end: str, first: str) -> None:
    """Whatever they hold, quotes and blank lines too; `sep=,` is a line of the file and counts among them."""
    above = [first, *titles] if first.startswith("sep") else titles
    lines = ["" if first.startswith("sep") else first, *(line + end for line in [*above, "a,b,c", "1,2,3", "4,5,6"])]
    outcome = bench.csv("".join(lines).encode(), header_row=len(above) + 1)
    assert [row[:3] for row in outcome.rows] == [("1", "2", "3"), ("4", "5", "6")]
    assert outcome.extract is not None and outcome.reconciled()
    assert outcome.extract.blank_n == {"x.csv": len(titles)} and outcome.extract.records_n == {"x.csv": 2}
    told = {note.kind: note.n for note in outcome.extract.notes}
    assert told == {
        kind: n for kind, n in (("separator_line", len(above) - len(titles)), ("title_lines", len(titles))) if n
    }


def test_a_file_that_ends_above_its_header_is_refused(bench: Bench) -> None:
    assert "no header" in str(bench.csv(b"title\na,b,c\n", header_row=5).refusals[0].error)


@pytest.mark.parametrize(
    "data", [b"a,b,c,,\n1,2,3,,\n4,5,6,,\n", b"a,b,c,,\n1,2,3\n4,5,6\n", b"a,,b,c\n1,,2,3\n4,,5,6\n"]
)
def test_columns_without_name_and_values_are_none(bench: Bench, data: bytes) -> None:
    outcome = bench.csv(data)
    assert [row[:3] for row in outcome.rows] == [("1", "2", "3"), ("4", "5", "6")] and outcome.reconciled()


def test_a_column_without_a_name_is_lettered(bench: Bench) -> None:
    data = b',a,b,c\n"1",x,y,z\n"2",u,v,w\n'
    assert "(column A)" in str(bench.csv(data).refusals[0].error)
    bench.write("x.csv", data)
    contract = bench.contract("csv", "x.csv", "a b c")
    contract = replace(contract, columns=(column_of("row_name", "(column A)"), *contract.columns))
    assert [row[0] for row in bench.read(contract).rows] == ["1", "2"]


@pytest.mark.parametrize("name", ["x.csv", "x.ndjson", "x.xls"])
def test_a_web_page_is_called_so(bench: Bench, name: str) -> None:
    bench.write(name, "\ufeff\n<!DOCTYPE html><html><head><title>统一登录</title></head></html>".encode())
    form = {"x.csv": "csv", "x.ndjson": "ndjson", "x.xls": "xlsx"}[name]
    message = str(bench.read(bench.contract(form, name, "a b")).refusals[0].error)
    assert "web page (HTML)" in message and "统一登录" not in message


def test_a_workbook_called_csv_and_text_called_xls(bench: Bench) -> None:
    bench.write("x.csv", book({"a": Page([["a"], [1]])}))
    assert "workbook" in str(bench.read(bench.contract("csv", "x.csv", "a")).refusals[0].error)
    bench.write("x.xls", b"a\tb\n1\t2\n")
    assert "text and no workbook" in str(bench.read(bench.contract("xlsx", "x.xls", "a")).refusals[0].error)


ROW_NUMBER = column_of("row_no", "row_no", presence=Presence("row_number"))


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("csv", [b"a,b\n1,x\nbroken\n\n2,y\n", b"a,b\n3,z\n"]),
        ("csv", [b'a,b\n1,"x\n1"\n"bro"ken,\n2,y\n', b"a,b\n3,z\n"]),
        ("ndjson", [b'{"a":1,"b":"x"}\n[1]\n{"a":2,"b":"y"}\n', b'{"a":3,"b":"z"}\n']),
        ("json", [b'[{"a":1,"b":"x"},[1],{"a":2,"b":"y"}]', b'[{"a":3,"b":"z"}]']),
    ],
)
def test_a_row_number_counts_records_that_are_broken(bench: Bench, form: str, parts: list[bytes]) -> None:
    for n, part in enumerate(parts):
        bench.write(f"x{n}.{form}", part)
    contract = bench.contract(form, f"*.{form}", "a b")
    contract = replace(contract, columns=(*contract.columns, ROW_NUMBER))
    outcome = bench.read(contract)
    assert [(row[0], row[2], row[3]) for row in sorted(outcome.rows, key=lambda row: row[0])] == [
        ("1", "1", f"x0.{form}"), ("2", "3", f"x0.{form}"), ("3", "1", f"x1.{form}"),
    ]  # fmt: skip
    assert [row[1] for row in outcome.malformed] == [2] and outcome.reconciled()


def test_row_numbers_are_the_order_of_a_large_file(bench: Bench) -> None:
    lines = 300_000
    bench.write("x.csv", b"a,b\n" + b"".join(b"%d,%s\n" % (n, b"x" * 40) for n in range(1, lines + 1)))
    contract = bench.contract("csv", "x.csv", "a b")
    contract = replace(contract, columns=(*contract.columns, ROW_NUMBER))
    landed = [land(bench.paths, item) for item in find(bench.silo, contract.server)]
    extract, _ = read(bench.con, contract, landed, bench.tmp)
    assert extract is not None
    query = f"SELECT count(*), count(*) FILTER (a = row_no) FROM {extract.relation}"
    assert bench.con.execute(query).fetchone() == (lines, lines)


@pytest.mark.parametrize(
    ("presence", "name", "is_read"),
    [
        (Presence(optional=True), "x.csv", True),
        (Presence(since="2024-05"), "x_202404.csv", True),
        (Presence(since="2024-05"), "x_2024-05-01.csv", False),
        (Presence(since="2024-05"), "x.csv", True),
        (Presence(), "x.csv", False),
    ],
)
def test_a_column_may_be_missing_where_the_contract_says_so(
    bench: Bench, presence: Presence, name: str, is_read: bool
) -> None:
    bench.write(name, b"a,b\n1,x\n")
    contract = bench.contract("csv", name, "a b")
    outcome = bench.read(replace(contract, columns=(*contract.columns, column_of("c", "c", presence=presence))))
    assert outcome.rows == ([("1", "x", None, name)] if is_read else [])
    if is_read:
        assert outcome.extract is not None
        assert [(note.kind, note.n, note.detail) for note in outcome.extract.notes] == [("columns_missing", 1, "c")]

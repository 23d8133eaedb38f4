"""One thing under several spellings is one thing, where the contract says that it names a thing."""

import itertools
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.spelling import EMPTY, NARROW, STEPS, WIDE, spelled, spelling
from warehouse.errors import HgtError

from .stand import ID, KEY, Desk, column, contract, pseudonym, validate

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PERSON = column("person_key", classification="identifier", options={"namespace": "person"})
SPELLINGS = ["GD-001", "gd-001", "GD-001 ", "GD-001\t", "GD-001\u3000", "ＧＤ－００１"]
IDS = ["36011319000101018X", "36011319000101018x", "36011319000101018X ", "36011319000101018X\t",
       "３６０１１３１９０００１０１０１８Ｘ", "36011319000101018Ｘ"]  # fmt: skip
TO_WIDE = str.maketrans(NARROW, WIDE)


def texts(con: duckdb.DuckDBPyConnection, given_texts: list[str], steps: tuple[str, ...]) -> list[str]:
    con.register("given", pa.table({"t": given_texts}))
    return [row[0] for row in con.execute(f"SELECT {spelled('t', steps)} FROM given").fetchall()]


@FEW
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cn"]), min_size=1), min_size=1, max_size=20),
       st.sampled_from([c for n in range(4) for c in itertools.combinations(STEPS, n)]))  # fmt: skip
def test_a_spelling_is_reached_once_and_the_same_in_sql_and_python(
    con: duckdb.DuckDBPyConnection, words: list[str], steps: tuple[str, ...]
) -> None:
    found = texts(con, words, steps)
    assert found == [spelling(word, steps) for word in words]
    assert texts(con, found, steps) == found


@FEW
@given(st.lists(st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True), min_size=1, max_size=10), st.data())
def test_every_spelling_of_an_identifier_meets(
    con: duckdb.DuckDBPyConnection, words: list[str], data: st.DataObject
) -> None:
    variants = []
    for word in words:
        letters = [
            data.draw(st.sampled_from([letter, letter.upper(), letter.lower(), letter.translate(TO_WIDE)]))
            + data.draw(st.sampled_from(["", "", *EMPTY]))
            for letter in word
        ]
        variants.append("".join(letters))
    assert texts(con, variants, STEPS) == texts(con, words, STEPS)


def test_six_spellings_are_one_person_and_one_order(desk: Desk) -> None:
    named = ID | {"name": "order_id", "customProperties": [{"property": "strip", "value": True}]}
    desk.agree([named, PERSON])
    lines = "\n".join(f'"{order}","{person}"' for order, person in zip(SPELLINGS, IDS, strict=True))
    desk.write("thing.csv", f"order_id,person_key\n{lines}\n")
    (report,) = desk.load()
    assert desk.rows() == [("GD-001", pseudonym(KEY, "person", "36011319000101018X"))]
    assert (report.set_aside_n, report.broken) == (5, {"duplicate_key": 5})


def test_what_is_normalised_lands_in_one_spelling(desk: Desk) -> None:
    steps = {"normalise": ["case", "width", "blanks"]}
    desk.agree([ID | {"customProperties": [{"property": "normalise", "value": steps["normalise"]}]},
                column("place", options={"normalise": ["width"]})], mode="delta", path="*.csv")  # fmt: skip
    desk.write("a.csv", "id,place\ngd - 1,（甲）\n")
    desk.load()
    desk.write("b.csv", "id,place\nＧＤ-1,(乙)\n")
    desk.load()
    assert desk.rows() == [("GD-1", "(乙)")]


def test_as_written_where_the_contract_says_so(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    as_written = PERSON | {"customProperties": [*PERSON["customProperties"], {"property": "normalise", "value": []}]}
    rows = [("a", "x"), ("A", "X")]
    verdict = validate(con, contract(tmp_path, [ID, as_written]), rows, tmp_path)
    assert [row["person_key"] for row in verdict.rows] == [pseudonym(KEY, "person", text, ()) for _, text in rows]
    verdict = validate(con, contract(tmp_path, [ID, PERSON]), rows, tmp_path)
    assert len(verdict.rows) == 2
    assert len({row["person_key"] for row in verdict.rows}) == 1


def test_an_unknown_step_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HgtError, match="normalise"):
        contract(tmp_path, [column("id", primaryKey=True, options={"normalise": ["accents"]})])


@pytest.mark.parametrize("entry", [ID, PERSON])
def test_an_identifier_that_a_sheet_cut_short_is_set_aside(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, entry: dict[str, Any]
) -> None:
    columns = [ID, PERSON] if entry is PERSON else [ID, column("note")]
    given_rows = (
        [("3.60113E+17", "x"), ("E+17", "1.5E+05x"), ("a", "b")] if entry is ID else [("1", "3.60113E+17"), ("2", "5")]
    )
    verdict = validate(con, contract(tmp_path, columns), given_rows, tmp_path)
    assert verdict.broken == {f"type_{entry['name']}": 1}
    assert verdict.set_aside_n == 1


def test_copies_are_compared_by_what_they_say(desk: Desk) -> None:
    named = ID | {"customProperties": [{"property": "strip", "value": True}]}
    desk.agree([named, column("status"), column("item_n", "integer"), column("day", "date")])
    rows = [
        "GD-1,办结,1,2024-05-06", "GD-1 ,办结,1,2024-05-06", "GD-2,办结,1,", "GD-2,办结,1,",
        "GD-3,办结,1,2024-05-06", "GD-3,办结 ,01.0,2024-05-06T00:00",
        "GD-4,办结,1,", "GD-4,在办,1,", "GD-5,办结,1,", "GD-5,办结,,",
    ]  # fmt: skip
    desk.write("thing.csv", "\n".join(["id,status,item_n,day", *rows, ""]))
    (report,) = desk.load()
    assert [row[0] for row in desk.rows()] == ["GD-1", "GD-2", "GD-3"]
    assert report.broken == {"duplicate_key": 7}, "three surplus copies, and two pairs that differ"

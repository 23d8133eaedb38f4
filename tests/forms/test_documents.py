"""JSON lines and JSON documents."""

import gzip
import json
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .stand import Bench


def test_values_come_out_as_text(bench: Bench) -> None:
    lines = ['{"a":"007","b":1.5,"c":true}', '{"a":null,"b":{"k":[1,2]},"c":12345678901234567890123}', '{"c":false}']
    bench.write("x.ndjson", "\n".join(lines).encode())
    outcome = bench.read(bench.contract("ndjson", "x.ndjson", "a b c"))
    assert [row[:-1] for row in outcome.rows] == [
        ("007", "1.5", "true"),
        (None, '{"k":[1,2]}', "12345678901234567890123"),
        (None, None, "false"),
    ]


def test_malformed_lines_have_their_number_and_text(bench: Bench) -> None:
    data = b'\xef\xbb\xbf{"a":1,"b":2}\r\n\r\nnope\r\n[1]\n  \n{"a":"\xff","b":1}\n{"a":1}{"a":2}\n{"a":3,"b":4}'
    bench.write("x.ndjson", data)
    outcome = bench.read(bench.contract("ndjson", "x.ndjson", "a b"))
    assert [row[1:3] for row in outcome.malformed] == [
        (2, "nope"),
        (3, "[1]"),
        (4, '{"a":"\\xff","b":1}'),
        (5, '{"a":1}{"a":2}'),
    ]
    assert outcome.reconciled()
    assert outcome.extract is not None
    assert outcome.extract.blank_n == {"x.ndjson": 2}
    found = bench.con.execute(f"SELECT a, _row_number FROM {outcome.extract.row_numbers('x.ndjson')}").fetchall()
    assert sorted(found) == [("1", 1), ("3", 6)]


def test_new_and_missing_keys(bench: Bench) -> None:
    bench.write("x.ndjson", b'{"a":1}\n{"a":2,"new":1}\n')
    assert "not declare: key 2" in str(bench.read(bench.contract("ndjson", "x.ndjson", "a")).refusals[0].error)
    assert bench.read(bench.contract("ndjson", "x.ndjson", "a", "set_aside")).refusals[0].set_aside
    outcome = bench.read(bench.contract("ndjson", "x.ndjson", "a", "evolve"))
    assert outcome.extract is not None
    assert outcome.extract.new_columns == {"x.ndjson": ["key 2"]}
    assert "lacks the declared column b" in str(
        bench.read(bench.contract("ndjson", "x.ndjson", "a b", "evolve")).refusals[0].error
    )


def test_gzip_truncation_empty_and_wrong_encoding(bench: Bench) -> None:
    packed = gzip.compress(b'{"a":1}\n' * 1000)
    bench.write("1.ndjson.gz", packed)
    bench.write("2.ndjson.gz", packed[:-6])
    bench.write("3.ndjson.gz", b"")
    bench.write("4.ndjson.gz", gzip.compress(b""))
    bench.write("5.ndjson.gz", gzip.compress('{"a":"红谷滩"}\n'.encode("gb18030") * 5))
    outcome = bench.read(bench.contract("ndjson", "*.gz", "a"))
    assert len(outcome.rows) == 1000
    assert [refusal.source[0] for refusal in outcome.refusals] == ["2", "3", "4", "5"]
    assert "not utf-8 at byte" in str(outcome.refusals[3].error)


def test_gb18030_lines(bench: Bench) -> None:
    bench.write("x.ndjson", '{"a":"红谷滩𠮷"}\n'.encode("gb18030"))
    outcome = bench.read(bench.contract("ndjson", "x.ndjson", "a", encoding="gb18030"))
    assert outcome.rows == [("红谷滩𠮷", "x.ndjson")]


def test_a_field_of_twenty_million_characters(bench: Bench) -> None:
    bench.write("x.ndjson", b'{"a":"' + b"x" * 20_000_000 + b'"}\n{"a":"y"}\n')
    outcome = bench.read(bench.contract("ndjson", "x.ndjson", "a"))
    assert [len(row[0]) for row in outcome.rows] == [20_000_000, 1]


def test_a_map_of_figures_is_a_record_a_pair(bench: Bench) -> None:
    bench.write("x.json", json.dumps({"totals": {"visits": 5, "by_city": {"a": 2, "b": 3}}}).encode())
    outcome = bench.read(bench.contract("json", "x.json", "key value", records="totals.by_city"))
    assert sorted(row[:-1] for row in outcome.rows) == [("a", "2"), ("b", "3")]
    assert outcome.reconciled()
    nested = bench.read(bench.contract("json", "x.json", "key value", records="totals"))
    assert "no array at totals" in str(nested.refusals[0].error)


@pytest.mark.parametrize(
    ("document", "records"), [([{"a": 1}, {"a": "x"}], None), ({"data": {"rows": [{"a": 1}, {"a": "x"}]}}, "data.rows")]
)
def test_documents(bench: Bench, document: object, records: str | None) -> None:
    bench.write("x.json", json.dumps(document, indent=1).encode())
    outcome = bench.read(bench.contract("json", "x.json", "a", records=records))
    assert outcome.rows == [("1", "x.json"), ("x", "x.json")]


def test_documents_that_cannot_be_read(bench: Bench) -> None:
    bench.write("1.json", b'[{"a":1},')
    bench.write("2.json", b'{"rows":[{"a":1}]}')
    bench.write("3.json", b'[{"a":1},5]')
    outcome = bench.read(bench.contract("json", "*.json", "a"))
    assert "not one JSON document" in str(outcome.refusals[0].error)
    assert "1 of the document's keys lead to one" in str(outcome.refusals[1].error)
    assert outcome.malformed[0][:3] == ("3.json", 2, "5")
    assert outcome.reconciled()


NUMBERS = st.from_regex(r"-?(?:0|[1-9][0-9]{0,24})(?:\.[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,4})?", fullmatch=True)
"""Every spelling of a number that JSON has."""


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.text(st.characters(codec="utf-8"), max_size=8), st.booleans())
@settings(max_examples=12, deadline=None)
def test_numbers_keep_their_text_in_lines_and_documents(numbers: list[str], word: str, pretty: bool) -> None:
    end, quoted = "\n" * pretty, json.dumps(word + ' -1.50 "', ensure_ascii=False)
    records = [f'{{"a":{end}{n},"b":{quoted},"c":{{"k":[{n},"1.10",{n}],"w":{quoted}}}}}' for n in numbers]
    expected = [(n, json.loads(quoted), [n, '"1.10"', n]) for n in numbers]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        bench = Bench(Path(folder), con)
        bench.write("x.ndjson", "\n".join(record.replace("\n", " ") for record in records).encode())
        bench.write("x.json", f'{{"n": 1.0, "rows":{end} [{("," + end).join(records)}{end}]}}'.encode())
        for form, more in (("ndjson", {}), ("json", {"records": "rows"})):
            outcome = bench.read(bench.contract(form, f"x.{form}", "a b c", **more))
            assert outcome.reconciled() and not outcome.malformed
            assert [row[:2] for row in outcome.rows] == [row[:2] for row in expected]
            for row, (n, text, _) in zip(outcome.rows, expected, strict=True):
                assert row[2].replace(" ", "").startswith(f'{{"k":[{n},"1.10",{n}]')
                assert json.loads(row[2], parse_float=str, parse_int=str) == {"k": [n, "1.10", n], "w": text}


@pytest.mark.parametrize(("form", "around"), [("ndjson", "{}"), ("json", "[{}]")])
def test_a_key_twice_is_malformed_in_lines_and_documents(bench: Bench, form: str, around: str) -> None:
    parts = ['{"a":1,"b":2}', '{"a":1,"b":3,"a":4}', '{"a":5,"b":{"k":1,"k":2}}', '{"a":6,"a":6}']
    bench.write(f"x.{form}", around.replace("{}", ("\n" if form == "ndjson" else ",\n").join(parts)).encode())
    outcome = bench.read(bench.contract(form, f"x.{form}", "a b"))
    assert [row[:2] for row in outcome.rows] == [("1", "2"), ("5", '{"k":1,"k":2}')]
    assert [row[1:] for row in outcome.malformed] == [
        (2, parts[1], "the key a occurs more than once"),
        (4, parts[3], "the key a occurs more than once"),
    ]
    assert outcome.reconciled() and outcome.records == 4


def test_the_way_to_the_records_is_one(bench: Bench) -> None:
    bench.write("x.json", b'{"rows": [{"a": 1}], "rows": [{"a": 2}]}')
    refusal = bench.read(bench.contract("json", "x.json", "a", records="rows")).refusals[0].error
    assert "the key rows occurs 2 times" in str(refusal)
    bench.write("x.json", b'{"rates": {"x": 1.10, "y": 1e400, "x": 2}}')
    outcome = bench.read(bench.contract("json", "x.json", "key value", records="rates"))
    assert [row[:2] for row in outcome.rows] == [("x", "1.10"), ("y", "1e400"), ("x", "2")], "no pair is lost"


@pytest.mark.parametrize("is_line", [False, True])
def test_features_keep_numbers_and_lose_no_key(bench: Bench, is_line: bool) -> None:
    around = '{"type": "Feature", "properties": {%s}, "geometry": null}'
    inner = ['"a": 12345678901234567.890, "b": {"x": [1e400, -0.0]}', '"a": 1, "a": 2', '"a": [{"k": 1, "k": 2}]']
    parts = [*(around % part for part in inner), '{"type": "Feature", "type": "Feature", "properties": {}}']
    whole = "\n".join(parts) if is_line else f'{{"type": "FeatureCollection", "features": [{",".join(parts)}]}}'
    bench.write("x.geojson", whole.encode())
    outcome = bench.read(bench.contract("geojson", "x.geojson", "a b"))
    assert [row[:2] for row in outcome.rows] == [("12345678901234567.890", '{"x": [1e400, -0.0]}')]
    assert [(row[1], row[3]) for row in outcome.malformed] == [(n, "a key occurs more than once") for n in (2, 3, 4)]
    assert outcome.reconciled() and outcome.records == 4
    bench.write("x.geojson", b'{"type": "FeatureCollection", "features": [1], "features": []}')
    refusal = bench.read(bench.contract("geojson", "x.geojson", "a b")).refusals[0].error
    assert "occurs more than once in the collection" in str(refusal)

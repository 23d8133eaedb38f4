"""JSON lines and JSON documents."""

import gzip
import json

import pytest

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
    assert "new" in str(bench.read(bench.contract("ndjson", "x.ndjson", "a")).refusals[0].error)
    assert bench.read(bench.contract("ndjson", "x.ndjson", "a", "set_aside")).refusals[0].set_aside
    outcome = bench.read(bench.contract("ndjson", "x.ndjson", "a", "evolve"))
    assert outcome.extract is not None
    assert outcome.extract.new_columns == {"x.ndjson": ["new"]}
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
    assert "rows" in str(outcome.refusals[1].error)
    assert outcome.malformed[0][:3] == ("3.json", 2, "5")
    assert outcome.reconciled()

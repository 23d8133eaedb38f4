"""Records at the edges of what an engine takes: very long, very deep, of wide numbers, with names of its own."""

import decimal
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.declare.contracts import limits

from .stand import Bench, Outcome

MIB = 1 << 20
LINES = {"csv": (b"a,b\n1,2\n", b",1\n"), "ndjson": (b'{"a":1,"b":2}\n{"a":"', b'","b":1}\n')}


def rows_of(outcome: Outcome) -> list[tuple[Any, ...]]:
    return sorted(row[:-1] for row in outcome.rows)


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("byte", [b"x", b"\0"])
def test_a_record_beyond_its_bound_refuses_the_file(bench: Bench, form: str, byte: bytes) -> None:
    """A few kilobytes of gzip hold it; the bound and its key are named."""
    before, behind = LINES[form]
    bench.write(f"a.{form}.gz", gzip.compress(before + byte * (65 * MIB) + behind, 9))
    (refusal,) = bench.read(bench.contract(form, f"a.{form}.gz", "a b")).refusals
    said = str(refusal.error)
    assert "a record is longer than one may be" in said and "65 MiB" in said and "record_mib" in said
    wider = bench.read(bench.contract(form, f"a.{form}.gz", "a b", limits={"record_mib": 66, "memory_mib": 2000}))
    assert not wider.refusals and wider.reconciled() and wider.records == 2


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_malformed_record_is_kept_by_its_beginning(bench: Bench, form: str) -> None:
    long = b"y" * (limits.PAYLOAD + 7)
    bench.write(f"a.{form}", b"a,b\n1,2\n1,2," + long + b"\n" if form == "csv" else b'{"a":1,"b":2}\n{' + long + b"\n")
    outcome = bench.read(bench.contract(form, f"a.{form}", "a b"))
    assert rows_of(outcome) == [("1", "2")] and outcome.reconciled()
    (_, number, payload, _) = outcome.malformed[0]
    assert number == 2 and payload.endswith(" bytes)") and len(payload) < limits.PAYLOAD + 40


def test_a_line_too_deep_is_one_malformed_record(bench: Bench) -> None:
    deep = b'{"a":' + b"[" * 100_000 + b"}\n"
    bench.write("a.ndjson", b'{"a":1}\n' + deep + b'{"a":2}\n')
    outcome = bench.read(bench.contract("ndjson", "a.ndjson", "a"))
    assert rows_of(outcome) == [("1",), ("2",)] and outcome.reconciled()
    assert [(number, why) for _, number, _, why in outcome.malformed] == [(2, "it is nested deeper than 900 levels")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_millions_of_blank_lines_are_no_record(bench: Bench, end: bytes, place: str) -> None:
    """The engine would take three megabytes of blank lines for the beginning of one long record."""
    blank, parts = end * 3_000_000, [b"1,2" + end, b"3,4" + end]
    parts.insert({"first": 0, "between": 1, "last": 2}[place], blank)
    bench.write("a.csv", b"a,b" + end + b"".join(parts))
    outcome = bench.read(bench.contract("csv", "a.csv", "a b"))
    assert rows_of(outcome) == [("1", "2"), ("3", "4")] and outcome.malformed == [] and outcome.reconciled()
    assert outcome.extract is not None and outcome.extract.blank_n == {"a.csv": 3_000_000}


def test_a_header_with_mixed_line_ends_is_not_told_as_an_encoding(bench: Bench) -> None:
    bench.write("a.csv", b"a,b\r1,2\r\n3,4\n")
    (refusal,) = bench.read(bench.contract("csv", "a.csv", "a b")).refusals
    assert "utf-8" not in str(refusal.error)


@pytest.mark.parametrize("rows_n", [200, 3000])
def test_a_dictionary_holds_no_more_text_than_a_file_may(bench: Bench, rows_n: int) -> None:
    """One text of a megabyte, named by each row; 200 MiB are let pass, 3,000 are not."""
    table = pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * rows_n), pa.array(["z" * MIB]))})
    pq.write_table(table, bench.silo / "a.parquet", compression="zstd")
    outcome = bench.read(bench.contract("parquet", "a.parquet", "a"))
    assert (bench.silo / "a.parquet").stat().st_size < 64 << 10
    if rows_n == 200:
        assert not outcome.refusals and len(outcome.rows) == 200
    else:
        assert "3,000 MiB" in str(outcome.refusals[0].error) and "output_mib" in str(outcome.refusals[0].error)


def test_wide_decimals_keep_their_digits(bench: Bench) -> None:
    value = decimal.Decimal("1234567890123456789012345678901234567890123456789.50")
    table = pa.table({"a": pa.array([value, None], pa.decimal256(60, 2)), "b": ["x", "y"]})
    pq.write_table(table, bench.silo / "a.parquet")
    assert rows_of(bench.read(bench.contract("parquet", "a.parquet", "b a"))) == [("x", str(value)), ("y", None)]


def test_nested_wide_decimals_refuse_the_file(bench: Bench) -> None:
    """The engine would read them as doubles within the JSON of the value."""
    value = decimal.Decimal("1234567890123456789012345678901234567890123456789.50")
    table = pa.table({"a": pa.array([[{"x": value}]], pa.list_(pa.struct([("x", pa.decimal256(60, 2))])))})
    pq.write_table(table, bench.silo / "a.parquet")
    (refusal,) = bench.read(bench.contract("parquet", "a.parquet", "a")).refusals
    assert "more digits than are read" in str(refusal.error) and "at most 38 digits" in str(refusal.error)


def test_nested_texts_count_as_texts(bench: Bench) -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 300), pa.array(["z" * MIB]))
    table = pa.table({"a": pa.StructArray.from_arrays([long], names=["x"])})
    pq.write_table(table, bench.silo / "a.parquet", compression="zstd")
    (refusal,) = bench.read(bench.contract("parquet", "a.parquet", "a")).refusals
    assert "more memory than it may" in str(refusal.error) and "raise `limits`" in str(refusal.error)


@pytest.mark.parametrize("size", [limits.PAYLOAD, limits.PAYLOAD + limits.MARK_N + 1])
def test_a_text_is_cut_whatever_it_ends_with(size: int) -> None:
    text = "x" * (size - 7) + " bytes)"
    assert len(limits.cut(text)) <= limits.PAYLOAD + limits.MARK_N
    assert limits.cut(limits.shown(b"\xff" * size)) == limits.shown(b"\xff" * size)


@pytest.mark.parametrize("names", ["filename b file_row_number", "b filename", "file_row_number b"])
def test_columns_may_be_called_as_the_engine_calls_its_own(bench: Bench, names: str) -> None:
    columns = names.split()
    pq.write_table(pa.table({name: [f"{name}1", f"{name}2"] for name in columns}), bench.silo / "a.parquet")
    outcome = bench.read(bench.contract("parquet", "a.parquet", names))
    assert rows_of(outcome) == [tuple(f"{name}{n}" for name in columns) for n in (1, 2)]
    assert outcome.extract is not None
    numbers = bench.con.execute(f"SELECT b, _row_number FROM {outcome.extract.row_numbers('a.parquet')}").fetchall()
    assert sorted(numbers) == [("b1", 1), ("b2", 2)]


@pytest.mark.parametrize("form", ["ndjson", "json"])
@pytest.mark.parametrize(("asked", "values"), [("A", ["1", "5"]), ("a", ["2", "4"])])
def test_keys_that_differ_in_case_are_two(bench: Bench, form: str, asked: str, values: list[str]) -> None:
    lines = [{"A": 1, "a": 2}, {"a": 4, "A": 5}]
    text = json.dumps(lines) if form == "json" else "\n".join(map(json.dumps, lines))
    bench.write(f"x.{form}", text.encode())
    outcome = bench.read(bench.contract(form, f"x.{form}", asked, drift="evolve"))
    assert rows_of(outcome) == [(value,) for value in values]


def test_a_feature_with_two_ids_is_malformed(bench: Bench, tmp_path: Path) -> None:
    def feature(**more: Any) -> dict[str, Any]:
        return {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Point", "coordinates": [115.1, 28.5]},
            **more,
        }

    features = [
        feature(id=7, properties={"feature_id": "7"}), feature(id=7, properties={"feature_id": "8"}),
        feature(id=9, properties=[]), feature(id=10, properties=None),
    ]  # fmt: skip
    bench.write("a.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())
    outcome = bench.read(bench.contract("geojson", "a.geojson", "feature_id geometry"))
    assert [row[0] for row in outcome.rows] == ["7", "10"] and outcome.reconciled()
    assert [(number, why) for _, number, _, why in outcome.malformed] == [
        (2, "its id and its property feature_id differ"), (3, "the properties are no object"),
    ]  # fmt: skip


def test_a_lone_carriage_return_is_told_as_what_it_is(bench: Bench) -> None:
    bench.write("a.csv", b"a,b\n1,2\n3,4\r5,6\n7,8\n")
    outcome = bench.read(bench.contract("csv", "a.csv", "a b"))
    assert outcome.reconciled() and all("quote" not in why for *_, why in outcome.malformed)

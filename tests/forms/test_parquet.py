"""Parquet with texts that are none, and files that are damaged behind a sound footer."""

import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .stand import Bench


def texts(values: list[bytes | None]) -> pa.Array:
    """A column that says it is text, whatever its bytes are."""
    offsets = np.cumsum([0, *(len(value or b"") for value in values)]).astype(np.int32)
    gaps = pa.array([value is not None for value in values]).buffers()[1] if None in values else None
    data = pa.py_buffer(b"".join(value or b"" for value in values))
    return pa.Array.from_buffers(pa.string(), len(values), [gaps, pa.py_buffer(offsets.tobytes()), data])


def test_a_text_that_is_none_takes_out_its_own_record(bench: Bench) -> None:
    n = pa.array([1, 2, 3])
    pq.write_table(pa.table({"a": texts([b"good", b"secret\xff", None]), "n": n}), bench.silo / "1.parquet")
    pq.write_table(pa.table({"a": texts([b"x", b"y", b"z"]), "n": n}), bench.silo / "2.parquet")
    outcome = bench.read(bench.contract("parquet", "*.parquet", "n a"))
    assert set(outcome.rows) == {
        ("1", "good", "1.parquet"), ("1", "x", "2.parquet"), ("2", "y", "2.parquet"), ("3", None, "1.parquet"),
        ("3", "z", "2.parquet"),
    }  # fmt: skip
    assert [(row[:2], row[3]) for row in outcome.malformed] == [
        (("1.parquet", 2), "column a holds bytes at byte 6 of its value that are not text")
    ]
    assert "secret" in outcome.malformed[0][2] and outcome.records == 6 and outcome.reconciled()
    assert outcome.extract is not None
    found = bench.con.execute(f"SELECT n, _row_number FROM {outcome.extract.row_numbers('1.parquet')}").fetchall()
    assert sorted(found) == [("1", 1), ("3", 3)]


@given(st.lists(st.one_of(st.none(), st.binary(max_size=3)), min_size=1, max_size=40), st.booleans())
@settings(max_examples=25, deadline=None)
def test_every_row_is_a_record_or_malformed(values: list[bytes | None], is_dictionary: bool) -> None:
    def is_text(value: bytes | None) -> bool:
        return value is None or value.decode("utf-8", "ignore").encode() == value

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        bench = Bench(Path(folder), con)
        pq.write_table(pa.table({"a": texts(values)}), bench.silo / "x.parquet", use_dictionary=is_dictionary)
        outcome = bench.read(bench.contract("parquet", "x.parquet", "a"))
        good = [value if value is None else value.decode() for value in values if is_text(value)]
        assert [row[0] for row in outcome.rows] == good
        assert [row[1] for row in outcome.malformed] == [n for n, v in enumerate(values, 1) if not is_text(v)]
        assert outcome.reconciled() and outcome.records == len(values)


@pytest.mark.parametrize("nested", [False, True])
def test_a_damaged_file_is_refused_alone(bench: Bench, nested: bool) -> None:
    sound = pa.table({"a": [f"value {n}" for n in range(2000)]})
    pq.write_table(sound, bench.silo / "1.parquet", compression="zstd")
    if nested:
        bad = pa.ListArray.from_arrays(pa.array([0, 1, 2]), texts([b"secret\xff", b"y"]))
        pq.write_table(pa.table({"a": bad}), bench.silo / "2.parquet")
    else:
        data = bytearray((bench.silo / "1.parquet").read_bytes())
        data[60:400] = bytes(340)
        bench.write("2.parquet", bytes(data))
    outcome = bench.read(bench.contract("parquet", "*.parquet", "a"))
    assert [refusal.source for refusal in outcome.refusals] == ["2.parquet"] and len(outcome.rows) == 2000
    text = str(outcome.refusals[0].error)
    assert "none of" in text and "secret" not in text and "next: ask the silo" in text

"""A text with the character NUL is no text: its row is quarantined alone, in every form, on every day."""

import gzip
import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .stand import ID, Desk, balanced, column

ROWS = [("1", "a"), ("x\0y", "b"), ("x\0y", "b"), ("3", "n\0"), ("4", "d"), ("\0", "e")]
COLUMNS = [ID, column("word"), column("n", "integer")]


def put(desk: Desk, form: str, rows: list[tuple[str, str]]) -> None:
    listed = [{"id": key, "word": word, "n": str(n)} for n, (key, word) in enumerate(rows)]
    path = desk.silo / f"thing.{form}"
    path.unlink(missing_ok=True)
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist(listed), path)
    elif form == "sqlite":
        with sqlite3.connect(path) as silo:
            silo.execute("CREATE TABLE thing (id, word, n)")
            silo.executemany("INSERT INTO thing VALUES (:id, :word, :n)", listed)
        silo.close()
    elif form == "ndjson":
        path.write_text("".join(json.dumps(row) + "\n" for row in listed))
    elif form == "json":
        path.write_text(json.dumps(listed))
    else:
        path.write_text("id,word,n\n" + "".join(",".join(row.values()) + "\n" for row in listed))


@pytest.mark.parametrize(
    ("form", "mode"), [("csv", "full"), ("csv", "delta"), ("json", "full"), ("parquet", "delta"), ("sqlite", "full")]
)
def test_rows_with_nul_are_quarantined_and_the_others_land(desk: Desk, form: str, mode: str) -> None:
    server = {"table": "thing"} if form == "sqlite" else None
    desk.agree(COLUMNS, form=form, server=server, mode=mode)
    put(desk, form, ROWS)
    (first,) = desk.load()
    assert (first.source_n, first.landed_n, first.set_aside_n) == (6, 2, 4) and balanced(first)
    assert first.broken == {"malformed": 4} and desk.rows("id, word") == [("1", "a"), ("4", "d")]
    put(desk, form, [*ROWS, ("5", "f"), ("3", "n")])
    (second,) = desk.load()
    assert (second.source_n, second.landed_n, second.set_aside_n, second.deleted_n) == (8, 4, 4, 0)
    assert desk.rows("id, word") == [("1", "a"), ("3", "n"), ("4", "d"), ("5", "f")]
    held = desk.ask("SELECT record_key, payload, rules FROM vault.quarantine.set_aside WHERE state = 'open'")
    assert all("\0" not in key + payload and rules == ["malformed"] for key, payload, rules in held)
    assert {key for key, _, _ in held} == {"x\\x00y", "\\x00", "3"}


def test_bytes_that_are_no_text_hold_up_no_other_row(desk: Desk) -> None:
    desk.agree(COLUMNS, path="thing.csv.gz")
    Path(desk.silo / "thing.csv.gz").write_bytes(gzip.compress(b"id,word,n\n1,a,1\n2,\xff\0,2\n3,c,3\n", mtime=0))
    (report,) = desk.load()
    assert (report.source_n, report.landed_n, report.set_aside_n) == (3, 2, 1)
    ((payload,),) = desk.ask("SELECT payload FROM vault.quarantine.set_aside")
    assert payload == r"2,\xff\x00,2"

"""A message names what the contract declares and the places of everything else; it quotes nothing of the file."""

import io
import json
import sqlite3
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.extract.records.notes import sentences
from tests.cases.books import Page, book
from warehouse.errors import HgtError

from .shapes import geopackage, gpkg_blob, wkb_point
from .stand import Bench

SECRET = "张三13900001111"
LONG = SECRET * 100_000


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def table(bench: Bench, *names: str) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({name: ["1"] for name in names}), stream)
    return stream.getvalue()


def database(bench: Bench, *names: str) -> bytes:
    path = bench.silo / "made.sqlite"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as silo:
        for name in names:
            silo.execute(f'CREATE TABLE "{name}" ("a" TEXT, "{SECRET}" TEXT)')
    silo.close()
    return path.read_bytes()


def collection(bench: Bench) -> bytes:
    feature = {"type": "Feature", "properties": {"a": 1, SECRET: 2}, "geometry": None}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def layers(bench: Bench) -> bytes:
    path = bench.silo / "made.gpkg"
    path.unlink(missing_ok=True)
    geopackage(path, [("a", 1, gpkg_blob(wkb_point(1, 2)))], layer=SECRET, more=["other"])
    return path.read_bytes()


FILES: list[tuple[str, Any, dict[str, Any]]] = [
    ("csv", f"a,{SECRET}\n1,2\n".encode(), {}),
    ("csv", f"{SECRET},{SECRET}\n1,2\n".encode(), {}),
    ("csv", f"a,a,{LONG}\n1,2,3\n".encode(), {}),
    ("csv", f'a,"{SECRET}\n1,2\n'.encode(), {}),
    ("csv", packed(**{f"{SECRET}.csv": b"a\n1\n"}), {"member": "b*.csv"}),
    ("ndjson", json.dumps({"a": 1, SECRET: 2}).encode(), {}),
    ("json", json.dumps({SECRET: [{"a": 1}]}).encode(), {}),
    ("json", f'{{"a": "{SECRET}'.encode(), {}),
    ("xlsx", book({SECRET: Page([["a"], [1]]), "b": Page([["a"], [1]])}), {}),
    ("xlsx", book({"b": Page([["a", SECRET, SECRET], [1, 2, 3]])}), {}),
    ("xlsx", book({SECRET: Page([["a", SECRET], [1, 2]])}), {}),
    ("xlsx", book({SECRET: Page([[SECRET], ["b"]])}), {"sheet": "c"}),
    ("xml", f"<r><{SECRET}/><i><a>1</a></i></r>".encode(), {"records": "r/j"}),
    ("xml", f"<r><n>{SECRET}</n><i><a>1</a></i></r>".encode(), {"records": "r/i", "count": "r/n"}),
    ("sections", f"[{SECRET}]\n1\n".encode(), {"section": "PIPES"}),
    ("geojson", f'{{"type": "{SECRET}"}}'.encode(), {}),
    ("geojson", collection, {}),
    ("geojson", json.dumps({"type": "FeatureCollection", "crs": SECRET, "features": []}).encode(), {"crs": "EPSG:1"}),
    ("geopackage", layers, {}),
    ("geopackage", f"{SECRET}".encode(), {}),
    ("parquet", lambda bench: table(bench, "a", SECRET), {}),
    ("sqlite", lambda bench: database(bench, SECRET), {"table": "thing"}),
    ("sqlite", lambda bench: database(bench, "thing"), {"table": "thing"}),
    ("sqlite", SECRET.encode(), {"table": "thing"}),
    ("jt808", SECRET.encode(), {}),
]


@pytest.mark.parametrize("number", range(len(FILES)), ids=[f"{n}-{form}" for n, (form, _, _) in enumerate(FILES)])
@pytest.mark.parametrize("drift", ["stop", "evolve"])
def test_no_message_or_note_quotes_the_file(bench: Bench, number: int, drift: str) -> None:
    form, made, options = FILES[number]
    bench.write("x.txt", made if isinstance(made, bytes) else made(bench))
    try:
        outcome = bench.read(bench.contract(form, "x.txt", "a", drift, **options))
    except HgtError as error:
        said = [str(error)]
    else:
        said = [str(refusal.error) for refusal in outcome.refusals]
        said += sentences(outcome.extract.notes) if outcome.extract is not None else []
    assert said or drift == "evolve"
    for text in said:
        assert "张三" not in text and "13900001111" not in text and SECRET.encode().hex()[:12] not in text
        assert len(text) < 1_000


def test_a_header_of_many_columns_is_told_in_part(bench: Bench) -> None:
    names = ",".join(f"{SECRET}{n}" for n in range(500))
    text = str(bench.csv(f"a,{names}\n".encode(), "a").refusals[0].error)
    assert "column 2, column 3" in text and "480 more" in text and len(text) < 1_000

"""Files of others are read in a process that is bounded: whatever breaks it refuses one file, and the next is read."""

import gzip
import os
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import ValidationError

from pipelines.declare.contracts.limits import DEPTH
from pipelines.declare.contracts.server_options import LimitsTable
from pipelines.extract.records.bounded import bounded
from warehouse.errors import HgtError

from .stand import Bench

MIB = 1 << 20


def spin() -> None:
    while True:
        pass


def fill(size: int) -> int:
    return len(bytearray(size))


def write(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for _ in range(size // MIB):
            file.write(bytes(MIB))


def nest(levels: int) -> int:
    return nest(levels - 1) + 1 if levels else 0


def end(signal: int) -> None:
    os.kill(os.getpid(), signal)


def fail(secret: str) -> None:
    raise KeyError(secret)


def refuse(value: str) -> None:
    raise HgtError("not this one", file="a.csv", value=value, accepted="others", next="hgt run")


def where() -> tuple[int, list[str]]:
    return os.getpid(), sorted(os.environ)


def full(path: str) -> None:
    raise OSError(28, "No space left on device", path)


def nowhere() -> None:
    """A place in a file that the file itself gives and no file has."""
    with Path(__file__).open("rb") as file:
        os.lseek(file.fileno(), -1, os.SEEK_SET)


SMALL = {"limits": {"seconds": 1, "memory_mib": 64, "output_mib": 4}}


@pytest.mark.parametrize(
    ("function", "args", "said"),
    [
        (spin, (), "took too long"),
        (fill, (256 * MIB,), "more memory"),
        (nest, (100_000,), "nested too deep"),
        (end, (9,), "broke off"),
        (end, (11,), "broke off"),
        (fail, ("张三 13900001111",), "does not understand"),
    ],
)
def test_what_breaks_the_process_is_one_clear_error(function: Any, args: tuple[Any, ...], said: str) -> None:
    with pytest.raises(HgtError) as caught:
        bounded(SMALL, "a.json", 10, function, *args)
    text = str(caught.value)
    assert said in text and text.startswith("a.json: ") and "accepted: " in text and "next: " in text
    assert "张三" not in text and caught.value.__cause__ is None and caught.value.__context__ is None
    assert bounded(SMALL, "a.json", 10, fill, 5) == 5


def test_a_file_that_grows_beyond_its_limit_is_ended(tmp_path: Path) -> None:
    with pytest.raises(HgtError, match="unpacks to more"):
        bounded(SMALL, "a.gz", 10, write, tmp_path / "a", 6 * MIB)
    bounded(SMALL, "a.gz", 10, write, tmp_path / "b", 3 * MIB)
    assert (tmp_path / "b").stat().st_size == 3 * MIB


def test_refusals_and_faults_of_the_disk_come_as_they_are() -> None:
    with pytest.raises(HgtError) as caught:
        bounded({}, "a.csv", 10, refuse, "七")
    assert (caught.value.message, caught.value.value, caught.value.accepted) == ("not this one", "七", "others")
    with pytest.raises(HgtError, match="does not understand"):
        bounded({}, "a.zip", 10, nowhere)
    with pytest.raises(OSError) as met:
        bounded({}, "a.csv", 10, full, "/somewhere")
    assert (met.value.errno, met.value.filename) == (28, "/somewhere")


def test_the_process_serves_many_calls_and_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HGT_PSEUDONYM_KEY", "secret")
    first, names = bounded({}, "a.csv", 10, where)
    assert first not in (os.getpid(), os.getppid()) and bounded({}, "b.csv", 10, where)[0] == first
    assert "HGT_PSEUDONYM_KEY" not in names


def test_limits_are_whole_numbers_under_known_names() -> None:
    for good in ({"seconds": 5}, {"memory_mib": 1, "output_mib": 2}):
        assert LimitsTable.model_validate(good).model_dump(exclude_unset=True) == good
    for value in ({}, {"seconds": 0}, {"seconds": 1.5}, {"minutes": 5}, {"seconds": True}, [5], 5, None):
        with pytest.raises(ValidationError):
            LimitsTable.model_validate(value)


def _workbook(path: Path, row: str) -> None:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>')
        book.writestr(
            "xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r" Target="s.xml"/></Relationships>'
        )
        cells = f'<row r="{row}"><c r="A{row}" t="str"><v>id</v></c></row>'
        book.writestr("xl/s.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")


DEEP = 200_000


@pytest.mark.parametrize("kind", ["json", "ndjson", "geojson", "geometry", "xml", "gzip", "row", "digits", "view"])
def test_files_that_attack_their_reader_are_refused(kind: str, tmp_path: Path) -> None:
    """Deep nesting in every form that nests, a gzip bomb, a far row, a number of many digits, a view without end."""
    bench = Bench(tmp_path, duckdb.connect())
    options: dict[str, Any] = {"limits": {"seconds": 20}}
    if kind in ("json", "ndjson", "geojson", "geometry"):
        deep = "[" * DEEP + "]" * DEEP
        texts = {
            "json": f'[{{"id": {deep}}}]',
            "ndjson": f'{{"id": {deep}}}\n',
            "geojson": '{"type": "FeatureCollection", "features": '
            f'[{{"type": "Feature", "properties": {{"id": {deep}}}}}]}}',
            "geometry": '{"type": "Feature", "properties": {"id": 1}, "geometry": '
            f'{{"type": "Polygon", "coordinates": {deep}}}}}\n',
        }
        bench.write("a.txt", texts[kind].encode())
        form = "geojson" if kind == "geometry" else kind
    elif kind == "xml":
        bench.write("a.txt", b"<r>" + b"<x>" * DEEP + b"</x>" * DEEP + b"</r>")
        form, options = "xml", options | {"records": "r/x"}
    elif kind == "gzip":
        with gzip.open(bench.write("a.txt", b""), "wb", 6) as packed:
            for _ in range(400):
                packed.write(bytes(MIB))
        form, options = "csv", {}
    elif kind == "row":
        _workbook(bench.write("a.txt", b""), "2000000000")
        form = "xlsx"
    elif kind == "digits":
        bench.write("a.txt", b'[{"id": ' + b"7" * 5000 + b"}]")
        form = "json"
    else:
        with sqlite3.connect(bench.write("a.txt", b"")) as silo:
            endless = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n"
            silo.execute(f"CREATE VIEW thing AS {endless}")
        silo.close()
        form, options = "sqlite", {"table": "thing", "limits": {"seconds": 3}}
    contract = bench.contract(form, "a.txt", "id", **options)
    try:
        outcome = bench.read(contract)
    except HgtError as error:
        said = [error]
    else:
        said = [refusal.error for refusal in outcome.refusals]
        # A broken record may also be taken out alone, or read: then the balance holds.
        assert said or (outcome.records == 1 and outcome.reconciled())
    assert all(error.file and error.accepted and error.next and len(str(error)) < 1000 for error in said)
    assert DEPTH < DEEP

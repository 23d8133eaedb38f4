"""XML: records at a path, in any encoding that the document declares, and nothing that a document type could do."""

from pathlib import Path
from typing import Any

import pytest

from .shapes import catalogue
from .stand import Bench, Outcome

ITEMS = "Response/DeviceList/Item"


def read(bench: Bench, data: bytes, columns: str = "DeviceID Name Info/PTZType", **options: Any) -> Outcome:
    bench.write("x.xml", data)
    drift = options.pop("drift", "stop")
    return bench.read(bench.contract("xml", "x.xml", columns, drift, **({"records": ITEMS} | options)))


@pytest.mark.parametrize("encoding", ["GB2312", "GBK", "GB18030", "utf-8", "utf-16"])
def test_a_catalogue_in_its_own_encoding(bench: Bench, encoding: str) -> None:
    data = catalogue(["红谷大道 & 丰和大道".replace("&", "&amp;"), " 会展路"], encoding=encoding)
    outcome = read(bench, data, "Name DeviceID ../../SN ../@Num Info/PTZType", count="Response/SumNum")
    assert [row[:-1] for row in outcome.rows] == [
        ("红谷大道 & 丰和大道", "36011300001320000001", "17430", "2", "1"),
        (" 会展路", "36011300001320000002", "17430", "2", "1"),
    ]
    assert outcome.reconciled() and outcome.records == 2


def test_repeated_children_attributes_and_names_in_a_namespace(bench: Bench) -> None:
    data = b"""<a:r xmlns:a="u"><a:i k="1">head<a:c>x</a:c><a:c/><a:e/></a:i><a:i><b>2</b></a:i></a:r>"""
    outcome = read(bench, data, "@k c e b text()", records="r/i")
    assert [row[:-1] for row in outcome.rows] == [("1", '["x", ""]', "", None, "head"), (None, None, None, "2", None)]


def test_what_stands_above_belongs_to_its_own_records(bench: Bench) -> None:
    data = b"<r><g><n>1</n><i><v>a</v></i></g><g><i><v>b</v></i></g></r>"
    outcome = read(bench, data, "v ../n", records="r/g/i")
    assert [row[:-1] for row in outcome.rows] == [("a", "1"), ("b", None)]


LOG = b"""<log><trace><s key="id" value="T1"/>
<event><s key="who" value="A"/><s key="what" value="x"/><d key="at" value="1"/></event>
<event><s key="what" value="y"/><d key="at" value="2"/></event></trace></log>"""
TOLD = "../s/@value s[@key='who']/@value s[@key='what']/@value d[@key='at']/@value"


def test_children_are_told_apart_by_an_attribute(bench: Bench) -> None:
    outcome = read(bench, LOG, TOLD, records="log/trace/event")
    assert [row[:-1] for row in outcome.rows] == [("T1", "A", "x", "1"), ("T1", None, "y", "2")]
    drifted = read(
        bench, LOG.replace(b'"who"', b'"new"'), TOLD.replace(" s[@key='who']/@value", ""), records="log/trace/event"
    )
    assert "not declare: column 1" in str(drifted.refusals[0].error)


BOMB = b"""<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><r><i>&b;</i></r>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:secret.txt">]><r><i>&x;</i></r>"""


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, b"<!DOCTYPE r><r/>"])
def test_a_document_type_is_refused(bench: Bench, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "secret.txt").write_text("kept out")
    outcome = read(bench, data, "i", records="r")
    assert outcome.extract is None and "DOCTYPE" in str(outcome.refusals[0].error)


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (catalogue(["a", "b"])[:-40], {}, "cut off or damaged"),
        (catalogue(["a", "b"], said=3), {"count": "Response/DeviceList/@Num"}, "says 3 at Response/DeviceList"),
        (catalogue(["a"]), {"count": "Response/Total"}, "says nothing"),
        (catalogue(["a"]), {"records": "Response/DeviceList/Camera"}, "one of its 11 kinds of elements"),
        (catalogue(["a"]), {"records": "Answer/Item"}, "there is no element at Answer/Item"),
        (catalogue(["a"]), {"records": "Answer"}, "there is no element at Answer"),
        (catalogue(["a"]), {"records": ""}, "names no element"),
        (catalogue(["城"], encoding="GBK").replace(b"GBK", b"UTF-8"), {}, "not utf-8"),
        (catalogue(["a"]).replace(b"GB2312", b"EBCDIC"), {}, "encoding is not known"),
        (catalogue(["a"]).replace(b"Name>", b"Title>"), {}, "lacks the declared column Name"),
        (b"", {}, "empty"),
    ],
)  # fmt: skip
def test_an_unfit_document_is_refused_whole(bench: Bench, data: bytes, options: dict[str, Any], words: str) -> None:
    outcome = read(bench, data, **options)
    assert outcome.extract is None
    assert words in str(outcome.refusals[0].error)


def test_an_empty_list_is_no_error(bench: Bench) -> None:
    assert read(bench, catalogue([]), count="Response/SumNum").rows == []
    assert read(bench, catalogue([])).records == 0
    flat = b"<r><n>0</n></r>"
    assert read(bench, flat, "i", records="r/i", count="r/n").records == 0


def test_several_objects_keep_their_own_counts(bench: Bench) -> None:
    bench.write("a.xml", catalogue(["a"]))
    bench.write("b.xml", catalogue(["b", "c"]))
    outcome = bench.read(bench.contract("xml", "*.xml", "DeviceID Name Info/PTZType", records=ITEMS))
    assert outcome.extract is not None
    assert outcome.extract.records_n == {"a.xml": 1, "b.xml": 2}
    assert outcome.reconciled()


def test_a_column_from_the_objects_name(bench: Bench) -> None:
    from dataclasses import replace

    bench.write("new_abboip.txt", b"37.75 -122.39 0 1213084687\r\n37.76 -122.40 1 1213084659\r\n")
    bench.write("other.txt", b"1 2 3 4\n")
    contract = bench.contract("csv", "*.txt", "vehicle lat lon busy at", delimiter=" ", header=False)
    named = replace(contract.columns[0], source_pattern=r"new_(\w+)\.txt")
    contract = replace(contract, columns=(named, *contract.columns[1:]))
    outcome = bench.read(contract)
    assert [row[:3] for row in outcome.rows] == [
        ("abboip", "37.75", "-122.39"),
        ("abboip", "37.76", "-122.40"),
        (None, "1", "2"),
    ]
    assert outcome.extract is not None and outcome.reconciled()
    rows = bench.con.execute(
        f"SELECT vehicle, busy, _row_number FROM {outcome.extract.row_numbers('new_abboip.txt')}"
    ).fetchall()
    assert rows == [("abboip", "0", 1), ("abboip", "1", 2)]
    assert bench.con.execute(f"SELECT count(vehicle) FROM {outcome.extract.keys_relation(['vehicle'])}").fetchone() == (
        2,
    )

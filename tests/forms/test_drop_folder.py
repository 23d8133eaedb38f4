"""Drop folders as they are: names in other encodings, links, pipes, hidden files, files that change meanwhile."""

import io
import os
import shutil
import socket
import struct
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines.extract.landing
from pipelines.declare.contracts.contract import Server
from pipelines.extract.drop_folder import find, offered
from pipelines.extract.landing import land
from pipelines.extract.records.archive import members, opened
from warehouse.errors import HgtError
from warehouse.visible import HIDDEN, decoded, path_text, visible

from .stand import Bench

ROWS = b"a\n1\n2\n"
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12)
GBK_ONLY = CHINESE.filter(lambda text: decoded(text.encode("gbk")) == text)
"""Words whose bytes in GBK are not by chance UTF-8 of something else, as those of 一一 are."""
NAMES = st.one_of(
    CHINESE.map(str.encode),
    CHINESE.map(lambda text: text.encode("gbk")),
    st.binary(min_size=1, max_size=30),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(str.encode),
).filter(lambda name: not {*name} & {0, 0x2F} and not name.startswith((b".", b"~$")))


def put(bench: Bench, name: bytes, data: bytes = ROWS) -> Path:
    path = bench.silo / os.fsdecode(name)
    path.write_bytes(data)
    return path


@given(st.lists(NAMES, min_size=1, max_size=4, unique_by=lambda name: visible(decoded(name))))
@settings(max_examples=25, deadline=None)
def test_every_name_is_found_read_and_fit_to_be_shown(names: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        bench = Bench(Path(folder), con)
        for name in names:
            put(bench, name + b".csv")
        outcome = bench.read(bench.contract("csv", "*.csv", "a"))
        assert outcome.extract is not None and outcome.reconciled()
        assert {row[-1] for row in outcome.rows} == {visible(decoded(name)) + ".csv" for name in names}
        assert len(outcome.rows) == 2 * len(names)
        assert not any(HIDDEN.search(row[-1]) for row in outcome.rows)


@given(GBK_ONLY)
@settings(max_examples=25, deadline=None)
def test_a_pattern_in_chinese_matches_a_name_in_gbk(word: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        raw = os.fsdecode(word.encode("gbk"))
        folder = Path(place) / raw
        folder.mkdir()
        (folder / f"{raw}_5.csv").write_bytes(ROWS)
        for path in (f"{word}/{word}_*.csv", f"{word}/{word}_5.csv", f"**/{word}_?.csv", f"{place}/*/{word}*"):
            found = find(Path(place), Server("csv", path))
            assert [item.name for item in found] == [f"{word}/{word}_5.csv"]


def test_two_names_that_read_alike_are_refused(bench: Bench) -> None:
    put(bench, "投诉.csv".encode())
    put(bench, "投诉.csv".encode("gbk"))
    with pytest.raises(HgtError, match="two objects have one name") as caught:
        find(bench.silo, Server("csv", "*.csv"))
    assert "投诉.csv" in str(caught.value) and "rename" in str(caught.value)


def test_what_is_hidden_is_all_that_unicode_calls_so() -> None:
    acting = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    wanted = {letter for letter in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(letter) in acting}
    assert all(HIDDEN.match(letter) for letter in wanted - {"\u200c", "\u200d"})
    shown = {letter for letter in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(letter)[0] in "LMNPSZ"}
    assert not any(HIDDEN.match(letter) for letter in shown - wanted)


@given(st.text())
def test_an_error_shows_no_acting_character_and_one_line_for_each_part(text: str) -> None:
    told = str(HgtError("it fails", file=Path("/silo") / f"x{text}".replace("\0", ""), value=text, accepted=[text]))
    assert not HIDDEN.search(told.replace("\n", "")) and told.count("\n") == 2
    told = str(HgtError(text, file=text, next=text))
    assert not HIDDEN.search(told.replace("\n", "").replace("\t", ""))


def test_names_with_acting_characters() -> None:
    assert visible("a\x1b]8;;http://x\x07b\u202egpj\n.csv") == "a\\x1b]8;;http://x\\x07b\\u202egpj\\n.csv"
    assert decoded("投诉".encode("gb18030")) == decoded("投诉".encode()) == "投诉"
    assert visible(decoded(b"\xff\xfe\xfd.csv")) == "\\xff\\xfe\\xfd.csv"
    assert path_text(Path("/a") / os.fsdecode("投诉".encode("gbk"))) == "/a/投诉"
    assert (path_text(Path("/")), path_text(Path()), path_text(Path("a/b"))) == ("/", ".", "a/b")


def test_what_is_no_object_is_listed_and_never_opened(bench: Bench) -> None:
    put(bench, b"good.csv")
    (bench.silo / "folder.csv").mkdir()
    (bench.silo / "broken.csv").symlink_to("nowhere")
    (bench.silo / "loop.csv").symlink_to("loop.csv")
    os.mkfifo(bench.silo / "pipe.csv")
    (bench.silo / "null.csv").symlink_to("/dev/null")
    for name in (b".hidden.csv", b"~$lock.csv", b"half.csv.part", b"half.csv.tmp", b"other.txt", b"x.csv-wal"):
        put(bench, name)
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(bench.silo)
        try:
            server.bind("socket.csv")
        finally:
            os.chdir(here)
    offer = offered(bench.silo, Server("csv", "*.csv"))
    assert [item.name for item in offer.objects] == ["good.csv"]
    assert {entry.name: entry.reason.split(",")[0] for entry in offer.ignored} == {
        ".hidden.csv": "a hidden file",
        "broken.csv": "a link to nothing",
        "folder.csv": "a folder",
        "half.csv.part": "a temporary file",
        "half.csv.tmp": "a temporary file",
        "loop.csv": "a link that leads to itself",
        "null.csv": "a device",
        "pipe.csv": "a pipe (FIFO)",
        "socket.csv": "a socket",
        "~$lock.csv": "the lock of an office program",
    }
    with pytest.raises(HgtError, match=r"nothing to read(.|\n)*pipe.csv \(a pipe"):
        find(bench.silo, Server("csv", "pipe.csv"))


def test_a_pipe_among_the_parts_of_a_shapefile_is_not_opened(bench: Bench) -> None:
    put(bench, b"x.shp")
    os.mkfifo(bench.silo / "x.dbf")
    item = find(bench.silo, Server("shapefile", "x.shp"))[0]
    with zipfile.ZipFile(land(bench.paths, item).path) as kept:
        assert kept.namelist() == ["x.shp"]


def test_a_file_that_became_a_pipe_is_not_waited_for(bench: Bench) -> None:
    path = put(bench, b"x.csv")
    item = find(bench.silo, Server("csv", "x.csv"))[0]
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(HgtError, match="no regular file"):
        land(bench.paths, item)


def test_a_link_out_of_the_folder_is_refused_unless_declared(bench: Bench, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.csv").write_bytes(ROWS)
    put(bench, b"real.csv")
    (bench.silo / "inside.csv").symlink_to("real.csv")
    assert len(find(bench.silo, Server("csv", "*.csv"))) == 2
    (bench.silo / "away").symlink_to(outside)
    for path, link in (("away/*.csv", None), ("out.csv", "out.csv"), ("*t.csv", "out.csv"), ("away", None)):
        if link and not (bench.silo / link).is_symlink():
            (bench.silo / link).symlink_to(outside / "x.csv")
        with pytest.raises(HgtError, match="leads out of the silo's folder") as caught:
            find(bench.silo, Server("csv", path))
        assert "links: follow" in str(caught.value) and str(outside / "x.csv") in str(caught.value)
        assert len(find(bench.silo, Server("csv", path, {"links": "follow"}))) == 1
    assert len(find(bench.silo, Server("csv", str(outside / "*.csv")))) == 1, "a path that is declared is no link"
    assert len(find(bench.silo, Server("csv", "../outside/x.csv"))) == 1
    put(bench, b"s.shp")
    (bench.silo / "s.dbf").symlink_to(outside / "x.csv")
    with pytest.raises(HgtError, match="leads out"):
        find(bench.silo, Server("shapefile", "s.shp"))


@pytest.mark.parametrize("how", ["rewritten", "replaced", "gone"])
@pytest.mark.parametrize("name", ["x.csv", "x.shp"])
def test_a_file_that_changes_with_its_size_and_time_kept_waits(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    path = put(bench, name.encode())
    seen = path.stat()
    module, function = (pipelines.extract.landing, "_copy") if name == "x.csv" else (shutil, "copyfileobj")
    whole = getattr(module, function)

    def changing(*given: Any) -> Any:
        result = whole(*given)
        if how != "rewritten":
            path.unlink()
        if how != "gone":
            path.write_bytes(ROWS.replace(b"2", b"3"))
            os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        return result

    item = find(bench.silo, Server("csv" if name == "x.csv" else "shapefile", name))[0]
    with monkeypatch.context() as patch:
        patch.setattr(module, function, changing)
        with pytest.raises(HgtError, match=r"changed while|gone since") as caught:
            land(bench.paths, item)
    assert "next: hgt run" in str(caught.value)
    assert [kept for kept in bench.paths.landed.rglob("*") if kept.is_file()] == []
    if how != "gone":
        assert land(bench.paths, item).fresh


def zipped(*names: bytes, flagged: bool) -> bytes:
    """A zip whose members' names are these bytes, said to be UTF-8 or not said so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr("x" * (len(name) - 1) + chr(65 + number), f"a\n{number}\n")
    data = bytearray(out.getvalue())
    for number, name in enumerate(names):
        stand_in = b"x" * (len(name) - 1) + bytes([65 + number])
        for signature, flags, at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
            start = -1
            while (start := data.find(signature, start + 1)) >= 0:
                if data[start + at : start + at + len(name)] == stand_in:
                    data[start + at : start + at + len(name)] = name
                    data[start + flags : start + flags + 2] = struct.pack("<H", 0x800 if flagged else 0)
    return bytes(data)


@given(CHINESE, st.sampled_from(["gbk", "gb18030", "utf-8"]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_members_are_named_by_their_bytes_whatever_the_flag_says(word: str, encoding: str, flagged: bool) -> None:
    raw = (word + ".csv").encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(zipped(raw, b"plain.txt", flagged=flagged))
        with opened(path) as archive:
            held = members(archive)
            assert sorted(held) == sorted([decoded(raw), "plain.txt"])
            assert archive.read(held[decoded(raw)]) == b"a\n0\n"


@pytest.mark.parametrize("flagged", [False, True])
def test_a_member_in_gbk_is_matched_and_read(bench: Bench, flagged: bool) -> None:
    data = zipped("投诉_五月.csv".encode("gbk"), "说明.txt".encode("gbk"), flagged=flagged)
    bench.write("x.zip", data)
    outcome = bench.read(bench.contract("csv", "x.zip", "a", member="投诉_*.csv"))
    assert outcome.rows == [("0", "x.zip")]
    with pytest.raises(AssertionError):
        assert bench.read(bench.contract("csv", "x.zip", "a", member="none*")).rows
    refusal = bench.read(bench.contract("csv", "x.zip", "a", member="none*")).refusals[0].error
    assert "1 .csv, 1 .txt" in str(refusal)

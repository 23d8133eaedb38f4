"""Zip files with names in another encoding, passwords and damaged members: read, or refused in clear words."""

import bz2
import gzip
import io
import lzma
import struct
import zipfile

import pytest

from .stand import Bench, Outcome

NAME = "投诉_红谷滩.csv"
DATA = b"a,b\n1,2\n"


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return stream.getvalue()


def flagged(data: bytes, *, set_bits: int = 0, clear_bits: int = 0) -> bytes:
    """The archive with other flags in every header, as a program that is wrong about its members writes them."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + offset)
            struct.pack_into("<H", changed, at + offset, flags & ~clear_bits | set_bits)
            at = changed.find(mark, at + 4)
    return bytes(changed)


def gbk(name: str = NAME, *, says_utf8: bool = False) -> bytes:
    """An archive whose member's name is written in GB18030."""
    raw = name.encode("gb18030")
    data = archive({"x" * len(raw): DATA}).replace(b"x" * len(raw), raw)
    return flagged(data, set_bits=0x800) if says_utf8 else data


def read(bench: Bench, data: bytes, **options: str) -> Outcome:
    bench.write("x.zip", data)
    return bench.read(bench.contract("csv", "x.zip", "a b", **options))


@pytest.mark.parametrize("member", [NAME, "投诉*", "*滩.csv", "*"])
@pytest.mark.parametrize("says_utf8", [False, True])
def test_a_name_in_gbk_is_matched(bench: Bench, member: str, says_utf8: bool) -> None:
    outcome = read(bench, gbk(says_utf8=says_utf8), member=member)
    assert [row[:2] for row in outcome.rows] == [("1", "2")] and not outcome.refusals


def test_a_name_in_utf8_without_its_mark_is_matched(bench: Bench) -> None:
    data = flagged(archive({NAME: DATA}), clear_bits=0x800)
    assert len(read(bench, data, member="投诉*").rows) == 1


def test_a_member_with_a_password_is_refused(bench: Bench) -> None:
    outcome = read(bench, flagged(archive({NAME: DATA}), set_bits=1))
    text = str(outcome.refusals[0].error)
    assert "a password" in text and "投诉" not in text and "next: ask the silo" in text


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("damage", ["bytes", "method"])
def test_a_damaged_member_is_refused(bench: Bench, method: int, damage: str) -> None:
    rows = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(5_000))
    data = bytearray(archive({NAME: rows}, method))
    assert len(read(bench, bytes(data)).rows) == 5_000
    if damage == "bytes":
        start = 30 + len(NAME.encode()) + 20
        data[start : start + 200] = bytes(byte ^ 0x5A for byte in data[start : start + 200])
    else:
        for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            struct.pack_into("<H", data, data.find(mark) + offset, 97)
    text = str(read(bench, bytes(data)).refusals[0].error)
    assert "cut off, damaged or locked" in text and "投诉" not in text and "next: ask the silo" in text


@pytest.mark.parametrize("packed", [bz2.compress(DATA), lzma.compress(DATA)])
def test_an_envelope_of_another_kind_is_no_table(bench: Bench, packed: bytes) -> None:
    outcome = read(bench, packed)
    assert not outcome.rows and "compressed file" in str(outcome.refusals[0].error)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04", "zip"), (gzip.compress(b"a,b", mtime=0), "gzip"), (lzma.compress(b"a,b"), "xz"),
        (bz2.compress(b"a"), "bzip2"),
        (b"\x28\xb5\x2f\xfd", "zstd"), (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "seven_zip"),
    ],
    ids=("zip", "gzip", "xz", "bzip2", "zstd", "rar", "seven_zip"),
)  # fmt: skip
@pytest.mark.parametrize("is_inside", [False, True])
def test_a_packing_that_is_not_opened_is_told_as_such(bench: Bench, head: bytes, kind: str, is_inside: bool) -> None:
    if not is_inside and kind in ("zip", "gzip"):
        pytest.skip("these are opened")
    data = head + b"\0" * 64
    bench.write("a.csv.gz" if is_inside else "a.csv", gzip.compress(data) if is_inside else data)
    (refusal,) = bench.read(bench.contract("csv", "a.csv*", "a b")).refusals
    assert f"packed by {kind}" in str(refusal.error) and "utf-8" not in str(refusal.error)

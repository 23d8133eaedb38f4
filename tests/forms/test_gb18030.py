"""GBK and GB18030 are read as the edition of 2022 has them, whole or piece by piece."""

import codecs
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.readers.csv_normal import ENCODINGS, codec, transcode
from pipelines.extract.records.gb18030 import CHARACTERS, NAME

CODES = [bytes([a, b]) for a in range(0x81, 0xFF) for b in (*range(0x40, 0x7F), *range(0x80, 0xFF))]
CHANGED = {
    "a6d9": 0xFE10, "a6da": 0xFE12, "a6db": 0xFE11, "a6dc": 0xFE13, "a6dd": 0xFE14, "a6de": 0xFE15, "a6df": 0xFE16,
    "a6ec": 0xFE17, "a6ed": 0xFE18, "a6f3": 0xFE19, "a8bc": 0x1E3F, "fe51": 0x20087, "fe52": 0x20089, "fe53": 0x200CC,
    "fe59": 0x9FB4, "fe61": 0x9FB5, "fe66": 0x9FB6, "fe67": 0x9FB7, "fe6c": 0x215D7, "fe6d": 0x9FB8, "fe76": 0x2298F,
    "fe7e": 0x9FB9, "fe90": 0x9FBA, "fe91": 0x241FE, "fea0": 0x9FBB,
}  # fmt: skip


def test_the_codes_that_changed() -> None:
    assert {code: ord(bytes.fromhex(code).decode(NAME)) for code in CHANGED} == CHANGED
    assert len(CHARACTERS) == len(CHANGED) == 25


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is the validator here")
def test_every_two_byte_code_is_what_iconv_reads() -> None:
    given_bytes = b"\n".join(CODES)
    told = subprocess.run(["iconv", "-f", "GB18030", "-t", "UTF-8"], input=given_bytes, capture_output=True, check=True)
    assert given_bytes.decode(NAME) == told.stdout.decode()


def test_other_names_of_the_encoding_mean_the_same() -> None:
    assert {codec(name, "x.csv") for name in ("gbk", "GB2312", "gb18030", NAME)} == {NAME}
    assert all(codecs.lookup(name) for name in ENCODINGS.values())


@given(st.lists(st.sampled_from([*CODES[:50], b"a", b"\n", *map(bytes.fromhex, CHANGED)]), max_size=40),
       st.integers(1, 7))  # fmt: skip
def test_pieces_give_what_the_whole_gives(codes: list[bytes], size: int) -> None:
    data = b"".join(codes)
    decoder = codecs.getincrementaldecoder(NAME)()
    pieces = [decoder.decode(data[at : at + size]) for at in range(0, len(data), size)]
    assert "".join([*pieces, decoder.decode(b"", final=True)]) == data.decode(NAME)


def test_a_rare_name_meets_itself_in_another_file(tmp_path: Path) -> None:
    file = tmp_path / "gbk.csv"
    file.write_bytes("编号,社区\n1,".encode("gbk") + b"\xfe\x59\n" + b"2,\xff\n")
    text = transcode(file, tmp_path / "out.csv", codec("gbk", file.name), file.name).read_bytes()
    assert text == "编号,社区\n1,\u9fb4\n2,".encode() + b"\xff\n", "a byte that is no text stays as it is"
    (tmp_path / "good.csv").write_bytes(text.removesuffix(b"2,\xff\n"))
    found = duckdb.sql(f"SELECT 社区 FROM read_csv('{tmp_path / 'good.csv'}', header = true)").fetchall()
    assert found == [("龴",)]

"""Delimited text: every silent loss that a CSV reader is known for has a test here."""

import gzip
import io
import zipfile

import pytest

from pipelines.declare.contracts.contract import Server
from pipelines.declare.contracts.limits import COLUMNS_N
from pipelines.extract.drop_folder import find
from pipelines.extract.landing import land
from pipelines.extract.readers import read
from pipelines.extract.records.drift import drift_check
from warehouse.errors import HgtError

from .stand import Bench, Outcome, column_of, contract_of

HEAD = b"a,b,c\n"


def plain(outcome: Outcome) -> list[tuple[str, ...]]:
    return [row[:-1] for row in outcome.rows]


def test_text_stays_text(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b"007,1.50,2015-03-01\n,1e5,TRUE\n")
    assert plain(outcome) == [("007", "1.50", "2015-03-01"), (None, "1e5", "TRUE")]
    assert outcome.records == 2


@pytest.mark.parametrize(
    "data",
    [
        b"a,b,c\r\n1,2,3\r\n4,5,6\r\n",
        b"a,b,c\r\n1,2,3\n4,5,6\r\n",
        b"a,b,c\n1,2,3\r\n4,5,6\n",
        b"a,b,c\n1,2,3\r\n4,5,6",
        b"a,b,c\r1,2,3\r4,5,6\r",
        b'a,b,c\r\n"1",2,3\n4,5,6\r\n',
        b"\xef\xbb\xbfa,b,c\n1,2,3\n4,5,6\n",
        b'\xef\xbb\xbf"a",b,c\r\n"1",2,3\r\n4,5,6\r\n',
        b"\n\na,b,c\n1,2,3\n4,5,6\n",
        b"c,a,b\n3,1,2\n6,4,5\n",
    ],
)
def test_line_ends_marks_and_order_of_columns(bench: Bench, data: bytes) -> None:
    outcome = bench.csv(data)
    assert sorted(plain(outcome)) == [("1", "2", "3"), ("4", "5", "6")]
    assert outcome.records == 2
    assert outcome.malformed == []


def test_blank_lines_are_counted_apart(bench: Bench) -> None:
    outcome = bench.csv(b"a,b,c\r\n\r\n1,2,3\r\n\r\n\r\n4,5,6\r\n")
    assert outcome.extract is not None
    assert outcome.extract.records_n == {"x.csv": 2}
    assert outcome.extract.blank_n == {"x.csv": 3}
    assert outcome.reconciled()


def test_line_breaks_inside_quotes_belong_to_the_value(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b'1,"x\r\ny\n\nz",3\n4,"say ""hi"", bye",6\n')
    assert plain(outcome) == [("1", "x\r\ny\n\nz", "3"), ("4", 'say "hi", bye', "6")]
    assert outcome.records == 2


def test_short_and_long_rows_are_malformed_with_their_place(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b'"1",2\n4,"5\n5",6\n\n7,8,9,10\n1,2,3\n')
    assert [row[:3] for row in outcome.malformed] == [("x.csv", 1, '"1",2'), ("x.csv", 3, "7,8,9,10")]
    assert outcome.reconciled()
    assert outcome.extract is not None
    found = bench.con.execute(f"SELECT a, _row_number FROM {outcome.extract.row_numbers('x.csv')}").fetchall()
    assert sorted(found) == [("1", 4), ("4", 2)]


def test_places_are_right_behind_a_byte_order_mark(bench: Bench) -> None:
    outcome = bench.csv(b"\xef\xbb\xbfa,b,c\r\n1,2\r\n4,5,6\r\n7\r\n")
    assert [row[:3] for row in outcome.malformed] == [("x.csv", 1, "1,2"), ("x.csv", 3, "7")]
    assert outcome.reconciled()


def test_an_unclosed_quote_costs_one_record(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b'1,2,3\n4,"5,6\n7,"8",9\n10,11,12\n')
    assert plain(outcome) == [("1", "2", "3"), ("7", "8", "9"), ("10", "11", "12")]
    assert [row[:3] for row in outcome.malformed] == [("x.csv", 2, '4,"5,6')]
    assert outcome.reconciled()


def test_quotes_that_the_engine_would_lose_rows_over(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b'1,5" pipe,3\n4, "5",6\n7,"8" ,9\n')
    assert plain(outcome) == [("1", '5" pipe', "3"), ("4", ' "5"', "6"), ("7", "8", "9")]
    assert outcome.records == 3


def test_bad_bytes_are_one_malformed_record_with_its_bytes(bench: Bench) -> None:
    outcome = bench.csv(HEAD + "1,城,3\n".encode() + b"4,\xff\xfe,6\n7,8\n9,9,9\n")
    assert plain(outcome) == [("1", "城", "3"), ("9", "9", "9")]
    assert [row[1:3] for row in outcome.malformed] == [(2, "4,\\xff\\xfe,6"), (3, "7,8")]
    assert "offset" in outcome.malformed[0][3]
    assert outcome.reconciled()


def test_ten_million_characters_in_one_field(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b'1,"' + b"x" * 10_000_000 + b'",3\n4,' + b"y" * 10_000_000 + b",6\n7,8\n9,9,9\n")
    assert [len(row[1]) for row in outcome.rows] == [10_000_000, 10_000_000, 1]
    assert outcome.reconciled()


def test_an_over_long_malformed_record_keeps_all_its_text(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b"1," + b"x" * 3_000_000 + b"\n4,5,6\n")
    assert len(outcome.malformed[0][2]) == 3_000_002
    assert outcome.reconciled()


def test_many_records_across_blocks_reconcile(bench: Bench) -> None:
    body = b"".join(b'%d,"a\nb%d",%s\n' % (n, n, "红".encode()) for n in range(300_000))
    outcome = bench.csv(HEAD + body + b"1,2\n" + body[:200])
    assert outcome.extract is not None
    assert outcome.reconciled()
    assert outcome.malformed[0][1:3] == (300_001, "1,2")


@pytest.mark.parametrize("text", ["编号,名称\n1,红谷滩𠮷㐂\n2,城管\n", "编号,名称\r\n1,红谷滩𠮷㐂\n2,城管\r\n"])
def test_gb18030_with_four_byte_characters(bench: Bench, text: str) -> None:
    bench.write("g.csv", text.encode("gb18030"))
    outcome = bench.read(bench.contract("csv", "g.csv", "名称 编号", encoding="gb18030"))
    assert plain(outcome) == [("红谷滩𠮷㐂", "1"), ("城管", "2")]


def test_gb18030_large_enough_to_cross_every_buffer(bench: Bench) -> None:
    line = "1,红谷滩𠮷新区路面井盖破损\n"
    bench.write("g.csv", ("a,b\n" + line * 200_000).encode("gb18030"))
    outcome = bench.read(bench.contract("csv", "g.csv", "a b", encoding="gbk"))
    assert {row[1] for row in outcome.rows} == {"红谷滩𠮷新区路面井盖破损"}
    assert outcome.records == len(outcome.rows) == 200_000


def test_a_bad_byte_in_gb18030_costs_one_record(bench: Bench) -> None:
    data = "a,b,c\n1,城管,3\n".encode("gb18030") + b"4,\xff,6\n" + "7,城,9\n".encode("gb18030")
    outcome = bench.csv(data, encoding="gb18030")
    assert plain(outcome) == [("1", "城管", "3"), ("7", "城", "9")]
    assert outcome.malformed[0][1:3] == (2, "4,\\xff,6")


@pytest.mark.parametrize(("written", "declared"), [("gb18030", "utf-8"), ("utf-8", "gb18030")])
def test_a_wrong_encoding_refuses_the_file(bench: Bench, written: str, declared: str) -> None:
    body = "a,b,c\n" + "1,红谷滩新区城管局受理,3\n" * 5
    outcome = bench.csv(body.encode(written), encoding=declared)
    assert outcome.rows == []
    message = str(outcome.refusals[0].error)
    assert f"is not {declared}" in message
    assert "gb18030-2022, latin-1" in message
    if declared == "utf-8":
        assert "byte 8" in message


def test_an_unknown_encoding_names_the_known_ones(bench: Bench) -> None:
    outcome = bench.csv(HEAD, encoding="ebcdic")
    assert "gb18030" in str(outcome.refusals[0].error)


def test_a_missing_column_names_itself_and_the_header(bench: Bench) -> None:
    message = str(bench.csv(b"a,x,c\n1,2,3\n", drift="evolve").refusals[0].error)
    assert "lacks the declared column b" in message
    assert "it holds: a, column 2, c" in message


@pytest.mark.parametrize(
    ("drift", "refused", "set_aside"), [("stop", 1, False), ("set_aside", 1, True), ("evolve", 0, False)]
)
def test_a_new_column_goes_by_the_contract(bench: Bench, drift: str, refused: int, set_aside: bool) -> None:
    outcome = bench.csv(b"a,new,b,c\n1,n,2,3\n", drift=drift)
    assert len(outcome.refusals) == refused
    if refused:
        assert outcome.refusals[0].set_aside is set_aside
    else:
        assert plain(outcome) == [("1", "2", "3")]
        assert outcome.extract is not None
        assert outcome.extract.new_columns == {"x.csv": ["column 2"]}


def test_a_column_that_comes_twice_is_refused(bench: Bench) -> None:
    assert "more than once" in str(bench.csv(b"a,b,b,c\n1,2,2,3\n").refusals[0].error)


def test_empty_file_and_header_only(bench: Bench) -> None:
    assert "empty" in str(bench.csv(b"").refusals[0].error)
    outcome = bench.csv(HEAD)
    assert outcome.refusals == []
    assert outcome.records == 0
    assert outcome.rows == []


@pytest.mark.parametrize("added", [b",x" * 8_500_000, b"," * 17_000_000])
def test_a_header_of_millions_of_columns_is_refused_within_bounds_that_hold_no_list_of_them(
    bench: Bench, added: bytes
) -> None:
    """A name of each column takes more memory than the reader has here, which would be another refusal."""
    outcome = bench.csv(HEAD.strip() + added + b"\n1,2,3\n", limits={"seconds": 20, "memory_mib": 160})
    (refusal,) = outcome.refusals
    assert "the header line has more columns than one may have" in str(refusal.error)
    assert "at most 16,384 columns" in str(refusal.error)


@pytest.mark.parametrize(("line_end", "more_n"), [(b"\n", 0), (b"\r", 0), (b"\r\n", 0), (b"\n", 1), (b"\r", 1)])
def test_a_header_may_have_so_many_columns_and_no_more(bench: Bench, line_end: bytes, more_n: int) -> None:
    others = range(COLUMNS_N - 3 + more_n)
    header = b"a,b,c," + ",".join(f'"o{n}"' for n in others).encode()
    record = b"1,2,3" + b"," * len(others)
    outcome = bench.csv(line_end + header + line_end + record + line_end, drift="evolve")
    assert plain(outcome) == ([] if more_n else [("1", "2", "3")])
    assert len(outcome.refusals) == more_n


def test_without_header_delimiter_and_other_quotes(bench: Bench) -> None:
    outcome = bench.csv(b"1\t2\t'x\ty'\n4\t5\t6\n", header=False, delimiter="\t", quote="'")
    assert plain(outcome) == [("1", "2", "x\ty"), ("4", "5", "6")]
    outcome = bench.csv(b'a|b|c\n1|"2|3\n', delimiter="|", quote="")
    assert plain(outcome) == [("1", '"2', "3")]
    outcome = bench.csv(b'a,b,c\n1,"x\\"y",3\n', escape="\\")
    assert plain(outcome) == [("1", 'x"y', "3")]


def test_one_column(bench: Bench) -> None:
    outcome = bench.csv(b'a\n1\n\n""\n2\n', "a")
    assert plain(outcome) == [("1",), (None,), ("2",)]
    assert outcome.records == 3
    assert outcome.extract is not None
    assert outcome.extract.blank_n == {"x.csv": 1}


def test_gzip_and_zip(bench: Bench) -> None:
    body = HEAD + b"1,2,3\n"
    bench.write("x.csv.gz", gzip.compress(body) + gzip.compress(b"4,5,6\n"))
    assert len(bench.read(bench.contract("csv", "x.csv.gz", "a b c")).rows) == 2
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.csv", body)
        archive.writestr("in/two.csv", b"c,b,a\n6,5,4\n1,2\n")
        archive.writestr("read.me", b"no table")
    bench.write("x.zip", packed.getvalue())
    outcome = bench.read(bench.contract("csv", "x.zip", "a b c", member="*.csv"))
    assert sorted(plain(outcome)) == [("1", "2", "3"), ("4", "5", "6")]
    assert outcome.reconciled()
    message = str(bench.read(bench.contract("csv", "x.zip", "a b c", member="*.txt")).refusals[0].error)
    assert "2 .csv" in message and "one.csv" not in message


@pytest.mark.parametrize("cut", [1, 4, 8, 12, 200])
def test_a_truncated_gzip_is_refused_whole_and_others_go_on(bench: Bench, cut: int) -> None:
    whole = gzip.compress(HEAD + b"".join(b"%d,2,3\n" % n for n in range(1000)))
    bench.write("d/bad.csv.gz", whole[:-cut])
    bench.write("d/good.csv.gz", whole)
    outcome = bench.read(bench.contract("csv", "d", "a b c"))
    assert [refusal.source for refusal in outcome.refusals] == ["d/bad.csv.gz"]
    assert "cut off" in str(outcome.refusals[0].error)
    assert len(outcome.rows) == 1000


def test_a_zip_of_an_unknown_compression_is_refused(bench: Bench) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.csv", HEAD + b"1,2,3\n")
    data = bytearray(packed.getvalue())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(mark) + place
        data[at : at + 2] = (98).to_bytes(2, "little")
    bench.write("x.zip", bytes(data))
    message = str(bench.read(bench.contract("csv", "x.zip", "a b c")).refusals[0].error)
    assert "x.zip" in message and "compression" in message and "hgt run" in message


def test_a_truncated_zip_is_refused(bench: Bench) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.csv", HEAD * 100)
    bench.write("x.zip", packed.getvalue()[:-30])
    assert "zip" in str(bench.read(bench.contract("csv", "x.zip", "a b c")).refusals[0].error)


def test_many_files_keep_their_names(bench: Bench) -> None:
    for n in range(5):
        bench.write(f"cdr_{n}.csv", b"b,a\n2,1\n" if n == 3 else b"a,b\n1,2\n")
    bench.write("cdr_5.csv", b"a,b\n5,5\n")
    outcome = bench.read(bench.contract("csv", "cdr_*.csv", "a b"))
    assert sorted(row[-1] for row in outcome.rows) == [f"cdr_{n}.csv" for n in range(6)]
    assert outcome.reconciled()


def test_counts_that_do_not_add_up_are_an_error(bench: Bench) -> None:
    bench.write("x.csv", HEAD + b"1,2,3\n4,5\n")
    contract = bench.contract("csv", "x.csv", "a b c")
    landed = [land(bench.paths, item) for item in find(bench.silo, contract.server)]
    extract, _ = read(bench.con, contract, landed, bench.tmp)
    assert extract is not None
    with pytest.raises(HgtError, match="before the main scan"):
        assert extract.relation and extract.malformed()
    bench.con.execute(f"SELECT * FROM {extract.relation}").fetchall()
    with pytest.raises(HgtError, match="do not make the 2 records"):
        extract.malformed({"x.csv": 0})


def test_mixed_line_ends_in_a_large_file(bench: Bench) -> None:
    outcome = bench.csv(HEAD + b"1,2,3\r\n4,5,6\n" * 400_000)
    assert outcome.records == len(outcome.rows) == 800_000
    assert {row[2] for row in outcome.rows} == {"3", "6"}


def test_a_first_record_in_the_place_of_the_header_is_not_quoted() -> None:
    contract = contract_of("calls", Server("csv", "a.csv"), [column_of("phone", "phone"), column_of("day_on", "day")])
    refusal = drift_check("a.csv", contract, ["13800000000", "2015-03-01"], what="the file").refusal
    assert refusal is not None
    assert "13800000000" not in str(refusal.error)
    assert "2 other names" in str(refusal.error)


LOG = (
    b'10.0.0.1 - - [01/Mar/2015:09:12:33 +0800] "GET /a%20b.html?q=1 HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux)"\n'
    b'10.0.0.2 - - [01/Mar/2015:09:12:34 +0800] "" 400 - "-" "a \\x22quoted\\x22 agent"\n'
    b'10.0.0.3 - - [01/Mar/2015:09:12:35 +0800] "GET /cut.html HT\n'
)


@pytest.mark.parametrize("escape", ['"', "\\"])
def test_a_web_log_is_text_parted_by_blanks(bench: Bench, escape: str) -> None:
    columns = "host identity user time zone request status bytes referrer agent"
    outcome = bench.csv(LOG, columns, delimiter=" ", header=False, escape=escape)
    rows = {row[0]: row for row in plain(outcome)}
    assert rows["10.0.0.1"][3:7] == ("[01/Mar/2015:09:12:33", "+0800]", "GET /a%20b.html?q=1 HTTP/1.1", "200")
    assert rows["10.0.0.1"][9] == "Mozilla/5.0 (X11; Linux)"
    assert rows["10.0.0.2"][5:8] in ((None, "400", "-"), ("", "400", "-"))
    assert [row[1] for row in outcome.malformed] == [3]
    assert outcome.reconciled()


def test_blanks_behind_a_quote_are_let_pass_unless_they_part_the_fields(bench: Bench) -> None:
    assert plain(bench.csv(b'"1" ,2,"3"\t\n', header=False)) == [("1", "2", "3")]
    for mark in (" ", "\t"):
        text = mark.join(['"1"', "2", '"a ""b"" c"']) + '\n"x\n'
        outcome = bench.csv(text.encode(), header=False, delimiter=mark)
        assert plain(outcome) == [("1", "2", 'a "b" c')]
        assert [row[1] for row in outcome.malformed] == [2]

"""JT/T 808: published packets, every kind of broken frame, and windows that cut anywhere give the same rows."""

import struct
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.contract import Server
from pipelines.extract.readers import jt808

from .jt808_plain import decoded
from .shapes import frame, framed
from .stand import Bench, Outcome, column_of, contract_of

ALL = " ".join(jt808.COLUMNS)
PACKET = bytes.fromhex(
    "7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E"
)
"""The packet that goes round with the open implementations of the protocol."""


def read(bench: Bench, data: bytes, columns: str = ALL) -> Outcome:
    bench.write("x.bin", data)
    return bench.read(bench.contract("jt808", "x.bin", columns))


def test_a_published_packet(bench: Bench) -> None:
    assert [row[:-1] for row in read(bench, PACKET).rows] == [
        (
            "123456789012-181015101010",
            "123456789012",
            "126",
            "1",
            "2",
            "12.222222",
            "132.444444",
            "40",
            "6.0",
            "0",
            "2018-10-15 10:10:10+08:00",
            "0104000000640202007d",
            "0",
        )
    ]


def test_the_position_of_another_published_packet(bench: Bench) -> None:
    body = bytes.fromhex("00000000000000030158B91B06CB7061000000000000210922163758")
    outcome = read(bench, framed(struct.pack(">HH", 0x0200, len(body)) + bytes(8) + body), "lat lon located_at")
    assert outcome.rows == [("22.591771", "113.995873", "2021-09-22 16:37:58+08:00", "x.bin")]


def test_the_form_of_2019_hemispheres_and_time_that_is_none(bench: Bench) -> None:
    data = (
        frame("13900000001", modern=True)
        + frame(status=3 | 4 | 8, moment="151331256199")
        + frame(moment="1508310a0000")
    )
    outcome = read(bench, data, "phone version lat lon located_at speed_kmh")
    assert [row[:-1] for row in outcome.rows] == [
        ("00000000013900000001", "1", "28.690000", "115.850000", "2015-08-31 08:00:00+08:00", "36.5"),
        ("013900000001", "0", "-28.690000", "-115.850000", "2015-13-31 25:61:99+08:00", "36.5"),
        ("013900000001", "0", "28.690000", "115.850000", "2015-08-31 0a:00:00+08:00", "36.5"),
    ]


def swapped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


BROKEN = {
    "checksum": swapped(frame(), 20),
    "neither 01 nor 02": frame()[:-3] + b"\x7d\x05" + frame()[-1:],
    "shorter than a head": framed(b"\x02\x00\x00"),
    "than its head says": framed(frame()[1:-2][:-4]),
    "is encrypted": frame(properties=0x0400),
    "split message": framed(struct.pack(">HH", 0x0200, 0x2000 | 28) + bytes(8) + bytes(4) + bytes(28)),
    "shorter than a position": framed(struct.pack(">HH", 0x0200, 8) + bytes(8) + bytes(8)),
    "batch of reports": frame(message=0x0704),
}


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_frame_is_kept_in_hexadecimal(bench: Bench, words: str) -> None:
    data = frame(serial=1) + BROKEN[words] + frame(serial=3)
    outcome = read(bench, data, "serial")
    assert [row[0] for row in outcome.rows] == ["1", "3"]
    assert [(row[1], row[2]) for row in outcome.malformed] == [(2, BROKEN[words].hex())]
    assert words in outcome.malformed[0][3]
    assert outcome.reconciled() and outcome.records == 3
    assert outcome.extract is not None
    numbers = bench.con.execute(f"SELECT _row_number FROM {outcome.extract.row_numbers('x.bin')}").fetchall()
    assert numbers == [(1,), (3,)]


def test_a_cut_file_loses_nothing(bench: Bench) -> None:
    whole = frame(serial=1) + frame(serial=2)
    outcome = read(bench, b"\x02\x00" + whole + frame(serial=3)[:-5], "serial")
    assert [row[0] for row in outcome.rows] == ["1", "2"]
    assert [row[1] for row in outcome.malformed] == [1, 4]
    assert "no flag opens it" in outcome.malformed[0][3] and "no closing flag" in outcome.malformed[1][3]
    assert outcome.reconciled() and outcome.records == 4


def test_other_messages_are_counted_apart_and_flags_may_be_shared(bench: Bench) -> None:
    beat = framed(struct.pack(">HH", 0x0002, 0) + bytes(8))
    outcome = read(bench, beat + frame(serial=1)[:-1] + frame(serial=2) + b"\x7e\x7e" + beat, "serial")
    assert [row[0] for row in outcome.rows] == ["1", "2"]
    assert outcome.extract is not None
    assert outcome.extract.records_n == {"x.bin": 2} and outcome.extract.blank_n == {"x.bin": 2}


@pytest.mark.parametrize(("data", "words"), [(b"", "empty"), (b"lat,lon\n1,2\n", "no frame of JT/T 808")])
def test_a_file_of_another_kind_is_refused(bench: Bench, data: bytes, words: str) -> None:
    assert words in str(read(bench, data).refusals[0].error)
    assert "lacks the declared column fuel" in str(read(bench, frame(), "lat fuel").refusals[0].error)


def test_windows_cut_anywhere_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [frame(serial=number, lat=0x7D7E7E7D, extra=b"\x7e" * (number % 5)) for number in range(40)]
    parts[7], parts[20] = BROKEN["checksum"], BROKEN["batch of reports"]
    path = tmp_path / "x.bin"
    path.write_bytes(b"\x00" * 9 + b"".join(parts) + b"\x7e\x01")
    contract = contract_of("thing", Server("jt808", "x.bin"), [column_of("a", "serial"), column_of("b", "lat")])
    seen = set()
    for window in (1, 5, 53, 200, 1 << 20):
        monkeypatch.setattr(jt808, "WINDOW", window)
        found = jt808.decode(path, "x", contract, tmp_path / "x.parquet")
        rows = pq.read_table(tmp_path / "x.parquet").to_pylist()
        assert len(rows) == 38 and found.records == 42
        seen.add((str(rows), str(sorted(found.broken))))
    assert len(seen) == 1


REPORTS = st.tuples(
    st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 0xFFFF), st.binary(max_size=12)
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(REPORTS, min_size=1, max_size=12))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, reports: list[tuple[int, int, int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("reports")
    path = folder / "x.bin"
    path.write_bytes(b"".join(frame(lat=a, lon=b, speed=c, extra=d) for a, b, c, d in reports))
    names = ("lat", "lon", "speed_kmh", "extra")
    contract = contract_of("thing", Server("jt808", "x.bin"), [column_of(name, name) for name in names])
    found = jt808.decode(path, "x", contract, folder / "x.parquet")
    rows = [tuple(row.values())[:4] for row in pq.read_table(folder / "x.parquet").to_pylist()]
    assert [(int(a * 10**6), int(b * 10**6), int(c * 10), bytes.fromhex(d)) for a, b, c, d in rows] == reports
    assert found.broken == []


@settings(deadline=None, max_examples=150)
@given(st.binary(min_size=1, max_size=200).map(lambda data: data.replace(b"\x55", b"\x7e").replace(b"\x56", b"\x7d")))
def test_any_bytes_are_accounted_for(data: bytes) -> None:
    array = np.frombuffer(b"\x7e" + data + b"\x7e", dtype=np.uint8)
    frames = jt808._frames(array, 0)
    jt808._check(frames)
    assert len(frames.starts) == len([part for part in array.tobytes().split(b"\x7e") if part])
    assert int(frames.lengths.sum()) == len(frames.data)


DAMAGE = st.sampled_from(["none", "none", "none", "bit", "cut", "escape", "other", *BROKEN])


@st.composite
def _streams(draw: st.DrawFn) -> bytes:
    """Frames of both versions, broken ones and other messages among them; the file may begin or end within one."""
    parts = []
    for _ in range(draw(st.integers(1, 12))):
        moment = draw(st.binary(min_size=6, max_size=6)).hex()
        phone = draw(st.binary(min_size=6, max_size=6)).hex()
        lat, status = draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, 15))
        whole = frame(
            phone, moment, lat, 0x7D7E7E7D, serial=draw(st.integers(0, 0xFFFF)), status=status,
            extra=draw(st.binary(max_size=9) | st.just(b"\x7d\x7e\x01\x02")), modern=draw(st.booleans()),
        )  # fmt: skip
        kind = draw(DAMAGE)
        if kind == "bit":
            whole = swapped(whole, draw(st.integers(1, len(whole) - 2)))
        elif kind == "cut":
            whole = whole[: draw(st.integers(1, len(whole) - 1))] + b"\x7e"
        elif kind == "escape":
            whole = whole[:-1] + b"\x7d" + draw(st.binary(max_size=1)) + b"\x7e"
        elif kind == "other":
            whole = framed(struct.pack(">HH", 2, 0) + bytes(8))
        parts.append(BROKEN.get(kind, whole))
    data = b"".join(parts)
    return data[draw(st.integers(0, 9)) : len(data) - draw(st.integers(0, 9))]


@settings(deadline=None, max_examples=150)
@given(_streams(), st.sampled_from([1, 60, 1 << 22]))
def test_the_decoder_agrees_with_one_that_reads_byte_by_byte(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, window: int
) -> None:
    if b"\x7e" not in data:
        return
    folder = tmp_path_factory.mktemp("streams")
    (folder / "x.bin").write_bytes(data)
    contract = contract_of("thing", Server("jt808", "x.bin"), [column_of(name, name) for name in jt808.COLUMNS])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jt808, "WINDOW", window)
        found = jt808.decode(folder / "x.bin", "x", contract, folder / "x.parquet")
    rows, broken, blank = decoded(data)
    assert pq.read_table(folder / "x.parquet").to_pylist() == rows
    assert (sorted(found.broken), found.blank, found.records) == (sorted(broken), blank, len(rows) + len(broken))

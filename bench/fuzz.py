"""Mutated files of every form against the readers: `python -m bench.fuzz --files 2000 --seed 1`.

A mutated file may be refused, lose records to the quarantine or be read as if nothing had happened. It may not raise
anything but the one error that users see, lose a record, take long or take much memory. File N of a seed is the same
everywhere, so that a failure can be made again with `--start N --files 1`.
"""

import argparse
import contextlib
import gzip
import io
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console

from pipelines.extract.records import bounded
from tests.cases import biff
from tests.cases.books import Page, book
from tests.forms import shapes
from tests.forms.stand import Bench
from warehouse.errors import HgtError

MOST_SECONDS, MOST_MIB = 10.0, 512.0
ROWS_N = 12
GRID: list[list[Any]] = [["a", "b"], *([f"k{n}", n * 7] for n in range(ROWS_N))]
LINES = "".join(f'k{n},"x, {n}"\n' for n in range(ROWS_N))


@dataclass(frozen=True)
class Valid:
    """One sound file and the part of a contract that reads it."""

    form: str
    name: str
    data: bytes
    columns: str = "a b"
    options: Mapping[str, Any] = field(default_factory=dict)


def _written(write: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        write(path)
        return path.read_bytes()


def _packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def _database(path: Path) -> None:
    with sqlite3.connect(path) as silo:
        silo.execute("CREATE TABLE t (a TEXT, b INTEGER)")
        silo.executemany("INSERT INTO t VALUES (?, ?)", GRID[1:])
    silo.close()


def _layer(path: Path) -> None:
    shapes.geopackage(path, [(row[0], 1.5, shapes.gpkg_blob(shapes.wkb_point(1, 2), box=True)) for row in GRID[1:]])


def valid() -> list[Valid]:
    """A sound file of every form, and of the envelopes."""
    records = [{"a": a, "b": {"n": b, "x": [1.5, None]}} for a, b in GRID[1:]]
    point = {"type": "Point", "coordinates": [115.85, 28.69]}
    features = [{"type": "Feature", "properties": record, "geometry": point} for record in records]
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    csv = f"a,b\n{LINES}".encode()
    members = {
        "x.shp": shapes.shp([shapes.shape_point(n, n) for n in range(ROWS_N)]),
        "x.dbf": shapes.dbf([("A", "C", 6), ("B", "N", 6)], [[b"k", b"7"]] * ROWS_N),
        "x.cpg": b"GBK",
    }
    frames = b"".join(shapes.frame(serial=n, moment=f"15083108{n:02}00") for n in range(ROWS_N))
    table = pa.table({"a": [row[0] for row in GRID[1:]], "b": [row[1] for row in GRID[1:]]})
    inp = "[T]\nx\n[PIPES]\n" + "".join(f"k{n} {n} ; note\n" for n in range(ROWS_N)) + "[END]\n"
    items = "".join(f'<i id="{a}"><b>{b}</b></i>' for a, b in GRID[1:])
    xml = f"<r><n>{ROWS_N}</n>{items}</r>".encode()
    wide = {"encoding": "gb18030"}
    return [
        Valid("csv", "x.csv", csv),
        Valid("csv", "x.csv", f"a,b\n{LINES}红,滩\n".encode("gb18030"), options=wide),
        Valid("csv", "x.csv.gz", gzip.compress(csv, mtime=0)),
        Valid("csv", "x.zip", _packed({"红.csv": csv, "y.csv": csv}), options={"member": "*.csv"}),
        Valid("csv", "x.zip", _packed({"x.csv": csv}, zipfile.ZIP_BZIP2)),
        Valid("csv", "x.zip", _packed({"x.csv": csv}, zipfile.ZIP_LZMA)),
        Valid("ndjson", "x.ndjson", lines),
        Valid("json", "x.json", json.dumps({"rows": records}).encode(), options={"records": "rows"}),
        Valid("xml", "x.xml", xml, "@id b", {"records": "r/i", "count": "r/n"}),
        Valid("geojson", "x.json", json.dumps({"type": "FeatureCollection", "features": features}).encode()),
        Valid("geopackage", "x.gpkg", _written(_layer), "name geometry"),
        Valid("shapefile", "x.zip", _packed(members), "A B geometry"),
        Valid("jt808", "x.bin", frames, "position_id lat lon"),
        Valid("sections", "x.inp", inp.encode(), options={"section": "PIPES", "end": "END"}),
        Valid("xlsx", "x.xlsx", book({"s": Page(GRID), "t": Page(GRID, state="hidden")})),
        Valid("xlsx", "x.xls", biff.book({"s": biff.Page(GRID)})),
        Valid("parquet", "x.parquet", _written(lambda path: pq.write_table(table, path))),
        Valid("sqlite", "x.sqlite", _written(_database), options={"table": "t"}),
    ]


def flip(data: bytearray, random: random.Random) -> None:
    """Flip a few bits."""
    for _ in range(random.randint(1, 8)):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def cut(data: bytearray, random: random.Random) -> None:
    """Cut off the end."""
    del data[random.randrange(len(data)) :]


def splice(data: bytearray, random: random.Random) -> None:
    """Put a piece of the file over another place of it."""
    start, size, to = random.randrange(len(data)), random.randint(1, 200), random.randrange(len(data))
    piece = data[start : start + size]
    data[to : to + len(piece)] = piece


def repeat(data: bytearray, random: random.Random) -> None:
    """Insert a piece again, once or many times."""
    start, size = random.randrange(len(data)), random.randint(1, 200)
    data[start:start] = data[start : start + size] * random.choice((1, 1, 2, 500))


def inflate(data: bytearray, random: random.Random) -> None:
    """Let a number, written in digits or in bytes, be another, often a large one."""
    places = [n for n, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if places and random.random() < 0.6:
        place = random.choice(places)
        many = b"9" * random.choice((2, 12, 400, 5000))
        data[place : place + 1] = random.choice((b"-1", b"1e400", b"0.5", b"", many))
        return
    size = random.choice((1, 2, 4, 8))
    place = random.randrange(len(data))
    data[place : place + size] = random.choice((b"\xff" * size, b"\0" * size, b"\x7f".rjust(size, b"\xff")))


def odd(data: bytearray, random: random.Random) -> None:
    """Insert bytes that parsers stumble over."""
    found = (b"\0", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"\r", b"\n\n", b"<!--", b"]]>", b"{" * 3000, b"<x>" * 3000)
    place = random.randrange(len(data) + 1)
    data[place:place] = random.choice(found)


MUTATORS = (flip, cut, splice, repeat, inflate, odd)


@dataclass(frozen=True)
class Mutated:
    """One file made of a sound one."""

    number: int
    of: Valid
    how: str
    data: bytes


def mutated(seed: int, number: int, sound: Sequence[Valid]) -> Mutated:
    """File `number` of a seed: the forms take turns."""
    chance = random.Random(f"{seed}-{number}")
    of = sound[number % len(sound)]
    chosen = [chance.choice(MUTATORS) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    how = "+".join(mutator.__name__ for mutator in chosen)
    if of.data.startswith(b"PK") and chance.random() < 0.6:
        with zipfile.ZipFile(io.BytesIO(of.data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        member = chance.choice([name for name, data in members.items() if data])
        members[member] = _changed(members[member], chosen, chance)
        return Mutated(number, of, f"{how} of {member}", _packed(members))
    return Mutated(number, of, how, _changed(of.data, chosen, chance))


def _changed(
    data: bytes, mutators: Sequence[Callable[[bytearray, random.Random], None]], chance: random.Random
) -> bytes:
    changed = bytearray(data)
    for mutator in mutators:
        if changed:
            mutator(changed, chance)
    return bytes(changed)


@dataclass
class Found:
    """The outcome of one file: what became of it, the seconds of a core and the memory that it took, and the fault."""

    file: Mutated
    outcome: str
    seconds: float
    mib: float
    fault: str = ""


def read(file: Mutated, con: duckdb.DuckDBPyConnection) -> Found:
    """Land and read one file; a fault where something other than a clear error comes out or a record is lost."""
    fault = ""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, _memory() as taken:
        bench = Bench(Path(folder), con)
        bench.write(file.of.name, file.data)
        contract = bench.contract(file.of.form, file.of.name, file.of.columns, "evolve", **file.of.options)
        started, used = time.perf_counter(), _seconds()
        try:
            found = bench.read(contract)
            outcome = "refused" if found.extract is None else "quarantined" if found.malformed else "read"
            if found.extract is not None and not found.reconciled():
                fault = "the balance does not hold"
        except HgtError:
            outcome = "refused"
        except Exception as error:
            outcome, fault = "fault", "".join(traceback.format_exception(error)[-3:])
        seconds = time.perf_counter() - started
        if (now := _seconds()).keys() >= used.keys():  # else a reader was stopped, and what it used is not known
            seconds = min(seconds, sum(now.values()) - sum(used.values()))
    if seconds > MOST_SECONDS or taken[0] > MOST_MIB:
        fault = fault or f"it takes {seconds:.1f} s and {taken[0]:.0f} MiB"
    return Found(file, outcome, seconds, taken[0], fault)


@contextlib.contextmanager
def _memory() -> Iterator[list[float]]:
    """The MiB that this process and the one of the readers take at most beside what they had before."""
    taken, before = [0.0], {}
    for pid in _processes():
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        before[pid] = _kib(pid, "VmRSS")
    yield taken
    taken[0] = sum(max(_kib(pid, "VmHWM") - before.get(pid, 0), 0) for pid in _processes()) / 1024


def _seconds() -> dict[int, float]:
    """The seconds that this process and the one of the readers had a core for: another load slows the clock only."""
    found = {}
    for pid in _processes():
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def _processes() -> list[int]:
    return [os.getpid(), *(one.child.pid for one in bounded._running)]


def _kib(pid: int, key: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{key}:")), 0)


def run(seed: int, numbers: Sequence[int], sound: Sequence[Valid], only: str | None = None) -> Iterator[Found]:
    """Read these files of a seed one after another."""
    with duckdb.connect(config={"threads": 2}) as con:
        for number in numbers:
            file = mutated(seed, number, sound)
            if only in (None, file.of.form):
                yield read(file, con)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Exit code 1 when a file is not read, quarantined or refused as it ought to be."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description="Mutated files against the readers.")
    parser.add_argument("--files", type=int, default=2_000, help="so many files, 2,000 by default")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31), help="a random one by default")
    parser.add_argument("--start", type=int, default=0, help="the number of the first file")
    parser.add_argument("--only", choices=sorted({one.form for one in valid()}), help="files of this form only")
    parser.add_argument("--keep", type=Path, help="a folder for the files with a fault")
    given = parser.parse_args(arguments)
    console = Console(highlight=False)
    console.print(f"seed {given.seed}")
    outcomes: Counter[str] = Counter()
    slowest = largest = None
    faults_n = 0
    for found in run(given.seed, range(given.start, given.start + given.files), valid(), only=given.only):
        outcomes[found.outcome] += 1
        slowest = found if slowest is None or found.seconds > slowest.seconds else slowest
        largest = found if largest is None or found.mib > largest.mib else largest
        if found.fault:
            faults_n += 1
            console.print(f"file {found.file.number}, {found.file.of.form}, {found.file.how}: {found.fault}")
            if given.keep is not None:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{given.seed}-{found.file.number}-{found.file.of.name}").write_bytes(found.file.data)
    console.print(f"{outcomes.total():,} files: " + ", ".join(f"{n:,} {name}" for name, n in sorted(outcomes.items())))
    if slowest is not None and largest is not None:
        console.print(f"at most {slowest.seconds:.2f} s (file {slowest.file.number}, {slowest.file.of.form})")
        console.print(f"at most {largest.mib:,.0f} MiB (file {largest.file.number}, {largest.file.of.form})")
    console.print(f"{faults_n:,} faults")
    return int(faults_n > 0)


if __name__ == "__main__":
    sys.exit(main())

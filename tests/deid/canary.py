"""Canaries for every personal field of every contract, and the search for them in whatever a data folder holds.

A text that people write gets a word of its own; a number, a phone, a code keeps its value, which is then looked for;
of a geometry the exact longitudes and latitudes are.
What is too common to be told apart (a gender, a day, a rounded place) is left to the proof by paths.
"""

import contextlib
import functools
import gzip
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from demo.geofiles import DIGITS
from pipelines.declare.contracts.column import Column
from pipelines.declare.project import Content

WORD = "kanarie"
FIRM_FUNCTION = "deid_firm"
GEOMETRY, PATH = "geometry", "_path"
SHOWN_DIGITS = 6
"""Digits of a degree to which public places are shown; a personal place may share a longitude with one of them."""
VALUES_N = 40
"""The number of values of one column that are looked for."""
TELLING = re.compile(r"[0-9A-Za-z.\-]{9,}")
SOLE_TRADER = "92"
RUN = re.compile(rb"[0-9A-Za-z.\-]{9,}")


@dataclass
class Canaries:
    """The planted canaries: words by column, values by column, and the columns that are too common to be told apart."""

    words: dict[str, str] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=dict)
    common: list[str] = field(default_factory=list)

    def search(self, data: bytes) -> set[str]:
        """The columns whose canary stands in these bytes."""
        found = {name for name, word in self.words.items() if word.encode() in data} if WORD.encode() in data else set()
        if self.values:
            runs = {run.decode().strip(".-") for run in RUN.findall(data)}
            found |= {name for name, values in self.values.items() if not values.isdisjoint(runs)}
        return found


def plant(content: Content, frames: Mapping[str, pl.DataFrame], canaries: Canaries) -> dict[str, pl.DataFrame]:
    """The frames with a canary in every personal field; keys of one namespace stay joined."""
    planted = dict(frames)
    public = _public_values(content, frames)
    for dataset, contract in content.contracts.items():
        if dataset not in planted:
            continue
        for column in contract.columns:
            given = _given(planted[dataset], column)
            if column.classification != "public" and given is not None:
                planted[dataset] = _plant(content, planted[dataset], dataset, column, given, canaries, public)
    return planted


def _plant(
    content: Content,
    frame: pl.DataFrame,
    dataset: str,
    column: Column,
    given: pl.Series,
    canaries: Canaries,
    public: set[str],
) -> pl.DataFrame:
    name, texts = f"{dataset}.{column.name}", _texts(given)
    written = any(re.search(r"[^\x00-\x7f]", text) for text in texts)
    free = given.dtype == pl.String and written and not column.enum and not column.pattern and column.max_length is None
    if free and column.sql_type == "VARCHAR":
        word = f"{WORD}{len(canaries.words)}x{abs(hash(name)) % 10**6}q"
        changed = pl.col(column.physical_name) + pl.lit(word)
        if _is_kept_for_firms(content, dataset, column):
            changed = pl.when(_of_sole_trader(frame)).then(changed).otherwise(pl.col(column.physical_name))
        canaries.words[name] = word
        return frame.with_columns(changed.alias(column.physical_name))
    telling = [text for text in texts if TELLING.fullmatch(text) and text not in public]
    moments = column.sql_type in ("DATE", "TIMESTAMPTZ", "BOOLEAN")
    if telling and not moments:
        step = max(len(telling) // VALUES_N, 1)
        canaries.values[name] = set(telling[::step])
    else:
        canaries.common.append(name)
    return frame


def _given(frame: pl.DataFrame, column: Column) -> pl.Series | None:
    """The text that the source writes in a column; of a geometry, its longitudes and latitudes."""
    if column.physical_name in frame.columns:
        return frame[column.physical_name]
    if column.physical_name == GEOMETRY and PATH in frame.columns:
        return frame[PATH].explode().round(DIGITS)
    return None


def _texts(given: pl.Series) -> list[str]:
    """The different values of a column of texts or numbers, as they are written."""
    if given.dtype != pl.String and not given.dtype.is_numeric():
        return []
    return given.drop_nulls().cast(pl.String, strict=False).drop_nulls().unique().sort().to_list()


def _public_values(content: Content, frames: Mapping[str, pl.DataFrame]) -> set[str]:
    """Values of public columns, and of firms those that may pass: what is public under one name is no canary under
    another."""
    found: set[str] = set()
    for dataset, frame in frames.items():
        contract = content.contracts.get(dataset)
        if contract is None:
            continue
        for column in contract.columns:
            shown = frame
            if column.classification != "public":
                if not _is_kept_for_firms(content, dataset, column):
                    continue
                shown = frame.filter(~_of_sole_trader(frame))
            given = _given(shown, column)
            if given is not None:
                found.update(_texts(given))
                if given.dtype.is_float():
                    found.update(_texts(given.round(SHOWN_DIGITS)))
    return found


def _is_kept_for_firms(content: Content, dataset: str, column: Column) -> bool:
    """Whether the name of a firm may pass, and only that of a sole trader may not."""
    here = content.lineage.get(f"std.{dataset}")
    return here is not None and any(
        source.column == column.name and FIRM_FUNCTION in source.through
        for sources in here.columns.values()
        for source in sources
    )


def _of_sole_trader(frame: pl.DataFrame) -> pl.Expr:
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String and not name.startswith("_")]
    return pl.any_horizontal(
        (pl.col(name).str.starts_with(SOLE_TRADER) & (pl.col(name).str.len_chars() == 18)).fill_null(False)
        for name in texts
    )


def leaks(folder: Path, canaries: Canaries, apart: tuple[Path, ...]) -> list[str]:
    """Every file under `folder`, outside of `apart`, that holds a canary, and of which columns."""
    found = []
    read: dict[tuple[int, int], set[str]] = {}
    """The canaries of a file by its identity: a release names the lake's files again."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if any(file.is_relative_to(place) for place in apart):
            continue
        state = file.stat()
        identity = (state.st_dev, state.st_ino)
        if identity not in read:
            read[identity] = {name for piece in pieces(file) for name in canaries.search(piece)}
        seen = read[identity] | canaries.search(file.name.encode())
        if seen:
            found.append(f"{file.relative_to(folder)}: {', '.join(sorted(seen))}")
    return found


def pieces(file: Path) -> Iterator[bytes]:
    """The bytes of a file as they lie there, and what they say when they are unpacked or read as a table."""
    data = file.read_bytes()
    yield data
    if file.suffix == ".parquet":
        yield from _rows(f"SELECT * FROM read_parquet('{file}')")
    elif data[:16] == b"SQLite format 3\x00":
        yield from _sqlite(file)
    elif file.suffix == ".duckdb":
        yield from _duckdb(file)
    elif data[:2] == b"\x1f\x8b":
        with contextlib.suppress(EOFError):  # a file that is cut off holds no more
            yield gzip.decompress(data)
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield archive.read(name)


@functools.cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _rows(query: str, con: duckdb.DuckDBPyConnection | None = None) -> Iterator[bytes]:
    cursor = (con or _engine()).execute(f"SELECT CAST(t AS VARCHAR) FROM ({query}) AS t")
    for batch in cursor.to_arrow_reader(50_000):
        yield "\n".join(batch.column(0).to_pylist()).encode()


def _duckdb(file: Path) -> Iterator[bytes]:
    with duckdb.connect(str(file), read_only=True) as con:
        for schema, table in con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            yield from _rows(f'SELECT * FROM "{schema}"."{table}"', con)


def _sqlite(file: Path) -> Iterator[bytes]:
    con = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        for (table,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in con.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, bytes):
                        yield value
                        try:
                            yield zlib.decompress(value)
                        except zlib.error:
                            continue
                yield "\t".join(map(str, row)).encode()
    finally:
        con.close()

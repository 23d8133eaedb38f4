"""Reads delimited text (CSV and its variants): by name from the header, as text, with every record accounted for."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from pipelines.declare.contracts.column import unnamed
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.contracts.limits import COLUMNS_N, refuse_long, shown
from pipelines.extract.readers.csv_dialect import Dialect
from pipelines.extract.readers.csv_normal import Broken, level, refuse_encoding, rewrite, transcode, wrong_encoding
from pipelines.extract.readers.csv_preamble import lines_off, taken_off
from pipelines.extract.readers.csv_scan import BOM, first_bad_byte, quoting, record_ends, survey
from pipelines.extract.records.archive import AGAIN, scratch, unpacked
from pipelines.extract.records.bounded import bounded
from pipelines.extract.records.drift import Drift, admitted, combined, drift_check
from pipelines.extract.records.extract import (
    Extract,
    Landed,
    Malformed,
    Portion,
    Refusal,
    ordinal,
    renumbered,
    source_of,
)
from pipelines.extract.records.notes import Note
from warehouse.errors import HgtError
from warehouse.sql import identifier, literal

LINE_FLOOR = 2 << 20
WIDE = 1 << 20
HEADER_LIMIT = 16 << 20
BLANK_LINES = LINE_FLOOR // 4
"""From this number of blank lines on the engine may take them for one long record; they are removed before."""
_serial = itertools.count(1)


@dataclass
class TextFile:
    """One plain text file ready for the engine, with the findings of its scan."""

    source: str
    path: Path
    records: int
    blank: int
    longest: int
    names: list[str] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    dialect: Dialect | None = None
    notes: list[Note] = field(default_factory=list)
    wide: bool = False
    """Lines so long that the engine loses rows when it also keeps rejects; their fields are counted here instead."""


def prepare(path: Path, source: str, dialect: Dialect, tmp: Path, width: int) -> TextFile:
    """Scans one plain file and rewrites it if the engine would lose anything; raises HgtError to refuse it."""
    if path.stat().st_size == 0:
        raise HgtError("the file is empty", file=source, value="0 bytes", accepted="a header line", next=AGAIN)
    text = transcode(path, scratch(tmp, path, "utf8"), dialect.encoding, source)
    rest, notes = scratch(tmp, path, "rest"), []
    delimiter = taken_off(text, rest)
    if delimiter is not None:
        text, dialect = rest, _told(dialect, delimiter, source)
        notes.append(Note("separator_line", 1))
    titles_n = dialect.titles_n - len(notes)
    if titles_n > 0:
        text = lines_off(text, scratch(tmp, path, "below"), titles_n)
        notes.append(Note("title_lines", titles_n))
    if dialect.header:
        _refuse_many_columns(text, dialect, source)
    found = _prepare(text, path, source, dialect, tmp, width)
    found.notes += notes
    found.blank += max(titles_n, 0)
    return found


def _told(dialect: Dialect, delimiter: str, source: str) -> Dialect:
    """The dialect with the delimiter that the file names in its first line."""
    if dialect.is_stated and dialect.delimiter != delimiter:
        raise HgtError(
            "the file's first line names another delimiter than the contract", file=source, value=f"sep={delimiter}",
            accepted=f"sep={dialect.delimiter}", next="correct the contract's server, then hgt silo check",
        )  # fmt: skip
    return replace(dialect, delimiter=delimiter)


def _prepare(text: Path, path: Path, source: str, dialect: Dialect, tmp: Path, width: int) -> TextFile:
    if text.stat().st_size == 0:
        raise HgtError("the file holds no header", file=source, accepted="a header line", next=AGAIN)
    seen = survey(text, dialect.quote)
    if seen.utf8 and not seen.quotes and seen.returns == seen.crlf and not seen.one_line_end:
        text = level(text, scratch(tmp, path, "level"))
        seen = survey(text, dialect.quote)
    single = width == 1 and not dialect.header
    even = not seen.blank_first and seen.blank < BLANK_LINES
    fit = seen.utf8 and seen.one_line_end and even and dialect.escape == dialect.quote
    if seen.quotes and seen.utf8 and even and dialect.escape == dialect.quote:
        state = quoting(text, dialect.delimiter, dialect.quote)
        fit = state.regular and state.one_line_end and seen.returns == seen.crlf
        if fit:
            seen = replace(seen, lines=state.records, blank=state.blank, longest=state.longest + 1024)
    names: list[str] = []
    if fit and dialect.header:
        names = _header(text, dialect, source)
        single = len(names) == 1
    wide = seen.longest >= WIDE
    if fit and not single and not wide:
        records = seen.lines - seen.blank - int(dialect.header)
        return TextFile(source, text, records, seen.blank, seen.longest, names, [], dialect)
    lone = seen.returns > 0 and seen.lines <= 1
    target = scratch(tmp, path, "lf")
    fields = (0 if dialect.header else width) if wide else None
    grammar = dialect.grammar(lone_return_ends=lone)
    result = rewrite(text, target, grammar, header=dialect.header, width=fields)
    refuse_encoding(result, path, dialect.encoding, source)
    if any(broken.number == 0 for broken in result.broken):
        raise HgtError(
            f"the header line cannot be read: {result.broken[0].message}", file=source,
            value=f"{result.broken[0].size} bytes", accepted="a header line", next=AGAIN,
        )  # fmt: skip
    written = replace(dialect, quote=dialect.quote or '"', escape=dialect.quote or '"')
    if dialect.header:
        if target.stat().st_size == 0:
            raise HgtError("the file holds blank lines only", file=source, accepted="a header line", next=AGAIN)
        names = _header(target, written, source)
    if text is not path:
        text.unlink()
    found = TextFile(source, target, result.records, result.blank, result.longest, names, result.broken, written)
    found.wide = wide
    return found


def _refuse_many_columns(path: Path, dialect: Dialect, source: str) -> None:
    """Refuse a header line of more columns than a file may have, before anything is done for each of them."""
    with path.open("rb") as file:
        head = file.read(HEADER_LIMIT).removeprefix(BOM).lstrip(b"\r\n")
    grammar = dialect.grammar(lone_return_ends=b"\r" in head and b"\n" not in head)
    if grammar.fields_n(head, 0, COLUMNS_N) > COLUMNS_N:
        raise HgtError(
            "the header line has more columns than one may have; none of the file is read", file=source,
            value=f"more than {COLUMNS_N:,} columns", accepted=f"at most {COLUMNS_N:,} columns", next=AGAIN,
        )  # fmt: skip


def _header(path: Path, dialect: Dialect, source: str) -> list[str]:
    with path.open("rb") as file:
        head = file.read(1 << 16)
        grammar = dialect.grammar(lone_return_ends=b"\r" in head and b"\n" not in head)
        begin = len(BOM) if head.startswith(BOM) else 0
        found = grammar.record.match(head, begin)
        if found is None or (found.end() == len(head) and len(head) == 1 << 16):
            head += file.read(HEADER_LIMIT)
            found = grammar.record.match(head, begin)
    if found is None:
        raise HgtError("the header line cannot be read", file=source, accepted="column names", next=AGAIN)
    try:
        names = [value.decode("utf-8").strip() for value in grammar.fields(found.group())]
    except UnicodeDecodeError as error:
        raise wrong_encoding(source, dialect.encoding, first_bad_byte(path)) from error
    if not names[-1] and len(names) > 1:
        end = grammar.end.match(head, found.end())
        first = grammar.record.match(head, end.end()) if end else None
        fields_n = len(grammar.fields(first.group())) if first else len(names)
        while len(names) > max(fields_n, 1) and not names[-1]:
            names.pop()
    return [name or unnamed(position) for position, name in enumerate(names)]


@dataclass
class DelimitedPortion:
    """Files with one dialect and one header: a single scan reads them all."""

    con: duckdb.DuckDBPyConnection
    files: list[TextFile]
    names: list[str]
    declared: dict[str, int]
    dialect: Dialect
    table: str = ""
    holes: dict[str, list[int]] = field(default_factory=dict)

    @property
    def sources(self) -> Sequence[str]:
        return list(dict.fromkeys(file.source for file in self.files))

    def scan(self, files: Sequence[TextFile], *, rejects: bool) -> str:
        width = max(len(self.names), 1)
        longest = max(max(file.longest for file in files) + 1024, LINE_FLOOR)
        options = {
            "auto_detect": "false",
            "columns": "{" + ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width)) + "}",
            "delim": literal(self.dialect.delimiter),
            "quote": literal(self.dialect.quote),
            "escape": literal(self.dialect.escape),
            "header": str(self.dialect.header).lower(),
            "strict_mode": "true",
            "null_padding": "false",
            "max_line_size": str(longest),
            "filename": str(len({file.source for file in files}) > 1).lower(),
        }
        if longest > LINE_FLOOR:
            options["buffer_size"] = str(max(longest * 2, 32 << 20))
        if any(file.wide for file in files):
            pass  # every record is whole by now: any fault that the engine reports is an error
        elif rejects:
            if not self.table:
                self.table = f"hgt_rejects_{next(_serial)}"
            options |= {
                "store_rejects": "true",
                "rejects_table": literal(self.table),
                "rejects_scan": literal(f"{self.table}_scan"),
                "rejects_limit": "0",
            }
        else:
            options["ignore_errors"] = "true"
        paths = ", ".join(literal(file.path) for file in files)
        return f"read_csv([{paths}], " + ", ".join(f"{key}={value}" for key, value in options.items()) + ")"

    def _select(self, files: Sequence[TextFile], columns: Sequence[str], *, rejects: bool) -> str:
        picked = ", ".join(
            f"{f'c{self.declared[name]}' if name in self.declared else 'CAST(NULL AS VARCHAR)'} AS {identifier(name)}"
            for name in columns
        )
        source = source_of({str(file.path): file.source for file in files})
        return f"SELECT {picked}, {source} AS _source FROM {self.scan(files, rejects=rejects)}"

    def sql(self, columns: Sequence[str], *, rejects: bool) -> str:
        return self._select(self.files, columns, rejects=rejects)

    def ordinals(self, source: str, columns: Sequence[str]) -> str:
        files = [file for file in self.files if file.source == source]
        return renumbered(self._select(files, columns, rejects=False), self.holes.get(source, []), columns)

    def malformed(self, accepted: Mapping[str, int] | None) -> list[Malformed]:
        rejected: dict[str, dict[int, str]] = {}
        if self.table:
            try:
                self.con.execute(f"DESCRIBE {self.table}")
            except duckdb.CatalogException as error:
                raise HgtError(
                    "malformed records were asked for before the main scan was fetched to its end",
                    file=", ".join(self.sources), accepted="scan on the same connection, fetch all, then malformed()",
                ) from error  # fmt: skip
            for name, position, message in self.con.execute(
                f"""SELECT scan.file_path, reject.line_byte_position, min(reject.error_message)
                    FROM {self.table} AS reject JOIN {self.table}_scan AS scan USING (scan_id, file_id)
                    GROUP BY ALL ORDER BY ALL"""
            ).fetchall():
                rejected.setdefault(name, {})[int(position) - 1] = str(message)
        result: list[Malformed] = []
        before: dict[str, int] = {}
        for file in self.files:
            source, shift = file.source, before.get(file.source, 0)
            before[source] = shift + file.records
            own = [broken.number for broken in file.broken]
            rows = [(broken.number, broken.payload, broken.message) for broken in file.broken]
            found = rejected.get(str(file.path), {})
            if found:
                quote = file.dialect.quote if file.dialect else ""
                skip = int(self.dialect.header)
                found = _settled(file.path, found)
                for position, (place, payload) in _records_at(file.path, quote, sorted(found)).items():
                    rows.append((ordinal(place - skip, own), payload, found[position]))
            self.holes.setdefault(source, []).extend(sorted(shift + row[0] for row in rows))
            result += [(source, shift + number, payload, message) for number, payload, message in rows]
        if self.table:
            self.con.execute(f"DROP TABLE IF EXISTS {self.table}")
            self.con.execute(f"DROP TABLE IF EXISTS {self.table}_scan")
            self.table = ""
        return result


def _settled(path: Path, found: Mapping[int, str]) -> dict[int, str]:
    """Moves each position past line ends: after blank lines the engine points before the record."""
    result: dict[int, str] = {}
    with path.open("rb") as file:
        for position, message in found.items():
            file.seek(position)
            skip = 0
            while chunk := file.read(64):
                rest = len(chunk.lstrip(b"\r\n"))
                skip += len(chunk) - rest
                if rest:
                    break
            result[position + skip] = message
    return result


def _records_at(path: Path, quote: str, positions: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Number (header counted) and text of the records that begin at these byte positions."""
    wanted = np.array(positions, dtype=np.int64)
    numbers = np.ones(len(wanted), dtype=np.int64)
    stops = np.full(len(wanted), path.stat().st_size, dtype=np.int64)
    found = np.zeros(len(wanted), dtype=bool)
    with path.open("rb") as file:
        begin = len(BOM) if file.read(3) == BOM else 0
    last = begin - 1
    returned = False
    for offset, ends, _, data in record_ends(path, quote):
        if not len(ends):
            returned = data.endswith(b"\r")
            continue
        starts = np.concatenate(([last], ends[:-1])) + 1
        body = np.frombuffer(data, dtype=np.uint8)
        lengths = ends - starts
        behind = np.where(ends - offset > 0, body[np.maximum(ends - offset - 1, 0)], 13 if returned else 0)
        filled = ends[~((lengths == 0) | ((lengths == 1) & (behind == 13)))]
        numbers += np.searchsorted(filled, wanted, side="left")
        at = np.searchsorted(ends, wanted, side="left")
        hit = ~found & (at < len(ends))
        stops[hit] = ends[at[hit]]
        found |= hit
        last = int(ends[-1])
        returned = data.endswith(b"\r")
    result: dict[int, tuple[int, str]] = {}
    with path.open("rb") as file:
        for position, number, stop in zip(positions, numbers.tolist(), stops.tolist(), strict=True):
            file.seek(position)
            payload = file.read(stop - position).removesuffix(b"\r")
            result[position] = (number, shown(payload))
    return result


def _held(con: duckdb.DuckDBPyConnection, file: TextFile, columns: Sequence[str]) -> Sequence[str | None]:
    """The names of a file's columns; None for one that has no name, is empty and is not requested."""
    doubtful = [n for n, name in enumerate(file.names) if name == unnamed(n) and name not in columns]
    if not doubtful:
        return file.names
    assert file.dialect is not None
    portion = DelimitedPortion(con, [file], file.names, {}, file.dialect)
    counts = ", ".join(f"count(nullif(trim(c{n}), ''))" for n in doubtful)
    row = con.execute(f"SELECT {counts} FROM {portion.scan([file], rejects=False)}").fetchone()
    empty = {n for n, held in zip(doubtful, row or (), strict=True) if not held}
    return [None if n in empty else name for n, name in enumerate(file.names)]


def _totals_read(con: duckdb.DuckDBPyConnection, file: TextFile) -> list[Note]:
    """The note of the rows of totals in a file, where its end holds one and the contract says nothing of them."""
    dialect = file.dialect
    assert dialect is not None
    if dialect.totals.are_decided or not dialect.totals.ends(file.path, dialect.delimiter, header=dialect.header):
        return []
    portion = DelimitedPortion(con, [file], file.names, {}, dialect)
    condition = dialect.totals.condition([f"c{position}" for position in range(len(file.names))])
    row = con.execute(f"SELECT count(*) FROM {portion.scan([file], rejects=False)} WHERE {condition}").fetchone()
    return [Note("totals_read", row[0])] if row is not None and row[0] else []


def _files(con: duckdb.DuckDBPyConnection, contract: Contract, item: Landed, tmp: Path) -> tuple[list[TextFile], Drift]:
    """The files of one object, with the drift of their header lines."""
    options, columns = contract.server.options, [column.physical_name for column in contract.columns]
    dialect = Dialect.of(options, item.name)
    files = [
        bounded(options, item.name, path.stat().st_size, prepare, path, item.name, dialect, tmp, len(columns))
        for path in unpacked(item.path, item.name, options, tmp)
    ]
    for file in files:
        refuse_long(options, item.name, file.longest)
        if not dialect.header:
            file.names = columns
    drifts = [drift_check(item.name, contract, _held(con, file, columns), what="the header line") for file in files]
    return files, combined(drifts)


def read_delimited(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of a delimited dataset, and those refused whole."""
    columns = [column.physical_name for column in contract.columns]
    extract = Extract(columns, [])
    refusals: list[Refusal] = []
    groups: dict[tuple[Any, ...], list[TextFile]] = {}
    for item, files in admitted(extract, refusals, landed, lambda item: _files(con, contract, item, tmp)):
        extract.told[item.name] = [note for file in files for note in [*file.notes, *_totals_read(con, file)]]
        for file in files:
            assert file.dialect is not None
            shape = (tuple(file.names), file.dialect, str(file.path) if file.wide else "")
            groups.setdefault(shape, []).append(file)
    portions: list[Portion] = []
    for (names, dialect, _), members in groups.items():
        declared = {name: index for index, name in enumerate(names)}
        portions.append(DelimitedPortion(con, members, list(names), declared, dialect))
    extract.portions = portions
    return (extract if portions else None), refusals

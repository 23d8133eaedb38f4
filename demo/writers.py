"""The physical forms: SQLite, GB18030 and UTF-8 CSV, NDJSON plain and gzipped, XLSX. Same frames, same bytes.

Columns that begin with `_` steer and are not written: `_kind` marks a planted row, `_form` says how its line
is to be broken. Every writer answers with where it put the marked rows.
"""

import gzip
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

REALS = ("lon", "lat")
INTEGERS = ("seq", "online_depth", "area_m2", "limit_value", "rework_cnt", "back_cnt", "urge_cnt", "reopened_cnt")
"""Columns that a database holds as numbers though their frames hold text, which a planted row may need."""


@dataclass(frozen=True)
class Place:
    """The place of a planted row: the file, and its line (text) or row (table, sheet)."""

    kind: str
    file: str
    unit: str  # line | row
    number: int
    key: tuple[str | None, ...]


def visible(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that are written."""
    return frame.select(name for name in frame.columns if not name.startswith("_"))


def placed(frame: pl.DataFrame, file: str, unit: str, first: int, key: tuple[str, ...]) -> list[Place]:
    """The planted rows of a frame that was written from number `first` on."""
    if "_kind" not in frame.columns:
        return []
    marked = frame.with_row_index("_n").filter(pl.col("_kind").is_not_null())
    return [
        Place(row["_kind"], file, unit, first + row["_n"], tuple(row[name] for name in key))
        for row in marked.iter_rows(named=True)
    ]


def sqlite(folder: Path, file: str, tables: dict[str, tuple[pl.DataFrame, tuple[str, ...]]]) -> list[Place]:
    """One database; tables without constraints, as an export has them."""
    path = folder / file
    path.unlink(missing_ok=True)
    places = []
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for table, (frame, key) in tables.items():
            shown = visible(frame)
            columns = [f"{name} {_affinity(name, dtype)}" for name, dtype in shown.schema.items()]
            connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            marks = ", ".join("?" * shown.width)
            for piece in shown.iter_slices(50_000):
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", piece.iter_rows())
            places += placed(frame, file, "row", 1, key)
        connection.commit()
    finally:
        connection.close()
    return places


def _affinity(name: str, dtype: pl.DataType) -> str:
    if name in REALS or dtype.is_float():
        return "REAL"
    return "INTEGER" if name in INTEGERS or dtype.is_integer() or dtype == pl.Boolean else "TEXT"


def _broken(line: str, form: str | None, delimiter: str) -> str:
    """A line as a failed export leaves it."""
    match form:
        case "short":
            return delimiter.join(line.split(delimiter)[:-3])
        case "long":
            return f"{line}{delimiter}多余{delimiter}字段"
        case "cut":
            return line[: len(line) * 3 // 5]
    return line


def _lines(frame: pl.DataFrame, lines: list[str], delimiter: str) -> list[str]:
    if "_form" not in frame.columns:
        return lines
    return [_broken(line, form, delimiter) for line, form in zip(lines, frame["_form"], strict=True)]


def by_file(frame: pl.DataFrame) -> Iterable[tuple[str, pl.DataFrame]]:
    """The rows of each file that `_file` names."""
    parts = frame.partition_by("_file", as_dict=True, maintain_order=True)
    return sorted((str(name[0]), part) for name, part in parts.items()) if len(frame) else ()


def csv(
    folder: Path, frame: pl.DataFrame, key: tuple[str, ...], *, encoding: str, end: str, bom: bool = False
) -> list[Place]:
    """CSV files with a header, one for each value of `_file`."""
    places = []
    for file, part in by_file(frame):
        head, *rows = visible(part).write_csv().splitlines()
        body = end.join([head, *_lines(part, rows, ",")]) + end
        (folder / file).write_bytes((b"\xef\xbb\xbf" if bom else b"") + body.encode(encoding))
        places += placed(part, file, "line", 2, key)
    return places


def ndjson(folder: Path, frame: pl.DataFrame, key: tuple[str, ...]) -> list[Place]:
    """One JSON object a line, one file for each value of `_file`, gzipped if it is called so."""
    places = []
    for file, part in by_file(frame):
        lines = visible(part).write_ndjson().splitlines()
        body = ("\n".join(_lines(part, lines, ",")) + "\n").encode()
        if file.endswith(".gz"):
            body = gzip.compress(body, 6, mtime=0)
        (folder / file).write_bytes(body)
        places += placed(part, file, "line", 1, key)
    return places


def xlsx(
    folder: Path, file: str, sheets: dict[str, tuple[pl.DataFrame, tuple[str, ...]]], date_column: str = ""
) -> list[Place]:
    """A workbook. Numbers, dates and times become such cells; of text, `date_column` does in rows with `_real_date`."""
    places = []
    book = xlsxwriter.Workbook(folder / file, {"constant_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2015, 9, 1)})
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    as_time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for sheet, (frame, key) in sheets.items():
        page = book.add_worksheet(sheet)
        shown = visible(frame)
        page.write_row(0, 0, shown.columns)
        real = frame["_real_date"].to_list() if "_real_date" in frame.columns else [False] * len(frame)
        at = shown.columns.index(date_column) if date_column in shown.columns else -1
        for n, row in enumerate(shown.iter_rows(), 1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, datetime):
                    page.write_datetime(n, column, value, as_time)
                elif isinstance(value, date) or (column == at and real[n - 1]):
                    day = value if isinstance(value, date) else date.fromisoformat(value)
                    page.write_datetime(n, column, day, as_date)
                elif isinstance(value, int | float):
                    page.write_number(n, column, value)
                else:
                    page.write_string(n, column, value)
        places += placed(frame, file, "row", 2, key)
    book.close()
    return places

"""Takes records from the sheets of a workbook: header, title lines, merged cells, totals, hidden rows.

Every row that the file holds is counted: as a record, as malformed, or as filtered with a note that gives the reason.
An option of the contract decides each of these; without the option a note warns. `xlsx_cells` reads the cells.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.declare.contracts.column import unnamed
from pipelines.declare.contracts.contract import Contract
from pipelines.extract.readers.xlsx_cells import DAMAGED, Row, Sheet, Workbook
from pipelines.extract.readers.xlsx_request import Asked, chosen, unread
from pipelines.extract.records.archive import AGAIN, OLD_WORKBOOK, refuse_page, unpacked
from pipelines.extract.records.decoded import Decoded, Rows, read_decoded
from pipelines.extract.records.drift import placed
from pipelines.extract.records.extract import Extract, Landed, Refusal, contract_file
from pipelines.extract.records.notes import KINDS, Note
from warehouse.errors import HgtError, words

SERIAL = {False: (1900, "excel_serial"), True: (1904, "excel_serial_1904")}
"""Date system → its first year and the format that reads its days."""
DAYS = re.compile(r"\s*[1-9]\d*(\.\d*)?\s*")
LOOK_AHEAD = 50
"""Rows in which a header is searched when the first row is not one."""


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One plain workbook."""
    asked = Asked.of(contract, source)
    try:
        book = Workbook(path)
        try:
            return _decode(book, source, asked, target)
        finally:
            book.close()
    except DAMAGED as error:
        raise HgtError(
            f"this is not a complete workbook ({words(error)})", file=source,
            accepted="a complete .xlsx, .xlsb or .xls file", next=AGAIN,
        ) from error  # fmt: skip


def _decode(book: Workbook, source: str, asked: Asked, target: Path) -> Decoded:
    if asked.hidden == "skip" and not book.tells:
        raise HgtError(
            "an old workbook does not show which rows are hidden", file=source, value="hidden: skip",
            accepted="an .xlsx file, or `hidden: keep`", next=f"correct {asked.file}, then hgt silo check",
        )  # fmt: skip
    sheets = {name: book.sheet(name) for name in book.visible}
    read = chosen(sheets, source, asked)
    misread = [name for name, since in asked.from_1904.items() if book.tells and since != book.settings.from_1904]
    rows = Rows([*asked.columns, *asked.sheet_columns])
    taking = _Taking(source, asked, misread, rows, Counter(), Decoded(target, [], 0))
    for sheet in read:
        taking.sheet(sheet)
    for sheet in sheets.values():
        if sheet not in read:
            taking.notes[unread(sheet, asked)] += sheet.filled_n
            taking.found.blank += len(sheet.rows) - sheet.filled_n
    if not book.tells:
        taking.notes["rows_untold"] = 1
    found = taking.found
    found.names = [*(found.names or ()), *asked.sheet_columns]
    found.notes = [Note(kind, n) for kind, n in sorted(taking.notes.items()) if n]
    found.blank += sum(note.n for note in found.notes if KINDS[note.kind].filtered)
    taking.rows.write(target)
    return found


@dataclass
class _Taking:
    """Collects the records of one workbook sheet by sheet."""

    source: str
    asked: Asked
    misread: Sequence[str]
    """Columns whose numbers the contract reads as days of the other date system than the workbook's."""
    rows: Rows
    notes: Counter[str]
    found: Decoded

    def sheet(self, sheet: Sheet) -> None:
        asked = self.asked
        self.notes["hidden_sheets_read"] += not sheet.is_visible and asked.hidden is None
        first, names = self._header(sheet)
        if asked.hidden == "skip":
            skipped = sheet.facts.hidden_columns & names.keys()
            self.notes["hidden_columns_skipped"] += len(skipped)
            names = {position: name for position, name in names.items() if position not in skipped}
        elif asked.hidden is None:
            self.notes["hidden_columns_read"] += len(sheet.facts.hidden_columns & names.keys())
        self._agree(sheet, first, names)
        declared = {position: name for position, name in names.items() if name in asked.columns}
        covered = _covered(sheet, first, declared)
        filled = {position for position, name in declared.items() if name in asked.fill_down}
        sums = {number for number in range(first, len(sheet.rows)) if asked.totals.is_total(sheet.rows[number])}
        _fill(sheet, first, covered, filled, sums)
        for number in range(first, len(sheet.rows)):
            row = sheet.rows[number]
            if not sheet.holds(number):
                self.found.blank += 1
                continue
            if asked.hidden == "skip" and number in sheet.facts.hidden_rows:
                self.notes["hidden_rows_skipped"] += 1
                continue
            sums_up = number in sums or asked.totals.is_total(row)
            if sums_up and asked.totals.are_dropped:
                self.notes["totals_dropped"] += 1
                continue
            self.notes["totals_read"] += sums_up and not asked.totals.are_decided
            self.notes["hidden_rows_read"] += asked.hidden is None and number in sheet.facts.hidden_rows
            self.notes["merged_cells"] += len(covered.get(number, ()))
            self._record(sheet, number, declared)

    def _record(self, sheet: Sheet, number: int, declared: dict[int, str]) -> None:
        self.found.records += 1
        values = {name: sheet.rows[number][position] for position, name in declared.items()}
        why = {
            name: sheet.facts.faults[number, position]
            for position, name in declared.items()
            if (number, position) in sheet.facts.faults
        }
        self._agree_on_days(sheet, number, values)
        values |= dict.fromkeys(self.asked.sheet_columns, sheet.name)
        if why:
            payload = json.dumps(values | why, ensure_ascii=False)
            self.found.broken.append((self.found.records, payload, f"sheet {sheet.name}: {'; '.join(why.values())}"))
        else:
            self.rows.add(self.found.records, values)

    def _agree_on_days(self, sheet: Sheet, number: int, values: Mapping[str, str | None]) -> None:
        """Refuse a number that would be read as another day than the workbook means."""
        for name in self.misread:
            if DAYS.fullmatch(values.get(name) or ""):
                ours = self.asked.from_1904[name]
                raise HgtError(
                    f"the workbook counts days from {SERIAL[not ours][0]}, column {name} is read from "
                    f"{SERIAL[ours][0]}: sheet {sheet.number}, line {number + 1}",
                    file=self.source,
                    accepted=f"the format {SERIAL[not ours][1]}, or cells formatted as dates",
                    next=f"correct {self.asked.file}, then hgt silo check",
                )  # fmt: skip

    def _header(self, sheet: Sheet) -> tuple[int, dict[int, str]]:
        """The first row of records, and the names of the columns by position."""
        asked = self.asked
        if not asked.header:
            names = dict(enumerate(asked.columns))
            return 0, names | _unnamed(sheet, 0, names)
        line = next((n for n in range(len(sheet.rows)) if sheet.holds(n)), 0)
        if asked.header_row is not None:
            line = asked.header_row - 1
            if line >= len(sheet.rows):
                raise HgtError(
                    f"sheet {sheet.number} ends before its header", file=self.source,
                    value=f"header_row: {asked.header_row}", accepted=f"at most {len(sheet.rows)}",
                    next=f"correct {asked.file}, then hgt silo check",
                )  # fmt: skip
        above = sum(1 for number in range(line) if sheet.holds(number))
        self.notes["title_lines"] += above
        self.found.blank += line - above
        names = _names(sheet, line)
        return line + 1, names | _unnamed(sheet, line + 1, names)

    def _agree(self, sheet: Sheet, first: int, names: dict[int, str]) -> None:
        """Refuse a sheet without the declared columns; name the row of a header that has all of them."""
        held = list(names.values())
        missing = [name for name in self.asked.needed if name not in held]
        if missing and self.asked.header:
            for line in range(min(LOOK_AHEAD, len(sheet.rows))):
                if line != first - 1 and set(self.asked.needed) <= set(_names(sheet, line).values()):
                    raise HgtError(
                        f"line {first} of sheet {sheet.number} is not the header: it is in line {line + 1}",
                        file=self.source, value=f"{line} line(s) above the header", accepted=f"header_row: {line + 1}",
                        next=f"set `header_row: {line + 1}` in {self.asked.file}, then hgt silo check",
                    )  # fmt: skip
        if missing and self.found.names:
            raise HgtError(
                f"sheet {sheet.number} lacks the declared column {', '.join(missing)}", file=self.source,
                value=f"{len(held)} columns", accepted="sheets with the same columns",
                next=f"name the sheets of this table by `sheets` in {self.asked.file}, then hgt silo check",
            )  # fmt: skip
        if len(set(held)) < len(held):
            twice = [place for place in sorted(names) if held.count(names[place]) > 1]
            listed = [names.get(place) for place in range(max(names) + 1)]
            raise HgtError(
                "the header row names a column twice", file=self.source, accepted="each name once", next=AGAIN,
                value=", ".join(placed(listed, twice, (), "column")),
            )  # fmt: skip
        known = self.found.names or [names.get(place) for place in range(max(names, default=-1) + 1)]
        self.found.names = [*known, *(name for name in held if name not in known)]


def _names(sheet: Sheet, line: int) -> dict[int, str]:
    """The column names in one row; a name merged over the row is read from its first cell."""
    row: Row = list(sheet.rows[line])
    for merge in sheet.merges:
        if merge.top < line <= merge.bottom and merge.left == merge.right and merge.left < len(row):
            row[merge.left] = sheet.rows[merge.top][merge.left]
    return {position: text.strip() for position, text in enumerate(row) if text is not None and text.strip()}


def _unnamed(sheet: Sheet, first: int, names: dict[int, str]) -> dict[int, str]:
    """Names for the columns that have values and no name; empty ones are no columns."""
    held = {place for row in sheet.rows[first:] for place, value in enumerate(row) if value is not None}
    held |= {column for row, column in sheet.facts.faults if row >= first}
    return {position: unnamed(position) for position in sorted(held - names.keys())}


def _covered(sheet: Sheet, first: int, declared: dict[int, str]) -> dict[int, dict[int, tuple[int, int]]]:
    """The cells of declared columns that a merge covers: row → column → the cell that holds the value."""
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for merge in sheet.merges:
        for row in range(max(merge.top, first), min(merge.bottom + 1, len(sheet.rows))):
            for column in range(merge.left, merge.right + 1):
                if column in declared and (row, column) != (merge.top, merge.left):
                    found.setdefault(row, {})[column] = (merge.top, merge.left)
    return found


def _fill(
    sheet: Sheet,
    first: int,
    covered: dict[int, dict[int, tuple[int, int]]],
    columns: set[int],
    sums: set[int],
) -> None:
    """Give covered cells the value of their merge and remove them from `covered`. In a column that no merge reaches
    down, an empty cell takes the last value above. A merge that begins above the records holds none of theirs.
    """
    merged = {column for row, cells in covered.items() for column, (top, _) in cells.items() if first <= top < row}
    for number, cells in covered.items():
        for column in [place for place, (top, _) in cells.items() if place in columns and top >= first]:
            origin = cells.pop(column)
            if sheet.holds(number):
                sheet.rows[number][column] = sheet.rows[origin[0]][origin[1]]
                if origin in sheet.facts.faults:
                    sheet.facts.faults[number, column] = sheet.facts.faults[origin]
    for column in columns - merged:
        last: str | None = None
        for number in range(first, len(sheet.rows)):
            if (number, column) in sheet.facts.faults:
                last = None
            elif sheet.holds(number) and number not in sums:
                last = sheet.rows[number][column] = sheet.rows[number][column] or last


def _files(item: Landed, contract: Contract, tmp: Path) -> list[Path]:
    """The workbooks of one object; a workbook is a zip file itself, so only the name reveals an envelope."""
    if item.path.stat().st_size == 0:
        raise HgtError("the file is empty", file=item.name, accepted="a workbook", next=AGAIN)
    if item.name.lower().endswith((".gz", ".zip")):
        return unpacked(item.path, item.name, contract.server.options, tmp)
    refuse_page(item.path, item.name)
    with item.path.open("rb") as file:
        head = file.read(512)
    if not head.startswith((b"PK", OLD_WORKBOOK)) and b"\0" not in head:
        raise HgtError(
            "this is text and no workbook", file=item.name, value=item.path.suffix or None,
            accepted="an .xlsx, .xlsb or .xls file, or a contract with `format: csv`",
            next=f"correct {contract_file(contract.name)}, then hgt silo check",
        )  # fmt: skip
    return [item.path]


def read_sheets(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted workbooks of a dataset, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode, files_of=_files)

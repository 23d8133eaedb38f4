"""Workbooks that tests write cell by cell, and a place where they are loaded as a silo's extract. Holds no test."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.ingest.reconciliation import BatchReport
from pipelines.state.session import Session
from pipelines.state.state import State
from warehouse.paths import Paths
from warehouse.store import Writer

Grid = Sequence[Any]
"""Rows of cells."""


@dataclass
class Page:
    """One sheet: its cells, and what Excel hides or merges (numbered from 1, as Excel does)."""

    cells: Grid
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    merges: Sequence[str] = ()
    state: str = "visible"
    errors: Mapping[str, str] = field(default_factory=dict)


def book(pages: Mapping[str, Page], *, from_1904: bool = False) -> bytes:
    """The bytes of a workbook."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    if from_1904:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for name, page in pages.items():
        sheet: Worksheet = made.create_sheet(name)
        for row in page.cells:
            sheet.append(list(row))
        for place, text in page.errors.items():
            sheet[place] = text
            sheet[place].data_type = "e"
        for number in page.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in page.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        for area in page.merges:
            sheet.merge_cells(area)
        sheet.sheet_state = page.state
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def spelled(sheets: Sequence[tuple[str, str, str]], strings: Sequence[str] | None = None) -> bytes:
    """A workbook of sheets (name, state, XML of the rows) in the order given, names twice too, and of shared texts."""
    of = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    listed = [
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>' for n, (name, state, _) in enumerate(sheets)
    ]
    links = [
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>' for n in range(len(sheets))
    ]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="b"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<workbook {of}><sheets>{''.join(listed)}</sheets></workbook>",
    }
    if strings is not None:
        links.append(f'<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>')
        parts["xl/sharedStrings.xml"] = f"<sst {of}>{''.join(f'<si><t>{t}</t></si>' for t in strings)}</sst>"
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(links)}</Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = relations
    for n, (_, _, rows) in enumerate(sheets):
        parts[f"xl/worksheets/s{n}.xml"] = f"<worksheet {of}><sheetData>{rows}</sheetData></worksheet>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with other words in its sheets, as other programs write them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(old, new) if "worksheets" in name else part)
    return stream.getvalue()


def loaded(root: Path, data: Path, query: str) -> tuple[list[BatchReport], list[tuple[Any, ...]]]:
    """Load every dataset of a root into a store and ask the store."""
    paths = Paths(data)
    content = Content.load(root, paths)
    with Writer.open(paths, content.district.time_zone) as writer:
        session = Session(content, State(writer), content.district.today())
        reports = [report for name in content.contracts for report in load.load(session, name)]
        return reports, writer.con.execute(query).fetchall()

"""The requirements of a contract on a workbook: its columns, its rows of totals, and the sheets that are read.

The visible sheets are read; a hidden one only where the contract names it or keeps hidden ones.
"""

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.contracts.options import has_header
from pipelines.extract.readers.xlsx_cells import Sheet
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.extract import contract_file, may_lack
from pipelines.extract.records.totals import Totals
from warehouse.errors import HgtError

SHOWN_N = 20
"""The number of sheets that are listed in a message."""


@dataclass(frozen=True)
class Asked:
    """The requirements of a contract on a workbook."""

    file: str
    columns: tuple[str, ...]
    """The declared columns that the cells hold."""
    needed: tuple[str, ...]
    """Those of them that are required."""
    sheet_columns: tuple[str, ...]
    """The columns that take the sheet's name."""
    fill_down: frozenset[str]
    header: bool
    header_row: int | None
    hidden: str | None
    totals: Totals
    from_1904: Mapping[str, bool]
    """Columns whose numbers are days: whether they count from 1904."""
    sheet: str | None
    sheets: str | tuple[str, ...] | None

    @classmethod
    def of(cls, contract: Contract, source: str) -> "Asked":
        options = contract.server.options
        cells = [column for column in contract.columns if column.presence.generated is None]
        ours = {column.name: column.physical_name for column in cells}
        sheets = options.get("sheets")
        return cls(
            file=contract_file(contract.name),
            columns=tuple(column.physical_name for column in cells),
            needed=tuple(column.physical_name for column in cells if not may_lack(column, source)),
            sheet_columns=tuple(c.physical_name for c in contract.columns if c.presence.generated == "sheet"),
            fill_down=frozenset(ours.get(name, name) for name in options.get("fill_down", ())),
            header=has_header(options),
            header_row=options.get("header_row"),
            hidden=options.get("hidden"),
            totals=Totals.of(options),
            from_1904={c.physical_name: c.from_1904 for c in cells if c.from_1904 is not None},
            sheet=str(options["sheet"]) if options.get("sheet") else None,
            sheets=tuple(sheets) if isinstance(sheets, list) else sheets,
        )


def chosen(sheets: Mapping[str, Sheet], source: str, asked: Asked) -> list[Sheet]:
    """The sheets that are read."""
    if not sheets:
        raise HgtError("the workbook has no sheet", file=source, accepted="a sheet with a header row", next=AGAIN)
    seen = [sheet for sheet in sheets.values() if sheet.rows and (sheet.is_visible or asked.hidden == "keep")]
    wanted = (asked.sheet,) if asked.sheet is not None else asked.sheets
    if isinstance(wanted, tuple):
        return _named(wanted, sheets, source, asked)
    if wanted is not None:
        found = [sheet for sheet in seen if _fits(sheet, asked)]
        if not found:
            raise _unchosen("no sheet that the contract's `sheets` means holds anything", wanted, sheets, source, asked)
        return found
    if len(seen) > 1:
        problem = f"the workbook has {len(seen)} sheets and the contract names none"
        raise _unchosen(problem, None, sheets, source, asked)
    if not seen:
        problem = "the visible sheets of the workbook hold nothing"
        raise HgtError(problem, file=source, value=_listed(sheets), accepted="a header row", next=AGAIN)
    return seen


def _named(wanted: Sequence[str | None], sheets: Mapping[str, Sheet], source: str, asked: Asked) -> list[Sheet]:
    """The sheets that the contract names, hidden ones too unless it skips them."""
    names = [str(name) for name in wanted]
    absent = [name for name in names if name not in sheets]
    if absent:
        raise _unchosen(f"the workbook has no sheet {', '.join(absent)}", ", ".join(absent), sheets, source, asked)
    found = [sheets[name] for name in names if sheets[name].is_visible or asked.hidden != "skip"]
    if not any(sheet.rows for sheet in found):
        why = "is empty" if found else "is hidden, and the contract skips hidden sheets"
        raise _unchosen(f"the sheet {', '.join(names)} {why}", ", ".join(names), sheets, source, asked)
    return found


def _fits(sheet: Sheet, asked: Asked) -> bool:
    """Whether the contract means this sheet where it names none."""
    return asked.sheets in (None, "all") or fnmatch.fnmatchcase(sheet.name, str(asked.sheets))


def unread(sheet: Sheet, asked: Asked) -> str:
    """The note of a sheet that is not read."""
    names_it = sheet.name in asked.sheets if isinstance(asked.sheets, tuple) else asked.sheet == sheet.name
    is_meant = names_it or (asked.sheet is None and not isinstance(asked.sheets, tuple) and _fits(sheet, asked))
    if sheet.is_visible or not is_meant:
        return "other_sheets"
    return "hidden_sheets_skipped" if asked.hidden == "skip" else "hidden_sheets"


def _unchosen(problem: str, value: str | None, sheets: Mapping[str, Sheet], source: str, asked: Asked) -> HgtError:
    return HgtError(
        problem, file=source, value=value,
        accepted=f"`sheet: NAME` or `sheets: all`; there are {_listed(sheets)}",
        next=f"set `sheet` or `sheets` in {asked.file}, then hgt silo check",
    )  # fmt: skip


def _listed(sheets: Mapping[str, Sheet]) -> str:
    """The first sheets by their position: a name that the contract does not know may be personal."""
    told = [
        f"sheet {sheet.number} ({sheet.filled_n} rows{'' if sheet.is_visible else ', hidden'})"
        for sheet in list(sheets.values())[:SHOWN_N]
    ]
    return ", ".join([*told, *([f"{len(sheets) - SHOWN_N:,} more"] if len(sheets) > SHOWN_N else [])])

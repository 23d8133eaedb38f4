"""Reads one section of a text in sections: `[HEAD]` lines, columns separated by blanks, `;` before a comment.

Columns are taken in the contract's order. Columns at the end that are not required may be missing in a line; any other
number of fields makes the line malformed. Blank lines and comments of the section are counted apart. So are rows
outside all sections: above the first one, or after the `[END]` of a contract that names no end.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.readers.csv_normal import codec
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.decoded import Decoded, Rows, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.notes import Note
from warehouse.errors import HgtError

COMMENT = "comment"
"""A column of this name, declared last, takes the text after `;`."""
END = "end"
"""The section that ends a file whose contract names no end."""
HEAD = re.compile(r"\s*\[\s*([^\]]+?)\s*\]")


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One plain file."""
    options = contract.server.options
    wanted = str(options.get("section") or "").strip("[] ")
    last = str(options.get("end") or "").strip("[] ").casefold()
    encoding = codec(options.get("encoding"), source)
    names = [column.physical_name for column in contract.columns]
    fields = names[:-1] if names[-1] == COMMENT else names
    least = max((n for n, column in enumerate(contract.columns[: len(fields)], 1) if column.required), default=1)
    rows = Rows(names)
    found = Decoded(target, names, 0)
    seen: dict[str, None] = {}
    outside_n = 0
    inside, within = False, ""
    for line in path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines():
        head = HEAD.match(line.decode(encoding, "replace"))
        if head:
            seen.pop(head.group(1), None)
            seen[head.group(1)] = None
            within = head.group(1).casefold()
            inside = within == wanted.casefold()
            continue
        if not inside:
            is_row = bool(line.partition(b";")[0].strip())
            outside_n += is_row and within in ("", END)
            if last and within == last and is_row:
                raise HgtError(
                    f"rows follow [{options['end']}], which ends the file; none of it is read", file=source,
                    value="a row behind the end", accepted=f"nothing but comments behind [{options['end']}]",
                    next=AGAIN,
                )  # fmt: skip
            continue
        text = line.decode(encoding, "backslashreplace")
        data, mark, comment = text.partition(";")
        values: list[str | None] = list(data.split())
        if not values:
            found.blank += 1
            continue
        found.records += 1
        why = _why(line, encoding, len(values), least, len(fields))
        if why:
            found.broken.append((found.records, text, why))
            continue
        values += [None] * (len(fields) - len(values))
        if fields is not names:
            values.append(comment.strip() if mark else None)
        rows.add(found.records, dict(zip(names, values, strict=True)))
    _refuse_cut(source, wanted, list(seen), str(options.get("end") or ""))
    if outside_n:
        found.notes.append(Note("outside_sections", outside_n))
        found.blank += outside_n
    rows.write(target)
    return found


def _refuse_cut(source: str, wanted: str, seen: Sequence[str], end: str) -> None:
    """Refuse a file that lacks the wanted section, or does not end with the declared one."""
    if not wanted or wanted.casefold() not in {name.casefold() for name in seen}:
        raise HgtError(
            f"the file has no section [{wanted}]", file=source, value=wanted or None,
            accepted=f"the name of one of its {len(seen)} sections",
            next="set the contract's `section`, then hgt silo check",
        )  # fmt: skip
    last = end.strip("[] ").casefold()
    if last and (not seen or seen[-1].casefold() != last):
        raise HgtError(
            f"the file does not end with [{end}]: it is cut off, none of it is read", file=source,
            value=f"section {len(seen)} is the last", accepted=f"[{end}]", next=AGAIN,
        )  # fmt: skip


def _why(line: bytes, encoding: str, n: int, least: int, most: int) -> str:
    try:
        line.decode(encoding)
    except UnicodeDecodeError as error:
        return f"bytes {line[error.start : error.end].hex(' ')} are not text"
    if least <= n <= most:
        return ""
    return f"{least if least == most else f'{least} to {most}'} fields are expected, {n} are found"


def read_sections(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of a sectioned dataset, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode)

"""Reads XML: every element at one path is a record, its children and attributes are columns.

The parser accepts no document type. A DOCTYPE is refused before anything in it is read, so no entity can grow and no
file or address can be loaded. Text is decoded here, because the parser knows only the encodings of its own.
"""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.declare.contracts.limits import DEPTH
from pipelines.extract.readers.csv_normal import codec, wrong_encoding
from pipelines.extract.records.archive import AGAIN
from pipelines.extract.records.decoded import Decoded, Rows, read_decoded
from pipelines.extract.records.extract import Extract, Landed, Refusal
from warehouse.errors import HgtError, words

CHUNK = 1 << 20
HEAD = 1024
SEEN_PATHS = 200
"""The number of different paths that are kept for the message that names them."""

DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
PICKED = re.compile(r"(?P<path>[^\[\]@]+)\[@(?P<key>[^=\]]+)='[^']*'\]/@[^/]+")
"""A child distinguished from its like-named siblings by one of its attributes: `string[@key='product']/@value`."""
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _encoding(head: bytes, override: Any, source: str) -> str:
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    declared = DECLARED.match(head)
    return codec(override or (declared.group(1).decode("ascii") if declared else None), source)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Sink:
    """Listens to the parser and collects records."""

    def __init__(self, source: str, wanted: list[str], count: str | None, columns: Sequence[str], rows: Rows) -> None:
        self.source = source
        self.wanted = wanted
        self.count = count
        self.above = [name for name in columns if name.startswith("../")]
        self.picked = {found["path"]: found["key"] for found in map(PICKED.fullmatch, columns) if found}
        """Inside a record: paths whose elements are distinguished by an attribute, and that attribute."""
        self.rows = rows
        self.path: list[str] = []
        self.seen: dict[str, None] = {}
        self.said: str | None = None
        self.records = 0
        self.names: dict[str, None] = {}
        self.outside: dict[str, str] = {}
        """Texts and attributes outside the records by their path from the root."""
        self.open: list[str] | None = None
        """Path inside the record that is being read, None outside of any."""
        self.values: dict[str, list[str]] = {}
        self.texts: list[list[str]] = []
        self.leaves: list[bool] = []

    def doctype(self, *_: Any) -> NoReturn:
        raise HgtError(
            "the XML file brings a DOCTYPE, whose entities could grow without end or draw in other files",
            file=self.source, value="<!DOCTYPE", accepted="XML without a document type", next=AGAIN,
        )  # fmt: skip

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self.path.append(name)
        if len(self.path) > DEPTH:
            raise RecursionError
        if self.leaves:
            self.leaves[-1] = False
        self.leaves.append(True)
        self.texts.append([])
        if self.open is not None:
            self.open.append(name)
        elif self.path == self.wanted:
            self.open = []
            self.values = {}
            self.records += 1
        else:
            self._leave_behind("/".join(self.path))
        teller = self.picked.get("/".join(self.open)) if self.open else None
        if self.open and teller in attributes:
            self.open[-1] += f"[@{teller}='{attributes[teller]}']"
        for key, value in attributes.items():
            if key != teller:
                self._keep(f"@{_local(key)}", value)

    def _leave_behind(self, path: str) -> None:
        """A new element begins outside the records: the values of an earlier one of its path are not its own."""
        if len(self.seen) < SEEN_PATHS:
            self.seen[path] = None
        for known in [name for name in self.outside if name == path or name.startswith(f"{path}/")]:
            del self.outside[known]

    def _keep(self, leaf: str, value: str) -> None:
        if self.open is None:
            self.outside["/".join([*self.path, *([leaf] if leaf else [])])] = value
        else:
            inside = "/".join([*self.open, *([leaf] if leaf else [])])
            self.values.setdefault(inside, []).append(value)

    def text(self, data: str) -> None:
        if self.texts:
            self.texts[-1].append(data)

    def end(self, tag: str) -> None:
        text = "".join(self.texts.pop())
        leaf = self.leaves.pop()
        if self.open is not None and not self.open:
            if text.strip():
                self.values.setdefault("text()", []).append(text.strip())
            self._close()
        else:
            told = self.open is not None and self.open[-1].endswith("']")
            if (leaf and not told) or text.strip():
                self._keep("", text if leaf else text.strip())
            if self.open is not None:
                self.open.pop()
        self.path.pop()

    def _close(self) -> None:
        row: dict[str, str | None] = {
            name: found[0] if len(found) == 1 else json.dumps(found, ensure_ascii=False)
            for name, found in self.values.items()
        }
        for name in self.above:
            value = self.outside.get(self._resolve(name))
            if value is not None:
                row[name] = value
        self.names.update(dict.fromkeys(row))
        self.rows.add(self.records, row)
        self.open = None

    def _resolve(self, name: str) -> str:
        steps = name.split("/")
        up = steps.count("..")
        return "/".join([*self.wanted[: len(self.wanted) - up], *steps[up:]])


def _pieces(path: Path, source: str, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                yield decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise wrong_encoding(source, encoding, done + error.start) from error
            if not chunk:
                return
            done += len(chunk)


def decode(path: Path, source: str, contract: Contract, target: Path) -> Decoded:
    """One plain file."""
    options = contract.server.options
    steps = [step for step in str(options.get("records") or "").split("/") if step]
    if not steps:
        raise HgtError(
            "the contract names no element that is a record", file=source, value=options.get("records"),
            accepted="customProperties: [{property: records, value: Root/List/Item}]",
            next="set the contract's `records`, then hgt silo check",
        )  # fmt: skip
    columns = [column.physical_name for column in contract.columns]
    count = str(options["count"]).strip("/") if options.get("count") else None
    rows = Rows(columns)
    sink = _Sink(source, steps, count, columns, rows)
    with path.open("rb") as file:
        encoding = _encoding(file.read(HEAD), options.get("encoding"), source)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = sink.doctype
    parser.StartElementHandler = sink.start
    parser.EndElementHandler = sink.end
    parser.CharacterDataHandler = sink.text
    try:
        for piece in _pieces(path, source, encoding):
            parser.Parse(piece.encode("utf-8"), False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise HgtError(
            f"the XML file is cut off or damaged ({words(error)}); none of it is read", file=source,
            value=f"{sink.records} records before the fault", accepted="a complete XML document", next=AGAIN,
        ) from error  # fmt: skip
    _check(source, sink, steps, count)
    rows.write(target)
    return Decoded(target, list(sink.names) if sink.records else None, sink.records)


def _check(source: str, sink: _Sink, steps: list[str], count: str | None) -> None:
    parent = "/".join(steps[:-1])
    said = (sink.outside.get(count) or "").strip() if count else ""
    beside = any(path.startswith(f"{parent}/") for path in sink.seen)
    if not sink.records and (parent not in sink.seen or (beside and said != "0")):
        raise HgtError(
            f"there is no element at {'/'.join(steps)}", file=source, value="/".join(steps),
            accepted=f"the path of one of its {len(sink.seen)} kinds of elements",
            next="set the contract's `records`, then hgt silo check",
        )  # fmt: skip
    if count is not None and said != str(sink.records):
        told = said if said.isdecimal() else "no number" if said else "nothing"
        raise HgtError(
            f"the file says {told} at {count} and holds {sink.records} records; none of it is read",
            file=source, value=sink.records, accepted=f"the number at {count}", next=AGAIN,
        )  # fmt: skip


def read_xml(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """The accepted files of an XML dataset, and those refused whole."""
    return read_decoded(con, contract, landed, tmp, decode)

"""Rows of text as files of the forms that contracts name, each with the options that its contract gives."""

import csv
import gzip
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import openpyxl

from pipelines.declare.contracts.contract import Server
from tests.forms import shapes

Rows = Sequence[Sequence[Any]]
POINT = (2_680_000.0, 1_250_000.0)
FIELD_BYTES = 40
PART = re.compile(r"(?P<up>\.\./)?(?P<tag>\w+)(\[@(?P<name>\w+)='(?P<value>[^']*)'\])?/@(?P<attribute>\w+)")


def pack(server: Server, name: str, heads: Sequence[str], rows: Rows) -> bytes:
    """The file of this name, packed as its name says."""
    data = _FORMS[server.format](server.options, heads, rows)
    if name.endswith(".gz"):
        return gzip.compress(data, mtime=0)
    if not name.endswith(".zip") or server.format == "shapefile":
        return data
    return _archive({str(server.options["member"]).replace("*", "a"): data})


def _archive(members: Mapping[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return data.getvalue()


def _csv(options: Mapping[str, Any], heads: Sequence[str], rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=str(options.get("delimiter", ",")), lineterminator="\n")
    writer.writerows(rows if options.get("header") is False else [heads, *rows])
    return text.getvalue().encode()


def _xlsx(options: Mapping[str, Any], heads: Sequence[str], rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(options.get("sheet", "Sheet1"))
    for row in [heads, *rows]:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _json(options: Mapping[str, Any], heads: Sequence[str], rows: Rows) -> bytes:
    first, *inner = str(options["records"]).split(".")
    found: Any = [dict(zip(heads, row, strict=True)) for row in rows]
    if inner:
        found = {row[0]: row[1] for row in rows}
    for key in [*reversed(inner), first]:
        found = {key: found}
    return json.dumps(found).encode()


def _xml(options: Mapping[str, Any], heads: Sequence[str], rows: Rows) -> bytes:
    """One parent for each record: its own element beside the record holds what columns with `../` read."""
    *outer, holder, record = str(options["records"]).split("/")
    lines = [f"<{tag}>" for tag in outer]
    for row in rows:
        above: list[str] = []
        within: list[str] = []
        for head, value in zip(heads, row, strict=True):
            part = PART.fullmatch(head)
            assert part is not None, head
            told = f" {part['name']}={quoteattr(part['value'])}" if part["name"] else ""
            element = f"<{part['tag']}{told} {part['attribute']}={quoteattr(str(value))}/>"
            (above if part["up"] else within).append(element)
        lines.append(f"<{holder}>{''.join(above)}<{record}>{''.join(within)}</{record}></{holder}>")
    lines += [f"</{tag}>" for tag in reversed(outer)]
    return "\n".join(lines).encode()


def _geopackage(options: Mapping[str, Any], heads: Sequence[str], rows: Rows) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        fields = [head for head in heads if head != "geometry"]
        kept = [[value for head, value in zip(heads, row, strict=True) if head != "geometry"] for row in rows]
        blob = shapes.gpkg_blob(shapes.wkb_point(*POINT))
        shapes.geopackage(
            path, [(*row, blob) for row in kept], layer=str(options["layer"]), fields=fields, crs=int(options["crs"])
        )
        return path.read_bytes()


def _shapefile(options: Mapping[str, Any], heads: Sequence[str], rows: Rows) -> bytes:
    stem = str(options["member"]).removesuffix(".shp")
    fields = [(head, "C", FIELD_BYTES) for head in heads if head != "geometry"]
    kept = [
        [str(value).encode()[:FIELD_BYTES] for head, value in zip(heads, row, strict=True) if head != "geometry"]
        for row in rows
    ]
    return _archive({
        f"{stem}.shp": shapes.shp([shapes.shape_point(*POINT)] * len(rows)),
        f"{stem}.dbf": shapes.dbf(fields, kept),
        f"{stem}.prj": str(options["crs"]),
    })  # fmt: skip


_FORMS = {
    "csv": _csv,
    "geopackage": _geopackage,
    "json": _json,
    "shapefile": _shapefile,
    "xlsx": _xlsx,
    "xml": _xml,
}

"""Readers of the formats in which silos deliver data: landed bytes in, one relation of text columns out.

A reader never types, validates or guesses. It accounts for every record. The records of a correct parser are those that
the relation yields and those that `Extract.malformed` returns. Blank lines are counted apart. An object that cannot be
read whole is returned as a `Refusal`, and the others are read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import duckdb

from pipelines.declare.contracts.contract import Contract
from pipelines.extract.records.extract import Extract, Landed, Refusal
from pipelines.extract.records.file_set import is_set, siblings

ADMITTED = ".admitted.parquet"
"""Suffix of the rows that are kept in place of an object some rows of which are refused."""

ODD = re.compile(r"[*?\[\]{}\x00-\x1f\ud800-\udfff]")
"""Characters that a path for the engine must not hold: its wildcards, and bytes that are not text."""

READERS = {
    "csv": "csv.read_delimited",
    "geojson": "geojson.read_geojson",
    "geopackage": "geopackage.read_geopackage",
    "json": "json.read_documents",
    "jt808": "jt808.read_jt808",
    "ndjson": "json.read_documents",
    "parquet": "parquet.read_parquet",
    "sections": "sections.read_sections",
    "shapefile": "shapefile.read_shapefile",
    "sqlite": "parquet.read_parquet",
    "xlsx": "xlsx.read_sheets",
    "xml": "xml.read_xml",
}
"""The module and the function that read a format; imported when there is something to read."""


def read(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """Everything that the landed objects hold, and the objects refused whole. Scratch files are written to `tmp`.

    Objects of any form whose rows were kept as Parquet are read as such; they are not mixed with others.
    """
    tmp.mkdir(parents=True, exist_ok=True)
    form = "parquet" if all(is_kept_as_rows(item) for item in landed) else contract.server.format
    named = {column.physical_name: column.source_pattern for column in contract.columns if column.source_pattern}
    numbered = tuple(column.physical_name for column in contract.columns if column.presence.generated == "row_number")
    if not (named or numbered) or all(item.path.name.endswith(ADMITTED) for item in landed):
        return _reader(form)(con, contract, _apart(landed, tmp), tmp)
    columns = tuple(column for column in contract.columns if column.physical_name not in {*named, *numbered})
    asked = replace(contract, columns=columns)
    extract, refusals = _reader(form)(con, asked, _apart(landed, tmp), tmp)
    if extract is not None:
        extract.named, extract.numbered, extract.con = named, numbered, con
    return extract, refusals


def _reader(form: str) -> Callable[..., tuple[Extract | None, list[Refusal]]]:
    module, _, function = READERS[form].partition(".")
    reader: Callable[..., tuple[Extract | None, list[Refusal]]] = getattr(
        import_module(f".{module}", __package__), function
    )
    return reader


def is_kept_as_rows(item: Landed) -> bool:
    """Whether the landed file holds the object's rows as Parquet, not its own bytes."""
    return item.path.suffix == ".parquet"


def _apart(landed: Sequence[Landed], tmp: Path) -> list[Landed]:
    """Gives each object a path of its own: objects with the same content share one landed file.

    A silo's own file whose path the engine would not accept gets a plain one.
    """
    seen: set[Path] = set()
    result: list[Landed] = []
    for number, item in enumerate(landed):
        own = item
        if item.path in seen or ODD.search(str(item.path)):
            for part in siblings(item.path) if is_set(item.source.format, item.path) else [item.path]:
                ending = "".join(end for end in part.suffixes[-2:] if end[1:].isalnum())
                link = tmp / f"{number}-object{ending}"
                link.unlink(missing_ok=True)
                link.symlink_to(part.resolve())
                if part == item.path:
                    own = replace(item, path=link)
        seen.add(item.path)
        result.append(own)
    return result

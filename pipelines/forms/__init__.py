"""Readers of the forms in which silos hand over data: landed bytes in, one relation of text columns out.

A reader never types, judges or guesses. It accounts for every record: what a correct parser of the form counts equals
what the relation yields plus what `Extract.malformed` returns; blank lines are counted apart. An object that cannot
be read whole comes back as a `Refusal`; the others go on.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from .columnar import read_parquet
from .delimited import read_delimited
from .documents import read_documents
from .extract import Contract, Extract, Landed, Malformed, Refusal, Server, SourceObject
from .sheets import read_sheets

__all__ = ["Contract", "Extract", "Landed", "Malformed", "Refusal", "Server", "SourceObject", "is_kept_as_rows", "read"]

READERS = {
    "csv": read_delimited,
    "json": read_documents,
    "ndjson": read_documents,
    "parquet": read_parquet,
    "sqlite": read_parquet,
    "xlsx": read_sheets,
}


def read(
    con: duckdb.DuckDBPyConnection, contract: Contract, landed: Sequence[Landed], tmp: Path
) -> tuple[Extract | None, list[Refusal]]:
    """Everything that the landed objects hold, and the objects refused whole. Scratch files go to `tmp`.

    Objects of any form whose rows were kept as Parquet are read as such; they do not come together with others.
    """
    tmp.mkdir(parents=True, exist_ok=True)
    form = "parquet" if all(is_kept_as_rows(item) for item in landed) else contract.server.format
    return READERS[form](con, contract, _apart(landed, tmp), tmp)


def is_kept_as_rows(item: Landed) -> bool:
    """Whether the landed file holds the object's rows as Parquet, not its own bytes."""
    return item.path.suffix == ".parquet"


def _apart(landed: Sequence[Landed], tmp: Path) -> list[Landed]:
    """Gives each object a path of its own: objects with the same content share one landed file."""
    seen: set[Path] = set()
    result: list[Landed] = []
    for number, item in enumerate(landed):
        own = item
        if item.path in seen:
            link = tmp / f"{number}-{item.path.name}"
            link.unlink(missing_ok=True)
            link.symlink_to(item.path.resolve())
            own = replace(item, path=link)
        seen.add(item.path)
        result.append(own)
    return result

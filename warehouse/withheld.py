"""Tables of the lake whose rows stay with the stewards: their files lie in the restricted store.

DuckLake writes the files of a table into a folder of the table's name. For a restricted table that folder is a link
into the restricted store (mode 0700), so that whoever may read the lake but not that store reads the table's name and
columns, never a row. Readers of releases are refused by the engine as well, publications leave such tables out.
Which tables are restricted is declared by content and decided elsewhere.
"""

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from warehouse.paths import Paths


def settle(paths: Paths, restricted: Collection[str]) -> None:
    """Move the folders of these tables (`layer.table`) into the restricted store, and those of all others out of it.

    The caller holds the writer's lock. Copies that earlier releases published of a restricted table are removed.
    """
    standing = tables(paths)
    for table in sorted(set(restricted) - standing):
        link, target = _link(paths, table), _target(paths, table)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        if link.is_dir():
            shutil.move(link, target)
        target.mkdir(mode=0o700, exist_ok=True)
        link.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    for table in sorted(standing - set(restricted)):
        link, target = _link(paths, table), _target(paths, table)
        link.unlink()
        if target.is_dir():
            shutil.move(target, link)
    for table in restricted:
        for copy in paths.public.glob(f"releases/*/{table.replace('.', '/')}"):
            shutil.rmtree(copy)


def tables(paths: Paths) -> frozenset[str]:
    """The restricted tables of a store, `layer.table`."""
    return frozenset(f"{folder.parent.name}.{folder.name}" for folder in _folders(paths) if folder.is_symlink())


def open_folders(paths: Paths) -> list[Path]:
    """The folders of the tables that every reader may read."""
    return [folder for folder in _folders(paths) if not folder.is_symlink()]


def _folders(paths: Paths) -> Iterator[Path]:
    return paths.lake_files.glob("*/*")


def _link(paths: Paths, table: str) -> Path:
    return paths.lake_files / table.replace(".", "/")


def _target(paths: Paths, table: str) -> Path:
    return paths.restricted_tables / table.replace(".", "/")

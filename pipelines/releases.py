"""Opens a release for reading, and lists releases. Making one is the gate's business, in `release`."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.release import Release, list_releases, newest
from pipelines.release import show as find
from warehouse import macros
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.publish import Edition
from warehouse.store import open_reader

COLUMNS = ("release_id", "as_of", "created_at", "snapshot_id", "tables_n", "rows_n")


@dataclass(frozen=True)
class Reader:
    """A connection that sees exactly one release."""

    con: duckdb.DuckDBPyConnection
    release: Release


def edition(paths: Paths, zone: str, release_id: int | None = None) -> Edition:
    """Return the edition of a release, the newest when `release_id` is None."""
    found = _find(paths, zone, release_id)
    return Edition(found.release_id, found.snapshot_id, found.as_of, zone)


def reader(paths: Paths, zone: str, release_id: int | None = None, *, restricted: bool = False) -> Reader:
    """A locked-down read-only connection pinned at a release, the newest when `release_id` is None, on its day.

    `restricted` is for figures that are worked out anew from the rows of restricted tables.
    """
    found = _find(paths, zone, release_id)
    con = open_reader(paths, zone, found.snapshot_id, restricted=restricted)
    macros.observe(con, found.as_of)
    return Reader(con, found)


def _find(paths: Paths, zone: str, release_id: int | None) -> Release:
    with closing(open_reader(paths, zone)) as head:
        found = newest(head) if release_id is None else find(head, release_id)
    if found is None:
        raise HgtError("there is no release yet", file=paths.data, next="hgt run, then hgt status")
    return found


def all_releases(paths: Paths, zone: str) -> list[tuple[Any, ...]]:
    """Every release, newest first, in the order of `COLUMNS`."""
    with closing(open_reader(paths, zone)) as head:
        return [tuple(getattr(entry, name) for name in COLUMNS) for entry in list_releases(head)]


def contents(paths: Paths, zone: str, release_id: int | None = None) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The tables of a release with their rows and the state of their checks."""
    with closing(reader(paths, zone, release_id).con) as con:
        rows = con.execute(
            """SELECT table_name, layer, description_zh, description, rows_n,
                coalesce(passed_n, 0)::BIGINT, coalesce(failed_n, 0)::BIGINT
            FROM meta.catalogue LEFT JOIN (
                SELECT table_name, count(*) FILTER (state = 'pass') AS passed_n,
                    count(*) FILTER (state <> 'pass') AS failed_n
                FROM meta.rule_result GROUP BY table_name) USING (table_name)
            ORDER BY CASE layer WHEN 'std' THEN 1 WHEN 'pub' THEN 2 WHEN 'mart' THEN 3 ELSE 4 END, table_name"""
        ).fetchall()
    return ("table", "layer", "说明", "description", "rows_n", "checks_passed_n", "checks_not_passed_n"), rows

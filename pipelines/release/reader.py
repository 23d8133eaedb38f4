"""Opens a release for reading, and lists releases. `gate` makes releases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.release.gate import Release, list_releases
from warehouse import macros
from warehouse.paths import Paths
from warehouse.releases import released
from warehouse.releases.publish import Edition

COLUMNS = ("release_id", "as_of", "created_at", "snapshot_id", "tables_n", "rows_n")


@dataclass(frozen=True)
class Reader:
    """A connection that sees exactly one release."""

    con: duckdb.DuckDBPyConnection
    release: Release


@contextmanager
def reading(paths: Paths, zone: str, release_id: int | None = None, *, restricted: bool = False) -> Iterator[Reader]:
    """A reader that is closed in the end and may take `released.SECONDS`."""
    found = reader(paths, zone, release_id, restricted=restricted)
    with released.timed(found.con):
        yield found


def edition(paths: Paths, zone: str, release_id: int | None = None) -> Edition:
    """Return the edition of a release, the newest when `release_id` is None."""
    with reading(paths, zone, release_id) as found:
        made = found.release
    return Edition(made.release_id, made.snapshot_id, made.as_of, zone)


def reader(paths: Paths, zone: str, release_id: int | None = None, *, restricted: bool = False) -> Reader:
    """A locked-down read-only connection to a release, the newest when `release_id` is None, on its day.

    `restricted` is for figures that are computed again from the rows of restricted tables.
    """
    con = released.release(paths, release_id).open(zone, restricted=restricted)
    found = _itself(con)
    macros.observe(con, found.as_of)
    return Reader(con, found)


def _itself(con: duckdb.DuckDBPyConnection) -> Release:
    """The release that a connection shows: the newest that it knows."""
    return list_releases(con, limit=1)[0]


def all_releases(paths: Paths, zone: str) -> list[tuple[Any, ...]]:
    """Every release that can be opened, newest first, in the order of `COLUMNS`."""
    kept = released.kept(paths)
    with reading(paths, zone) as found:
        entries = [entry for entry in list_releases(found.con) if entry.release_id in kept]
    return [tuple(getattr(entry, name) for name in COLUMNS) for entry in entries]


def contents(paths: Paths, zone: str, release_id: int | None = None) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The tables of a release with their rows and the state of their checks."""
    with reading(paths, zone, release_id) as found:
        rows = found.con.execute(
            """SELECT table_name, layer, description_zh, description, rows_n,
                coalesce(passed_n, 0)::BIGINT, coalesce(failed_n, 0)::BIGINT
            FROM meta.catalogue LEFT JOIN (
                SELECT table_name, count(*) FILTER (state = 'pass') AS passed_n,
                    count(*) FILTER (state <> 'pass') AS failed_n
                FROM meta.rule_result GROUP BY table_name) USING (table_name)
            ORDER BY CASE layer WHEN 'std' THEN 1 WHEN 'pub' THEN 2 WHEN 'mart' THEN 3 ELSE 4 END, table_name"""
        ).fetchall()
    return ("table", "layer", "说明", "description", "rows_n", "checks_passed_n", "checks_not_passed_n"), rows

"""Checks of a release that withholds one table."""

from contextlib import closing

import duckdb
import pytest

from warehouse.paths import Paths
from warehouse.releases import released

ZONE = "Asia/Shanghai"
STATISTICS = """__ducklake_metadata_lake.ducklake_file_column_stats
    JOIN __ducklake_metadata_lake.ducklake_table USING (table_id) WHERE table_name = 'people'"""


def assert_withheld(paths: Paths, release_id: int) -> None:
    """The rows of the release's one restricted table are for figures only; no statistics tell of its values."""
    release = released.release(paths, release_id)
    assert release.restricted_tables() == {"std.people"}
    with closing(release.open(ZONE)) as con:
        with pytest.raises(duckdb.PermissionException):
            con.execute("SELECT person_key FROM std.people").fetchall()
        assert con.execute(f"SELECT count(*) FROM {STATISTICS}").fetchone() == (0,)
    with closing(release.open(ZONE, restricted=True)) as con:
        keys = con.execute("SELECT person_key FROM std.people").fetchall()
    assert len(keys) == 3
    closed = paths.restricted.resolve()
    everything = [release.catalog, *(file for file in release.files.rglob("*") if file.is_file())]
    shown = b"".join(file.read_bytes() for file in everything if not file.resolve().is_relative_to(closed))
    assert [key for key, *_ in keys if key.encode() in shown] == []

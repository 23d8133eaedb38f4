"""Macros that de-identify: cells of places, paths of addresses."""

from collections.abc import Iterator

import duckdb
import pytest

from warehouse import macros


def test_cells_are_binned_in_decimals() -> None:
    con = duckdb.connect()
    macros.define(con)
    hundredths = range(-18_000, 18_001, 7)
    rows = con.execute(
        "SELECT i, deid_cell(i / 100.0) * 100 = i, deid_cell(i / 100.0 + 0.0099) * 100 = i"
        " FROM (SELECT unnest(?) AS i)",
        [list(hundredths)],
    ).fetchall()
    assert [row for row in rows if row[1:] != (True, True)] == []


@pytest.fixture
def address() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        macros.define(con)
        yield con


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/a/b?name=Ann+Lee&mail=a%40b.gov#top", "/a/b"),
        ("/app#/rooms/2", "/app#/rooms/2"),
        ("/@@search", "/@@search"),
        ("/mail/ann.lee@x.gov/inbox", "/mail/…/inbox"),
        ("/mail/ann.lee%40x.gov", "/mail/…"),
        ("/plain", "/plain"),
        ("/p#q?r", "/p#q"),
        (None, None),
    ],
)
def test_an_address_leaves_its_query_behind(
    address: duckdb.DuckDBPyConnection, given: str | None, shown: str | None
) -> None:
    assert address.execute("SELECT deid_path(CAST(? AS VARCHAR))", [given]).fetchone() == (shown,)

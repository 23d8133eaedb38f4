"""One clock: whatever opens, copies or asks a store does so in the district's zone, whatever the machine's zone is."""

import importlib.resources
import threading
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests import lake_stand as stand
from warehouse import store
from warehouse.releases import released
from warehouse.store import Writer, looking, open_restricted

MOMENT = "SELECT CAST(TIMESTAMPTZ '2024-01-01 15:59:59+00' AS VARCHAR)"
SHOWN = {
    "Asia/Shanghai": "2024-01-01 23:59:59+08",
    "America/Los_Angeles": "2024-01-01 07:59:59-08",
    "Asia/Kathmandu": "2024-01-01 21:44:59+05:45",
    "UTC": "2024-01-01 15:59:59+00",
}


def everyone(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The answer of a connection, of its cursor, of a cursor's cursor and of a cursor in a thread."""
    found: list[str] = []

    def ask(asked: duckdb.DuckDBPyConnection) -> None:
        found.extend(str(row[0]) for row in asked.execute(MOMENT).fetchall())

    with closing(con.cursor()) as cursor, closing(cursor.cursor()) as inner:
        for asked in (con, cursor, inner):
            ask(asked)
        thread = threading.Thread(target=lambda: ask(cursor.cursor()))
        thread.start()
        thread.join()
    return found


@pytest.mark.parametrize("zone", SHOWN)
def test_every_connection_and_cursor_has_the_zone(zone: str, tmp_path: Path) -> None:
    paths = stand.new_paths(tmp_path)
    with Writer.open(paths, zone) as writer:
        assert everyone(writer.con) == everyone(writer.side) == [SHOWN[zone]] * 4
    with looking(paths, zone) as look:
        assert everyone(look.con) == [SHOWN[zone]] * 4
    with open_restricted(paths, zone) as vault:
        assert everyone(vault) == [SHOWN[zone]] * 4
    with Writer.open(paths, zone) as writer:
        pinned, _ = released.pin(writer.con, writer.snapshot(), tmp_path / "pinned.duckdb", paths.lake_files, ())
    for opened in (pinned.open(zone), store.connect(zone)):
        with closing(opened) as con:
            assert everyone(con) == [SHOWN[zone]] * 4


def test_an_extension_that_is_loaded_later_is_checked(tmp_path: Path) -> None:
    package = Path(str(importlib.resources.files("duckdb_extension_sqlite_scanner")))
    (genuine,) = package.rglob("*.duckdb_extension")
    content = bytearray(genuine.read_bytes())
    content[len(content) // 2] ^= 1
    forged = tmp_path / genuine.name
    forged.write_bytes(content)
    with closing(store.connect("UTC", (store.LAKE_EXTENSION,))) as con:
        with pytest.raises(duckdb.IOException, match="signature"):
            con.execute(f"LOAD '{forged}'")
        store.load(con, "sqlite_scanner")

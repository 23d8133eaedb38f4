"""Models read the content of the lake: small tables from memory, large ones from the lake, never an older state."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.state import build_log
from pipelines.transform import input_views
from tests import lake_stand as stand
from warehouse.store import Writer

DAY = dt.date(2024, 5, 1)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with Writer.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        stand.session(opened, stand.write_root(tmp_path / "root", {}))
        stand.put(opened, "repair", (1, DAY, 7, 100), (2, DAY, 7, 100))
        yield opened


def kind(writer: Writer) -> str:
    row = writer.con.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_catalog = 'work' AND table_schema = 'std'"
    ).fetchone()
    assert row is not None
    return str(row[0])


def shown(writer: Writer) -> list[int]:
    return [row[0] for row in writer.con.execute("SELECT repair_id FROM work.std.repair ORDER BY 1").fetchall()]


@pytest.mark.parametrize(("held_rows_n", "expected"), [(50_000, "BASE TABLE"), (0, "VIEW")])
def test_the_newest_state_is_offered(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, held_rows_n: int, expected: str
) -> None:
    monkeypatch.setattr(input_views, "HELD_ROWS_N", held_rows_n)
    input_views.offer(writer, ["std.repair"])
    assert (kind(writer), shown(writer)) == (expected, [1, 2])
    stand.put(writer, "repair", (3, DAY, 7, 100))
    stand.lose(writer, "repair", 1)
    input_views.offer(writer, ["std.repair"])
    assert shown(writer) == [2, 3]


def test_a_table_that_grows_becomes_a_view(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_views, "HELD_ROWS_N", 3)
    input_views.offer(writer, ["std.repair"])
    assert kind(writer) == "BASE TABLE"
    stand.put(writer, "repair", (3, DAY, 7, 100))
    input_views.offer(writer, ["std.repair"])
    assert (kind(writer), shown(writer)) == ("VIEW", [1, 2, 3])


def test_a_narrowed_table_is_whole_again_when_it_is_offered(writer: Writer) -> None:
    input_views.offer(writer, ["std.repair"])
    input_views.narrow(writer, "std.repair", "SELECT * FROM lake.std.repair WHERE repair_id = 2")
    assert shown(writer) == [2]
    input_views.offer(writer, ["std.repair"])
    assert shown(writer) == [1, 2]


def test_what_could_not_be_read_once_can_be_narrowed_and_offered_later(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    input_views.offer(writer, ["std.repair"])
    with monkeypatch.context() as patch, pytest.raises(duckdb.Error):
        patch.setattr(input_views, "visible", lambda table: f"SELECT no_such_column FROM lake.{table}")
        input_views.offer(writer, ["std.repair"], anew=True)
    input_views.narrow(writer, "std.repair", "SELECT * FROM lake.std.repair WHERE repair_id = 2")
    assert shown(writer) == [2]
    input_views.offer(writer, ["std.repair"])
    assert shown(writer) == [1, 2]


def test_a_state_that_was_rolled_back_is_not_kept(writer: Writer) -> None:
    with pytest.raises(KeyboardInterrupt), writer.transaction() as con:
        con.execute("DELETE FROM lake.std.repair WHERE repair_id = 2")
        entry = build_log.entries(writer)["std.repair"]
        build_log.write(
            writer, build_log.Entry("std.repair", "", "judge", 1, entry.changed_snapshot + 1, {}, None, 0.0)
        )
        raise KeyboardInterrupt
    assert build_log.entries(writer)["std.repair"].rows_n == 2
    input_views.offer(writer, ["std.repair"])
    assert shown(writer) == [1, 2]

"""Models read the content of the lake: small tables from memory, large ones from the lake, never an older state."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.state import build_log
from pipelines.state.state import State
from pipelines.transform import input_views
from tests import lake_stand as stand

DAY = dt.date(2024, 5, 1)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        stand.session(opened, stand.write_root(tmp_path / "root", {}))
        stand.put(opened, "repair", (1, DAY, 7, 100), (2, DAY, 7, 100))
        yield opened


def kind(state: State) -> str:
    row = state.con.execute(
        "SELECT table_type FROM information_schema.tables WHERE table_catalog = 'work' AND table_schema = 'std'"
    ).fetchone()
    assert row is not None
    return str(row[0])


def shown(state: State) -> list[int]:
    return [row[0] for row in state.con.execute("SELECT repair_id FROM work.std.repair ORDER BY 1").fetchall()]


@pytest.mark.parametrize(("held_rows_n", "expected"), [(50_000, "BASE TABLE"), (0, "VIEW")])
def test_the_newest_state_is_offered(
    state: State, monkeypatch: pytest.MonkeyPatch, held_rows_n: int, expected: str
) -> None:
    monkeypatch.setattr(input_views, "HELD_ROWS_N", held_rows_n)
    input_views.offer(state, ["std.repair"])
    assert (kind(state), shown(state)) == (expected, [1, 2])
    stand.put(state, "repair", (3, DAY, 7, 100))
    stand.lose(state, "repair", 1)
    input_views.offer(state, ["std.repair"])
    assert shown(state) == [2, 3]


def test_a_table_that_grows_becomes_a_view(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_views, "HELD_ROWS_N", 3)
    input_views.offer(state, ["std.repair"])
    assert kind(state) == "BASE TABLE"
    stand.put(state, "repair", (3, DAY, 7, 100))
    input_views.offer(state, ["std.repair"])
    assert (kind(state), shown(state)) == ("VIEW", [1, 2, 3])


def test_a_narrowed_table_is_whole_again_when_it_is_offered(state: State) -> None:
    input_views.offer(state, ["std.repair"])
    input_views.narrow(state, "std.repair", "SELECT * FROM lake.std.repair WHERE repair_id = 2")
    assert shown(state) == [2]
    input_views.offer(state, ["std.repair"])
    assert shown(state) == [1, 2]


def test_what_could_not_be_read_once_can_be_narrowed_and_offered_later(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    input_views.offer(state, ["std.repair"])
    with monkeypatch.context() as patch, pytest.raises(duckdb.Error):
        patch.setattr(input_views, "visible", lambda table: f"SELECT no_such_column FROM lake.{table}")
        input_views.offer(state, ["std.repair"], anew=True)
    input_views.narrow(state, "std.repair", "SELECT * FROM lake.std.repair WHERE repair_id = 2")
    assert shown(state) == [2]
    input_views.offer(state, ["std.repair"])
    assert shown(state) == [1, 2]


def test_a_state_that_was_rolled_back_is_not_kept(state: State) -> None:
    with pytest.raises(KeyboardInterrupt), state.transaction() as con:
        con.execute("DELETE FROM lake.std.repair WHERE repair_id = 2")
        entry = state.builds.entries["std.repair"]
        state.builds.write(build_log.Entry("std.repair", "", "judge", 1, entry.changed_snapshot + 1, {}, None, 0.0))
        raise KeyboardInterrupt
    assert state.builds.entries["std.repair"].rows_n == 2
    input_views.offer(state, ["std.repair"])
    assert shown(state) == [1, 2]

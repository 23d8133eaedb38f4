"""Builds: what is stale, what a rebuild leaves alone, and that nothing half-done stays."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.state import build_log
from pipelines.state.state import State
from pipelines.transform import change_feed, materialize, table_writer
from tests import lake_stand as stand
from warehouse.errors import HgtError

FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair",
    "repair_id", "begun_on", "bench_id", "cost_n",
    extra='incremental = {by = "repair_id"}\n',
)  # fmt: skip
RECENT = stand.model("select repair_id, cost_n from pub.fct_repair where begun_on <= as_of()", "repair_id", "cost_n")
DAY = dt.date(2024, 5, 1)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return stand.write_root(tmp_path / "root", {"pub.fct_repair": FACT, "mart.recent": RECENT})


def test_a_table_is_built_once_and_then_skipped(state: State, root: Path) -> None:
    session = stand.session(state, root)
    stand.put(state, "repair", (1, DAY, 7, 100), (2, DAY, 8, 200))
    first = materialize.build(session, "pub.fct_repair")
    again = materialize.build(session, "pub.fct_repair")
    assert (first.mode, first.rows_n, first.changed) == ("rebuild", 2, True)
    assert (again.mode, again.rows_n, again.changed) == ("skip", 2, False)
    assert materialize.build(session, "pub.fct_repair", full=True).mode == "rebuild"


def test_a_rebuild_that_gives_the_same_rows_wakes_nobody(state: State, root: Path) -> None:
    session = stand.session(state, root)
    stand.put(state, "repair", (1, DAY, 7, 100))
    materialize.build(session, "pub.fct_repair")
    materialize.build(session, "mart.recent")
    stand.put(state, "repair", (1, DAY, 7, 100))
    assert materialize.stale(session, "pub.fct_repair") == "std.repair changed"
    assert materialize.build(session, "pub.fct_repair").changed is False
    assert materialize.stale(session, "mart.recent") is None


def test_a_changed_text_makes_a_table_stale_and_may_change_its_columns(state: State, root: Path) -> None:
    session = stand.session(state, root)
    stand.put(state, "repair", (1, DAY, 7, 100))
    materialize.build(session, "pub.fct_repair")
    text = stand.model("select repair_id, sum(cost_n) as total_n from std.repair group by all", "repair_id", "total_n")
    again = stand.model("select repair_id, total_n from pub.fct_repair", "repair_id", "total_n")
    session = stand.session(
        state,
        stand.write_root(
            root,
            {
                "pub.fct_repair": text,
                "mart.recent": again,
            },
        ),
    )
    assert materialize.stale(session, "pub.fct_repair") == "its text changed"
    assert materialize.build(session, "pub.fct_repair").changed is True
    assert table_writer.shape(state.con, "FROM lake.pub.fct_repair")[1] == ("total_n", "BIGINT")


def test_a_table_that_looks_at_the_day_is_stale_when_the_day_moves(state: State, root: Path) -> None:
    session = stand.session(state, root)
    stand.put(
        state, "repair", (1, DAY, 7, 100), (2, dt.date(2024, 6, 2), 7, 100), *((n, DAY, 7, 0) for n in range(3, 9))
    )
    for table in ("pub.fct_repair", "mart.recent"):
        materialize.build(session, table)
    assert len(stand.rows(state, "mart.recent")) == 7
    later = stand.session(state, root, dt.date(2024, 6, 3))
    assert materialize.stale(later, "pub.fct_repair") is None
    assert materialize.stale(later, "mart.recent") == "the day that is observed moved"
    assert materialize.build(later, "mart.recent").inserted == 1
    assert len(stand.rows(state, "mart.recent")) == 8


def test_a_row_that_the_silo_lost_leaves_the_table(state: State, root: Path) -> None:
    session = stand.session(state, root)
    stand.put(state, "repair", (1, DAY, 7, 100), (2, DAY, 7, 100), (3, DAY, 7, 100), (4, DAY, 7, 1))
    materialize.build(session, "pub.fct_repair")
    stand.lose(state, "repair", 2)
    report = materialize.build(session, "pub.fct_repair")
    assert (report.inserted, report.deleted, report.rows_n) == (0, 1, 3)


def test_a_build_that_dies_leaves_table_and_ledger_as_they_were(
    state: State, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = stand.session(state, root)
    stand.put(state, "repair", (1, DAY, 7, 100))
    materialize.build(session, "pub.fct_repair")
    before, entry = stand.rows(state, "pub.fct_repair"), state.builds.entries.get("pub.fct_repair")
    stand.put(state, "repair", (2, DAY, 7, 100))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build_log.Builds, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            materialize.build(session, "pub.fct_repair")
    assert stand.rows(state, "pub.fct_repair") == before
    assert state.builds.entries.get("pub.fct_repair") == entry
    assert materialize.build(session, "pub.fct_repair").rows_n == 2


def test_a_failing_query_names_the_model(state: State, root: Path) -> None:
    text = stand.model(
        "select repair_id, cast(concat(repair_id, 'x') as integer) as cost_n from std.repair", "repair_id", "cost_n"
    )
    session = stand.session(state, stand.write_root(root, {"pub.fct_other": text}))
    stand.put(state, "repair", (1, DAY, 7, 100))
    with pytest.raises(HgtError) as caught:
        materialize.build(session, "pub.fct_other")
    assert "fct_other.sql" in str(caught.value)
    with pytest.raises(HgtError, match="never made"):
        materialize.build(session, "mart.recent")


def test_an_input_that_was_replaced_is_not_followed_through_the_feed(
    state: State, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_feed, "SMALL_ROWS_N", 0)
    monkeypatch.setattr(change_feed, "MOST_TOUCHED", 2.0)
    session = stand.session(state, root)
    stand.put(state, "repair", (1, DAY, 7, 100), (2, DAY, 7, 100))
    materialize.build(session, "pub.fct_repair")
    with state.transaction() as con:
        con.execute("CREATE OR REPLACE TABLE lake.std.repair AS FROM lake.std.repair WHERE repair_id = 1")
        entry = state.builds.entries.get("std.repair")
        assert entry is not None
        state.builds.write(build_log.Entry("std.repair", "", "judge", 1, state.writer.next_snapshot(), {}, None, 0.0))
    report = materialize.build(session, "pub.fct_repair")
    assert (report.mode, report.rows_n) == ("rebuild", 1)


def test_duplicate_keys_survive_a_comparison(state: State, root: Path) -> None:
    text = stand.model("select bench_id, cost_n from std.repair", "bench_id", "cost_n")
    session = stand.session(state, stand.write_root(root, {"pub.fct_repair": FACT, "pub.cost": text}))
    stand.put(state, "repair", *((number, DAY, number, 5) for number in range(1, 9)))
    stand.put(state, "repair", (9, DAY, 8, 5))
    materialize.build(session, "pub.cost")
    stand.lose(state, "repair", 9)
    assert materialize.build(session, "pub.cost").rows_n == 8
    assert len(stand.rows(state, "pub.cost")) == 8


def test_years_become_partitions_only_from_a_size_on(state: State, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = FACT.replace("[columns]", 'partition = "begun_on"\n[columns]')
    session = stand.session(state, stand.write_root(root, {"pub.fct_repair": text}))
    stand.put(state, "repair", *((n, dt.date(2024, 1 + n % 3, 1), 7, 1) for n in range(30)))

    def partitions() -> int:
        return table_writer.count(state.con, "__ducklake_metadata_lake.ducklake_partition_column")

    materialize.build(session, "pub.fct_repair")
    assert partitions() == 0
    monkeypatch.setattr(materialize, "PARTITION_ROWS_N", 10)
    with state.transaction() as con:
        con.execute("DROP TABLE lake.pub.fct_repair")
        state.builds.forget("pub.fct_repair")
    materialize.build(session, "pub.fct_repair")
    assert partitions() == 1
    assert len(stand.rows(state, "pub.fct_repair")) == 30

"""Tables that do not stand yet get their place before anything is built, and it is the place that is filled."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import input_views, materialize, precreate, table_writer
from tests import lake_stand as stand

DAY = dt.date(2024, 5, 1)
MODELS = {
    "pub.fct_repair": stand.model(
        "select repair_id, begun_on, cost_n from std.repair", "repair_id", "begun_on", "cost_n"
    ),
    "mart.cost": stand.model(
        "select begun_on, sum(cost_n) as cost_n from pub.fct_repair where begun_on <= as_of() group by all",
        "begun_on", "cost_n",
    ),
    "kpi.cost": stand.kpi(
        "select begun_on as period_on, cost_n as numerator, 4 as denominator from pub.fct_repair",
        extra='range = "positive"\n',
    ),
}  # fmt: skip


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def session(state: State, folder: Path, models: dict[str, str]) -> Session:
    return Session(Content.load(stand.write_root(folder, models), state.writer.paths), state, stand.AS_OF)


def ids(state: State) -> dict[str, int]:
    """The lake's own number of each table: it changes when a table is made anew."""
    rows = state.con.execute(
        """SELECT s.schema_name || '.' || t.table_name, t.table_id FROM __ducklake_metadata_lake.ducklake_table t
        JOIN __ducklake_metadata_lake.ducklake_schema s USING (schema_id) WHERE t.end_snapshot IS NULL"""
    ).fetchall()
    return dict(rows)


def test_one_transaction_makes_every_table_in_the_shape_that_its_builder_gives(state: State, tmp_path: Path) -> None:
    opened = session(state, tmp_path / "root", MODELS)
    before = state.writer.snapshot()
    made = precreate.prepare(opened, opened.content.models)
    assert set(made) == {*MODELS, "std.repair", "std.step", "std.bench"}
    assert state.writer.snapshot() == before + 1
    assert table_writer.shape(state.con, "FROM lake.std.step") == [
        ("step_id", "BIGINT"), ("repair_id", "BIGINT"), ("hours_n", "BIGINT"),
        ("_batch_id", "BIGINT"), ("_row_hash", "UBIGINT"), ("_is_deleted", "BOOLEAN"),
    ]  # fmt: skip
    assert table_writer.shape(state.con, "FROM lake.mart.cost") == [("begun_on", "DATE"), ("cost_n", "BIGINT")]
    assert precreate.prepare(opened, opened.content.models) == ()


def test_a_build_fills_the_place_and_does_not_make_the_table_anew(state: State, tmp_path: Path) -> None:
    opened = session(state, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(state, "repair", (1, DAY, 7, 100), (2, DAY, 7, 50))
    before = ids(state)
    for table in MODELS:
        assert materialize.build(opened, table).changed
    assert ids(state) == before
    assert stand.rows(state, "mart.cost") == [(DAY, 150)]
    assert not precreate.is_empty(state, "mart.cost")


def test_small_tables_that_wait_are_read_at_once_and_written_with_one_commit(state: State, tmp_path: Path) -> None:
    opened = session(state, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(state, "repair", (1, DAY, 7, 100), (2, DAY, 7, 50))
    before, made = state.writer.snapshot(), ids(state)
    assert [materialize.build(opened, table, defer=True).rows_n for table in MODELS] == [2, 1, 1]
    assert (state.writer.snapshot(), stand.rows(state, "mart.cost")) == (before, [])
    state.flush()
    assert (state.writer.snapshot(), ids(state)) == (before + 1, made)
    assert stand.rows(state, "mart.cost") == [(DAY, 150)]
    stored = build_log.read(state.con)
    assert {name: stored[name].changed_snapshot for name in MODELS} == dict.fromkeys(MODELS, before + 1)
    assert [materialize.build(opened, table, defer=True).mode for table in MODELS] == ["skip"] * 3


def test_what_waits_is_written_before_it_is_read_from_the_lake(state: State, tmp_path: Path) -> None:
    opened = session(state, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(state, "repair", (1, DAY, 7, 100))
    materialize.build(opened, "pub.fct_repair", defer=True)
    input_views.offer(state, ["pub.fct_repair"], anew=True)
    assert state.con.execute("FROM work.pub.fct_repair").fetchall() == [(1, DAY, 100)]
    assert stand.rows(state, "pub.fct_repair") == [(1, DAY, 100)]


def test_a_writer_that_does_not_remember_makes_the_table_anew(state: State, tmp_path: Path) -> None:
    opened = session(state, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(state, "repair", (1, DAY, 7, 100))
    with state.transaction() as con:
        con.execute(f"INSERT INTO lake.pub.fct_repair VALUES (9, DATE '{DAY}', 1)")
    state.read_again()
    materialize.build(opened, "pub.fct_repair")
    assert stand.rows(state, "pub.fct_repair") == [(1, DAY, 100)]


def test_a_model_that_cannot_be_bound_is_left_out_with_its_readers(state: State, tmp_path: Path) -> None:
    broken = stand.model("select repair_id, abs(begun_on) as cost_n from std.repair", "repair_id", "cost_n")
    reader = stand.model("select repair_id, cost_n from pub.broken", "repair_id", "cost_n")
    opened = session(state, tmp_path / "root", {**MODELS, "pub.broken": broken, "mart.reader": reader})
    made = precreate.prepare(opened, opened.content.models)
    assert {"pub.fct_repair", "mart.cost"} < set(made)
    assert not {"pub.broken", "mart.reader"} & set(made)


def test_tables_that_stand_give_their_shape_to_new_ones(state: State, tmp_path: Path) -> None:
    opened = stand.session(state, stand.write_root(tmp_path / "root", {"pub.fct_repair": MODELS["pub.fct_repair"]}))
    stand.put(state, "repair", (1, DAY, 7, 100))
    materialize.build(opened, "pub.fct_repair")
    grown = session(state, tmp_path / "grown", MODELS)
    assert set(precreate.prepare(grown, grown.content.models)) == {"mart.cost", "kpi.cost"}
    assert "mart.cost" not in state.builds.entries

"""Tables that do not stand yet get their place before anything is built, and it is the place that is filled."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import input_views, materialize, precreate, table_writer
from tests import lake_stand as stand
from warehouse.store import Writer

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
def writer(tmp_path: Path) -> Iterator[Writer]:
    with Writer.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def session(writer: Writer, folder: Path, models: dict[str, str]) -> Session:
    return Session(Content.load(stand.write_root(folder, models), writer.paths), writer, stand.AS_OF)


def ids(writer: Writer) -> dict[str, int]:
    """The lake's own number of each table: it changes when a table is made anew."""
    rows = writer.con.execute(
        """SELECT s.schema_name || '.' || t.table_name, t.table_id FROM __ducklake_metadata_lake.ducklake_table t
        JOIN __ducklake_metadata_lake.ducklake_schema s USING (schema_id) WHERE t.end_snapshot IS NULL"""
    ).fetchall()
    return dict(rows)


def test_one_transaction_makes_every_table_in_the_shape_that_its_builder_gives(writer: Writer, tmp_path: Path) -> None:
    opened = session(writer, tmp_path / "root", MODELS)
    before = writer.snapshot()
    made = precreate.prepare(opened, opened.content.models)
    assert set(made) == {*MODELS, "std.repair", "std.step", "std.bench"}
    assert writer.snapshot() == before + 1
    assert table_writer.shape(writer.con, "FROM lake.std.step") == [
        ("step_id", "BIGINT"), ("repair_id", "BIGINT"), ("hours_n", "BIGINT"),
        ("_batch_id", "BIGINT"), ("_row_hash", "UBIGINT"), ("_is_deleted", "BOOLEAN"),
    ]  # fmt: skip
    assert table_writer.shape(writer.con, "FROM lake.mart.cost") == [("begun_on", "DATE"), ("cost_n", "BIGINT")]
    assert precreate.prepare(opened, opened.content.models) == ()


def test_a_build_fills_the_place_and_does_not_make_the_table_anew(writer: Writer, tmp_path: Path) -> None:
    opened = session(writer, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(writer, "repair", (1, DAY, 7, 100), (2, DAY, 7, 50))
    before = ids(writer)
    for table in MODELS:
        assert materialize.build(opened, table).changed
    assert ids(writer) == before
    assert stand.rows(writer, "mart.cost") == [(DAY, 150)]
    assert not precreate.is_empty(writer, "mart.cost")


def test_small_tables_that_wait_are_read_at_once_and_written_with_one_commit(writer: Writer, tmp_path: Path) -> None:
    opened = session(writer, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(writer, "repair", (1, DAY, 7, 100), (2, DAY, 7, 50))
    before, made = writer.snapshot(), ids(writer)
    assert [materialize.build(opened, table, later=True).rows_n for table in MODELS] == [2, 1, 1]
    assert (writer.snapshot(), stand.rows(writer, "mart.cost")) == (before, [])
    writer.settle()
    assert (writer.snapshot(), ids(writer)) == (before + 1, made)
    assert stand.rows(writer, "mart.cost") == [(DAY, 150)]
    stored = build_log.read(writer.con)
    assert {name: stored[name].changed_snapshot for name in MODELS} == dict.fromkeys(MODELS, before + 1)
    assert [materialize.build(opened, table, later=True).mode for table in MODELS] == ["skip"] * 3


def test_what_waits_is_written_before_it_is_read_from_the_lake(writer: Writer, tmp_path: Path) -> None:
    opened = session(writer, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(writer, "repair", (1, DAY, 7, 100))
    materialize.build(opened, "pub.fct_repair", later=True)
    input_views.offer(writer, ["pub.fct_repair"], anew=True)
    assert writer.con.execute("FROM work.pub.fct_repair").fetchall() == [(1, DAY, 100)]
    assert stand.rows(writer, "pub.fct_repair") == [(1, DAY, 100)]


def test_a_writer_that_does_not_remember_makes_the_table_anew(writer: Writer, tmp_path: Path) -> None:
    opened = session(writer, tmp_path / "root", MODELS)
    precreate.prepare(opened, opened.content.models)
    stand.put(writer, "repair", (1, DAY, 7, 100))
    with writer.transaction() as con:
        con.execute(f"INSERT INTO lake.pub.fct_repair VALUES (9, DATE '{DAY}', 1)")
    writer.lasting.clear()
    materialize.build(opened, "pub.fct_repair")
    assert stand.rows(writer, "pub.fct_repair") == [(1, DAY, 100)]


def test_a_model_that_cannot_be_bound_is_left_out_with_its_readers(writer: Writer, tmp_path: Path) -> None:
    broken = stand.model("select repair_id, abs(begun_on) as cost_n from std.repair", "repair_id", "cost_n")
    reader = stand.model("select repair_id, cost_n from pub.broken", "repair_id", "cost_n")
    opened = session(writer, tmp_path / "root", {**MODELS, "pub.broken": broken, "mart.reader": reader})
    made = precreate.prepare(opened, opened.content.models)
    assert {"pub.fct_repair", "mart.cost"} < set(made)
    assert not {"pub.broken", "mart.reader"} & set(made)


def test_tables_that_stand_give_their_shape_to_new_ones(writer: Writer, tmp_path: Path) -> None:
    opened = stand.session(writer, stand.write_root(tmp_path / "root", {"pub.fct_repair": MODELS["pub.fct_repair"]}))
    stand.put(writer, "repair", (1, DAY, 7, 100))
    materialize.build(opened, "pub.fct_repair")
    grown = session(writer, tmp_path / "grown", MODELS)
    assert set(precreate.prepare(grown, grown.content.models)) == {"mart.cost", "kpi.cost"}
    assert "mart.cost" not in build_log.entries(writer)

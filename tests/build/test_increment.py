"""An increment equals a full rebuild, row for row, whatever happened to the inputs."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import change_feed, input_views, materialize, table_writer
from tests import lake_stand as stand

BY_KEY = stand.model(
    """select r.repair_id, r.begun_on, b.street_code, r.cost_n, count(s.step_id) as step_n, sum(s.hours_n) as hours_n
from std.repair as r
left join std.step as s on s.repair_id = r.repair_id
left join std.bench as b on b.bench_id = r.bench_id
group by all""",
    "repair_id", "begun_on", "street_code", "cost_n", "step_n", "hours_n",
    extra='incremental = {by = "repair_id"}\n',
)  # fmt: skip
BY_MONTH = stand.model(
    """select cast(date_trunc('month', begun_on) as date) as begun_on, street_code, count(*) as repair_n,
  sum(hours_n) as hours_n
from pub.fct_repair group by all""",
    "begun_on", "street_code", "repair_n", "hours_n",
    extra='key = ["begun_on", "street_code"]\nincremental = {by = "month", on = "begun_on"}\n',
)  # fmt: skip
TABLES = ("pub.fct_repair", "mart.repair_month")

DAYS = st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2024, 4, 30)))
REPAIRS = st.lists(
    st.tuples(st.integers(1, 12), DAYS, st.integers(1, 3), st.integers(0, 9)), max_size=6, unique_by=lambda row: row[0]
)
STEPS = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 12), st.integers(0, 9)), max_size=6, unique_by=lambda row: row[0]
)
BATCHES = st.lists(
    st.tuples(REPAIRS, STEPS, st.lists(st.integers(1, 12), max_size=2), st.lists(st.integers(1, 20), max_size=2)),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("increment")
    root = stand.write_root(folder / "root", {"pub.fct_repair": BY_KEY, "mart.repair_month": BY_MONTH})
    with State.open(stand.new_paths(folder), stand.ZONE) as state, pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_feed, "SMALL_ROWS_N", 0)
        patch.setattr(change_feed, "MOST_TOUCHED", 100.0)
        opened = stand.session(state, root)
        stand.put(state, "bench", (1, "A"), (2, "B"))
        stand.put(state, "repair", *((n, dt.date(2024, 1 + n % 4, n), 1 + n % 3, n) for n in range(1, 10)))
        stand.put(state, "step", *((n, 1 + n % 9, n) for n in range(1, 15)))
        for table in TABLES:
            materialize.build(opened, table)
        yield opened


def full(session: Session, table: str) -> list[tuple[object, ...]]:
    """The content of a rebuild of the table: its text over its whole inputs."""
    con, model = session.writer.con, session.content.models[table]
    for name in model.inputs:
        input_views.narrow(session.state, name, change_feed.visible(name))
    return sorted(con.execute(table_writer.storable(con, model.select)).fetchall(), key=repr)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=BATCHES)
def test_increment_equals_rebuild(
    session: Session,
    batches: list[tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[int], list[int]]],
) -> None:
    for repairs, steps, lost_repairs, lost_steps in batches:
        stand.put(session.state, "repair", *repairs)
        stand.put(session.state, "step", *steps)
        stand.lose(session.state, "repair", *lost_repairs)
        stand.lose(session.state, "step", *lost_steps)
    for table in TABLES:
        report = materialize.build(session, table)
        assert report.mode in ("increment", "skip")
        assert stand.rows(session.state, table) == full(session, table)
        assert report.rows_n == len(full(session, table))


def test_a_row_that_moves_to_another_month_leaves_the_old_one(session: Session) -> None:
    stand.put(session.state, "repair", (1, dt.date(2023, 3, 1), 1, 1))
    for table in TABLES:
        materialize.build(session, table)
    stand.put(session.state, "repair", (1, dt.date(2023, 4, 1), 1, 1))
    assert [materialize.build(session, table).mode for table in TABLES] == ["increment", "increment"]
    months = {row[0] for row in stand.rows(session.state, "mart.repair_month")}
    assert dt.date(2023, 3, 1) not in months
    assert dt.date(2023, 4, 1) in months


def test_a_changed_dimension_rebuilds(session: Session) -> None:
    stand.put(session.state, "bench", (3, "C"))
    report = materialize.build(session, "pub.fct_repair")
    assert report.mode == "rebuild"
    assert stand.rows(session.state, "pub.fct_repair") == full(session, "pub.fct_repair")


def test_a_large_share_of_changes_rebuilds(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feed, "MOST_TOUCHED", 0.1)
    stand.put(session.state, "repair", *((n, dt.date(2024, 2, 1), 1, 77) for n in range(1, 10)))
    assert materialize.build(session, "pub.fct_repair").mode == "rebuild"

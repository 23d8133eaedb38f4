"""Days and values of KPIs that follow from the rows that moved equal those of a full rebuild, row for row."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.metrics import kpi, quantiles
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import change_feed, input_views, materialize, table_writer
from pipelines.transform.kpi_days import day_select
from tests import lake_stand as stand

FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair", "repair_id", "begun_on", "bench_id", "cost_n",
    extra='incremental = {by = "repair_id"}\n',
)  # fmt: skip
RATE = stand.kpi(
    "select begun_on as period_on, (cost_n > 4)::integer as numerator, 1 as denominator, cost_n = 7 as is_open,"
    " bench_id from pub.fct_repair where begun_on is not null"
)
COUNT = stand.kpi(
    """select 'big' as variant, begun_on as period_on, 1 as numerator from pub.fct_repair
    where cost_n > 5 and begun_on is not null
union all select 'every', begun_on, 1 from pub.fct_repair where begun_on is not null""",
    kind="count", unit="次", variants=("every", "big"),
)  # fmt: skip
MEDIAN = stand.kpi(
    "select begun_on as period_on, cost_n as value, bench_id from pub.fct_repair where begun_on is not null",
    kind="quantile", unit="元", extra="quantile = 0.5\n",
)  # fmt: skip
WAIT = stand.kpi(
    "select begun_on as period_on, case when cost_n < 7 then cost_n end as value, cost_n >= 7 as is_open, bench_id"
    " from pub.fct_repair where begun_on is not null",
    kind="quantile", unit="天", extra="quantile = 0.9\nopen_share = 0.3\n",
)  # fmt: skip
MODELS = {"pub.fct_repair": FACT, "kpi.rate": RATE, "kpi.repairs": COUNT, "kpi.median": MEDIAN, "kpi.wait": WAIT}
KPIS = ("rate", "repairs", "median", "wait")
LAST = dt.date(2024, 5, 31)

DAYS = st.one_of(st.none(), st.dates(dt.date(2023, 12, 25), dt.date(2024, 4, 30)))
REPAIRS = st.lists(
    st.tuples(st.integers(1, 12), DAYS, st.integers(1, 3), st.integers(0, 9)), max_size=6, unique_by=lambda row: row[0]
)
RUNS = st.lists(
    st.tuples(
        st.lists(st.tuples(REPAIRS, st.lists(st.integers(1, 12), max_size=3)), min_size=1, max_size=2),
        st.sampled_from([LAST, dt.date(2024, 2, 10), dt.date(2024, 1, 3)]),
    ),
    min_size=1,
    max_size=2,
)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    folder = tmp_path_factory.mktemp("kpi_increment")
    root = stand.write_root(folder / "root", MODELS)
    with State.open(stand.new_paths(folder), stand.ZONE) as state, pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_feed, "SMALL_ROWS_N", 0)
        patch.setattr(quantiles, "KEPT_ROWS_N", 0)
        patch.setattr(quantiles, "LEAST_BESIDE_N", 0.5)
        patch.setattr(change_feed, "MOST_TOUCHED", 100.0)
        patch.setattr(table_writer, "MOST_CHANGED", 100.0)
        stand.session(state, root)
        stand.put(state, "repair", *((n, dt.date(2024, 1 + n % 4, n), 1 + n % 3, n) for n in range(1, 10)))
        run(state, LAST)
        yield state


def run(state: State, as_of: dt.date) -> Session:
    session = stand.session(state, state.writer.paths.data.parent / "root", as_of)
    for table in MODELS:
        materialize.build(session, table)
    kpi.roll_up(session)
    return session


def days(session: Session, name: str) -> list[tuple[object, ...]]:
    con = session.writer.con
    input_views.narrow(session.state, "pub.fct_repair", "SELECT * FROM lake.pub.fct_repair")
    query = table_writer.storable(con, day_select(session.content.models[f"kpi.{name}"]))
    return sorted(con.execute(query).fetchall(), key=repr)


def values(session: Session, name: str) -> list[tuple[object, ...]]:
    rows = session.writer.con.execute("FROM lake.kpi.value WHERE kpi_id = ?", [name]).fetchall()
    return sorted(rows, key=repr)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=RUNS)
def test_increments_equal_a_rebuild(
    state: State, runs: list[tuple[list[tuple[list[tuple[object, ...]], list[int]]], dt.date]]
) -> None:
    for batches, as_of in runs:
        for repairs, lost in batches:
            stand.put(state, "repair", *repairs)
            stand.lose(state, "repair", *lost)
        session = run(state, as_of)
        for name in KPIS:
            assert stand.rows(state, f"kpi.{name}") == days(session, name)
            expected = sorted(map(tuple, kpi.evaluate(state.con, session.content, name, as_of, by=kpi.ANY)), key=repr)
            state.con.execute("USE work")
            assert values(session, name) == expected


def test_days_follow_from_the_rows_that_moved(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.put(state, "repair", (99, dt.date(2022, 7, 3), 2, 8))
    run(state, LAST)
    stand.put(state, "repair", (99, dt.date(2022, 7, 4), 2, 3))
    session = stand.session(state, state.writer.paths.data.parent / "root", LAST)
    assert materialize.build(session, "pub.fct_repair").mode == "increment"
    assert [materialize.build(session, f"kpi.{name}").mode for name in KPIS] == ["increment"] * 4
    assert kpi.roll_up(session).kpis == ("median", "rate", "repairs", "wait")
    found = state.con.execute(
        "SELECT grain, period_start, value FROM lake.kpi.value WHERE kpi_id = 'median' AND slice_type = 'all'"
        " AND grain IN ('day', 'month') AND year(period_start) = 2022 ORDER BY grain"
    ).fetchall()
    assert found == [("day", dt.date(2022, 7, 4), 3.0), ("month", dt.date(2022, 7, 1), 3.0)]
    monkeypatch.setattr(change_feed, "MOST_TOUCHED", 0.0)
    stand.put(state, "repair", (99, dt.date(2022, 7, 5), 2, 3))
    materialize.build(session, "pub.fct_repair")
    assert materialize.build(session, "kpi.rate").mode == "rebuild"

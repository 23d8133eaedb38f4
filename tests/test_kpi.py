"""KPI values by hand: integers, periods, slices, rounding, and the same numbers for any day asked."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.metrics import kpi
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import materialize
from tests import lake_stand as stand
from warehouse.errors import UsageError
from warehouse.kpi_value import Value

FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair", "repair_id", "begun_on", "bench_id", "cost_n"
)
DONE = stand.model(
    "select *, begun_on < as_of() as is_done from pub.fct_repair",
    "repair_id", "begun_on", "bench_id", "cost_n", "is_done",
)  # fmt: skip
RATE = stand.kpi(
    """select begun_on as period_on, (cost_n > 0)::integer as numerator, (cost_n >= 0)::integer as denominator,
  case when bench_id > 0 then bench_id end as bench_id, case when bench_id > 5 then 'N' else 'S' end as street_code
from pub.fct_repair"""
)
COUNT = stand.kpi(
    """select 'big' as variant, begun_on as period_on, 1 as numerator from pub.fct_repair where cost_n > 50
union all select 'every', begun_on, 1 from pub.fct_repair""",
    kind="count", unit="次", variants=("every", "big"),
)  # fmt: skip
MEDIAN = stand.kpi(
    "select begun_on as period_on, cost_n as value, bench_id from pub.fct_repair",
    kind="quantile", unit="元", extra="quantile = 0.5\n",
)  # fmt: skip
PER_THOUSAND = stand.kpi(
    "select begun_on as period_on, cost_n as numerator, 40 as denominator, bench_id from pub.fct_repair",
    unit="元/千张", extra='per = 1000\nrange = "signed"\n',
)  # fmt: skip
STOCK = stand.kpi("select 1 as numerator, bench_id from mart.done where is_done", kind="stock", unit="张")
MODELS = {
    "pub.fct_repair": FACT,
    "mart.done": DONE,
    "kpi.rate": RATE,
    "kpi.repairs": COUNT,
    "kpi.median": MEDIAN,
    "kpi.done": STOCK,
    "kpi.cost": PER_THOUSAND,
}
ORDER = tuple(MODELS)
TARGETS = '\n[targets]\n"rate.default" = 98.0\n'
ROWS = (
    (1, dt.date(2023, 12, 31), 1, 10),
    (2, dt.date(2024, 1, 1), 1, 0),
    (3, dt.date(2024, 1, 7), 9, 60),
    (4, dt.date(2024, 1, 8), 0, 70),
    (5, dt.date(2024, 4, 1), 9, -5),
    (6, dt.date(2024, 6, 1), 9, 80),
)
Make = Callable[..., Session]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:

        def made(as_of: dt.date = stand.AS_OF, extra: str = TARGETS) -> Session:
            session = stand.session(state, stand.write_root(tmp_path / "root", MODELS, extra), as_of)
            for table in ORDER:
                materialize.build(session, table)
            kpi.roll_up(session)
            return session

        session = stand.session(state, stand.write_root(tmp_path / "root", MODELS, TARGETS))
        stand.put(state, "repair", *ROWS)
        assert session.as_of == stand.AS_OF
        yield made


def values(session: Session, kpi_id: str) -> list[Value]:
    rows = session.writer.con.execute("FROM lake.kpi.value WHERE kpi_id = ?", [kpi_id]).fetchall()
    return [Value(*row) for row in rows]


def integers(
    found: list[Value], grain: str, slice_type: str = "all", variant: str = "default"
) -> dict[tuple[dt.date, str], tuple[int | None, int | None, float | None]]:
    return {
        (row.period_start, row.slice_id): (row.numerator, row.denominator, row.value)
        for row in found
        if (row.grain, row.slice_type, row.variant) == (grain, slice_type, variant)
    }


def test_a_ratio_by_period(make: Make) -> None:
    found = values(make(), "rate")
    assert integers(found, "cumulative") == {(dt.date(2023, 12, 31), "all"): (3, 4, 75.0)}
    assert integers(found, "year") == {
        (dt.date(2023, 1, 1), "all"): (1, 1, 100.0),
        (dt.date(2024, 1, 1), "all"): (2, 3, 100.0 * 2 / 3),
    }
    assert integers(found, "quarter")[dt.date(2024, 4, 1), "all"] == (0, 0, None)
    assert {row.target for row in found} == {98.0}
    assert {row.as_of for row in found} == {stand.AS_OF}


def test_a_week_is_iso_and_crosses_the_year(make: Make) -> None:
    assert integers(values(make(), "rate"), "week") == {
        (dt.date(2023, 12, 25), "all"): (1, 1, 100.0),
        (dt.date(2024, 1, 1), "all"): (1, 2, 50.0),
        (dt.date(2024, 1, 8), "all"): (1, 1, 100.0),
        (dt.date(2024, 4, 1), "all"): (0, 0, None),
    }


def test_slices_sum_to_all_and_a_missing_member_is_unknown(make: Make) -> None:
    found = values(make(), "rate")
    first = dt.date(2023, 12, 31)
    assert integers(found, "cumulative", "bench") == {
        (first, "1"): (1, 2, 50.0),
        (first, "9"): (1, 1, 100.0),
        (first, "unknown"): (1, 1, 100.0),
    }
    for grain in ("day", "week", "month", "quarter", "year", "cumulative"):
        whole = integers(found, grain)
        for kind in ("bench", "street"):
            summed: dict[dt.date, list[int]] = {}
            for (start, _), (n, d, _) in integers(found, grain, kind).items():
                pair = summed.setdefault(start, [0, 0])
                pair[0] += n or 0
                pair[1] += d or 0
            assert {start: tuple(pair) for start, pair in summed.items()} == {
                start: (n, d) for (start, _), (n, d, _) in whole.items()
            }


def test_so_many_per_thousand(make: Make) -> None:
    found = values(make(), "cost")
    assert integers(found, "month")[dt.date(2024, 1, 1), "all"] == (130, 120, 1000.0 * 130 / 120)
    assert integers(found, "cumulative", "bench")[dt.date(2023, 12, 31), "1"] == (10, 80, 125.0)


def test_counts_have_variants_of_their_own(make: Make) -> None:
    found = values(make(), "repairs")
    assert integers(found, "cumulative", variant="every") == {(dt.date(2023, 12, 31), "all"): (5, None, 5.0)}
    assert integers(found, "cumulative", variant="big") == {(dt.date(2024, 1, 7), "all"): (2, None, 2.0)}
    assert integers(found, "month", variant="big") == {(dt.date(2024, 1, 1), "all"): (2, None, 2.0)}


def test_a_quantile_is_taken_from_the_rows_of_each_period(make: Make) -> None:
    found = values(make(), "median")
    assert integers(found, "month")[dt.date(2024, 1, 1), "all"] == (None, 3, 60.0)
    assert integers(found, "cumulative") == {(dt.date(2023, 12, 31), "all"): (None, 5, 10.0)}
    assert integers(found, "cumulative", "bench")[dt.date(2023, 12, 31), "1"] == (None, 2, 5.0)


def test_a_quantile_moves_when_the_rows_around_it_do(make: Make) -> None:
    session = make()
    stand.put(session.state, "repair", (2, dt.date(2024, 1, 1), 1, 90))
    assert integers(values(make(), "median"), "month")[dt.date(2024, 1, 1), "all"] == (None, 3, 70.0)


def test_a_stock_is_what_is_in_force_on_the_day(make: Make) -> None:
    assert integers(values(make(), "done"), "cumulative") == {(stand.AS_OF, "all"): (5, None, 5.0)}
    assert {row.grain for row in values(make(), "done")} == {"cumulative"}


def test_only_what_changed_is_computed_again(make: Make) -> None:
    session = make()
    assert kpi.roll_up(session).kpis == ()
    stand.put(session.state, "repair", (3, dt.date(2024, 1, 7), 9, 61))
    for table in ORDER:
        materialize.build(session, table)
    assert kpi.stale(session) == ("cost", "median")
    assert kpi.roll_up(session).kpis == ("cost", "median")
    assert kpi.stale(make(extra='\n[targets]\n"rate.default" = 97.0\n')) == ()
    assert {row.target for row in values(session, "rate")} == {97.0}


def test_open_set_aside_rows_are_counted_beside_the_value(make: Make) -> None:
    session = make()
    with session.state.transaction() as con:
        con.execute("INSERT INTO lake.meta.quarantine VALUES ('repair', '*', 4), ('repair', 'x', 9), ('bench', '*', 2)")
    assert kpi.stale(session) == ("cost", "done", "median", "rate", "repairs")
    kpi.roll_up(session)
    assert {row.set_aside_rows for row in values(session, "rate")} == {4}


@pytest.mark.parametrize("day", [dt.date(2023, 12, 31), dt.date(2024, 1, 7), stand.AS_OF, dt.date(2024, 7, 1)])
def test_another_day_gives_the_numbers_of_a_run_on_that_day(make: Make, day: dt.date) -> None:
    session = make()
    asked = {}
    with stand.head(session.paths) as reader:
        for name in session.content.kpis():
            asked[name] = kpi.evaluate(reader, session.content, name, day, by="*")
    other = make(day)
    for name, found in asked.items():
        assert sorted(found, key=repr) == sorted(values(other, name), key=repr), name


def test_evaluate_narrows_and_refuses_what_it_does_not_know(make: Make) -> None:
    session = make()
    con, content = session.writer.con, session.content
    found = kpi.evaluate(con, content, "rate", stand.AS_OF, grain="cumulative", by="street")
    assert [(row.slice_type, row.slice_id) for row in found] == [("all", "all"), ("street", "N"), ("street", "S")]
    assert con.execute("SELECT current_database()").fetchone() == ("work",)
    for wrong in ({"variant": "x"}, {"grain": "x"}, {"by": "x"}):
        with pytest.raises(UsageError):
            kpi.evaluate(con, content, "rate", stand.AS_OF, **wrong)
    with pytest.raises(UsageError, match="no KPI"):
        kpi.evaluate(con, content, "x", stand.AS_OF)


def test_an_explanation_goes_down_to_the_silo(make: Make) -> None:
    session = make()
    found = kpi.explain(session.writer.con, session.content, "rate", stand.AS_OF)
    assert found.tables == ("raw.repair", "std.repair", "pub.fct_repair", "kpi.rate")
    assert [(row.numerator, row.denominator) for row in found.values] == [(3, 4)]
    assert "from pub.fct_repair" in found.sql
    ends = {(step.source_column, step.silo, step.physical_name) for step in found.origins if step.silo}
    assert ("cost_n", "bench", "cost_n") in ends
    assert found.set_aside == {"repair": 0}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (84.559, "%", "84.6 %"),
        (84.55, "%", "84.6 %"),
        (84.65, "%", "84.7 %"),
        (100.0 * 17927 / 18200, "%", "98.5 %"),
        (98.0, "%", "98.0 %"),
        (18200.0, "件", "18,200 件"),
        (2.25, "h", "2.3 h"),
        (-0.05, "h", "-0.1 h"),
        (None, "%", "—"),
        (5.0, "", "5"),
    ],
)
def test_rounding_is_half_up_and_only_for_the_eye(value: float | None, unit: str, text: str) -> None:
    assert kpi.shown(value, unit) == text

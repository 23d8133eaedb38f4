"""Every kind of indicator, in every period, window and slice: increments equal a fold of the rows in plain Python."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.metrics import kpi
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import change_feed, materialize, table_writer
from tests import lake_stand as stand
from warehouse.errors import HgtError

Row = tuple[int, dt.date, int, int]
WINDOWS = 'windows = ["last_7_days", "last_2_months", "year_to_date"]\n'
STREET = "case when cost_n > 4 then 'N' else 'S' end as street_code"
SELECT = f"select begun_on as period_on, {{}}, {STREET} from pub.fct_repair"
FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair", "repair_id", "begun_on", "bench_id", "cost_n",
    extra='incremental = {by = "repair_id"}\n',
)  # fmt: skip


def indicator(columns: str, **header: str) -> str:
    extra = header.pop("extra", "") + WINDOWS
    return stand.kpi(SELECT.format(columns), extra=extra, **header)  # type: ignore[arg-type]


MODELS = {
    "pub.fct_repair": FACT,
    "kpi.mass": indicator("cost_n / 10.0 as numerator", kind="count", unit="t", extra="scale = 1\n"),
    "kpi.net": indicator("cost_n - 5 as numerator", kind="count", unit="户", extra='range = "signed"\n'),
    "kpi.plan": indicator("cost_n as numerator, bench_id as denominator", extra='range = "positive"\n'),
    "kpi.growth": indicator("cost_n as numerator, bench_id - 1 as denominator", kind="growth"),
    "kpi.mean": indicator(
        "cost_n / 4 as numerator, 1 as denominator", unit="h", extra='per = 1\nscale = 2\nrange = "signed"\n'
    ),
    "kpi.users": indicator("bench_id as entity", kind="distinct", unit="人"),
    "kpi.busy": indicator(
        "case when cost_n > 5 then bench_id end as numerator_entity, bench_id as denominator_entity",
        kind="distinct_ratio",
    ),
    "kpi.per_bench": indicator(
        "repair_id as numerator_entity, bench_id as denominator_entity",
        kind="distinct_ratio",
        unit="次",
        extra="per = 1\n",
    ),
    "kpi.middle": indicator("cost_n as value", kind="quantile", unit="h", extra="quantile = 0.5\n"),
}
KPIS = tuple(name.removeprefix("kpi.") for name in MODELS if name.startswith("kpi."))


def divided(factor: int, over: int, under: int) -> Fraction | None:
    return Fraction(factor * over, under) if under else None


def folded(name: str, rows: list[Row]) -> tuple[int | None, int | None, Fraction | None]:
    """Numerator, denominator and value of one KPI over some rows."""
    cost, benches, n = sum(row[3] for row in rows), sum(row[2] for row in rows), len(rows)
    busy, seen = len({row[2] for row in rows if row[3] > 5}), len({row[2] for row in rows})
    found: dict[str, tuple[int | None, int | None, Fraction | None]] = {
        "mass": (cost, None, Fraction(cost, 10)),
        "net": (cost - 5 * n, None, Fraction(cost - 5 * n)),
        "plan": (cost, benches, divided(100, cost, benches)),
        "growth": (cost, benches - n, divided(100, cost - (benches - n), benches - n)),
        "mean": (25 * cost, 100 * n, divided(1, 25 * cost, 100 * n)),
        "users": (seen, None, Fraction(seen)),
        "busy": (busy, seen, divided(100, busy, seen)),
        "per_bench": (n, seen, divided(1, n, seen)),
        "middle": (None, n, Fraction(median(Fraction(row[3]) for row in rows))),
    }
    return found[name]


def month(day: dt.date, later: int = 0) -> dt.date:
    place = day.year * 12 + day.month - 1 + later
    return dt.date(place // 12, place % 12 + 1, 1)


def periods(day: dt.date, as_of: dt.date, first: dt.date) -> Iterator[tuple[str, dt.date]]:
    """Every period and window that a day belongs to."""
    yield from (("day", day), ("week", day - dt.timedelta(days=day.weekday())), ("month", month(day)))
    yield from (("quarter", dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)), ("year", dt.date(day.year, 1, 1)))
    yield "cumulative", first
    steps = [("last_7_days", day + dt.timedelta(days=step)) for step in range(7)]
    steps += [("last_2_months", month(day, step)) for step in range(2)]
    steps += [("year_to_date", month(day, step)) for step in range(13 - day.month)]
    yield from (step for step in steps if step[1] <= as_of)


def expected(name: str, rows: list[Row], as_of: dt.date) -> dict[tuple[object, ...], tuple[object, ...]]:
    seen = [row for row in rows if row[1] <= as_of]
    first = min((row[1] for row in seen), default=as_of)
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in seen:
        for grain, start in periods(row[1], as_of, first):
            groups[grain, start, "all", "all"].append(row)
            groups[grain, start, "street", "N" if row[3] > 4 else "S"].append(row)
    found = {key: folded(name, members) for key, members in groups.items()}
    return {key: (n, d, None if value is None else pytest.approx(float(value))) for key, (n, d, value) in found.items()}


def stored(session: Session, name: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    rows = session.writer.con.execute(
        "SELECT grain, period_start, slice_type, slice_id, numerator, denominator, value FROM lake.kpi.value"
        " WHERE kpi_id = ?",
        [name],
    ).fetchall()
    return {row[:4]: row[4:] for row in rows}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    folder = tmp_path_factory.mktemp("indicators")
    stand.write_root(folder / "root", MODELS)
    with State.open(stand.new_paths(folder), stand.ZONE) as state, pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_feed, "SMALL_ROWS_N", 0)
        patch.setattr(change_feed, "MOST_TOUCHED", 100.0)
        patch.setattr(table_writer, "MOST_CHANGED", 100.0)
        yield state


def run(state: State, as_of: dt.date) -> Session:
    session = stand.session(state, state.writer.paths.data.parent / "root", as_of)
    for table in MODELS:
        materialize.build(session, table)
    kpi.roll_up(session)
    return session


ROWS = st.lists(
    st.tuples(
        st.integers(1, 9), st.dates(dt.date(2023, 11, 25), dt.date(2024, 3, 5)), st.integers(1, 3), st.integers(0, 9)
    ),
    max_size=7,
    unique_by=lambda row: row[0],
)
BATCHES = st.lists(st.tuples(ROWS, st.sampled_from([stand.AS_OF, dt.date(2024, 1, 10)])), min_size=1, max_size=3)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=BATCHES, lost=st.sets(st.integers(1, 9), max_size=4))
def test_any_split_in_batches_gives_what_a_fold_gives(
    state: State, batches: list[tuple[list[Row], dt.date]], lost: set[int]
) -> None:
    stand.session(state, state.writer.paths.data.parent / "root")
    stand.lose(state, "repair", *range(1, 10))
    held: dict[int, Row] = {}
    for place, (rows, as_of) in enumerate(batches):
        stand.put(state, "repair", *rows)
        held.update({row[0]: row for row in rows})
        if place:
            stand.lose(state, "repair", *lost)
            held = {key: row for key, row in held.items() if key not in lost}
        session = run(state, as_of)
        for name in KPIS:
            assert stored(session, name) == expected(name, list(held.values()), as_of), name
        for name in ("users", "busy", "mass"):
            asked = kpi.evaluate(state.con, session.content, name, stand.AS_OF, by=kpi.ANY)
            state.con.execute("USE work")
            found = {(v.grain, v.period_start, v.slice_type, v.slice_id): v[6:9] for v in asked}
            assert found == expected(name, list(held.values()), stand.AS_OF)


def test_by_hand(state: State) -> None:
    """Decimals 0.4 + 0.4 + 0.4 + 0.5 + 1.5 + 2.5 = 5.7. May has five bench-days of three benches; on two of these
    days a bench cost more than 5: two benches of three, though the sums of the days are 2 of 5."""
    stand.session(state, state.writer.paths.data.parent / "root")
    stand.lose(state, "repair", *range(1, 10))
    days = (dt.date(2024, 5, day) for day in (1, 1, 2, 2, 20, 31))
    costs, benches = (4, 4, 4, 5, 15, 25), (1, 1, 1, 2, 1, 3)
    rows = zip(range(1, 7), days, benches, costs, strict=True)
    stand.put(state, "repair", *rows, (7, dt.date(2024, 4, 30), 3, 0))
    session = run(state, stand.AS_OF)
    may = ("month", dt.date(2024, 5, 1), "all", "all")
    assert stored(session, "mass")[may] == (57, None, 5.7)
    assert session.content.kpis()["mass"].kpi.shown(Fraction(57, 10)) == "5.7 t"
    assert stored(session, "users")[may] == (3, None, 3.0)
    users = {key: found[0] for key, found in stored(session, "users").items() if key[2] == "all"}
    assert [users["month", dt.date(2024, month, 1), "all", "all"] for month in (4, 5)] == [1, 3]
    assert users["cumulative", dt.date(2024, 4, 30), "all", "all"] == 3
    assert [n for (grain, *_), n in sorted(users.items(), key=repr) if grain == "day"] == [1, 1, 2, 1, 1]
    assert users["last_2_months", dt.date(2024, 5, 1), "all", "all"] == 3
    busy = {key: found for key, found in stored(session, "busy").items() if key[2] == "all"}
    assert [found[:2] for (grain, *_), found in sorted(busy.items(), key=repr) if grain == "day"] == [
        (0, 1), (0, 1), (0, 2), (1, 1), (1, 1),
    ]  # fmt: skip
    assert busy[may] == (2, 3, pytest.approx(200 / 3))
    assert busy["month", dt.date(2024, 4, 1), "all", "all"] == (0, 1, 0.0)
    assert busy["cumulative", dt.date(2024, 4, 30), "all", "all"] == (2, 3, pytest.approx(200 / 3))
    assert stored(session, "per_bench")[may] == (6, 3, 2.0)
    assert stored(session, "net")["month", dt.date(2024, 4, 1), "all", "all"] == (-5, None, -5.0)


@pytest.mark.parametrize(
    ("columns", "header", "said", "value"),
    [
        ("0.4 as numerator", {"kind": "count", "unit": "t"}, "`scale`", "0.4"),
        ("0.25 as numerator", {"kind": "count", "unit": "t", "extra": "scale = 1\n"}, "`scale`", "0.25"),
        ("0.1e0 + 0.2e0 as numerator", {"kind": "count", "unit": "t", "extra": "scale = 2\n"}, "`scale`", "0.30000000"),
        ("-7 as numerator", {"kind": "count", "unit": "户"}, "`range`", "-7"),
        ("'inf'::double as value", {"kind": "quantile", "unit": "h", "extra": "quantile = 0.5\n"}, "`value`", "inf"),
        ("'nan'::double as value", {"kind": "quantile", "unit": "h", "extra": "quantile = 0.5\n"}, "`value`", "nan"),
    ],
)
def test_what_is_not_declared_is_refused_with_its_file(
    tmp_path_factory: pytest.TempPathFactory, columns: str, header: dict[str, str], said: str, value: str
) -> None:
    folder = tmp_path_factory.mktemp("refused")
    models = {"pub.fct_repair": FACT, "kpi.wrong": stand.kpi(SELECT.format(columns), **header)}  # type: ignore[arg-type]
    root = stand.write_root(folder / "root", models)
    with State.open(stand.new_paths(folder), stand.ZONE) as state:
        session = stand.session(state, root)
        stand.put(state, "repair", (1, stand.AS_OF, 1, 1))
        materialize.build(session, "pub.fct_repair")
        with pytest.raises(HgtError) as refused:
            materialize.build(session, "kpi.wrong")
    assert said in str(refused.value) and value in str(refused.value) and "kpi/wrong.sql" in str(refused.value)

"""Ripeness by hand-counted integers: open rows, and the share of them up to which a period is ripe.

A repair takes `cost_n` days and is due after ten. It is open until it is done or due.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.metrics import index_values, kpi
from pipelines.quality import checks
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import materialize
from tests import lake_stand as stand
from warehouse.errors import HgtError
from warehouse.kpi_value import TABLE, Value

FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair", "repair_id", "begun_on", "bench_id", "cost_n"
)
DECIDED = "(begun_on + cost_n::integer <= as_of() or begun_on + 10 < as_of())"
IN_TIME = f"""select begun_on as period_on, ({DECIDED} and cost_n <= 10)::integer as numerator,
  {DECIDED}::integer as denominator, not {DECIDED} as is_open, bench_id
from pub.fct_repair where begun_on <= as_of()"""
RATE = stand.kpi(IN_TIME, extra='open_share = 0.25\nwindows = ["last_2_months"]\n')
DEFAULT = stand.kpi(IN_TIME)
MEDIAN = stand.kpi(
    """select begun_on as period_on, case when begun_on + cost_n::integer <= as_of() then cost_n end as value,
  begun_on + cost_n::integer > as_of() as is_open from pub.fct_repair where begun_on <= as_of()""",
    kind="quantile", unit="天", extra="quantile = 0.5\nopen_share = 0.25\n",
)  # fmt: skip
REPAIRS = stand.kpi(
    "select begun_on as period_on, 1 as numerator, bench_id from pub.fct_repair where begun_on <= as_of()",
    kind="count", unit="次",
)  # fmt: skip
CITY = stand.INDEX + 'combine = "targets"\nat_most = 2.0\nopen_share = 0.5\n'
SCORE = (
    stand.INDEX
    + """combine = "sum"
slices = ["bench"]
weights = {timely = 80.0, calm = 20.0}
[values]
timely = "rate.default"
repairs = "repairs.default"
[parts]
timely = {zh = "按期", en = "in time", score = "greatest(timely / 100, 0)"}
calm = {zh = "少修", en = "few repairs", score = "1 / greatest(repairs, 1)"}
"""
)
TARGETS = "\n[targets]\nrate.default = 80.0\nmedian.default = 5.0\n"
MODELS = {
    "pub.fct_repair": FACT, "kpi.rate": RATE, "kpi.strict": DEFAULT, "kpi.median": MEDIAN, "kpi.repairs": REPAIRS,
}  # fmt: skip
MEASURED = tuple(name.removeprefix("kpi.") for name in MODELS if name.startswith("kpi."))


def day(month: int, number: int) -> dt.date:
    return dt.date(2024, month, number)


ROWS = (
    (1, day(1, 10), 1, 3),
    (2, day(1, 20), 1, 20),
    (3, day(2, 5), 2, 2),
    (4, day(4, 2), 1, 1),
    (5, day(4, 28), 1, 5),
    (6, day(4, 29), 2, 10),
    (7, day(5, 1), 2, 1),
)
OBSERVED = day(5, 3)
"""All but repair 6 are decided; 2 was late."""
Run = Callable[..., Session]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def written(folder: Path, rate: str = RATE) -> Path:
    root = stand.write_root(folder / "root", MODELS | {"kpi.rate": rate}, TARGETS)
    (root / "models/index").mkdir(exist_ok=True)
    (root / "models/index/city.toml").write_text(CITY, encoding="utf-8")
    (root / "models/index/score.toml").write_text(SCORE, encoding="utf-8")
    return root


def run(state: State, root: Path, as_of: dt.date = OBSERVED) -> Session:
    session = stand.session(state, root, as_of)
    for table in MODELS:
        materialize.build(session, table)
    kpi.roll_up(session)
    index_values.write(session)
    return session


def values(session: Session, kpi_id: str) -> list[Value]:
    rows = session.writer.con.execute(f"FROM lake.{TABLE} WHERE kpi_id = ?", [kpi_id]).fetchall()
    return sorted((Value(*row) for row in rows), key=repr)


def counted(
    session: Session, kpi_id: str, grain: str, slice_type: str = "all"
) -> dict[object, tuple[int | None, int | None, int | None, int | None, bool]]:
    """Numerator, denominator, open rows, rows and ripeness by the period's first day, or by the member of a slice."""
    return {
        row.period_start if slice_type == "all" else row.slice_id: (
            row.numerator, row.denominator, row.open_n, row.cohort_n, row.is_ripe,
        )
        for row in values(session, kpi_id)
        if (row.grain, row.slice_type) == (grain, slice_type)
    }  # fmt: skip


def test_open_rows_are_counted_by_period_and_slice(state: State, tmp_path: Path) -> None:
    root = written(tmp_path)
    stand.session(state, root)
    stand.put(state, "repair", *ROWS)
    session = run(state, root)
    assert counted(session, "rate", "month") == {
        day(1, 1): (1, 2, 0, 2, True),
        day(2, 1): (1, 1, 0, 1, True),
        day(4, 1): (2, 2, 1, 3, False),
        day(5, 1): (1, 1, 0, 1, True),
    }
    assert counted(session, "rate", "quarter") == {day(1, 1): (2, 3, 0, 3, True), day(4, 1): (3, 3, 1, 4, True)}
    assert counted(session, "rate", "year") == {day(1, 1): (5, 6, 1, 7, True)}
    assert counted(session, "rate", "cumulative") == {day(1, 10): (5, 6, 1, 7, True)}
    assert counted(session, "rate", "cumulative", "bench") == {"1": (3, 4, 0, 4, True), "2": (2, 2, 1, 3, False)}
    assert counted(session, "rate", "last_2_months")[day(5, 1)] == (3, 3, 1, 4, True)
    assert counted(session, "rate", "day")[day(4, 29)] == (0, 0, 1, 1, False)
    assert counted(session, "median", "month")[day(4, 1)] == (None, 2, 1, 3, False)
    assert counted(session, "repairs", "month")[day(4, 1)] == (3, None, None, None, True)
    assert {result.state for result in checks.check(session, TABLE)} == {"pass"}


def test_a_period_is_ripe_at_exactly_the_share(state: State, tmp_path: Path) -> None:
    root = written(tmp_path)
    stand.session(state, root)
    april, march = day(4, 29), day(3, 1)
    stand.put(state, "repair", *((n, april, 1, 1) for n in range(1, 50)), (50, april, 2, 9))
    session = run(state, root)
    assert counted(session, "strict", "month") == {day(4, 1): (49, 49, 1, 50, True)}
    assert counted(session, "strict", "day")[april] == (49, 49, 1, 50, True)
    stand.put(state, "repair", (49, march, 1, 1))
    session = run(state, root)
    assert counted(session, "strict", "month")[day(4, 1)] == (48, 48, 1, 49, False)
    assert counted(session, "strict", "cumulative") == {march: (49, 49, 1, 50, True)}


def test_a_period_ripens_from_day_to_day_and_increments_equal_a_rebuild(state: State, tmp_path: Path) -> None:
    root = written(tmp_path)
    stand.session(state, root)
    stand.put(state, "repair", *ROWS)
    ripe_on: dict[dt.date, bool] = {}
    for as_of in (day(4, 28), day(4, 29), OBSERVED, day(5, 8), day(5, 9), day(5, 8), day(5, 31)):
        session = run(state, root, as_of)
        stepwise = {name: values(session, name) for name in (*MEASURED, "city", "score")}
        for name in MEASURED:
            asked = kpi.evaluate(session.writer.con, session.content, name, as_of, by=kpi.ANY)
            assert sorted(asked, key=repr) == stepwise[name]
        for name in ("city", "score"):
            asked = index_values.evaluate(session.writer.con, session.content, name, as_of)[0]
            assert sorted(asked, key=repr) == stepwise[name]
        for table in MODELS:
            materialize.build(session, table, full=True)
        kpi.roll_up(session, full=True)
        index_values.write(session)
        assert {name: values(session, name) for name in stepwise} == stepwise
        ripe_on[as_of] = counted(session, "rate", "month")[day(4, 1)][-1]
    assert ripe_on == {
        day(4, 28): False, day(4, 29): False, OBSERVED: False, day(5, 8): False, day(5, 9): True, day(5, 31): True,
    }  # fmt: skip


def test_a_late_outcome_closes_its_row_by_increment(state: State, tmp_path: Path) -> None:
    root = written(tmp_path)
    stand.session(state, root)
    stand.put(state, "repair", *ROWS)
    run(state, root)
    stand.put(state, "repair", (6, day(4, 29), 2, 2))
    session = run(state, root)
    assert counted(session, "rate", "month")[day(4, 1)] == (3, 3, 0, 3, True)
    assert counted(session, "rate", "cumulative", "bench")["2"] == (3, 3, 0, 3, True)
    stand.put(state, "repair", (2, day(1, 20), 1, 9))
    session = run(state, root)
    assert counted(session, "rate", "month")[day(1, 1)] == (2, 2, 0, 2, True)


def test_an_index_takes_ripe_parts_only(state: State, tmp_path: Path) -> None:
    root = written(tmp_path)
    stand.session(state, root)
    stand.put(state, "repair", *ROWS)
    session = run(state, root)
    con = session.writer.con
    # April: neither the rate nor the median is ripe. January: 50 % of 80 %, and a median of 11.5 days of 5 is capped.
    assert {row.period_start: (row.value, row.open_n, row.cohort_n, row.is_ripe) for row in values(session, "city")
            if row.grain == "month"} == {
        day(1, 1): (pytest.approx((50 / 80 + 2.0) / 2), 0, 2, True),
        day(2, 1): (pytest.approx((100 / 80 + 2 / 5) / 2), 0, 2, True),
        day(4, 1): (None, 2, 2, False),
        day(5, 1): (pytest.approx((100 / 80 + 1 / 5) / 2), 0, 2, True),
    }  # fmt: skip
    parts = con.execute(
        "SELECT part_id, score, points, is_ripe FROM lake.kpi.index_part"
        " WHERE kpi_id = 'score' AND grain = 'month' AND period_start = DATE '2024-04-01' AND slice_id = 'all'"
        " ORDER BY part_id"
    ).fetchall()
    assert parts == [("calm", 1 / 3, pytest.approx(20 / 3), True), ("timely", None, None, False)]
    score = {row.slice_id: row for row in values(session, "score") if row.grain == "cumulative"}
    assert score["all"].is_ripe and score["all"].value == pytest.approx(80 * 5 / 6 + 20 / 7)
    assert (score["2"].value, score["2"].open_n, score["2"].cohort_n, score["2"].is_ripe) == (None, 1, 2, False)


def test_an_older_store_is_brought_up_to_date_by_a_run(tmp_path: Path) -> None:
    root, paths = written(tmp_path), stand.new_paths(tmp_path)
    with State.open(paths, stand.ZONE) as state:
        stand.session(state, root)
        stand.put(state, "repair", *ROWS)
        session = run(state, root)
        expected = {name: values(session, name) for name in (*MEASURED, "city")}
        for column in ("open_n", "cohort_n", "is_ripe"):
            state.con.execute(f"ALTER TABLE lake.{TABLE} DROP COLUMN {column}")
        state.con.execute("ALTER TABLE lake.kpi.index_part DROP COLUMN is_ripe")
    with State.open(paths, stand.ZONE) as state:
        session = run(state, root)
        assert {name: values(session, name) for name in expected} == expected


def test_another_share_decides_again(state: State, tmp_path: Path) -> None:
    root = written(tmp_path)
    stand.session(state, root)
    stand.put(state, "repair", *ROWS)
    run(state, root)
    session = run(state, written(tmp_path, RATE.replace("0.25", "0.34")))
    assert counted(session, "rate", "month")[day(4, 1)] == (2, 2, 1, 3, True)


def test_an_unknown_openness_stops_the_build(state: State, tmp_path: Path) -> None:
    root = written(tmp_path, RATE.replace(f"not {DECIDED} as is_open", "cost_n > nullif(cost_n, 1) as is_open"))
    session = stand.session(state, root)
    stand.put(state, "repair", *ROWS)
    materialize.build(session, "pub.fct_repair")
    with pytest.raises(HgtError, match="`is_open` is NULL"):
        materialize.build(session, "kpi.rate")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("kpi.repairs", REPAIRS.replace("1 as numerator", "1 as numerator, true as is_open"), "is_open"),
        ("kpi.rate", RATE.replace(f", not {DECIDED} as is_open", ""), "0.25"),
        ("kpi.rate", RATE.replace("0.25", "1.0"), "1.0"),
        ("kpi.repairs", REPAIRS.replace('unit = "次"', 'unit = "次"\nopen_share = 0.1'), "0.1"),
    ],
)
def test_openness_has_its_kinds(tmp_path: Path, name: str, text: str, value: str) -> None:
    root = stand.write_root(tmp_path / "root", MODELS | {name: text})
    with pytest.raises(HgtError) as refused:
        Content.load(root, stand.new_paths(tmp_path))
    assert str(refused.value.value) == value

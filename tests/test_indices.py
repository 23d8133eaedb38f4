"""Composite indices by hand-computed numbers: weights and targets of the day, inversion, guards, drill-down."""

import datetime as dt
from collections.abc import Iterator
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

FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair", "repair_id", "begun_on", "bench_id", "cost_n"
)
DONE = stand.kpi(
    "select begun_on as period_on, (cost_n > 0)::int as numerator, 1 as denominator, bench_id from pub.fct_repair"
)
BAD = stand.kpi(
    "select begun_on as period_on, (cost_n = 9)::int as numerator, 1 as denominator, bench_id from pub.fct_repair"
).replace('better = "higher"', 'better = "lower"')
URGED = stand.kpi(
    "select begun_on as period_on, 1 as numerator, bench_id from pub.fct_repair where cost_n = 9",
    kind="count",
    unit="n",
)
SCORE = (
    stand.INDEX
    + """combine = "sum"
slices = ["bench"]
[values]
done = "done.default"
bad = "bad.default"
urged = "urged.default"
[parts]
done = {zh = "办结", en = "done", score = "done / 100"}
calm = {zh = "未督办", en = "not urged", score = "greatest(10 - 4 * urged, 0) / 10"}
good = {zh = "合格", en = "good", score = "1 - bad / 100"}
[[weights]]
from = 2024-01-01
value = {done = 60.0, calm = 10.0, good = 30.0}
[[weights]]
from = 2024-05-20
value = {done = 50.0, calm = 20.0, good = 30.0}
"""
)
CITY = stand.INDEX + 'combine = "targets"\nat_most = 2.0\nslices = []\n'
TARGETS = """
[targets]
done.default = [{from = 2024-01-01, value = 50.0}, {from = 2024-05-15, value = 80.0}]
bad.default = 20.0
city.default = 1.0
"""
MODELS = {"pub.fct_repair": FACT, "kpi.done": DONE, "kpi.bad": BAD, "kpi.urged": URGED}
MONDAY, TUESDAY, LATE = dt.date(2024, 5, 6), dt.date(2024, 5, 7), dt.date(2024, 5, 20)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def opened(state: State, folder: Path, score: str = SCORE, city: str = CITY) -> Session:
    root = stand.write_root(folder / "root", MODELS, TARGETS)
    (root / "models/index").mkdir(exist_ok=True)
    (root / "models/index/score.toml").write_text(score, encoding="utf-8")
    (root / "models/index/city.toml").write_text(city, encoding="utf-8")
    return stand.session(state, root)


def rows_of_the_town(state: State) -> None:
    """Monday: 4 repairs, 3 done, 1 of them bad. Tuesday: 2 done, none bad. 20 May: 5 repairs, 4 done, 1 of them bad."""
    stand.put(
        state, "repair",
        (1, MONDAY, 7, 1), (2, MONDAY, 7, 9), (3, MONDAY, 8, 1), (4, MONDAY, 8, 0),
        (5, TUESDAY, 7, 1), (6, TUESDAY, 8, 2),
        (7, LATE, 7, 1), (8, LATE, 7, 1), (9, LATE, 7, 1), (10, LATE, 8, 9), (11, LATE, 8, 0),
    )  # fmt: skip


def derive(session: Session) -> bool:
    for name in MODELS:
        materialize.build(session, name)
    kpi.roll_up(session)
    return index_values.write(session)


def value(state: State, index: str, grain: str, start: dt.date | None = None, slice_id: str = "all") -> float | None:
    row = state.con.execute(
        "SELECT value FROM lake.kpi.value WHERE kpi_id = $1 AND grain = $2 AND slice_id = $4"
        " AND ($3 IS NULL OR period_start = $3)",
        [index, grain, start, slice_id],
    ).fetchone()
    return None if row is None or row[0] is None else round(float(row[0]), 6)


def test_a_sum_of_weighted_scores_with_the_weights_of_the_period(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    assert derive(session)
    # Monday: done 3/4, urged 1, bad 1/4: 60×0.75 + 10×0.6 + 30×0.75.
    assert value(state, "score", "day", MONDAY) == 45 + 6 + 22.5
    # Tuesday nobody was urged: a count without a row is zero, not nothing.
    assert value(state, "score", "day", TUESDAY) == 100.0
    # 20 May has the new weights: done 4/5, urged 1, bad 1/5: 50×0.8 + 20×0.6 + 30×0.8.
    assert value(state, "score", "day", LATE) == 40 + 12 + 24
    # May ends after the change: done 9/11, urged 2, bad 2/11.
    assert value(state, "score", "month") == round(50 * 9 / 11 + 20 * 0.2 + 30 * 9 / 11, 6)
    assert value(state, "score", "quarter") == value(state, "score", "month") == value(state, "score", "cumulative")
    # The week of 6 May: done 5/6, urged 1, bad 1/6, the old weights.
    assert value(state, "score", "week", MONDAY) == 60 * 5 / 6 + 6 + 30 * 5 / 6
    # Bench 8 on 20 May: done 1/2, urged 1, bad 1/2.
    assert value(state, "score", "day", LATE, "8") == 25 + 12 + 15


def test_an_index_of_targets_is_the_mean_of_actual_over_target(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    derive(session)
    # Monday: done 75 over 50; bad is better lower: 20 over 25.
    assert value(state, "city", "day", MONDAY) == (1.5 + 0.8) / 2
    # Tuesday: done 100 over 50 is 2; bad 0 under inversion is guarded: no more than 2.
    assert value(state, "city", "day", TUESDAY) == 2.0
    # 20 May: the target is 80 by then: 80 over 80, and 20 over 20.
    assert value(state, "city", "day", LATE) == 1.0
    # May: the target of its last day.
    assert value(state, "city", "month") == round((900 / 11 / 80 + 20 / (200 / 11)) / 2, 6)
    shown = state.con.execute(
        "SELECT DISTINCT target, numerator, denominator FROM lake.kpi.value WHERE kpi_id = 'city'"
    ).fetchall()
    assert shown == [(1.0, None, None)]


def test_longer_periods_are_the_mean_of_their_months(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path, city=CITY.replace("at_most = 2.0\n", ""))
    rows_of_the_town(state)
    april = dt.date(2024, 4, 8)
    stand.put(state, "repair", (12, april, 7, 1), (13, april, 7, 0))
    derive(session)
    # April: done 1/2 over 50 is 1, bad 0/2 counts 1.25 at most. May: 900/11 over 80, and 20 over 200/11.
    months = [(1 + 1.25) / 2, (900 / 11 / 80 + 1.1) / 2]
    assert [value(state, "city", "month", dt.date(2024, month, 1)) for month in (4, 5)] == [
        round(month, 6) for month in months
    ]
    for grain in ("quarter", "year", "cumulative"):
        assert value(state, "city", grain) == round(sum(months) / 2, 6)
    parts = state.con.execute(
        "SELECT part_id, round(score, 6), weight FROM lake.kpi.index_part WHERE kpi_id = 'city'"
        " AND grain = 'cumulative'"
        " ORDER BY part_id"
    ).fetchall()
    assert parts == [("bad.default", 1.175, 2.0), ("done.default", round((1 + 900 / 11 / 80) / 2, 6), 2.0)]


def test_a_month_with_less_than_half_of_the_measures_is_not_compared(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path, city=CITY.replace("at_most = 2.0\n", ""))
    (tmp_path / "root/models/kpi/done.sql").write_text(
        DONE.replace("1 as denominator", "(cost_n > 0)::int as denominator"), encoding="utf-8"
    )
    district = tmp_path / "root/district.toml"
    district.write_text(district.read_text(encoding="utf-8") + "urged.default = 1.0\n", encoding="utf-8")
    session = stand.session(state, tmp_path / "root")
    march, april = dt.date(2024, 3, 4), dt.date(2024, 4, 8)
    stand.put(state, "repair", (1, march, 7, 0), (2, april, 7, 1), (3, april, 7, 9))
    derive(session)
    # March: of three measures only bad has a value, 0/1. April: done 2/2 counts 1.25, bad 1/2 gives 0.4, urged 1.
    found = state.con.execute(
        "SELECT grain, period_start, round(value, 6), is_ripe FROM lake.kpi.value WHERE kpi_id = 'city'"
        " AND grain IN ('month', 'cumulative') ORDER BY grain DESC, period_start"
    ).fetchall()
    assert [(grain, score, is_ripe) for grain, _, score, is_ripe in found] == [
        ("month", 1.25, False), ("month", round(2.65 / 3, 6), True), ("cumulative", round(2.65 / 3, 6), True),
    ]  # fmt: skip


def test_the_parts_stand_beside_and_add_up(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    derive(session)
    parts = state.con.execute(
        "SELECT part_id, score, weight, points FROM lake.kpi.index_part WHERE kpi_id = 'score' AND grain = 'day'"
        " AND period_start = ? AND slice_type = 'all' ORDER BY part_id",
        [MONDAY],
    ).fetchall()
    assert parts == [("calm", 0.6, 10.0, 6.0), ("done", 0.75, 60.0, 45.0), ("good", 0.75, 30.0, 22.5)]
    row = state.con.execute(
        "SELECT target, score FROM lake.kpi.index_part WHERE kpi_id = 'city' AND part_id = 'done.default'"
        " AND grain = 'day' AND period_start = ?",
        [LATE],
    ).fetchone()
    assert row == (80.0, 1.0)


def test_a_part_without_a_value_leaves_the_sum_without_one(state: State, tmp_path: Path) -> None:
    held = DONE.replace("1 as denominator", "(cost_n > 0)::int as denominator")
    models = {**MODELS, "kpi.done": held}
    session = opened(state, tmp_path)
    for name, text in models.items():
        (tmp_path / f"root/models/{name.replace('.', '/')}.sql").write_text(text, encoding="utf-8")
    session = stand.session(state, tmp_path / "root")
    stand.put(state, "repair", (1, MONDAY, 7, 0))
    derive(session)
    assert value(state, "score", "day", MONDAY) is None
    assert value(state, "city", "day", MONDAY) == 2.0, "the mean is over what has a value"


def test_an_increment_equals_a_full_computation(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    derive(session)
    assert not index_values.stale(session)
    assert not index_values.write(session)
    stand.put(state, "repair", (4, MONDAY, 8, 1), (12, TUESDAY, 9, 9))
    assert derive(session)
    grown = stand.rows(state, "kpi.value"), stand.rows(state, "kpi.index_part")
    with state.transaction() as con:
        con.execute("DELETE FROM lake.kpi.value WHERE kpi_id IN ('score', 'city')")
        con.execute("DELETE FROM lake.kpi.index_part")
    assert index_values.write(session)
    assert (stand.rows(state, "kpi.value"), stand.rows(state, "kpi.index_part")) == grown


def test_every_figure_still_reconciles(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    derive(session)
    assert {result.rule_id: result.state for result in checks.check(session, "kpi.value")} == {
        "key_present": "pass", "key_unique": "pass", "numerator_within_denominator": "pass",
        "slices_sum_to_all": "pass", "value_is_its_fraction": "pass",
    }  # fmt: skip


def test_another_day_gives_what_that_day_would_have_given(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    derive(session)
    values, parts = index_values.evaluate(state.con.cursor(), session.content, "score", TUESDAY)
    whole = {(v.grain, v.slice_id): v.value for v in values}
    assert whole["cumulative", "all"] == pytest.approx(60 * 5 / 6 + 6 + 30 * 5 / 6)
    assert {part.part_id: part.points for part in parts}["calm"] == pytest.approx(6.0)


def test_an_index_that_is_gone_takes_its_rows_along(state: State, tmp_path: Path) -> None:
    session = opened(state, tmp_path)
    rows_of_the_town(state)
    derive(session)
    for file in (tmp_path / "root/models/index").glob("*.toml"):
        file.unlink()
    (tmp_path / "root/district.toml").write_text(stand.DISTRICT, encoding="utf-8")
    session = Session(Content.load(tmp_path / "root", state.writer.paths), state, stand.AS_OF)
    assert index_values.stale(session)
    assert derive(session)
    assert value(state, "score", "month") is None
    assert stand.rows(state, "kpi.index_part") == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (('"done.default"', '"dome.default"'), "done.default"),
        (('"done / 100"', '"dome / 100"'), "dome"),
        (('"done / 100"', '"done; drop"'), "score"),
        (("done = 60.0, ", ""), "weights"),
        (("from = 2024-05-20", "from = 2023-05-20"), "is not later than"),
        (('slices = ["bench"]', 'slices = ["street"]'), "bench"),
        (('combine = "sum"', 'combine = "product"'), "mean"),
        (("slices =", "slice ="), "slices"),
    ],
)
def test_what_an_index_says_wrong_is_refused(state: State, tmp_path: Path, change: tuple[str, str], word: str) -> None:
    with pytest.raises(HgtError, match=word) as caught:
        opened(state, tmp_path, SCORE.replace(*change))
    assert "models/index/score.toml" in str(caught.value)


def test_all_that_an_index_lacks_is_told_at_once(state: State, tmp_path: Path) -> None:
    with pytest.raises(HgtError) as caught:
        opened(state, tmp_path, 'title = "Composite"\ncolour = "red"\n')
    lacking = ("title_zh", "question_zh", "question", "unit", "source", "owner", "better", "combine", "values", "parts")
    assert [f"key `{key}` is missing" in str(caught.value) for key in lacking] == [True] * len(lacking)
    assert "key `colour` is not known" in str(caught.value)

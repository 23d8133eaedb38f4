"""Quantiles that are kept and moved are those that measuring every row gives, row for row and bit for bit."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.metrics import kpi, quantiles
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import change_feed, input_views, materialize
from pipelines.transform.kpi_days import measured_select
from tests import lake_stand as stand

FACT = stand.model(
    "select repair_id, begun_on, bench_id, cost_n from std.repair", "repair_id", "begun_on", "bench_id", "cost_n",
    extra='incremental = {by = "repair_id"}\n',
)  # fmt: skip
ROWS = "select begun_on as period_on, cost_n / 60.0 as value, bench_id from pub.fct_repair where begun_on is not null"
MODELS = {
    "pub.fct_repair": FACT,
    "kpi.median": stand.kpi(ROWS, kind="quantile", unit="元", extra="quantile = 0.5\n"),
    "kpi.ninth": stand.kpi(ROWS, kind="quantile", unit="元", extra="quantile = 0.9\n"),
}
KPIS = ("median", "ninth")
FIRST = dt.date(2023, 11, 1)
LAST = dt.date(2024, 3, 31)
ROWS_N = 3_000
Rows = list[tuple[object, ...]]
Repair = tuple[int, dt.date | None, int, int | None]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    stand.write_root(tmp_path / "root", MODELS)
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:
        for module, name in ((change_feed, "SMALL_ROWS_N"), (quantiles, "KEPT_ROWS_N")):
            monkeypatch.setattr(module, name, 0)
        observed(state, LAST)
        put(state, [repair(random.Random(n), n) for n in range(ROWS_N)])
        yield state


def repair(dice: random.Random, number: int) -> Repair:
    """Many equal values, some rows without a day or a value, some of days that are not observed yet."""
    day = FIRST + dt.timedelta(days=dice.randrange((LAST - FIRST).days + 20))
    value = dice.choice([0, 0, 7, dice.randrange(40), dice.randrange(5_000), None])
    return number, None if dice.random() < 0.02 else day, dice.randrange(3), value


def put(state: State, repairs: list[Repair]) -> None:
    stand.put(state, "repair", *repairs)


def observed(state: State, as_of: dt.date) -> Session:
    session = stand.session(state, state.writer.paths.data.parent / "root", as_of)
    materialize.build(session, "pub.fct_repair")
    return session


def kept(session: Session, name: str) -> Rows:
    with quantiles.measured(session, session.content.kpis()[name]) as select:
        return sorted(session.writer.con.execute(select).fetchall(), key=repr)


def every_row(session: Session, name: str) -> Rows:
    input_views.offer(session.state, ["pub.fct_repair"])
    query = measured_select(session.content.kpis()[name])
    return sorted(session.writer.con.execute(query).fetchall(), key=repr)


def never(*_: object) -> None:
    raise AssertionError("a period was measured from its rows")


@pytest.mark.parametrize(("grown", "held_n"), [(quantiles.GROWN, change_feed.HELD_ROWS_N), (0.0, 0)])
def test_kept_quantiles_follow_every_change(
    state: State, monkeypatch: pytest.MonkeyPatch, grown: float, held_n: int
) -> None:
    """Whether what is kept is put together each time or not, and the rows that moved are held or asked of the lake."""
    monkeypatch.setattr(quantiles, "GROWN", grown)
    monkeypatch.setattr(change_feed, "HELD_ROWS_N", held_n)
    dice, number = random.Random(5), ROWS_N
    for turn in range(8):
        session = observed(state, LAST + dt.timedelta(days=turn))
        for name in KPIS:
            assert kept(session, name) == every_row(session, name), f"turn {turn}"
        corrected = [repair(dice, n) for n in dice.sample(range(number), 40)]
        put(state, [*corrected, *(repair(dice, number + n) for n in range(60))])
        number += 60
        stand.lose(state, "repair", *dice.sample(range(number), 15))


def test_a_few_corrections_measure_no_row_again(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(observed(state, LAST), "median")
    put(state, [(5, FIRST, 1, 4_000), (6, LAST, 2, 1)])
    session = observed(state, LAST)
    monkeypatch.setattr(quantiles._Kept, "_measure", never)
    assert kept(session, "median") == every_row(session, "median")


def test_a_period_that_lost_its_quantile_is_measured_again(state: State) -> None:
    before = kept(observed(state, LAST), "median")
    put(state, [(ROWS_N + n, FIRST, 1, 100_000) for n in range(500)])
    session = observed(state, LAST)
    found = kept(session, "median")
    assert found == every_row(session, "median")
    assert found != before


def test_an_earlier_day_is_measured_from_all_rows(state: State) -> None:
    kept(observed(state, LAST), "median")
    session = observed(state, LAST - dt.timedelta(days=40))
    assert kept(session, "median") == every_row(session, "median")


def _garbled(file: Path) -> None:
    file.write_bytes(b"no database" * 999)


def _wrong(file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute("UPDATE period SET value = 1")


def _of_another_layout(file: Path) -> None:
    _wrong(file)
    with duckdb.connect(str(file)) as con:
        con.execute("UPDATE mark SET layout = -1")


def _gone(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("spoil", [_garbled, _of_another_layout, _gone])
def test_what_cannot_be_used_is_made_again(state: State, spoil: Callable[[Path], None]) -> None:
    session = observed(state, LAST)
    before = kept(session, "median")
    spoil(state.writer.paths.quantiles / "median.duckdb")
    assert kept(session, "median") == before


def test_a_table_that_was_replaced_is_measured_from_all_rows(state: State) -> None:
    kept(observed(state, LAST), "median")
    with state.transaction() as con:
        con.execute("DROP TABLE lake.pub.fct_repair")
        state.builds.forget("pub.fct_repair")
    put(state, [(n, FIRST, 1, n) for n in range(200)])
    session = observed(state, LAST)
    assert kept(session, "median") == every_row(session, "median")


def test_what_is_kept_goes_with_its_kpi_and_a_full_run_makes_it_anew(state: State) -> None:
    file = state.writer.paths.quantiles / "median.duckdb"
    session = observed(state, LAST)
    materialize.build(session, "kpi.median")
    materialize.build(session, "kpi.ninth")
    kpi.roll_up(session)
    before = stand.rows(state, "kpi.value")
    _wrong(file)
    kpi.roll_up(session, full=True)
    assert stand.rows(state, "kpi.value") == before
    (state.writer.paths.data.parent / "root" / "models" / "kpi" / "median.sql").unlink()
    kpi.roll_up(observed(state, LAST))
    assert not file.exists()
    assert (state.writer.paths.quantiles / "ninth.duckdb").exists()


def test_only_a_quantile_over_many_rows_is_kept(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    session = observed(state, LAST)
    model, entry = session.content.kpis()["median"], state.builds.entries["pub.fct_repair"]
    assert quantiles.fits(model, entry)
    monkeypatch.setattr(quantiles, "KEPT_ROWS_N", ROWS_N + 1)
    assert not quantiles.fits(model, entry)

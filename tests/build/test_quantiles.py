"""Quantiles that are kept and moved are those that measuring every row gives, row for row and bit for bit."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.metrics import kpi, quantiles
from pipelines.state import build_log
from pipelines.state.session import Session
from pipelines.transform import change_feed, input_views, materialize
from pipelines.transform.kpi_days import measured_select
from tests import lake_stand as stand
from warehouse.store import Writer

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
def writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    stand.write_root(tmp_path / "root", MODELS)
    with Writer.open(stand.new_paths(tmp_path), stand.ZONE) as writer:
        for module, name in ((change_feed, "SMALL_ROWS_N"), (quantiles, "KEPT_ROWS_N")):
            monkeypatch.setattr(module, name, 0)
        observed(writer, LAST)
        put(writer, [repair(random.Random(n), n) for n in range(ROWS_N)])
        yield writer


def repair(dice: random.Random, number: int) -> Repair:
    """Many equal values, some rows without a day or a value, some of days that are not observed yet."""
    day = FIRST + dt.timedelta(days=dice.randrange((LAST - FIRST).days + 20))
    value = dice.choice([0, 0, 7, dice.randrange(40), dice.randrange(5_000), None])
    return number, None if dice.random() < 0.02 else day, dice.randrange(3), value


def put(writer: Writer, repairs: list[Repair]) -> None:
    stand.put(writer, "repair", *repairs)


def observed(writer: Writer, as_of: dt.date) -> Session:
    session = stand.session(writer, writer.paths.data.parent / "root", as_of)
    materialize.build(session, "pub.fct_repair")
    return session


def kept(session: Session, name: str) -> Rows:
    with quantiles.measured(session, session.content.kpis()[name]) as select:
        return sorted(session.writer.con.execute(select).fetchall(), key=repr)


def every_row(session: Session, name: str) -> Rows:
    input_views.offer(session.writer, ["pub.fct_repair"])
    query = measured_select(session.content.kpis()[name])
    return sorted(session.writer.con.execute(query).fetchall(), key=repr)


def never(*_: object) -> None:
    raise AssertionError("a period was measured from its rows")


@pytest.mark.parametrize(("grown", "held_n"), [(quantiles.GROWN, change_feed.HELD_ROWS_N), (0.0, 0)])
def test_kept_quantiles_follow_every_change(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, grown: float, held_n: int
) -> None:
    """Whether what is kept is put together each time or not, and the rows that moved are held or asked of the lake."""
    monkeypatch.setattr(quantiles, "GROWN", grown)
    monkeypatch.setattr(change_feed, "HELD_ROWS_N", held_n)
    dice, number = random.Random(5), ROWS_N
    for turn in range(8):
        session = observed(writer, LAST + dt.timedelta(days=turn))
        for name in KPIS:
            assert kept(session, name) == every_row(session, name), f"turn {turn}"
        corrected = [repair(dice, n) for n in dice.sample(range(number), 40)]
        put(writer, [*corrected, *(repair(dice, number + n) for n in range(60))])
        number += 60
        stand.lose(writer, "repair", *dice.sample(range(number), 15))


def test_a_few_corrections_measure_no_row_again(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(observed(writer, LAST), "median")
    put(writer, [(5, FIRST, 1, 4_000), (6, LAST, 2, 1)])
    session = observed(writer, LAST)
    monkeypatch.setattr(quantiles._Kept, "_measure", never)
    assert kept(session, "median") == every_row(session, "median")


def test_a_period_that_lost_its_quantile_is_measured_again(writer: Writer) -> None:
    before = kept(observed(writer, LAST), "median")
    put(writer, [(ROWS_N + n, FIRST, 1, 100_000) for n in range(500)])
    session = observed(writer, LAST)
    found = kept(session, "median")
    assert found == every_row(session, "median")
    assert found != before


def test_an_earlier_day_is_measured_from_all_rows(writer: Writer) -> None:
    kept(observed(writer, LAST), "median")
    session = observed(writer, LAST - dt.timedelta(days=40))
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
def test_what_cannot_be_used_is_made_again(writer: Writer, spoil: Callable[[Path], None]) -> None:
    session = observed(writer, LAST)
    before = kept(session, "median")
    spoil(writer.paths.quantiles / "median.duckdb")
    assert kept(session, "median") == before


def test_a_table_that_was_replaced_is_measured_from_all_rows(writer: Writer) -> None:
    kept(observed(writer, LAST), "median")
    with writer.transaction() as con:
        con.execute("DROP TABLE lake.pub.fct_repair")
        build_log.forget(writer, "pub.fct_repair")
    put(writer, [(n, FIRST, 1, n) for n in range(200)])
    session = observed(writer, LAST)
    assert kept(session, "median") == every_row(session, "median")


def test_what_is_kept_goes_with_its_kpi_and_a_full_run_makes_it_anew(writer: Writer) -> None:
    file = writer.paths.quantiles / "median.duckdb"
    session = observed(writer, LAST)
    materialize.build(session, "kpi.median")
    materialize.build(session, "kpi.ninth")
    kpi.roll_up(session)
    before = stand.rows(writer, "kpi.value")
    _wrong(file)
    kpi.roll_up(session, full=True)
    assert stand.rows(writer, "kpi.value") == before
    (writer.paths.data.parent / "root" / "models" / "kpi" / "median.sql").unlink()
    kpi.roll_up(observed(writer, LAST))
    assert not file.exists()
    assert (writer.paths.quantiles / "ninth.duckdb").exists()


def test_only_a_quantile_over_many_rows_is_kept(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    session = observed(writer, LAST)
    model, entry = session.content.kpis()["median"], build_log.entries(writer)["pub.fct_repair"]
    assert quantiles.fits(model, entry)
    monkeypatch.setattr(quantiles, "KEPT_ROWS_N", ROWS_N + 1)
    assert not quantiles.fits(model, entry)

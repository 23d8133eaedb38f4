"""A feed shows more than good rows: it is readable, it is fresh, its days are as large as usual."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import chinese_calendar
import pytest

from pipelines.declare.project import Content
from pipelines.quality import checks
from pipelines.state.check_results import RuleResult
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import calendar
from tests import lake_stand as stand
from tests import small_root
from warehouse.errors import HgtError

FRIDAY = dt.date(2024, 5, 31)
PROMISE = (
    "slaProperties: [{property: frequency, value: 1, unit: d}]\ncustomProperties: [{property: volume, value: %s}]\n"
)
Make = Callable[..., Session]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:

        def made(extra: str = "", volume: str = "begun_on", as_of: dt.date = FRIDAY) -> Session:
            root = stand.write_root(tmp_path / "root", {}, extra)
            small_root.put(root / "assets/bench/repair.odcs.yaml", stand.contract("repair") + PROMISE % volume)
            session = stand.session(state, root, as_of)
            calendar.write(session)
            return session

        yield made


def found(session: Session, *, full: bool = False) -> dict[str, RuleResult]:
    return {result.rule_id: result for result in checks.check(session, "std.repair", full=full)}


def arrived(session: Session, day: dt.date) -> None:
    """A batch that came at the end of a day."""
    with session.state.transaction() as con:
        con.execute(
            "INSERT INTO lake.meta.batch (batch_id, dataset, source_n, landed_n, set_aside_n, filtered_n, extracted_at)"
            " VALUES (1, 'repair', 1, 1, 0, 0, ?)",
            [dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.timezone(dt.timedelta(hours=8)))],
        )


def days(session: Session, weeks: int, count: Callable[[dt.date], int]) -> None:
    """Rows for every day of the last weeks, as many as `count` says."""
    rows, number = [], 0
    for back in range(weeks * 7):
        day = FRIDAY - dt.timedelta(days=back)
        for _ in range(count(day)):
            number += 1
            rows.append((number, day, 1, 1))
    stand.put(session.state, "repair", *rows)


def usual(day: dt.date) -> int:
    """Forty rows on a working day with a little sway, ten on a day off, whatever weekday it is."""
    return 40 + day.toordinal() % 3 if chinese_calendar.is_workday(day) else 10


def test_a_feed_that_came_in_time_passes_and_a_late_one_warns(make: Make) -> None:
    session = make()
    arrived(session, FRIDAY)
    assert found(session)["feed_on_time"].state == "pass"
    later = make(as_of=dt.date(2024, 6, 1))
    assert found(later)["feed_on_time"].state == "pass", "one day is what the contract allows"
    late = found(make(as_of=dt.date(2024, 6, 2)))["feed_on_time"]
    assert (late.state, late.offenders_n, late.severity, late.gbt36344) == ("fail", 1, "warn", "05")
    assert "dataset = repair" in late.message


def test_a_usual_volume_passes(make: Make) -> None:
    session = make()
    days(session, 16, usual)
    assert found(session)["volume_usual"].state == "pass"


@pytest.mark.parametrize(("shown", "rows_n"), [("2024-05-22", 12), ("2024-05-22", 90), ("2024-05-26", 40)])
def test_an_unusual_day_is_found_and_named(make: Make, shown: str, rows_n: int) -> None:
    session = make()
    odd = dt.date.fromisoformat(shown)
    days(session, 16, lambda day: rows_n if day == odd else usual(day))
    result = found(session)["volume_usual"]
    assert (result.state, result.offenders_n, result.severity) == ("fail", 1, "warn")
    assert f"date_on = {shown}, rows_n = {rows_n}" in result.message


def test_a_day_without_rows_is_a_day(make: Make) -> None:
    session = make()
    days(session, 16, lambda day: 0 if day == dt.date(2024, 5, 23) else usual(day))
    assert "date_on = 2024-05-23, rows_n = 0, usual_n = 4" in found(session)["volume_usual"].message


def test_a_holiday_and_a_day_worked_instead_are_no_weekdays(make: Make) -> None:
    """1 May 2024, a Wednesday, was off and Saturday 11 May was worked: neither is compared with its weekday."""
    session = make(as_of=dt.date(2024, 5, 12))
    days(session, 16, usual)
    assert found(session)["volume_usual"].state == "pass"


def test_a_declared_day_is_excused(make: Make) -> None:
    session = make('[abnormal_days]\n"2024-05-22" = "停电|Power cut"\n')
    days(session, 16, lambda day: 0 if day == dt.date(2024, 5, 22) else usual(day))
    assert found(session)["volume_usual"].state == "pass"


def test_too_short_a_history_says_nothing(make: Make) -> None:
    session = make()
    days(session, 5, lambda day: 500 if day == FRIDAY else usual(day))
    assert found(session)["volume_usual"].state == "pass"


def test_a_source_that_cannot_be_read_is_noticed_without_new_rows(make: Make) -> None:
    session = make()
    assert found(session)["source_readable"].state == "pass"
    session.state.attempts.end("repair", "failed", "no such file")
    result = found(session)["source_readable"]
    assert (result.state, result.severity, result.gbt36344) == ("fail", "block", "06")
    assert "no such file" in result.message


def test_the_column_of_the_volume_must_be_there(make: Make) -> None:
    with pytest.raises(HgtError, match="volume"):
        make(volume="mended_on")


def test_a_value_that_is_not_its_fraction_fails(tmp_path: Path) -> None:
    from pipelines.metrics import kpi
    from pipelines.transform import materialize

    rate = stand.kpi("select begun_on as period_on, cost_n as numerator, 4 as denominator from pub.fct_repair")
    models = {
        "pub.fct_repair": stand.model(
            "select repair_id, begun_on, cost_n from std.repair", "repair_id", "begun_on", "cost_n"
        ),
        "kpi.rate": rate,
    }
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:
        root = stand.write_root(tmp_path / "root", models)
        session = stand.session(state, root)
        stand.put(state, "repair", (1, FRIDAY, 1, 1), (2, FRIDAY, 1, 4))
        for table in models:
            materialize.build(session, table)
        kpi.roll_up(session)
        states = {result.rule_id: result.state for result in checks.check(session, "kpi.value")}
        assert states["value_is_its_fraction"] == "pass"
        with state.transaction() as con:
            con.execute("UPDATE lake.kpi.value SET value = 62.6 WHERE grain = 'month'")
        assert {r.rule_id: r.offenders_n for r in checks.check(session, "kpi.value", full=True)}[
            "value_is_its_fraction"
        ] == 1


def test_a_root_is_refused_for_a_reason_in_one_language(tmp_path: Path) -> None:
    small_root.write(tmp_path)
    small_root.put(tmp_path / "district.toml", small_root.DISTRICT + '[abnormal_days]\n"2024-05-22" = "停电"\n')
    with pytest.raises(HgtError, match="2024-05-22"):
        Content.load(tmp_path, stand.new_paths(tmp_path))

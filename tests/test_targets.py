"""Targets that hold from a day on: each period keeps the target of its last day that is observed."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.declare.district import read_district
from pipelines.metrics import kpi
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import materialize
from tests import lake_stand as stand
from tests import small_root
from warehouse.errors import HgtError

FACT = stand.model("select repair_id, begun_on, cost_n from std.repair", "repair_id", "begun_on", "cost_n")
RATE = stand.kpi("select begun_on as period_on, cost_n as numerator, 1 as denominator from pub.fct_repair")
DATED = "[targets]\nrate.default = [{from = 2024-04-01, value = 80.0}, {from = 2024-05-15, value = 90.0}]\n"
MARCH, APRIL, MAY, LATE = dt.date(2024, 3, 5), dt.date(2024, 4, 9), dt.date(2024, 5, 14), dt.date(2024, 5, 15)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def observed(state: State, folder: Path, targets: str, as_of: dt.date = stand.AS_OF) -> Session:
    root = stand.write_root(folder / "root", {"pub.fct_repair": FACT, "kpi.rate": RATE}, targets)
    session = stand.session(state, root, as_of)
    for table in ("pub.fct_repair", "kpi.rate"):
        materialize.build(session, table)
    return session


def targets(state: State, grain: str) -> list[float | None]:
    rows = state.con.execute(
        "SELECT target FROM lake.kpi.value WHERE grain = ? ORDER BY period_start", [grain]
    ).fetchall()
    return [row[0] for row in rows]


def test_a_period_keeps_the_target_of_its_last_day(state: State, tmp_path: Path) -> None:
    session = stand.session(state, stand.write_root(tmp_path / "root", {}))
    stand.put(state, "repair", *((n, day, 7, 1) for n, day in enumerate((MARCH, APRIL, MAY, LATE), 1)))
    session = observed(state, tmp_path, DATED)
    kpi.roll_up(session)
    assert targets(state, "day") == [None, 80.0, 80.0, 90.0]
    assert targets(state, "month") == [None, 80.0, 90.0]
    assert targets(state, "quarter") == [None, 90.0]
    assert targets(state, "year") == targets(state, "cumulative") == [90.0]
    assert kpi.stale(session) == ()
    asked = kpi.evaluate(state.con, session.content, "rate", MAY, grain="month")
    assert [value.target for value in asked] == [None, 80.0, 80.0], "on 14 May the new one does not hold yet"


def test_another_version_is_noticed_even_where_today_s_target_is_the_same(state: State, tmp_path: Path) -> None:
    stand.session(state, stand.write_root(tmp_path / "root", {}))
    stand.put(state, "repair", (1, APRIL, 7, 1), (2, LATE, 7, 1))
    kpi.roll_up(observed(state, tmp_path, DATED))
    for text, months in (
        (DATED.replace("80.0", "70.0"), [70.0, 90.0]),
        (DATED.replace("2024-05-15", "2024-04-30"), [90.0, 90.0]),
        ("[targets]\nrate.default = 90.0\n", [90.0, 90.0]),
        (DATED, [80.0, 90.0]),
        ("", [None, None]),
    ):
        session = observed(state, tmp_path, text)
        assert kpi.stale(session) == ("rate",), text
        kpi.roll_up(session)
        assert targets(state, "month") == months
        assert kpi.stale(session) == ()


def test_another_day_moves_the_target_with_it(state: State, tmp_path: Path) -> None:
    stand.session(state, stand.write_root(tmp_path / "root", {}))
    stand.put(state, "repair", (1, APRIL, 7, 1), (2, MAY, 7, 1))
    kpi.roll_up(observed(state, tmp_path, DATED, MAY))
    assert targets(state, "cumulative") == [80.0]
    kpi.roll_up(observed(state, tmp_path, DATED, LATE))
    assert targets(state, "cumulative") == [90.0]
    assert targets(state, "month") == [80.0, 90.0]


@pytest.mark.parametrize(
    "given",
    [
        '"90"', "true", "[]", "[{from = 2024-05-15, value = 1.0}, {from = 2024-05-15, value = 2.0}]",
        "[{value = 1.0}]", '[{from = "2024-05-15", value = 1.0}]', "[{from = 2024-05-15, value = true}]",
    ],
)  # fmt: skip
def test_what_is_no_target_is_refused(tmp_path: Path, given: str) -> None:
    small_root.put(tmp_path / "district.toml", stand.DISTRICT + f"[targets]\nrate.default = {given}\n")
    with pytest.raises(HgtError, match=r"rate\.default") as caught:
        read_district(tmp_path, tmp_path)
    assert "from = 2015-01-01" in str(caught.value)

"""Rules on what hangs together: cases and work orders, merges, ratings and closures, columns and their filling."""

import datetime as dt
from typing import Any

import pytest

from tests.content.silos import agreed
from tests.content.silos.hotline import LINKED_ORDER as ORDER
from tests.content.silos.urban_management import LINKED_CASE as CASE
from tests.content.stand import Stand

JUNE = dt.date(2015, 6, 30)


@pytest.fixture
def linked(stand: Stand) -> Stand:
    for dataset, rows in agreed().items():
        stand.load(dataset, rows)
    return stand


def ids(stand: Stand, rule: str) -> list[Any]:
    return sorted(row[0] for row in stand.offenders(rule))


@pytest.mark.parametrize("status", ["7", "withdrawn", "rejected", "not_registered"])
def test_an_ended_case_has_the_step_that_ended_it(linked: Stand, status: str) -> None:
    linked.load("urban_case", [{**CASE, "case_id": "2", "status": status, "closed_at": None, "hotline_order_id": None}])
    linked.build(JUNE)
    assert ids(linked, "void_case_has_step") == ["2"]
    to = "void" if status == "7" else status
    linked.load("urban_case_step", [{"case_id": "2", "seq": 1, "to_state": to, "step_at": "6-02"}])
    linked.build(JUNE)
    assert ids(linked, "void_case_has_step") == []


def test_a_lost_case_warns_at_once_and_bars_after_24_hours(linked: Stand) -> None:
    lost = {**ORDER, "forwarded_case_id": "9"}
    linked.load("hotline_order", [{**lost, "order_id": "O2", "accepted_at": "6-30 12:00"},
                                  {**lost, "order_id": "O3", "accepted_at": "6-29 23:00"}])  # fmt: skip
    linked.build(JUNE)
    assert ids(linked, "forwarded_case_exists") == ["O2", "O3"]
    assert ids(linked, "forwarded_case_lost") == ["O3"]
    assert linked.content.rules["forwarded_case_lost"].header.severity == "block"
    assert linked.content.rules["forwarded_case_exists"].header.severity == "warn"


def test_links_are_mutual(linked: Stand) -> None:
    # O2 names a case that names O1; O3 is named by a case and names none
    linked.load("hotline_order", [{**ORDER, "order_id": "O2"}, {**ORDER, "order_id": "O3", "forwarded_case_id": None}])
    linked.load("urban_case", [{**CASE, "case_id": "2", "hotline_order_id": "O3"}])
    linked.build(JUNE)
    assert sorted(linked.offenders("forwarded_case_links_back")) == [("O2", "1", "O1"), ("O3", "2", "O3")]


@pytest.mark.parametrize(("status", "found"), [("4", ["1"]), ("8", []), ("rejected", []), ("withdrawn", [])])
def test_a_case_may_stay_open_two_working_days_after_its_order(linked: Stand, status: str, found: list[str]) -> None:
    linked.con.execute("UPDATE raw.urban_case SET closed_at = NULL, status = ?", [status])
    linked.con.execute("UPDATE raw.hotline_order SET closed_at = '2015-06-26 12:00'")  # a Friday
    linked.build(JUNE)  # the Tuesday after it
    assert ids(linked, "closed_order_open_case") == []
    linked.build(dt.date(2015, 7, 1))
    assert ids(linked, "closed_order_open_case") == found


NEAR = {**CASE, "case_id": "2", "channel": "app", "hotline_order_id": None, "crs": "WGS84"}
PLACE = {"lon": 115.858, "lat": 28.698}


@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ({"reported_at": "6-01 00:15"}, True),
        ({"reported_at": "5-31 23:45"}, True),
        ({"reported_at": "6-01 00:16"}, False),
        ({"lat": 28.699}, False),
        ({"lon": 115.857}, False),
        ({"sub_code": "77"}, False),
        ({"channel": "hotline"}, False),
        ({"status": "merged", "merged_into": "1"}, False),
        ({"status": "7"}, False),
    ],
)
def test_one_problem_in_two_channels_may_be_one_case(linked: Stand, change: dict[str, Any], is_found: bool) -> None:
    linked.con.execute("UPDATE raw.urban_case SET lon = 115.858, lat = 28.698, crs = 'WGS84' WHERE case_id = '1'")
    linked.load("urban_case", [{**NEAR, **PLACE, **change}])
    linked.build(JUNE)
    assert linked.offenders("merge_candidate") == ([("1", "2")] if is_found else [])


def test_merges_in_a_circle_do_not_resolve(linked: Stand) -> None:
    linked.load("urban_case", [{**CASE, "case_id": "2", "status": "merged", "merged_into": "9"},
                               {**CASE, "case_id": "9", "status": "merged", "merged_into": "2"}])  # fmt: skip
    linked.build(JUNE)
    assert ids(linked, "merged_into_resolves") == ["2", "9"]


def test_a_citizen_rates_an_order_after_it_is_closed(linked: Stand) -> None:
    early = {"order_id": "O1", "is_reached": True}
    linked.load("hotline_visit", [{**early, "visited_at": "6-02", "satisfied": "满意"},
                                  {**early, "visited_at": "6-02 09:00", "is_solved": False},
                                  {**early, "visited_at": "6-02 10:00"},
                                  {**early, "visited_at": "6-03", "satisfied": "满意"}])  # fmt: skip
    linked.build(JUNE)
    assert len(linked.offenders("visit_order_closed")) == 2
    linked.con.execute("UPDATE raw.hotline_order SET closed_at = NULL")
    linked.build(JUNE)
    assert len(linked.offenders("visit_order_closed")) == 4


@pytest.mark.parametrize(("rows", "empty", "missing"), [(49, 49, []), (50, 1, []), (50, 2, [2]), (100, 2, [])])
def test_telephones_are_given_in_98_of_100_rows(stand: Stand, rows: int, empty: int, missing: list[int]) -> None:
    for number in range(rows):
        phone = None if number < empty else f"k{number}"
        stand.load("consultation", [{"consultation_id": str(number), "asked_at": "6-01", "phone_key": phone}])
    stand.build(JUNE)
    assert [row[1] for row in stand.offenders("fill_rate")] == missing


def test_an_inspector_leaves_no_telephone(stand: Stand) -> None:
    for number in range(60):
        stand.load("urban_case", [{**CASE, "case_id": str(number), "channel": "inspector", "lon": 1.0, "lat": 1.0}])
    stand.build(JUNE)
    assert stand.offenders("fill_rate") == []
    stand.con.execute("UPDATE raw.urban_case SET channel = 'app', lon = NULL")
    stand.build(JUNE)
    assert [row[0] for row in sorted(stand.offenders("fill_rate"))] == ["fct_case.has_reporter", "fct_case.lon"]

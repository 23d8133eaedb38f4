"""人地事物情 and one cell's life: what all silos know together, counted by hand; few people are never shown."""

import datetime as dt

import pytest

from tests.content.silos.public_management import EVENT, PERSON, ROOM
from tests.content.silos.urban_management import GRID, LINKED_CASE
from tests.content.stand import Stand

JUNE = dt.date(2015, 6, 30)
CODE = GRID["grid_code"]
DAYS = {"birth_on": "1-01", "registered_on": "1-01", "updated_at": "6-01"}


@pytest.fixture
def district(stand: Stand) -> Stand:
    stand.load("grid", [{**GRID, "community_code": "360113001001", "community_name": "社区一"}])
    # two cases of one caller, one of them open and forwarded by the hotline; a third in July
    case = {**LINKED_CASE, "reporter_key": "phone", "hotline_order_id": None}
    stand.load("urban_case", [
        {**case, "case_id": "1"},
        {**case, "case_id": "2", "status": "4", "closed_at": None},
        {**case, "case_id": "3", "reported_at": "7-02", "registered_at": "7-02", "closed_at": "7-03"},
    ])  # fmt: skip
    order = {"demand_type": "投诉", "accepted_at": "6-05", "updated_at": "6-05", "is_closed_at_desk": False}
    stand.load("hotline_order", [
        {"order_id": "O1", "caller_key": "phone", "forwarded_case_id": "2", **order},
        {"order_id": "O2", "caller_key": "other", **order},
    ])  # fmt: skip
    stand.load("hotline_visit", [{"order_id": "O1", "visited_at": "6-09", "is_reached": True, "satisfied": "不满意"}])
    times = {"reported_at": "6-02", "accepted_at": "6-02", "due_at": "6-05", "closed_at": "6-03", "updated_at": "6-03"}
    stand.load("mgmt_grid_event", [{**EVENT, **times}])
    stand.load("mgmt_room", [{**ROOM, "updated_at": "6-01", "org_key": "firm", "use_type": "商铺"}])
    stand.load("mgmt_person", [{**PERSON, **DAYS, "phone_key": "phone"}])
    return stand


def test_events_of_all_silos_stand_together(district: Stand) -> None:
    district.build(JUNE)
    found = district.rows(
        "SELECT event_type_code, count(*), count(grid_code), count(*) FILTER (is_closed) FROM pub.event"
        " GROUP BY ALL ORDER BY ALL"
    )
    assert found == [("case", 3, 3, 2), ("grid_event", 1, 1, 1), ("hotline_order", 2, 0, 0)]


def test_a_person_is_one_across_silos(district: Stand) -> None:
    district.build(JUNE)
    assert district.rows("SELECT hotline_order_n, reported_case_n, volunteer_shift_n FROM pub.person") == [(1, 3, 0)]


def test_demands_and_ratings_by_theme(district: Stand) -> None:
    district.build(JUNE)
    found = district.rows(
        "SELECT sentiment_type_code, theme_kind_code, theme_code, count(*), sum(score_n) FROM pub.sentiment"
        " GROUP BY ALL ORDER BY ALL"
    )
    # a case that came through the hotline is the citizens' own; nobody rated the second order
    assert found == [("demand", "category", "event-01-02", 3, None), ("demand", "demand_type", "投诉", 2, None),
                     ("rating", "demand_type", "投诉", 1, -1)]  # fmt: skip


def test_applications_join_by_identity_and_only_what_was_rated_counts(district: Stand) -> None:
    applied = {"applicant_key": PERSON["id_key"], "submitted_at": "6-03", "updated_at": "6-03"}
    district.load("application", [{"app_no": "A1", **applied, "finished_at": "6-08"}, {"app_no": "A2", **applied}])
    district.load("service_rating", [
        {"rating_id": f"R{n}", "app_no": "A1", "rated_at": "6-09", "rating_level": level, "is_active_rating": active}
        for n, (level, active) in enumerate([(5, True), (3, True), (2, True), (5, False)])
    ])  # fmt: skip
    district.build(JUNE)
    assert district.rows("SELECT application_n FROM pub.person") == [(2,)]
    assert district.rows("SELECT count(*) FILTER (is_closed), count(*) FROM pub.event"
                         " WHERE event_type_code = 'application'") == [(1, 2)]  # fmt: skip
    assert district.rows("SELECT count(*), sum(score_n) FROM pub.sentiment WHERE silo_code = 'citizen_app'") == [(3, 1)]


def test_a_cell_by_month_leaves_the_future_out_and_counts_calls_by_their_case(district: Stand) -> None:
    district.build(JUNE)
    found = district.rows("SELECT month_on, event_type_code, event_n, open_n FROM mart.grid_month ORDER BY ALL")
    june = dt.date(2015, 6, 1)
    assert found == [(june, "case", 2, 1), (june, "grid_event", 1, 0), (june, "hotline_order", 1, 1)]


def test_a_cell_of_one_resident_shows_none_and_its_firm(district: Stand) -> None:
    district.build(JUNE)
    assert district.rows("SELECT resident_n, room_n, enterprise_n FROM mart.grid_life") == [(None, 1, 1)]


@pytest.mark.parametrize(("persons", "shown"), [(9, None), (10, 20)])
def test_alarms_of_few_elders_are_not_shown(district: Stand, persons: int, shown: int | None) -> None:
    district.load("elder_alarm", [
        {"alarm_id": f"{n}", "person_key": f"p{n % persons}", "community_code": "360113001001", "alarm_at": "6-01"}
        for n in range(20)])  # fmt: skip
    district.build(JUNE)
    assert district.rows("SELECT elder_alarm_n FROM mart.grid_life") == [(shown,)]

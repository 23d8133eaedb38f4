"""KPIs of public management over rows written by hand; the integers are counted by hand as well."""

import datetime as dt

import pytest

from tests.content.silos.public_management import CELL, DIVISION, EVENT, PERSON, ROOM
from tests.content.stand import Stand, rows_of

JUNE, JULY = dt.date(2015, 6, 30), dt.date(2015, 7, 31)

# 01 in time · 02 late · 03 closed before a limit that lies after June · 04 open, not yet due · 05 open, past its limit
# 06 due at the very end of June, so not yet due · 07 void · 08 not yet accepted · 09 forwarded, open, not yet due
# 10 reported in July · 11 closed in July, due in June · 12 closed at its very limit, forwarded
EVENTS = """
 event_id | status  | reported_at | accepted_at | due_at     | closed_at  | forwarded_case_id | event_kind
 01       | 已办结  | 6-01 09:00  | 6-01 09:10  | 6-02 09:10 | 6-01 19:00 |                   | 环境卫生
 02       | 已办结  | 6-01 09:00  | 6-01 09:10  | 6-02 09:10 | 6-03 09:00 |                   | 环境卫生
 03       | 已办结  | 6-29 09:00  | 6-29 09:10  | 7-06 09:10 | 6-30 09:00 |                   | 矛盾纠纷
 04       | 处理中  | 6-29 09:00  | 6-29 09:10  | 7-06 09:10 |            |                   | 矛盾纠纷
 05       | 处理中  | 6-10 09:00  | 6-10 09:10  | 6-15 09:10 |            |                   | 安全隐患
 06       | 处理中  | 6-25 09:00  | 6-25 09:10  | 7-01       |            |                   | 安全隐患
 07       | 作废    | 6-10 09:00  | 6-10 09:10  | 6-15 09:10 |            |                   | 其他
 08       | 待受理  | 6-30 23:50  |             |            |            |                   | 其他
 09       | 已转办  | 6-29 09:00  | 6-29 09:10  | 7-02       |            | C1                | 环境卫生
 10       | 已办结  | 7-01 09:00  | 7-01 09:10  | 7-02 09:10 | 7-01 10:00 |                   | 环境卫生
 11       | 已办结  | 6-20 09:00  | 6-20 09:10  | 6-25 09:10 | 7-02 09:00 |                   | 民生服务
 12       | 已办结  | 6-10 09:00  | 6-10 09:10  | 6-11 09:10 | 6-11 09:10 | C2                | 环境卫生
"""
PLACE = {"grid_code": "36011300100101", "channel": "网格巡查"}
# P1 linked, fresh · P2 without an address · P3 at an unknown address · P4 linked, 90 days old to the day
# P5 linked, 91 days old · P6 left in May · P7 leaves in July · P8 registered in July
PERSONS = """
 person_key | addr_key | community_code | resident_type | status | registered_on | left_on | updated_at
 P1         | A1       | 360113001001   | 户籍          | 在册   | 1-01          |         | 6-29
 P2         |          | 360113001001   | 流动          | 在册   | 1-01          |         | 6-20
 P3         | A9       | 360113001001   | 流动          | 在册   | 1-01          |         | 1-20
 P4         | A1       | 360113002001   | 户籍          | 在册   | 1-01          |         | 4-01
 P5         | A2       | 360113002001   | 户籍          | 在册   | 1-01          |         | 3-31
 P6         | A1       | 360113001001   | 户籍          | 迁出   | 1-01          | 5-10    | 5-10
 P7         | A2       | 360113001001   | 户籍          | 迁出   | 1-01          | 7-10    | 6-10
 P8         | A1       | 360113001001   | 户籍          | 在册   | 7-03          |         | 7-03
"""
ROOMS = """
 addr_key | use_type | occupancy | community_code | updated_at
 A1       | 住宅     | 自住      | 360113001001   | 6-01
 A2       | 住宅     | 空置      | 360113001001   | 6-01
 A3       | 住宅     | 出租      | 360113001001   | 6-01
 A4       | 商铺     | 空置      | 360113001001   | 6-01
"""
# filed on the fifth · on the sixth · never by 360113002 for May
RETURNS = """
 street_code | month_on | household_n | visited_household_n | hazard_n | hazard_cleared_n | resident_n | grid_worker_n | filed_on
 360113001   | 4-01     | 100         | 50                  | 10       | 9                | 300        | 2             | 5-05
 360113002   | 4-01     | 200         | 60                  | 4        | 4                | 500        | 1             | 5-06
 360113001   | 5-01     | 100         | 80                  | 6        | 3                | 310        | 2             | 6-02
 360113001   | 6-01     | 100         | 70                  | 1        | 1                | 320        | 2             | 7-02
"""  # noqa: E501


@pytest.fixture
def grids(stand: Stand) -> Stand:
    stand.load("mgmt_grid_event", [{**PLACE, **row} for row in rows_of(EVENTS)])
    stand.load("mgmt_person", [{"gender": "男", **row} for row in rows_of(PERSONS)])
    stand.load("mgmt_room", [{"grid_code": "36011300100101", **row} for row in rows_of(ROOMS)])
    stand.load("mgmt_street_month", rows_of(RETURNS))
    stand.load("grid", [{"grid_code": f"36011300{n}00101", "community_code": f"36011300{n}001",
                         "street_code": f"36011300{n}", "street_name": f"街道{n}"} for n in (1, 2)])  # fmt: skip
    stand.build(JUNE)
    return stand


def test_events_due_are_those_closed_or_past_their_limit(grids: Stand) -> None:
    # 01 02 03 12 closed; 05 and 11 past their limit
    assert grids.ratio("grid_event_closure_rate", "due") == (4, 6)
    assert grids.ratio("grid_event_closure_rate", "reported") == (4, 11)
    assert grids.count("grid_events") == 11
    # 11 less 4 closed, 2 past their limit and 1 void
    assert [grids.open_n("grid_event_closure_rate", variant) for variant in ("due", "reported")] == [4, 4]


def test_a_closure_after_the_day_observed_is_not_seen(grids: Stand) -> None:
    grids.build(JULY)
    # due by July: all but 07 and 08; closed 01 02 03 10 11 12
    assert grids.ratio("grid_event_closure_rate", "due") == (6, 10)


def test_on_time_counts_the_very_limit(grids: Stand) -> None:
    assert grids.ratio("grid_event_on_time_rate") == (3, 6)
    assert grids.ratio("grid_event_on_time_rate", where="grid_event_kind_code = 'sanitation'") == (2, 3)
    assert grids.ratio("grid_event_on_time_rate", where="grid_event_kind_code = 'other'") == (0, 0)


def test_forwarded_events_over_those_not_void(grids: Stand) -> None:
    assert grids.ratio("grid_event_forward_rate") == (2, 10)


def test_hours_of_closed_events(grids: Stand) -> None:
    hours = grids.rows("SELECT value FROM kpi.grid_event_duration_p90 WHERE NOT is_open ORDER BY value")
    assert [float(value) for (value,) in hours] == [10.0, 24.0, pytest.approx(24 + 10 / 60), 48.0]


def test_persons_with_a_room_over_those_on_the_register(grids: Stand) -> None:
    # on the register at June's end: P1 P2 P3 P4 P5 P7; in a registered room: P1 P4 P5 P7
    assert grids.count("registered_persons") == 6
    assert grids.ratio("person_room_link_rate") == (4, 6)
    assert grids.ratio("person_room_link_rate", where="street_code = '360113001'") == (2, 4)
    assert grids.ratio("person_room_link_rate", where="resident_type_code = 'floating'") == (0, 2)


def test_persons_updated_within_ninety_days(grids: Stand) -> None:
    # P1 P2 P4 P7; P4 on the ninetieth day, P5 a day too old, P3 long ago
    assert grids.ratio("person_update_rate") == (4, 6)


def test_vacant_dwellings_leave_shops_out(grids: Stand) -> None:
    assert grids.ratio("dwelling_vacancy_rate") == (1, 3)


def test_a_return_is_due_on_the_fifth_and_a_missing_one_counts(grids: Stand) -> None:
    # April: in time, late; May: in time, missing; June is not yet due
    assert grids.ratio("street_return_on_time_rate") == (2, 4)
    grids.build(dt.date(2015, 7, 5))
    assert grids.ratio("street_return_on_time_rate") == (3, 6)


def test_figures_of_returns_filed_so_far(grids: Stand) -> None:
    assert grids.ratio("household_visit_rate") == (190, 400)
    assert grids.ratio("hazard_clear_rate") == (16, 20)
    assert grids.ratio("residents_per_grid_worker") == (1110, 5)


def test_a_cell_of_few_residents_shows_none_nor_does_the_one_that_would_betray_it(stand: Stand) -> None:
    for cell, residents in (("01", 4), ("02", 12), ("03", 15), ("04", 40)):
        grid_code = f"360113001001{cell}"
        stand.load("mgmt_room", [{**ROOM, "addr_key": cell, "grid_code": grid_code, "updated_at": "6-01"}])
        stand.load("mgmt_person", [
            {**PERSON, "person_key": f"{cell}-{n}", "addr_key": cell, "birth_on": "1-01", "registered_on": "1-01",
             "updated_at": "6-01"} for n in range(residents)])  # fmt: skip
    stand.build(JUNE)
    shown = stand.rows("SELECT grid_code[-2:], resident_n FROM pub.fct_grid_population ORDER BY grid_code")
    assert shown == [("01", None), ("02", None), ("03", 15), ("04", 40)]


@pytest.mark.parametrize(("east", "n", "offenders"), [(0.0, 12, 0), (0.005, 12, 1), (0.005, 9, 0), (0.02, 12, 0)])
def test_a_handset_that_is_shifted_as_a_whole_is_named_once(stand: Stand, east: float, n: int, offenders: int) -> None:
    stand.load("mgmt_grid", [{**CELL, "valid_from_on": "1-01"}])
    stand.load("mgmt_division", [{**DIVISION, "valid_from_on": "1-01"}])
    times = {"reported_at": "6-01 09:00", "accepted_at": "6-01 09:10", "due_at": "6-02", "closed_at": "6-01 15:00",
             "updated_at": "6-01 15:00"}  # fmt: skip
    stand.load("mgmt_grid_event", [
        {**EVENT, **times, "event_id": f"E{i}", "terminal_key": "T1", "lon": 115.858 + east + (i % 3 - 1) / 1000}
        for i in range(n)])  # fmt: skip
    stand.build(JUNE)
    assert len(stand.offenders("feed_shifted")) == offenders


def test_a_grid_that_was_given_up_is_in_force_until_its_last_day(stand: Stand) -> None:
    stand.load("mgmt_division", [{**DIVISION, "valid_from_on": "1-01"}])
    stand.load("mgmt_grid", [{**CELL, "valid_from_on": "1-01", "valid_to_on": "6-10"}])
    times = {"accepted_at": None, "due_at": None, "closed_at": None, "updated_at": "6-11", "status": "待受理"}
    stand.load("mgmt_grid_event", [{**EVENT, **times, "event_id": f"E{day}", "reported_at": f"6-{day:02d} 09:00"}
                                   for day in (9, 10)])  # fmt: skip
    stand.build(JUNE)
    assert [row[0] for row in stand.offenders("event_grid_in_force")] == ["E10"]

"""KPIs of public safety over camera states, disputes, incidents and warnings written by hand."""

import datetime as dt
from typing import Any

import pytest

from tests.content.stand import Stand, rows_of

GRID, OTHER_GRID = "36011300100101", "36011300200101"
THIRD_OF_JUNE = dt.date(2015, 6, 3)
JUNE = dt.date(2015, 6, 30)

# A dark over midnight, its last state ends after the day observed · B two approved maintenances that overlap, one
# without approval, all while it is logged online; still online · C retired on the third day, logged from the middle of
# a minute to midnight only · D new on the third day, no state at all · E gone before the log · G in maintenance always
CAMERAS = f"""
 camera_id | grid_code    | owner_name | installed_on | retired_on
 A         | {GRID}       | 甲         | 1-01         |
 B         | {GRID}       | 甲         | 1-01         |
 C         | {GRID}       | 乙         | 1-01         | 6-03
 D         | {GRID}       | 乙         | 6-03         |
 E         | {GRID}       | 乙         | 1-01         | 5-31
 G         | {OTHER_GRID} | 乙         | 1-01         | 6-02
"""
STATES = """
 camera_id | state_from_at | state_to_at | state       | approval_id
 A         | 6-01 00:00    | 6-01 22:30  | online      |
 A         | 6-01 22:30    | 6-02 01:30  | offline     |
 A         | 6-02 01:30    | 6-04 08:00  | online      |
 A         | 6-04 08:00    |             | offline     |
 B         | 6-01 00:00    |             | online      |
 B         | 6-01 10:00    | 6-01 12:00  | maintenance | JX1
 B         | 6-01 11:00    | 6-01 13:00  | maintenance | JX2
 B         | 6-02 10:00    | 6-02 11:00  | maintenance |
 C         | 6-01 06:00:30 | 6-02 00:00  | online      |
 G         | 6-01 00:00    | 6-02 00:00  | maintenance | JX3
"""


STREETS = [
    {"grid_code": GRID, "grid_name": "一", "street_code": "360113001", "street_name": "沙井街道"},
    {"grid_code": OTHER_GRID, "grid_name": "二", "street_code": "360113002", "street_name": "卫东街道"},
]


@pytest.fixture
def watched(stand: Stand) -> Stand:
    stand.load("grid", STREETS)
    stand.load("camera", rows_of(CAMERAS))
    stand.load("camera_status", rows_of(STATES))
    stand.build(THIRD_OF_JUNE)
    return stand


def test_online_minutes_over_minutes_in_service_less_approved_maintenance(watched: Stand) -> None:
    by_camera = watched.rows(
        """SELECT camera_id, sum(in_service_min)::INT, sum(maintenance_min)::INT, sum(online_min)::INT,
        sum(offline_min)::INT, sum(unknown_min)::INT FROM mart.camera_day GROUP BY camera_id ORDER BY camera_id"""
    )
    assert by_camera == [
        ("A", 4320, 0, 4140, 180, 0),
        ("B", 4320, 180, 4080, 60, 0),
        ("C", 2880, 0, 1079, 0, 1801),
        ("D", 1440, 0, 0, 0, 1440),
        ("G", 1440, 1440, 0, 0, 0),
    ]
    assert watched.ratio("camera_online_rate", "minutes") == (9299, 12780)
    assert watched.ratio("camera_online_rate", "minutes", where="owner_id = '甲'") == (8220, 8460)


def test_an_interval_over_midnight_is_split_between_its_days(watched: Stand) -> None:
    days = watched.rows("SELECT offline_min FROM mart.camera_day WHERE camera_id = 'A' ORDER BY observed_on")
    assert days == [(90,), (90,), (0,)]


def test_hourly_polls(watched: Stand) -> None:
    assert watched.ratio("camera_online_rate", "poll") == (154, 213)


def test_a_camera_in_approved_maintenance_all_the_time_counts_as_nothing_over_nothing(watched: Stand) -> None:
    assert watched.ratio("camera_online_rate", "minutes", where="street_code = '360113002'") == (0, 0)


def test_a_day_before_sees_less(watched: Stand) -> None:
    watched.build(dt.date(2015, 6, 2))
    assert watched.ratio("camera_online_rate", "minutes") == (1350 + 1350 + 1260 + 1380 + 1079, 2880 + 2700 + 2880)


WHOLE: dict[str, Any] = {
    "camera_name": "n", "manufacturer_name": "m", "model_name": "m", "owner_name": "甲", "division_code": "360113",
    "grid_code": GRID, "address": "x", "ip_address": "x", "lon": 115.85, "lat": 28.69, "installed_on": "1-01",
}  # fmt: skip


def test_a_record_is_complete_with_all_ten_items(stand: Stand) -> None:
    stand.load("camera", [
        {**WHOLE, "camera_id": "A"},
        {**WHOLE, "camera_id": "B", "ip_address": None},
        {**WHOLE, "camera_id": "C", "lat": None},
        {**WHOLE, "camera_id": "D", "installed_on": None},
        {**WHOLE, "camera_id": "E", "retired_on": "6-30"},
        {**WHOLE, "camera_id": "F", "installed_on": "7-01"},
        {**WHOLE, "camera_id": "G", "retired_on": "7-01"},
    ])  # fmt: skip
    stand.build(JUNE)
    assert stand.ratio("camera_record_complete_rate") == (2, 5)
    assert stand.rows("SELECT record_filled_n FROM pub.dim_camera WHERE camera_id = 'C'") == [(9,)]
    assert stand.rows("SELECT lon, lat FROM pub.dim_camera WHERE camera_id = 'A'") == [(115.85, 28.69)]


def dispute(number: int, grid: str = GRID, **more: Any) -> dict[str, Any]:
    row = {"dispute_id": f"{grid}-{number}", "dispute_type": "邻里", "grid_code": grid, "accepted_at": "6-01 09:00",
           "due_at": "6-25 09:00", "mediated_at": "6-20 09:00", "mediation_result": "调解成功"}  # fmt: skip
    return {**row, **more}


# ten resolved, two failed, one withdrawn, one open past its limit, one open within it, one that ended in July
FIRST_STREET = [
    *(dispute(n) for n in range(10)),
    dispute(10, mediation_result="调解不成"),
    dispute(11, mediation_result="引导诉讼", mediated_at="6-28 09:00"),
    dispute(12, mediation_result="当事人撤回"),
    dispute(13, mediation_result=None, mediated_at=None),
    dispute(14, mediation_result=None, mediated_at=None, due_at="7-15 09:00"),
    dispute(15, mediated_at="7-02 09:00"),
]


def test_disputes_resolved_over_those_ended_or_past_their_limit(stand: Stand) -> None:
    stand.load("dispute", FIRST_STREET)
    stand.build(JUNE)
    assert stand.ratio("dispute_resolution_rate", "due") == (10, 14)
    assert stand.ratio("dispute_resolution_rate", "concluded") == (10, 12)
    assert stand.ratio("dispute_resolution_rate", "concluded", where="street_code = '360113001'") == (10, 12)
    assert stand.rows("SELECT count(*) FROM mart.dispute_outcome WHERE is_overdue") == [(2,)]


@pytest.mark.parametrize(("others_n", "told_apart"), [(0, (10, 12)), (3, (None, None)), (10, (10, 12))])
def test_a_street_is_told_apart_when_neither_it_nor_the_rest_is_below_ten(
    stand: Stand, others_n: int, told_apart: tuple[int | None, int | None]
) -> None:
    stand.load("dispute", [*FIRST_STREET, *(dispute(n, OTHER_GRID) for n in range(others_n))])
    stand.build(JUNE)
    assert stand.ratio("dispute_resolution_rate", "concluded") == (10 + others_n, 12 + others_n)
    assert stand.ratio("dispute_resolution_rate", "concluded", where="street_code = '360113001'") == told_apart


def test_a_month_of_fewer_than_ten_is_not_published(stand: Stand) -> None:
    stand.load("dispute", [dispute(n) for n in range(9)])
    stand.build(JUNE)
    assert stand.ratio("dispute_resolution_rate", "due") == (None, None)


def test_a_kind_of_nine_disputes_that_is_told_apart_is_found(stand: Stand) -> None:
    stand.load("dispute", [dispute(n) for n in range(19)])
    stand.build(JUNE)
    assert stand.offenders("dispute_cell_of_few") == []
    stand.run("UPDATE mart.dispute_outcome SET dispute_type = '医疗' WHERE right(dispute_id, 2) <= '-8'")
    assert [row[2:] for row in stand.offenders("dispute_cell_of_few")] == [("医疗", 9)]


def test_response_of_incidents_somebody_came_to(stand: Stand) -> None:
    stand.load("incident", rows_of(f"""
     incident_id | incident_level | incident_type | incident_source | grid_code | reported_at   | responded_at
     1           | 一般           | 治安          | 视频巡查        | {GRID}    | 6-01 23:50    | 6-02 00:00
     2           | 一般           | 治安          | 群众报警        | {GRID}    | 6-02 10:00    | 6-02 10:07:30
     3           | 重大           | 消防          | 群众报警        | {GRID}    | 6-03 10:00    |
     4           | 重大           | 消防          | 群众报警        | {GRID}    | 6-30 23:59    | 7-01 00:09
    """))  # fmt: skip
    stand.build(JUNE)
    assert stand.rows("SELECT period_on::VARCHAR, value FROM kpi.incident_response_p90 ORDER BY 1") == [
        ("2015-06-01", 10.0),
        ("2015-06-02", 7.5),
        ("2015-06-03", None),
        ("2015-06-30", None),
    ]
    assert stand.open_n("incident_response_p90") == 2


def test_delivered_over_meant(stand: Stand) -> None:
    stand.load("broadcast", rows_of("""
     broadcast_id | broadcast_channel | theme   | sent_at    | target_n | delivered_n
     1            | 短信              | 防汛    | 6-01 09:00 | 1000     | 950
     2            | 微信              | 防汛    | 6-02 09:00 | 400      | 400
     3            | 微信              | 反诈    | 6-03 09:00 | 100      | 0
     4            | 短信              | 防汛    | 7-01 09:00 | 1000     | 1000
    """))  # fmt: skip
    stand.build(JUNE)
    assert stand.ratio("broadcast_delivery_rate") == (1350, 1500)
    assert stand.ratio("broadcast_delivery_rate", where="broadcast_channel_code = '微信'") == (400, 500)


@pytest.mark.parametrize(
    ("days_late", "steps"),
    [
        ([30] * 10 + [31] * 11 + [90] * 3 + [91] * 12, [(0, 12), (30, 10), (90, 14)]),
        ([30] * 10 + [31] * 9, [(-1, 19)]),
        ([30] * 10, [(30, 10)]),
        ([0] * 4 + [40] * 5, []),
        ([], []),
    ],
)
def test_overdue_disputes_are_told_by_steps_of_ten_or_together(
    stand: Stand, days_late: list[int], steps: list[tuple[int, int]]
) -> None:
    ended = [
        dispute(100 + n, accepted_at="1-01 09:00", due_at="1-25 09:00", mediated_at="1-20 09:00") for n in range(10)
    ]
    due = [JUNE - dt.timedelta(days=days) for days in days_late]
    open_ones = [
        dispute(n, mediation_result=None, mediated_at=None, accepted_at="1-01 09:00", due_at=f"{day:%m-%d} 09:00")
        for n, day in enumerate(due)
    ]
    stand.load("dispute", [*ended, *open_ones])
    stand.build(JUNE)
    assert stand.rows("SELECT step_d, dispute_n FROM mart.dispute_overdue_step ORDER BY 1") == steps

"""KPIs of the hotline over calls, orders and call-backs written by hand."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)

# 01 answered after 15 s · 02 after 16 s · 03 given up · 04 ended in the menu · 05 July
# 06 queued in June, answered in July
CALLS = """
 call_id | ivr_at        | queued_at     | answered_at   | ended_at      | is_abandoned
 01      | 6-01 09:00    | 6-01 09:00:30 | 6-01 09:00:45 | 6-01 09:03:45 | false
 02      | 6-01 10:00    | 6-01 10:00:30 | 6-01 10:00:46 | 6-01 10:02    | false
 03      | 6-02 09:00    | 6-02 09:00:30 |               | 6-02 09:02    | true
 04      | 6-02 09:30    |               |               | 6-02 09:31    | false
 05      | 7-01 09:00    | 7-01 09:00:30 | 7-01 09:00:31 | 7-01 09:02    | false
 06      | 6-30 23:59:30 | 6-30 23:59:55 | 7-01 00:00:05 | 7-01 00:02    | false
"""
# 01 in time, solved · 02 late, unsolved · 03 within its limit · 04 overdue · 05 in time, not reached · 06 at the desk
# 07 closed before its limit in July, not called back · 08 closed in July, due in June · 09 called back twice
# 10 called back again in July · 11 accepted in July
ORDERS = """
 order_id | demand_type | org_path        | accepted_at | due_at | closed_at  | is_closed_at_desk
 01       | 求决        | 红谷滩新区/城管局 | 6-01 09:00  | 6-08   | 6-05       | false
 02       | 投诉        | 红谷滩新区/城管局 | 6-01 09:00  | 6-08   | 6-10       | false
 03       | 投诉        | 红谷滩新区/城管局 | 6-28 09:00  | 7-05   |            | false
 04       | 投诉        | 红谷滩新区/城管局 | 6-13 09:00  | 6-20   |            | false
 05       | 投诉        | 红谷滩新区/城管局 | 6-01 09:00  | 6-08   | 6-07       | false
 06       | 咨询        |                 | 6-01 09:00  |        | 6-01 09:05 | true
 07       | 建议        | 红谷滩新区/住建局 | 6-29 09:00  | 7-10   | 6-30       | false
 08       | 投诉        | 红谷滩新区/住建局 | 6-18 09:00  | 6-25   | 7-02       | false
 09       | 投诉        | 红谷滩新区/住建局 | 6-01 09:00  | 6-08   | 6-05       | false
 10       | 投诉        | 红谷滩新区/住建局 | 6-01 09:00  | 6-08   | 6-05       | false
 11       | 投诉        | 红谷滩新区/住建局 | 7-01 09:00  | 7-08   | 7-02       | false
"""
VISITS = """
 order_id | visited_at | is_reached | is_solved | satisfied
 01       | 6-06       | true       | true      | 满意
 02       | 6-11       | true       | false     | 不满意
 05       | 6-08       | false      |           |
 06       | 6-02       | true       | true      | 基本满意
 08       | 7-03       | true       | true      | 满意
 09       | 6-10       | true       | false     | 不满意
 09       | 6-12       | true       | true      | 满意
 10       | 6-10       | true       | true      | 满意
 10       | 7-02       | true       | false     | 不满意
"""


@pytest.fixture
def june(stand: Stand) -> Stand:
    stand.load("hotline_call", rows_of(CALLS))
    stand.load("hotline_order", rows_of(ORDERS))
    stand.load("hotline_visit", rows_of(VISITS))
    stand.load("oa_department", [{"dept_id": "D01", "dept_name": "城市管理局"}])
    stand.build(JUNE)
    return stand


def test_answered_over_queued(june: Stand) -> None:
    assert june.count("hotline_calls") == 5
    assert june.ratio("hotline_answer_rate") == (2, 4)
    assert june.ratio("hotline_answer_15s_rate") == (1, 4)


def test_on_time_over_dispatched_orders_closed_or_past_their_limit(june: Stand) -> None:
    assert june.ratio("hotline_on_time_rate") == (5, 8)
    assert june.ratio("hotline_on_time_rate", where="dept_id = 'D01'") == (2, 4)
    assert june.ratio("hotline_on_time_rate", where="dept_id IS NULL") == (3, 4)
    assert june.open_n("hotline_on_time_rate") == 1  # 03


def test_resolution_leaves_out_orders_within_their_limit_and_citizens_not_reached(june: Stand) -> None:
    assert june.ratio("hotline_resolution_rate") == (4, 7)
    assert june.open_n("hotline_resolution_rate") == 2  # 03 and 07; 05 was closed more than ten days before


def test_satisfaction_counts_effective_call_backs_only(june: Stand) -> None:
    assert june.ratio("hotline_satisfaction_rate") == (4, 5)
    assert june.open_n("hotline_satisfaction_rate") == 2


def test_an_order_that_waits_for_its_call_back_counts_nothing_over_nothing(june: Stand) -> None:
    assert june.ratio("hotline_satisfaction_rate", where="demand_type_code = '建议'") == (0, 0)
    assert june.open_n("hotline_satisfaction_rate", where="demand_type_code = '建议'") == 1  # 07


def test_old_labels_become_the_seven_kinds(june: Stand) -> None:
    assert june.rows("SELECT demand_type FROM pub.fct_order WHERE order_id = '01'") == [("求助",)]


def test_an_order_carries_its_newest_call_back(june: Stand) -> None:
    newest = june.rows("SELECT is_solved, satisfaction_code FROM pub.fct_order WHERE order_id = '09'")
    assert newest == [(True, "satisfied")]
    assert june.rows("SELECT count(*) FROM pub.fct_order") == [(11,)]


def test_settled_in_the_call_over_accepted(june: Stand) -> None:
    assert june.ratio("hotline_desk_rate") == (1, 10)


# 1 after 24 hours to the minute · 2 a minute later · 3 never · 4 not yet 24 hours old · 5 at once · 6 at the desk
# 7 signed for in July · 8 replied to without a signature
RESPONSES = """
 order_id | accepted_at | signed_at  | replied_at | closed_at  | is_closed_at_desk
 1        | 6-01 09:00  | 6-02 09:00 | 6-03       | 6-04       | false
 2        | 6-01 09:00  | 6-02 09:01 | 6-03       | 6-04       | false
 3        | 6-01 09:00  |            |            |            | false
 4        | 6-30 09:00  |            |            |            | false
 5        | 6-30 09:00  | 6-30 10:00 |            |            | false
 6        | 6-30 09:00  |            | 6-30 09:00 | 6-30 09:01 | true
 7        | 6-29 23:00  | 7-01 00:00 |            |            | false
 8        | 6-01 09:00  |            | 6-01 10:00 |            | false
"""
# b raises his demand again after 30 days to the minute, and a third time a minute too late to count
DEMANDS = """
 order_id | caller_key | demand_type | org_path          | accepted_at
 1        | a          | 投诉        | 红谷滩新区/城管局 | 6-01
 2        | a          | 申诉        | 红谷滩新区/城管局 | 6-15
 3        | a          | 咨询        | 红谷滩新区/城管局 | 6-16
 4        | a          | 投诉        | 红谷滩新区/建设局 | 6-16
 5        | b          | 投诉        | 红谷滩新区/城管局 | 5-01
 6        | b          | 投诉        | 红谷滩新区/城管局 | 5-31
 7        | b          | 投诉        | 红谷滩新区/城管局 | 6-30 00:01
 8        |            | 投诉        | 红谷滩新区/城管局 | 6-16
 9        | a          | 投诉        | 红谷滩新区/城管局 | 7-02
"""


def test_response_within_24_hours(stand: Stand) -> None:
    stand.load("hotline_order", [{"demand_type": "投诉", **row} for row in rows_of(RESPONSES)])
    stand.build(JUNE)
    assert stand.ratio("hotline_response_rate") == (3, 6)


def test_a_demand_is_repeated_within_30_days_by_the_same_caller(stand: Stand) -> None:
    stand.load("hotline_order", rows_of(DEMANDS))
    stand.build(JUNE)
    assert stand.ratio("hotline_repeat_rate") == (2, 7)
    repeated = stand.rows("SELECT period_on FROM kpi.hotline_repeat_rate WHERE numerator = 1 ORDER BY 1")
    assert [row[0] for row in repeated] == [dt.date(2015, 5, 31), dt.date(2015, 6, 15)]


def test_demands_per_resident_count_where_a_street_has_returned_its_month(stand: Stand) -> None:
    days = [("1", "5-02", "S1"), ("2", "5-31 23:59", "S1"), ("3", "6-01", "S1"), ("4", "5-02", None)]
    stand.load("hotline_order", [{"order_id": n, "accepted_at": at, "street_code": street} for n, at, street in days])
    stand.load("mgmt_street_month", [
        {"street_code": "S1", "month_on": "5-01", "resident_n": 10_000, "filed_on": "6-03"},
        {"street_code": "S2", "month_on": "5-01", "resident_n": 5_000, "filed_on": "6-03"},
        {"street_code": "S1", "month_on": "6-01", "resident_n": 20_000, "filed_on": "7-03"},
    ])  # fmt: skip
    stand.build(JUNE)
    assert stand.ratio("hotline_demands_per_10k") == (2, 15_000)
    stand.build(dt.date(2015, 7, 31))
    assert stand.ratio("hotline_demands_per_10k") == (3, 35_000)

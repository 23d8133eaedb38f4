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


def test_resolution_leaves_out_orders_within_their_limit_and_citizens_not_reached(june: Stand) -> None:
    assert june.ratio("hotline_resolution_rate") == (4, 7)


def test_satisfaction_counts_effective_call_backs_only(june: Stand) -> None:
    assert june.ratio("hotline_satisfaction_rate") == (4, 5)


def test_nothing_over_nothing_is_null(june: Stand) -> None:
    assert june.ratio("hotline_satisfaction_rate", where="demand_type_code = '建议'") == (None, None)


def test_old_labels_become_the_seven_kinds(june: Stand) -> None:
    assert june.rows("SELECT demand_type FROM pub.fct_order WHERE order_id = '01'") == [("求助",)]


def test_an_order_carries_its_newest_call_back(june: Stand) -> None:
    newest = june.rows("SELECT is_solved, satisfaction_code FROM pub.fct_order WHERE order_id = '09'")
    assert newest == [(True, "satisfied")]
    assert june.rows("SELECT count(*) FROM pub.fct_order") == [(11,)]

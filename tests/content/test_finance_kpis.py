"""KPIs of finance over institutions, green-channel cases, credit events and ratings written by hand."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)

# f1 since January · f2 left in May · f3 settles in July · f4 is suspended · f5 settled last year and is an enterprise
# f6 left on the day it settled
INSTITUTIONS = """
 org_key | uscc | org_name | licence_type | capital_10k_cny | settled_on | left_on | org_status
 f1      | 91   | 甲银行   | 银行         | 1234.56         | 1-10       |         | 在营
 f2      | 91   | 乙典当   | 典当         | 500             | 3-01       | 5-01    | 注销
 f3      | 91   | 丙保险   | 保险         | 500             | 7-05       |         | 在营
 f4      | 91   | 丁小贷   | 小额贷款     | 500             | 2-01       |         | 停业
 f5      | 91   | 戊基金   | 基金         | 500             | 1-01       |         | 在营
 f6      | 91   | 己金科   | 金融科技     | 500             | 4-01       | 4-01    | 迁出
"""
ENTERPRISES = """
 org_key | uscc | org_name | org_kind   | industry_code | settled_on | org_status | is_reporting
 f5      | 91   | 戊基金   | 企业       | J6713         | 1-01       | 在营       | false
 e1      | 91   | 一公司   | 企业       | I6510         | 1-01       | 在营       | false
 e2      | 92   | 二记面馆 | 个体工商户 | H6210         | 1-01       | 在营       | false
"""
# 1 on the promised minute · 2 late · 3 within its promise · 4 overdue · 5 withdrawn · 6 refused
# 7 withdrawn in July, overdue on 30 June · 8 finished in July, promised in June
# 9 finished before its promise in July · 10 accepted in July
CASES = """
 green_case_id | service_kind | dept_name | accepted_at | promised_at | finished_at | withdrawn_at | amount_cny
 1             | 贷款审批     | 金融办    | 6-01        | 6-08 17:30  | 6-08 17:30  |              | 0.10
 2             | 贷款审批     | 金融办    | 6-01        | 6-08        | 6-09        |              | 0.20
 3             | 贷款审批     | 金融办    | 6-25        | 7-02        |             |              | 0.30
 4             | 设立登记     | 无名局    | 6-01        | 6-08        |             |              |
 5             | 设立登记     | 金融办    | 6-01        | 6-08        |             | 6-03         |
 6             | 设立登记     | 金融办    | 6-01        | 6-08        |             | 6-01         |
 7             | 设立登记     | 金融办    | 6-01        | 6-08        |             | 7-01         |
 8             | 上市辅导     | 金融办    | 6-01        | 6-29        | 7-01        |              |
 9             | 上市辅导     | 金融办    | 6-20        | 7-20        | 6-29        |              |
 10            | 上市辅导     | 金融办    | 7-01        | 7-20        | 7-03        |              |
"""
# repaired after 10, 20 and 30 days, one on the same day, one in July, one never; a commendation has nothing to repair
EVENTS = """
 credit_event_id | org_key | event_kind | occurred_on | repaired_on
 1               | e1      | 行政处罚   | 5-01        | 5-11
 2               | e1      | 行政处罚   | 5-01        | 5-21
 3               | e1      | 经营异常   | 5-01        | 5-31
 4               | e1      | 经营异常   | 5-01        | 5-01
 5               | e1      | 欠税公告   | 5-01        | 7-10
 6               | e2      | 失信被执行 | 6-30        |
 7               | e2      | 守信激励   | 6-01        |
 8               | e2      | 行政处罚   | 7-01        |
"""
# f1 rated twice, the newer one is in force · f5's ran out on 30 June · e1 has no record yet · e2's starts in July
# f2 left · f4 is suspended
RATINGS = """
 org_key | rated_on | valid_to_on | rating
 f1      | 2-01     | 12-31       | M
 f1      | 5-01     | 12-31       | A
 f5      | 1-30     | 6-30        | B
 e1      | 3-01     | 12-31       | M
 e2      | 7-01     | 12-31       | A
 f2      | 3-02     | 12-31       | A
 f4      | 3-02     | 12-31       | C
"""


@pytest.fixture
def june(stand: Stand) -> Stand:
    stand.load("fin_org", rows_of(INSTITUTIONS))
    stand.load("enterprise", rows_of(ENTERPRISES))
    stand.load("green_case", [{"org_key": "f1", **row} for row in rows_of(CASES)])
    stand.load("credit_event", rows_of(EVENTS))
    stand.load("credit_rating", rows_of(RATINGS.replace("| rating", "| rating_code")))
    stand.load("oa_department", [{"dept_id": "D21", "dept_name": "金融办"}])
    stand.con.execute("UPDATE raw.fin_org SET settled_on = '2014-05-01' WHERE org_key = 'f5'")
    stand.con.execute("UPDATE raw.enterprise SET settled_on = '2014-05-01' WHERE org_key = 'f5'")
    stand.build(JUNE)
    return stand


def test_on_time_over_cases_finished_or_past_their_promise(june: Stand) -> None:
    assert june.ratio("green_case_on_time_rate") == (2, 6)
    assert june.ratio("green_case_on_time_rate", where="service_kind_code = 'loan'") == (1, 2)
    assert june.ratio("green_case_on_time_rate", where="service_kind_code = 'set_up'") == (0, 2)
    assert june.ratio("green_case_on_time_rate", where="service_kind_code = 'subsidy'") == (None, None)
    assert june.ratio("green_case_on_time_rate", where="dept_id IS NULL") == (0, 1)


def test_amounts_add_up_to_the_fen(june: Stand) -> None:
    assert june.rows("SELECT sum(amount_cny)::VARCHAR FROM pub.fct_green_case") == [("0.60",)]
    assert june.rows("SELECT capital_cny::VARCHAR FROM std.fin_org WHERE org_key = 'f1'") == [("12345600.00",)]


def test_coverage_counts_ratings_in_force_of_organisations_in_business(june: Stand) -> None:
    assert june.ratio("credit_coverage_rate", "registered") == (1, 4)
    assert june.ratio("credit_coverage_rate", "financial") == (1, 2)
    june.build(dt.date(2015, 4, 30))
    assert june.ratio("credit_coverage_rate", "registered") == (2, 5)
    june.build(dt.date(2015, 7, 1))
    assert june.ratio("credit_coverage_rate", "registered") == (2, 4)


def test_days_to_repair_are_those_of_failings_repaired(june: Stand) -> None:
    days = june.rows("SELECT value FROM kpi.credit_repair_p50 ORDER BY value")
    assert days == [(0,), (10,), (20,), (30,)]
    assert june.count("credit_failings_open") == 2
    june.build(dt.date(2015, 7, 10))
    assert june.count("credit_failings_open") == 2


def test_institutions_in_business_and_new_this_year(june: Stand) -> None:
    assert june.count("fin_orgs") == 2
    settled = june.rows("SELECT period_on::VARCHAR FROM kpi.fin_orgs_new WHERE period_on <= as_of() ORDER BY ALL")
    assert [day for (day,) in settled] == ["2015-01-10", "2015-02-01", "2015-03-01", "2015-04-01"]
    june.build(dt.date(2015, 4, 30))
    assert june.count("fin_orgs") == 3

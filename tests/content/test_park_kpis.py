"""KPIs of the parks over enterprises, requests, meters and returns written by hand."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)

# P03 is not open yet
PARKS = """
 park_id | park_name | park_kind | land_m2 | rentable_m2 | opened_on
 P01     | 一园      | 产业园    | 60000   | 10000       | 1-01
 P02     | 二园      | 科技园    | 30000   | 5000        |
 P03     | 三园      | 物流园    | 90000   | 20000       | 7-01
"""
# a stays · b moves from P01 to P02 · c is struck off in May · d is suspended · e is a sole trader out of scope
# f settles in June · g was suspended and is back since 25 May
ENTERPRISES = """
 org_key | org_name | industry_code | park_id | land_mu | leased_m2 | settled_on | left_on | org_status | is_reporting
 a       | 甲公司   | I6510         | P01     | 10.00   | 1000      | 1-05       |         | 在营       | true
 b       | 乙公司   | I6510         | P02     | 5.50    | 500       | 1-05       |         | 在营       | true
 c       | 丙公司   | C3969         |         | 3.00    | 300       | 1-05       | 5-20    | 注销       | true
 d       | 丁公司   | C3969         | P02     |         | 200       | 1-05       |         | 停业       | true
 e       | 张记面馆 | H6210         | P02     |         | 50        | 1-05       |         | 在营       | false
 f       | 己公司   | M7320         | P02     | 2.25    | 400       | 6-15       |         | 在营       | true
 g       | 庚公司   | M7320         | P01     | 1.00    | 100       | 1-05       |         | 在营       | true
"""
CHANGES = """
 org_key | changed_on | org_name | org_status | park_id
 a       | 1-05       | 甲公司   | 在营       | P01
 b       | 1-05       | 乙公司   | 在营       | P01
 b       | 5-10       | 乙公司   | 在营       | P02
 c       | 1-05       | 丙公司   | 在营       | P01
 c       | 5-20       | 丙公司   | 注销       |
 d       | 1-05       | 丁公司   | 在营       | P02
 d       | 4-15       | 丁公司   | 停业       | P02
 e       | 1-05       | 张记面馆 | 在营       | P02
 f       | 6-15       | 己公司   | 在营       | P02
 g       | 1-05       | 庚公司   | 在营       | P01
 g       | 2-01       | 庚公司   | 停业       | P01
 g       | 5-25       | 庚公司   | 在营       | P01
"""
# 1 at the last moment · 2 late, while b was in P01 · 3 within its limit · 4 overdue · 5 withdrawn
# 6 withdrawn in July, overdue on 30 June · 7 closed in July, overdue on 30 June · 8 accepted in July
# 9 closed long before its limit
REQUESTS = """
 park_request_id | org_key | request_kind | dept_name | accepted_at | due_at     | closed_at  | withdrawn_at
 1               | a       | 物业维修     | 招商局    | 6-01        | 6-08 17:30 | 6-08 17:30 |
 2               | b       | 供电供水     | 招商局    | 5-05        | 5-12       | 5-13       |
 3               | a       | 物业维修     | 招商局    | 6-25        | 7-05       |            |
 4               | a       | 政策兑现     | 金融办    | 6-10        | 6-20       |            |
 5               | a       | 政策兑现     | 金融办    | 6-01        | 6-08       |            | 6-02
 6               | a       | 政策兑现     | 金融办    | 6-18        | 6-25       |            | 7-02
 7               | b       | 供电供水     | 招商局    | 6-22        | 6-29       | 7-01       |
 8               | b       | 供电供水     | 招商局    | 7-01        | 7-08       | 7-02       |
 9               | b       | 供电供水     | 招商局    | 6-26        | 7-10       | 6-29       |
"""
# m1 passes 9,999 in April · m2 is replaced by m3 on 20 April · m4 runs backwards
METERS = """
 meter_id | org_key | park_id | multiplier_n | digits_n | installed_on | initial_reading | removed_on | final_reading
 m1       | a       | P01     | 40           | 4        | 1-05         | 0               |            |
 m2       | b       | P01     | 1            | 4        | 1-05         | 0               | 4-20       | 560.25
 m3       | b       | P01     | 1            | 4        | 4-20         | 3.00            |            |
 m4       | g       | P01     | 1            | 4        | 1-05         | 0               |            |
"""
READINGS = """
 meter_id | read_on | reading | reading_kind
 m1       | 3-31    | 9990.00 | 自动
 m1       | 4-30    | 10.00   | 自动
 m1       | 5-31    | 35.50   | 自动
 m2       | 3-31    | 500.00  | 自动
 m2       | 4-20    | 555.00  | 自动
 m3       | 4-30    | 13.75   | 人工
 m3       | 5-31    | 20.75   | 估抄
 m4       | 4-30    | 100.00  | 自动
 m4       | 5-31    | 90.00   | 自动
"""
# a files May twice · b files April in the last minute and May one late · c files for May although it left
# g files May in July · nobody files for c's April
RETURNS = """
 org_key | month_on | filed_at      | filing_kind | output_10k_cny | tax_10k_cny | staff_n | returned_kwh
 a       | 4-01     | 5-08          | 直报        | 100            | 5.0000      | 30      | 790.00
 b       | 4-01     | 5-10 23:59:59 | 直报        | 10.5           | 2.3456      | 8       |
 a       | 5-01     | 6-05          | 直报        | 120            | 6           | 31      | 1000.00
 a       | 5-01     | 6-20          | 代报        | 130            | 6.5         | 31      | 1020.00
 b       | 5-01     | 6-11 00:00    | 直报        | 0              | -0.5        | 8       |
 c       | 5-01     | 6-03          | 直报        | 1              | 0.1111      | 2       |
 g       | 5-01     | 7-02          | 直报        | 7              | 0.3         | 4       |
"""


@pytest.fixture
def june(stand: Stand) -> Stand:
    for dataset, text in (
        ("park", PARKS),
        ("enterprise", ENTERPRISES),
        ("enterprise_status", CHANGES),
        ("park_request", REQUESTS),
        ("park_meter", METERS),
        ("meter_reading", READINGS),
        ("monthly_return", RETURNS),
    ):
        stand.load(dataset, rows_of(text))
    for dataset in ("enterprise", "enterprise_status"):
        stand.con.execute(f"UPDATE raw.{dataset} SET uscc = if(org_key = 'e', '92', '91')")
    stand.load("oa_department", [{"dept_id": "D20", "dept_name": "招商局"}, {"dept_id": "D21", "dept_name": "金融办"}])
    stand.build(JUNE)
    return stand


def test_requests_on_time_over_those_closed_or_past_their_limit(june: Stand) -> None:
    assert june.ratio("park_request_on_time_rate") == (2, 6)
    assert june.ratio("park_request_on_time_rate", where="dept_id = 'D21'") == (0, 2)
    assert june.rows("SELECT count(*) FROM kpi.park_requests WHERE period_on <= as_of()") == [(8,)]


def test_a_request_counts_for_the_park_the_firm_was_in(june: Stand) -> None:
    assert june.ratio("park_request_on_time_rate", where="park_id = 'P01'") == (1, 4)
    assert june.ratio("park_request_on_time_rate", where="park_id = 'P02'") == (1, 2)


def test_a_return_is_owed_by_firms_in_business_at_the_end_of_the_month(june: Stand) -> None:
    owed = june.rows("SELECT org_key, month(month_on) FROM mart.enterprise_month WHERE is_expected ORDER BY ALL")
    assert owed == [("a", 4), ("a", 5), ("b", 4), ("b", 5), ("c", 4), ("g", 5)]
    assert june.ratio("park_return_rate") == (4, 6)
    assert june.ratio("park_return_on_time_rate") == (3, 6)
    assert june.ratio("park_return_rate", where="park_id = 'P01'") == (3, 5)


def test_a_month_is_owed_from_the_tenth_on_and_a_late_return_comes_in_later(june: Stand) -> None:
    june.build(dt.date(2015, 6, 9))
    assert june.ratio("park_return_rate") == (2, 3)
    june.build(dt.date(2015, 6, 10))
    assert june.ratio("park_return_rate") == (3, 6)
    june.build(dt.date(2015, 7, 2))
    assert june.ratio("park_return_rate") == (5, 6)
    assert june.ratio("park_return_on_time_rate") == (3, 6)


def test_tax_is_summed_to_the_yuan_and_the_newest_filing_counts(june: Stand) -> None:
    assert june.ratio("park_tax_per_mu") == (134_567, 340_000)
    assert june.rows("SELECT sum(tax_cny) FROM mart.enterprise_month")[0][0] == 134_567
    assert june.rows("SELECT filing_n, output_cny, is_direct FROM mart.enterprise_month"
                     " WHERE org_key = 'a' AND month_on = '2015-05-01'") == [(2, 1_300_000, False)]  # fmt: skip


def test_consumption_follows_the_dial_over_its_end_and_over_a_change_of_meter(june: Stand) -> None:
    used = june.rows("SELECT meter_id, strftime(read_on, '%m-%d'), consumed_kwh::VARCHAR, is_rolled_over, days_n"
                     " FROM pub.fct_meter_reading ORDER BY ALL")  # fmt: skip
    assert used == [
        ("m1", "03-31", None, False, None),
        ("m1", "04-30", "800.00", True, 30),
        ("m1", "05-31", "1020.00", False, 31),
        ("m2", "03-31", None, False, None),
        ("m2", "04-20", "60.25", False, 20),
        ("m3", "04-30", "10.75", False, 11),
        ("m3", "05-31", "7.00", False, 31),
        ("m4", "04-30", None, False, None),
        ("m4", "05-31", None, False, 31),
    ]


def test_power_per_output_by_meter_and_as_returned(june: Stand) -> None:
    assert june.ratio("park_power_per_output", "metered") == (189_800, 2_405_000)
    assert june.ratio("park_power_per_output", "returned") == (181_000, 2_300_000)
    assert june.ratio("park_power_per_output", "metered", "park_id = 'P02'") == (700, 0)
    assert june.ratio("park_power_per_output", "returned", "park_id = 'P02'") == (None, None)


def test_occupancy_counts_suspended_firms_and_open_parks(june: Stand) -> None:
    assert june.ratio("park_occupancy_rate") == (2_250, 15_000)
    assert june.ratio("park_occupancy_rate", where="park_id = 'P01'") == (1_100, 10_000)
    june.build(dt.date(2015, 5, 5))
    assert june.ratio("park_occupancy_rate") == (2_150, 15_000)
    assert june.ratio("park_occupancy_rate", where="park_id = 'P02'") == (250, 5_000)


def test_enterprises_in_business(june: Stand) -> None:
    assert june.count("park_enterprises") == 5
    june.build(dt.date(2015, 5, 5))
    assert june.count("park_enterprises") == 4

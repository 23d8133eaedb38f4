"""The measures of the work on cases, over cases written by hand; the integers are counted by hand as well."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)

# 01 plain · 02 returned once, then disposed of late · 03 not disposed of and past due · 04 not disposed of, not yet due
# 05 void · 06 merged into 01 · 07 suspended · 08 registered today, not dispatched · 09 registered yesterday, not
# dispatched · 10 rejected · 11 not registered · 12 withdrawn · 13 not yet accepted · 14 void in July · 15 urged, closed
CASES = """
 case_id | channel   | status         | reported_at | accepted_at | registered_at | dispatched_at | disposed_at | closed_at | due_at | return_n | urge_n | extended_due_at
 01      | app       | 6              | 6-01 09:00  | 6-01 09:05  | 6-01 09:35    | 6-01 10:00    | 6-01 12:00  | 6-02      | 6-03   | 0        | 0      |
 02      | inspector | 6              | 6-01 09:00  | 6-01 09:05  | 6-01 09:36    | 6-01 10:00    | 6-05        | 6-06      | 6-03   | 1        | 2      | 6-10
 03      | hotline   | 9              | 6-02 09:00  | 6-02 09:05  | 6-02 09:10    | 6-02 10:00    |             |           | 6-05   | 0        | 0      |
 04      | app       | 4              | 6-29 09:00  | 6-29 09:05  | 6-29 09:10    | 6-29 10:00    |             |           | 7-05   | 0        | 1      |
 05      | media     | 7              | 6-03 09:00  | 6-03 09:05  | 6-03 09:10    | 6-03 10:00    | 6-03 11:00  |           | 6-05   | 0        | 5      | 6-09
 06      | wechat    | merged         | 6-01 09:00  | 6-01 09:05  | 6-01 10:10    |               |             |           | 6-05   | 0        | 0      |
 07      | app       | 8              | 6-03 09:00  | 6-03 09:05  | 6-03 09:10    | 6-03 10:00    |             |           | 6-05   | 0        | 0      |
 08      | app       | 3              | 6-30 09:00  | 6-30 09:05  | 6-30 09:10    |               |             |           | 7-05   | 0        | 0      |
 09      | inspector | 3              | 6-29 09:00  | 6-29 09:05  | 6-29 09:10    |               |             |           | 7-05   | 0        | 0      |
 10      | app       | rejected       | 6-03 09:00  |             |               |               |             |           |        | 0        | 0      |
 11      | app       | not_registered | 6-03 09:00  | 6-03 09:05  |               |               |             |           |        | 0        | 0      |
 12      | inspector | withdrawn      | 6-03 09:00  |             |               |               |             |           |        | 0        | 0      |
 13      | inspector | 1              | 6-30 20:00  |             |               |               |             |           |        | 0        | 0      |
 14      | visit     | 7              | 6-10 09:00  | 6-10 09:05  | 6-10 09:10    | 6-10 10:00    | 6-10 11:00  |           | 6-20   | 0        | 0      |
 15      | inspector | 6              | 6-10 09:00  | 6-10 09:05  | 6-10 09:10    | 6-10 10:00    | 6-10 11:00  | 6-11      | 6-20   | 0        | 1      |
"""  # noqa: E501
STEPS = """
 case_id | seq | to_state  | step_at
 05      | 1   | void      | 6-04
 06      | 1   | merged    | 6-02
 12      | 1   | withdrawn | 6-04
 14      | 1   | void      | 7-04
"""
PLACE = {
    "case_type": "event",
    "main_code": "01",
    "sub_code": "02",
    "street_code": "S1",
    "grid_code": "G1",
    "unit_id": "U1",
}


@pytest.fixture
def june(stand: Stand) -> Stand:
    stand.load("urban_case", [{**PLACE, **row} for row in rows_of(CASES)])
    stand.load("urban_case_step", rows_of(STEPS))
    stand.build(JUNE)
    return stand


def test_disposal_is_over_what_should_be_disposed_of(june: Stand) -> None:
    # dispatched 01 02 03 04 05 07 14 15; less 05 (void), 07 (suspended), 04 (not yet due)
    assert june.ratio("urban_case_disposal_rate") == (4, 5)


def test_dispatch_is_accurate_where_nobody_returned_the_case(june: Stand) -> None:
    # registered, not excluded: 01 02 03 04 07 08 09 14 15; less 08 (today's); right: all but 02 and 09
    assert june.ratio("urban_case_dispatch_accuracy_rate") == (6, 8)


def test_registration_is_timed_from_acceptance(june: Stand) -> None:
    # registered 01–09, 14, 15; late: 02 by a minute, 06 by an hour; 01 at the very limit
    assert june.ratio("urban_case_registration_on_time_rate") == (9, 11)


def test_a_report_is_valid_until_it_is_turned_down(june: Stand) -> None:
    # decided: all but 13; not valid: 05 void, 10, 11, 12; 06 merged is valid, 14 is void only in July
    assert june.ratio("urban_case_valid_report_rate") == (10, 14)


def test_citizens_share_has_two_denominators(june: Stand) -> None:
    # citizens' channels: app, hotline, wechat, visit: 01 03 04 06 07 08 10 11 14 of 15; registered: less 10 11, of 11
    assert june.ratio("urban_case_public_share", "reported") == (9, 15)
    assert june.ratio("urban_case_public_share", "registered") == (7, 11)


def test_extensions_and_supervision_leave_out_what_left_the_count(june: Stand) -> None:
    assert june.ratio("urban_case_extension_rate") == (1, 9)
    assert june.count("urban_case_supervised") == 4  # 02 03 04 15; 05 is void
    assert june.count("urban_case_supervised_open") == 2  # 03 04


SAME = {"status": "6", "channel": "app", "lon": 115.8581, "lat": 28.6981, "crs": "WGS84", **PLACE}
RECURRING = """
 case_id | reported_at | sub_code | lon      | status
 01      | 6-01 09:00  | 02       | 115.8581 | 6
 02      | 6-10 09:00  | 02       | 115.8584 | 6
 03      | 6-30 09:00  | 02       | 115.8581 | 6
 04      | 6-30 09:00  | 04       | 115.8581 | 6
 05      | 6-30 09:00  | 02       | 115.8681 | 6
 06      | 7-02 09:00  | 02       | 115.8581 | 6
 07      | 7-03 09:00  | 02       | 115.8581 | merged
 08      | 7-05 09:00  | 02       | 115.8581 | 6
 09      | 9-05 09:00  | 02       | 115.8581 | 6
"""


def test_a_problem_recurs_from_the_third_time_within_thirty_days(stand: Stand) -> None:
    stand.load("urban_case", [{**SAME, **row} for row in rows_of(RECURRING)])
    stand.build(dt.date(2015, 9, 30))
    # 03 looks back to 06-01 · 06 to 06-03: 02 03 06 · 08: 02 03 06 08 · merged 07 is left out · 09 stands alone
    found = stand.rows("SELECT period_on FROM kpi.urban_case_recurrence_rate WHERE numerator > 0 ORDER BY 1")
    assert stand.ratio("urban_case_recurrence_rate") == (3, 8)
    assert {row[0] for row in found} == {dt.date(2015, 6, 30), dt.date(2015, 7, 2), dt.date(2015, 7, 5)}


SAME_DAY = """
 case_id | reported_at | sub_code | lon      | status
 01      | 6-01 09:00  | 02       | 115.8581 | 6
 02      | 6-03 17:00  | 02       | 115.8581 | 6
 03      | 6-03 08:00  | 02       | 115.8581 | 6
 05      | 6-04 09:00  | 02       | 115.8681 | 6
 04      | 6-04 09:00  | 02       | 115.8681 | 6
 06      | 6-04 09:00  | 02       | 115.8681 | 6
"""


def test_cases_of_one_day_recur_in_the_order_of_their_reports(stand: Stand) -> None:
    stand.load("urban_case", [{**SAME, **row} for row in rows_of(SAME_DAY)])
    stand.build(dt.date(2015, 6, 30))
    # 03 is the second and 02 the third; of 04 05 06, reported in the same minute, one is the third
    found = stand.rows("SELECT period_on, numerator FROM kpi.urban_case_recurrence_rate WHERE numerator > 0 ORDER BY 1")
    assert found == [(dt.date(2015, 6, 3), 1), (dt.date(2015, 6, 4), 1)]
    assert stand.ratio("urban_case_recurrence_rate") == (2, 6)

"""KPIs of urban management over twenty cases written by hand; the integers are counted by hand as well."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE, JULY = dt.date(2015, 6, 30), dt.date(2015, 7, 31)

# 01 in time · 02 late, reworked · 03 closed before its limit, which lies after June · 04 not yet due · 05 overdue
# 06 due at the very end of June, so not yet due · 07 void, reworked · 08 merged into 01 · 09 withdrawn · 10 suspended
# 11 reopened: closed in time at first, at last too late · 12 extended · 13 closed in July, due in June
# 14 void since July · 15 rejected · 16 reported in July · 17 supervised and overdue · 18 not yet accepted
# 19 closed at the very limit · 20 reported in June, registered in July
CASES = """
 case_id | status    | reported_at | registered_at | due_at     | extended_due_at | closed_at  | rework_n | street_code
 01      | 6         | 6-01 09:00  | 6-01 10:00    | 6-03       |                 | 6-02 09:00 | 0        | S1
 02      | 6         | 6-01 09:00  | 6-01 10:00    | 6-02       |                 | 6-05 09:00 | 2        | S1
 03      | 6         | 6-29 09:00  | 6-29 10:00    | 7-10       |                 | 6-30 09:00 | 0        | S1
 04      | 4         | 6-29 09:00  | 6-29 10:00    | 7-10       |                 |            | 0        | S2
 05      | 4         | 6-10 09:00  | 6-10 10:00    | 6-20       |                 |            | 0        | S1
 06      | 5         | 6-25 09:00  | 6-25 10:00    | 7-01       |                 |            | 0        | S2
 07      | 7         | 6-01 09:00  | 6-01 10:00    | 6-03       |                 |            | 1        | S1
 08      | merged    | 6-01 09:00  | 6-01 10:00    | 6-03       |                 |            | 0        | S1
 09      | withdrawn | 6-01 09:00  | 6-01 10:00    | 6-03       |                 |            | 0        | S1
 10      | 8         | 6-01 09:00  | 6-01 10:00    | 6-20       |                 |            | 0        | S1
 11      | 6         | 6-02 09:00  | 6-02 10:00    | 6-04       |                 | 6-20 09:00 | 1        | S1
 12      | 6         | 6-01 09:00  | 6-01 10:00    | 6-04       | 6-10            | 6-08 09:00 | 0        | S1
 13      | 6         | 6-20 09:00  | 6-20 10:00    | 6-25       |                 | 7-02 09:00 | 0        | S1
 14      | 7         | 6-10 09:00  | 6-10 10:00    | 6-20       |                 |            | 0        | S1
 15      | rejected  | 6-10 09:00  |               |            |                 |            | 0        | S1
 16      | 6         | 7-03 09:00  | 7-03 10:00    | 7-20       |                 | 7-04 09:00 | 0        | S1
 17      | 9         | 6-10 09:00  | 6-10 10:00    | 6-15       |                 |            | 0        | S1
 18      | 1         | 6-30 20:00  |               |            |                 |            | 0        | S1
 19      | 6         | 6-10 12:00  | 6-10 13:00    | 6-12 12:00 |                 | 6-12 12:00 | 0        | S1
 20      | 4         | 6-30 23:00  | 7-01 09:00    | 7-05       |                 |            | 0        | S1
"""
STEPS = """
 case_id | seq | from_state | to_state  | step_at
 07      | 1   | 4          | 7         | 6-02
 08      | 1   | 4          | merged    | 6-02
 09      | 1   | 4          | withdrawn | 6-02
 11      | 1   | 5          | 6         | 6-03
 11      | 2   | 6          | rework    | 6-05
 11      | 3   | 5          | 6         | 6-20 09:00
 14      | 1   | 4          | void      | 7-05
"""
PLACE = {"channel": "app", "case_type": "event", "main_code": "01", "sub_code": "02", "grid_code": "G1"}
REST = {"08": {"merged_into": "01"}, "10": {"suspended_at": "6-10"}}


@pytest.fixture
def district(stand: Stand) -> Stand:
    stand.load("urban_case", [{**PLACE, **row, **REST.get(str(row["case_id"]), {})} for row in rows_of(CASES)])
    stand.load("urban_case_step", rows_of(STEPS))
    return stand


@pytest.fixture
def june(district: Stand) -> Stand:
    district.build(JUNE)
    return district


def test_due_is_registered_less_excluded_suspended_and_pending(june: Stand) -> None:
    # registered 16; less 07 08 09 (excluded), 10 (suspended), 04 06 (not yet due)
    assert june.ratio("urban_case_closure_rate", "due") == (6, 10)


def test_the_reported_variant_is_over_every_case_reported(june: Stand) -> None:
    assert june.ratio("urban_case_closure_rate", "reported") == (6, 19)


def test_on_time_takes_the_last_closure_and_the_approved_extension(june: Stand) -> None:
    assert june.ratio("urban_case_on_time_rate") == (4, 10)
    on_time = june.rows("SELECT case_id FROM mart.case_closure WHERE is_on_time ORDER BY 1")
    assert [row[0] for row in on_time] == ["01", "03", "12", "19"]


def test_registration_and_rework(june: Stand) -> None:
    assert june.ratio("urban_case_registration_rate") == (16, 19)
    assert june.ratio("urban_case_rework_rate") == (3, 16)
    assert june.count("urban_cases") == 19


def test_cases_that_are_not_yet_due_are_open(june: Stand) -> None:
    # both cases of the second street are not yet due
    assert june.ratio("urban_case_on_time_rate", where="street_code = 'S2'") == (0, 0)
    assert june.open_n("urban_case_on_time_rate", where="street_code = 'S2'") == 2


def test_hours_from_report_to_closure(june: Stand) -> None:
    hours = june.rows("SELECT value FROM kpi.urban_case_duration_p50 ORDER BY value")
    assert [row[0] for row in hours] == [24, 24, 48, 96, 168, 432]
    assert june.rows("SELECT count(*) FROM kpi.urban_case_duration_p90") == [(6,)]


def test_the_cohort_stands_at_its_own_date(june: Stand) -> None:
    found = june.rows(
        "SELECT period_on, sum(numerator), sum(denominator) FROM kpi.urban_case_on_time_rate"
        " GROUP BY period_on ORDER BY period_on LIMIT 2"
    )
    assert found == [(dt.date(2015, 6, 1), 2, 3), (dt.date(2015, 6, 2), 0, 1)]


def test_what_has_not_happened_yet_does_not_count(district: Stand) -> None:
    district.build(JULY)
    assert district.ratio("urban_case_closure_rate", "due") == (8, 13)
    assert district.ratio("urban_case_closure_rate", "reported") == (8, 20)
    assert district.ratio("urban_case_on_time_rate") == (5, 13)
    assert district.ratio("urban_case_registration_rate") == (18, 20)


def test_one_closure_less_is_one_less(district: Stand) -> None:
    district.con.execute("UPDATE raw.urban_case SET status = '4', closed_at = NULL WHERE case_id = '01'")
    district.build(JUNE)
    assert district.ratio("urban_case_closure_rate", "due") == (5, 10)
    assert district.ratio("urban_case_closure_rate", "reported") == (5, 19)
    assert district.ratio("urban_case_on_time_rate") == (3, 10)


def test_hot_spots_add_up_to_the_cases(june: Stand) -> None:
    assert june.rows("SELECT sum(case_n), sum(closed_n), sum(reworked_n) FROM mart.case_hotspot") == [(19, 6, 3)]


def test_points_are_converted_and_rounded(stand: Stand) -> None:
    # Nanchang's shift is about +0.0050 degrees of longitude and -0.0031 of latitude.
    points = ({"case_id": "1", "crs": "WGS84"}, {"case_id": "2", "crs": "GCJ02"})
    stand.load(
        "urban_case", [{**PLACE, "reported_at": "6-01", "lon": 115.858049, "lat": 28.698, **row} for row in points]
    )
    stand.build(JUNE)
    plain, converted = stand.rows("SELECT lon, lat FROM pub.fct_case ORDER BY case_id")
    assert plain == (115.858, 28.698)
    assert 0.003 < plain[0] - converted[0] < 0.007
    assert 0.001 < abs(plain[1] - converted[1]) < 0.005

"""KPIs of scenic areas and their devices over gate counts and states written by hand."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)
OUTLINE = "POLYGON ((115.86 28.67, 115.87 28.67, 115.87 28.68, 115.86 28.67))"

SCENIC = """
 scenic_id | scenic_name | opens_clock | closes_clock | stay_hours
 A         | 广场         | 08:00       | 18:30        | 2
 B         | 公园         | 09:00       | 17:00        | 3
 C         | 古镇         | 09:00       | 17:00        | 3
"""
# A: 333 + 50 at once, from 15 June 333 + 100; each zone rounds down · B: 100 · C has no approval
ZONES = """
 scenic_id | zone_no | zone_name | area_m2 | per_capita_m2 | valid_from_on | valid_to_on
 A         | 1       | 一区       | 1000    | 3             | 1-01          |
 A         | 2       | 二区       | 254     | 5             | 1-01          | 6-15
 A         | 2       | 二区       | 504     | 5             | 6-15          |
 B         | 1       | 一区       | 200     | 2             | 1-01          |
"""
# A holds 383 at once: the 1st peaks at 306 (79.9 %), the 2nd at 307 (80.2 %), the 15th at 346 of 433 (79.9 %)
# B: exactly 80 of 100, and 265 of 266 in a day · C: visitors, no capacity · A on the 16th: open, nobody came
FLOW = """
 scenic_id | flow_at     | in_n | out_n
 A         | 6-01 08:00  | 200  | 0
 A         | 6-01 08:05  | 106  | 0
 A         | 6-01 08:10  | 10   | 100
 A         | 6-01 18:25  | 0    | 216
 A         | 6-02 08:00  | 307  | 0
 A         | 6-02 08:05  | 0    | 300
 A         | 6-15 08:00  | 346  | 346
 A         | 6-15 08:05  | 346  | 0
 A         | 6-16 08:00  | 0    | 0
 B         | 6-01 09:00  | 80   | 0
 B         | 6-01 09:05  | 80   | 80
 B         | 6-01 09:10  | 54   | 134
 C         | 6-01 09:00  | 500  | 0
 A         | 7-01 08:00  | 400  | 0
"""


@pytest.fixture
def crowd(stand: Stand) -> Stand:
    stand.load("scenic", [{**row, "geometry": OUTLINE} for row in rows_of(SCENIC)])
    stand.load("scenic_zone", rows_of(ZONES))
    stand.load("gate_flow", rows_of(FLOW))
    stand.build(JUNE)
    return stand


def test_capacity_is_the_sum_of_zones_rounded_down_and_has_history(crowd: Stand) -> None:
    found = crowd.rows(
        "SELECT scenic_id, valid_from_on, valid_to_on, is_current, instant_capacity_n, daily_capacity_n"
        " FROM pub.dim_scenic ORDER BY scenic_id, valid_from_on"
    )
    new_year, change = dt.date(2015, 1, 1), dt.date(2015, 6, 15)
    assert found == [
        ("A", new_year, change, False, 383, 2010),  # 383 x 10.5 / 2 = 2010.75
        ("A", change, None, True, 433, 2273),
        ("B", new_year, None, True, 100, 266),
    ]
    assert crowd.count("scenic_instant_capacity") == 533
    assert crowd.count("scenic_daily_capacity") == 2273 + 266
    crowd.build(dt.date(2015, 6, 14))
    assert crowd.count("scenic_instant_capacity") == 483


def test_people_in_the_park_are_counted_from_the_days_beginning(crowd: Stand) -> None:
    found = crowd.rows(
        "SELECT in_park_n FROM pub.fct_gate_flow WHERE scenic_id = 'A' AND flow_on = '2015-06-01' ORDER BY flow_at"
    )
    assert [row[0] for row in found] == [200, 306, 216, 0]
    assert crowd.rows("SELECT in_park_n FROM pub.fct_gate_flow WHERE flow_on = '2015-06-02'") == [(307,), (7,)]
    day = crowd.rows(
        "SELECT visit_n, out_n, peak_in_park_n, hour(peak_at) * 60 + minute(peak_at), lowest_in_park_n,"
        " closing_in_park_n, is_crowded FROM mart.scenic_day WHERE scenic_id = 'A' AND flow_on = '2015-06-01'"
    )
    assert day == [(316, 316, 306, 485, 0, 0, False)]


def test_visits_are_those_who_came_in(crowd: Stand) -> None:
    assert crowd.rows("SELECT sum(numerator) FROM kpi.scenic_visits WHERE period_on <= DATE '2015-06-30'") == [
        (316 + 307 + 692 + 0 + 214 + 500,)
    ]


def test_crowded_begins_at_four_fifths_of_what_was_approved_that_day(crowd: Stand) -> None:
    june = "period_on <= DATE '2015-06-30'"
    # the 2nd in A and the 1st in B; A's empty 16th and C without an approval are not asked
    assert crowd.ratio("scenic_crowded_rate", "instant", june) == (2, 4)
    # B: 214 of 266 is 80.5 %; A never comes near 2010
    assert crowd.ratio("scenic_crowded_rate", "daily", june) == (1, 4)
    assert crowd.ratio("scenic_crowded_rate", "instant", "scenic_id = 'C'") == (None, None)


def test_load_is_of_the_capacity_in_force(crowd: Stand) -> None:
    found = crowd.rows(
        "SELECT flow_on, round(instant_load_pct, 1), round(daily_load_pct, 1) FROM mart.scenic_day"
        " WHERE scenic_id = 'A' AND visit_n > 0 AND flow_on < '2015-07-01' ORDER BY flow_on"
    )
    assert [row[1:] for row in found] == [(79.9, 15.7), (80.2, 15.3), (79.9, 30.4)]
    assert crowd.rows("SELECT instant_load_pct FROM mart.scenic_day WHERE scenic_id = 'C'") == [(None,)]
    peaks = crowd.rows("SELECT value FROM kpi.scenic_in_park_p90 WHERE period_on = DATE '2015-06-01' ORDER BY value")
    assert [row[0] for row in peaks] == [80, 306, 500]
    crowd.con.execute("UPDATE raw.gate_flow SET scenic_id = 'Z' WHERE scenic_id = 'C'")
    crowd.build(JUNE)
    peaks = crowd.rows("SELECT value FROM kpi.scenic_in_park_p90 WHERE period_on = DATE '2015-06-01' ORDER BY value")
    assert [row[0] for row in peaks] == [80, 306, 500], "an area on no list has its days"


def test_closing_leaves_at_most_twenty_or_two_in_a_hundred(crowd: Stand) -> None:
    left = crowd.offenders("scenic_empty_at_closing")
    assert sorted((row[0], row[2]) for row in left) == [("A", 346), ("A", 400), ("C", 500)]  # not A's 7 of the 2nd
    assert crowd.offenders("scenic_in_park_not_negative") == []


# D1 whole · D2 installed on the 2nd · D3 retired on the 2nd · D4 not seen
DEVICES = """
 device_id | device_kind | scenic_id | installed_on | retired_on
 D1        | gate        | A         | 1-01         |
 D2        | camera      | A         | 6-02         |
 D3        | gate        | B         | 1-01         | 6-02
 D4        | screen      | B         | 1-01         |
"""
# D1: offline 06:00 to 08:00 on the 1st, then approved maintenance over midnight to noon, unapproved to 13:00
STATES = """
 device_id | from_at    | to_at      | state       | approval_no
 D1        | 6-01 00:00 | 6-01 06:00 | online      |
 D1        | 6-01 06:00 | 6-01 08:00 | offline     |
 D1        | 6-01 08:00 | 6-01 20:00 | online      |
 D1        | 6-01 20:00 | 6-02 12:00 | maintenance | WX1
 D1        | 6-02 12:00 | 6-02 13:00 | maintenance |
 D1        | 6-02 13:00 |            | online      |
 D2        | 6-02 00:00 | 6-02 12:00 | offline     |
 D2        | 6-02 12:00 |            | online      |
 D3        | 6-01 00:00 | 6-02 00:00 | online      |
"""


@pytest.fixture
def wired(crowd: Stand) -> Stand:
    crowd.load("tourism_device", rows_of(DEVICES))
    crowd.load("tourism_device_status", rows_of(STATES))
    crowd.build(dt.date(2015, 6, 2))
    return crowd


def test_minutes_online_over_minutes_in_service_less_approved_maintenance(wired: Stand) -> None:
    first, second = ("period_on = DATE '2015-06-01'", "period_on = DATE '2015-06-02'")
    # D1 18 h of 24 less 4, D3 24 of 24, D4 0 of 24
    assert wired.ratio("tourism_device_online_rate", "minute", first) == (18 * 60 + 1440, 20 * 60 + 1440 + 1440)
    # D1 11 h of 24 less 12, D2 12 of 24, D4 0 of 24; D3 is gone
    assert wired.ratio("tourism_device_online_rate", "minute", second) == (11 * 60 + 12 * 60, 12 * 60 + 1440 + 1440)
    assert wired.ratio("tourism_device_online_rate", "minute", "tourism_device_kind_code = 'screen'") == (0, 2 * 1440)


def test_the_poll_at_noon_takes_the_state_that_begins_then(wired: Stand) -> None:
    # the 1st: D1 and D3 of three; the 2nd: D1's approval has just ended, D2 online, D4 unknown
    assert wired.ratio("tourism_device_online_rate", "noon", "period_on = DATE '2015-06-01'") == (2, 3)
    assert wired.ratio("tourism_device_online_rate", "noon", "period_on = DATE '2015-06-02'") == (1, 3)


def test_nothing_over_nothing_is_null(stand: Stand) -> None:
    stand.build(JUNE)
    assert stand.ratio("tourism_device_online_rate", "noon") == (None, None)
    assert stand.ratio("scenic_crowded_rate", "instant") == (None, None)

"""KPIs of the pipe network over points, lines, readings and bursts written by hand."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)
POINT = "POINT (115.858 28.690)"
LINE = "LINESTRING (115.858 28.690, 115.859 28.690)"

# JS1: all five attributes · JS2: no ground height · JS3: no feature but an appendage, no day of mapping
# JS4: nothing but its number · PS1, PS2 whole · JS5 surveyed after June
POINTS = """
 pipe_point_id | pipe_class | ground_m | feature | appendage | owner_name | grid_code      | mapped_on | surveyed_on
 JS1           | JS         | 20       | 三通     |           | 水务集团    | 36011300100101 | 2-10      | 2-01
 JS2           | JS         |          | 三通     |           | 水务集团    | 36011300100101 | 2-10      | 2-01
 JS3           | JS         | 20       |         | 阀门井     | 水务集团    | 36011300100101 |           | 2-01
 JS4           | JS         |          |         |           |            |                |           | 2-01
 PS1           | PS         | 20       | 直线点   | 检查井     | 管理处      | 36011300100101 | 2-10      | 2-01
 PS2           | PS         | 20       | 直线点   | 检查井     | 管理处      | 36011300100101 | 2-10      | 2-01
 JS5           | JS         | 20       | 三通     |           | 水务集团    | 36011300100101 | 7-10      | 7-05
"""
# A: grey iron of 1985, 30 years end 2015-06-30, so over age in July only · B: grey iron of June 1985, over age
# C: unknown age · D: unknown material · E: ends nowhere · F: abandoned in May, succeeded by G · H: laid in July
# I: idle, over age · K: sewer
LINES: tuple[dict[str, Any], ...] = (
    {"id": "A", "ends": ("JS1", "JS2"), "built_on": "1985-06-30", "material": "灰口铸铁", "length_m": 100.4},
    {"id": "B", "ends": ("JS2", "JS3"), "built_on": "1985-06-29", "material": "灰口铸铁", "length_m": 250.5},
    {"id": "C", "ends": ("JS3", "JS4"), "built_on": None, "material": "PE", "length_m": 60},
    {"id": "D", "ends": ("JS1", "JS4"), "built_on": "2001-01-01", "material": None, "length_m": 70},
    {"id": "E", "ends": ("JS1", "JS99"), "built_on": "2001-01-01", "material": "PE", "length_m": 49},
    {"id": "F", "ends": ("JS1", "JS3"), "built_on": "1980-01-01", "material": "灰口铸铁", "length_m": 300,
     "state": "废弃", "retired_on": "2015-05-10"},
    {"id": "G", "ends": ("JS1", "JS3"), "built_on": "2015-05-10", "material": "球墨铸铁", "length_m": 300},
    {"id": "H", "ends": ("JS2", "JS4"), "built_on": "2015-07-01", "material": "PE", "length_m": 80},
    {"id": "I", "ends": ("JS2", "JS4"), "built_on": "1984-01-01", "material": "钢", "length_m": 20, "state": "停用"},
    {"id": "K", "ends": ("PS1", "PS2"), "pipe_class": "PS", "built_on": "2001-01-01", "material": "钢筋混凝土",
     "length_m": 130, "start_invert_m": 17, "end_invert_m": 16.9},
)  # fmt: skip


def lines() -> list[dict[str, Any]]:
    return [
        {
            "pipe_line_id": line["id"], "pipe_class": line.get("pipe_class", "JS"), "start_point_id": line["ends"][0],
            "end_point_id": line["ends"][1], "geometry": LINE, "material": line["material"],
            "length_m": line["length_m"], "state": line.get("state", "在用"), "surveyed_on": "2-01",
            "diameter_mm": 100, "start_depth_m": 1.0, "end_depth_m": 1.0, "owner_name": "水务集团",
            "grid_code": "36011300100101", "pressure_class": "0.4MPa", "start_invert_m": line.get("start_invert_m"),
            "end_invert_m": line.get("end_invert_m"),
        }
        for line in LINES
    ]  # fmt: skip


@pytest.fixture
def network(stand: Stand) -> Stand:
    stand.load("grid", [{"grid_code": "36011300100101", "grid_name": "一", "street_code": "360113001"}])
    stand.load("pipe_point", [{**row, "geometry": POINT} for row in rows_of(POINTS)])
    stand.load("pipe_line", lines())
    for line in LINES:
        for name in ("built_on", "retired_on"):
            stand.con.execute(
                f"UPDATE raw.pipe_line SET {name} = ? WHERE pipe_line_id = ?", [line.get(name), line["id"]]
            )
    return stand


def test_topology_asks_for_both_points_of_every_line_in_force(network: Stand) -> None:
    network.build(JUNE)
    assert network.ratio("pipe_topology_rate") == (7, 8)
    assert network.ratio("pipe_topology_rate", where="pipe_class_code = 'PS'") == (1, 1)
    network.build(dt.date(2015, 5, 9))  # F still, G not yet
    assert network.ratio("pipe_topology_rate") == (7, 8)
    network.build(dt.date(2015, 7, 1))  # H as well
    assert network.ratio("pipe_topology_rate") == (8, 9)


def test_attributes_count_cells_by_what_each_class_must_have(network: Stand) -> None:
    network.build(JUNE)
    # seven water lines of 8 cells, C without age and D without material; the sewer's 9
    assert network.ratio("pipe_attribute_rate", "line") == (7 * 8 - 2 + 9, 7 * 8 + 9)
    # JS1 5, JS2 4, JS3 4, JS4 none, PS1 and PS2 5 each, of 5; JS5 comes in July
    assert network.ratio("pipe_attribute_rate", "point") == (23, 30)


def test_over_age_goes_by_length_and_the_day_after_the_last_year(network: Stand) -> None:
    network.build(JUNE)
    # over age: B 250.5 and I 20; known: A 100.4, B 250.5, E 49, G 300, I 20, K 130
    assert network.ratio("pipe_over_age_share") == (Decimal("270.5"), Decimal("849.9"))
    assert network.ratio("pipe_over_age_share", where="pipe_material_code = 'CI'") == (
        Decimal("250.5"),
        Decimal("350.9"),
    )
    network.build(dt.date(2015, 7, 1))
    assert network.ratio("pipe_over_age_share", where="pipe_material_code = 'CI'") == (
        Decimal("350.9"),
        Decimal("350.9"),
    )


def test_length_leaves_out_the_abandoned_pipe(network: Stand) -> None:
    network.build(JUNE)
    # 100.4 + 250.5 + 60 + 70 + 49 + 300 + 20 + 130, each to the centimetre and none to the metre
    assert network.rows("SELECT sum(numerator) FROM kpi.pipe_length") == [(Decimal("979.9"),)]


def test_a_replaced_pipe_keeps_its_stretch_and_its_history(network: Stand) -> None:
    network.build(JUNE)
    found = network.rows(
        "SELECT pipe_line_id, valid_from_on, valid_to_on, is_current FROM pub.dim_pipe_segment"
        " WHERE pipe_segment_id = 'JS1-JS3' ORDER BY valid_from_on"
    )
    change = dt.date(2015, 5, 10)
    assert found == [("F", dt.date(1980, 1, 1), change, False), ("G", change, None, True)]
    assert network.offenders("pipe_in_force_once") == [("I", "JS2-JS4", "H")]  # idle is in force, H was laid beside it


# S1 every hour; S2 every two hours; S3 retired on the 3rd; S4 installed on the 2nd; S5 says nothing
SENSORS = """
 sensor_id | metric       | pipe_point_id | interval_min | installed_on | retired_on
 S1        | pressure_kpa | JS1           | 60           | 1-01         |
 S2        | level_m      | PS1           | 120          | 1-01         |
 S3        | pressure_kpa | JS1           | 60           | 1-01         | 6-03
 S4        | pressure_kpa | JS1           | 60           | 6-02         |
 S5        | level_m      | PS1           | 60           | 1-01         |
"""
# the 1st: S1 exactly two intervals before midnight, S2 three hours, S3 a second too late
# the 2nd: S1 silent, S3 in time
READINGS = """
 sensor_id | read_at       | metric       | reading_value
 S1        | 6-01 10:00    | pressure_kpa | 300
 S1        | 6-01 22:00    | pressure_kpa | 300
 S2        | 6-01 21:00    | level_m      | 1
 S3        | 6-01 21:59:59 | pressure_kpa | 300
 S3        | 6-02 23:00    | pressure_kpa | 300
 S4        | 6-02 23:30    | pressure_kpa | 300
 S2        | 6-02 20:00    | level_m      | 1
"""
# S5: approved over the end of the 1st, ends at noon of the 2nd · S1: only asked for · S2: ends as the 2nd ends
ORDERS = """
 maintenance_id | sensor_id | approval | from_at    | to_at
 1              | S5        | 已批准    | 6-01 12:00 | 6-02 12:00
 2              | S1        | 待审批    | 6-02 00:00 |
 3              | S2        | 已批准    | 6-02 20:30 | 6-03 00:00
"""


@pytest.fixture
def watched(network: Stand) -> Stand:
    network.load("pipe_sensor", rows_of(SENSORS))
    network.load("pipe_reading", rows_of(READINGS))
    network.load("pipe_maintenance", rows_of(ORDERS))
    network.build(dt.date(2015, 6, 2))
    return network


def test_online_is_a_reading_within_two_intervals_of_the_days_end(watched: Stand) -> None:
    # the 1st: S1 and S2 of S1, S2, S3, S5 less S5 maintained; the 2nd: S3, S4 of S1, S3, S4, S5, S2 maintained
    assert watched.ratio("pipe_sensor_online_rate", where="period_on = DATE '2015-06-01'") == (2, 3)
    assert watched.ratio("pipe_sensor_online_rate", where="period_on = DATE '2015-06-02'") == (2, 4)
    assert watched.ratio("pipe_sensor_online_rate", where="pipe_metric_code = 'level_m'") == (1, 2)


def test_a_retired_sensor_is_out_from_its_day_on(watched: Stand) -> None:
    watched.build(dt.date(2015, 6, 3))
    assert watched.rows("SELECT sensor_id FROM mart.pipe_sensor_day WHERE read_on = '2015-06-03' ORDER BY 1") == [
        ("S1",), ("S2",), ("S4",), ("S5",),
    ]  # fmt: skip


# 01 and 02 in one hundred metres within the year; 03 in the next hundred; 04 on the pipe laid again in the same stretch
# 05 exactly 365 days after 06; 07 a year and a second after 08; 09 not repaired; 10 in July
BURSTS = """
 burst_id | pipe_line_id | distance_along_m | reported_at | repaired_at
 01       | B            | 10               | 2-01 08:00  | 2-01 12:00
 02       | B            | 99.9             | 6-10 08:00  | 6-10 18:00
 03       | B            | 100              | 6-11 08:00  | 6-11 14:00
 04       | G            | 20               | 6-12 08:00  | 6-12 09:00
 09       | A            | 5                | 6-20 08:00  |
 10       | A            | 5                | 7-01 08:00  | 7-01 09:00
"""


@pytest.fixture
def burst(network: Stand) -> Stand:
    network.load("pipe_burst", [{**row, "cause": "管龄老化", "source": "热线报修"} for row in rows_of(BURSTS)])
    earlier = [("00", "F", 90, "2014-09-01 08:00:00"), ("05", "C", 1, "2015-06-05 08:00:00"),
               ("06", "C", 1, "2014-06-05 08:00:00"), ("07", "D", 1, "2015-06-05 08:00:01"),
               ("08", "D", 1, "2014-06-05 08:00:00")]  # fmt: skip
    for row in earlier:
        network.con.execute(
            "INSERT INTO raw.pipe_burst (burst_id, pipe_line_id, distance_along_m, reported_at, cause, source)"
            " VALUES (?, ?, ?, ?, '管龄老化', '热线报修')",
            list(row),
        )
    network.build(JUNE)
    return network


def test_a_burst_repeats_within_365_days_in_its_hundred_metres(burst: Stand) -> None:
    repeated = burst.rows("SELECT burst_id FROM pub.fct_pipe_burst WHERE is_repeated ORDER BY 1")
    assert repeated == [("02",), ("04",), ("05",), ("10",)]  # 04 struck the new pipe where the old one had burst
    june = "period_on BETWEEN DATE '2015-06-01' AND DATE '2015-06-30'"
    assert burst.ratio("pipe_burst_repeat_rate", "burst", june) == (3, 6)  # 02, 03, 04, 05, 07, 09


def test_sections_that_burst_twice_within_the_year_before_the_day(burst: Stand) -> None:
    # from 2014-07-01: B#0 twice, JS1-JS3#0 twice (00 and 04), B#1, A#0, C#0, D#0 once each
    assert burst.ratio("pipe_burst_repeat_rate", "section") == (2, 6)


def test_bursts_are_counted_on_their_day_and_repairs_timed(burst: Stand) -> None:
    counted = burst.rows("SELECT sum(numerator) FROM kpi.pipe_bursts WHERE period_on <= DATE '2015-06-30'")
    assert counted == [(10,)]
    assert burst.rows("SELECT count(*) FROM pub.fct_pipe_burst WHERE repair_min IS NULL") == [(6,)]
    hours = burst.rows("SELECT repair_min / 60 FROM pub.fct_pipe_burst WHERE repair_min IS NOT NULL ORDER BY burst_id")
    assert [round(row[0], 6) for row in hours] == [4, 10, 6, 1, 1]


def test_near_a_burst_lie_the_lines_in_force_that_day(burst: Stand) -> None:
    near = burst.rows("SELECT pipe_line_id, is_adjoining FROM mart.pipe_near_burst WHERE burst_id = '03' ORDER BY 1")
    # all lines of this stand lie in one place; F is abandoned, H not laid, K shares no point
    assert near == [("A", True), ("B", True), ("C", True), ("D", False), ("E", False), ("G", True), ("I", True),
                    ("K", False)]  # fmt: skip
    assert burst.rows("SELECT count(*) FROM mart.pipe_near_burst WHERE burst_id IN ('01', '10')") == [(0,)]


def test_nothing_over_nothing_is_null(network: Stand) -> None:
    network.build(JUNE)
    assert network.ratio("pipe_burst_repeat_rate", "burst") == (None, None)
    assert network.ratio("pipe_sensor_online_rate") == (None, None)

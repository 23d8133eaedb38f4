"""Patrols and components over rows written by hand; the integers are counted by hand as well."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

AUGUST = dt.date(2015, 8, 31)

GRIDS = """
 grid_code | grid_name | street_code | street_name | lon     | lat    | area_m2
 G1        | 一        | S1          | 沙井        | 115.800 | 28.700 | 60000
 G2        | 二        | S1          | 沙井        | 115.810 | 28.700 | 60000
 G3        | 三        | S2          | 卫东        | 115.820 | 28.700 | 60000
"""
# two vehicles in one cell and slot, one of them twice; a point 200 m off; one too far from every cell
VEHICLES = """
 point_key | device_key | located_at    | lon      | lat      | speed_kmh
 a         | v1         | 8-30 08:01:00 | 115.8001 | 28.7001  | 20
 b         | v1         | 8-30 08:04:59 | 115.8004 | 28.7004  | 3
 c         | v2         | 8-30 08:02:00 | 115.7999 | 28.6999  | 5
 d         | v1         | 8-30 08:05:00 | 115.8120 | 28.7000  | 30
 e         | v2         | 8-30 08:06:00 | 115.9000 | 28.7000  | 30
 f         | v1         | 8-31 08:00:00 | 115.8000 | 28.7000  | 30
"""
CREWS = """
 point_id | staff_key | located_at    | lon     | lat    | crs
 p        | s1        | 8-31 09:00:00 | 115.820 | 28.700 | WGS84
 q        | s1        | 8-31 09:03:00 | 115.820 | 28.700 | WGS84
"""
COMPONENTS = """
 component_id | main_code | sub_code | unit_id | grid_code | status | surveyed_on | point
 1            | 01        | 02       | U1      | G1        | 完好   | 8-01        | POINT (115.8 28.7)
 2            | 01        | 05       | U1      | G1        | 破损   | 8-01        | POINT (115.8 28.7)
 3            | 02        | 01       | U2      | G2        | 完好   | 8-01        | POINT (115.81 28.7)
 4            | 02        | 01       | U2      | G9        | 废弃   | 8-01        | POINT (115.81 28.7)
 5            | 02        | 01       | U2      | G2        | 完好   | 9-01        | POINT (115.81 28.7)
"""


@pytest.fixture
def august(stand: Stand) -> Stand:
    stand.load("grid", rows_of(GRIDS))
    stand.load("gps_point", rows_of(VEHICLES))
    stand.load("gps_point_app", rows_of(CREWS))
    stand.load("component", rows_of(COMPONENTS))
    stand.load("urban_case", [{"case_id": "1", "status": "4", "reported_at": "8-30 10:00", "grid_code": "G1"}])
    stand.build(AUGUST)
    return stand


def test_positions_become_counts_per_cell_and_five_minutes(august: Stand) -> None:
    found = august.rows(
        "SELECT strftime(slot_at, '%d %H:%M'), grid_code, source_code, device_n, point_n, moving_n"
        " FROM pub.fct_gps_grid ORDER BY slot_at, grid_code"
    )
    assert found == [
        ("30 08:00", "G1", "vehicle", 2, 3, 2),
        ("30 08:05", "G2", "vehicle", 1, 1, 1),
        ("30 08:05", "unknown", "vehicle", 1, 1, 1),
        ("31 08:00", "G1", "vehicle", 1, 1, 1),
        ("31 09:00", "G3", "crew", 1, 2, None),
    ]


def test_no_two_positions_in_the_public_lake_are_known_to_be_one_vehicles(august: Stand) -> None:
    # v1 reports in three slots: three names; nothing else of it is there
    assert august.rows("SELECT count(DISTINCT slot_device_key) FROM std.gps_point") == [(5,)]
    columns = {row[0] for row in august.rows("DESCRIBE std.gps_point")}
    assert columns == {"point_key", "slot_at", "slot_device_key", "lon", "lat", "speed_kmh"}
    assert august.rows("SELECT DISTINCT minute(slot_at) % 5, second(slot_at) FROM std.gps_point") == [(0, 0)]


def test_coverage_is_cells_reached_of_all_cells_each_day(august: Stand) -> None:
    assert august.ratio("patrol_coverage_rate", "any") == (4, 6)
    assert august.ratio("patrol_coverage_rate", "crew") == (1, 6)
    assert august.ratio("patrol_coverage_rate", "any", "street_code = 'S2'") == (1, 2)


def test_demand_stands_beside_patrol(august: Stand) -> None:
    found = august.rows(
        "SELECT grid_code, vehicle_slot_n, crew_slot_n, case_n FROM mart.patrol_coverage"
        " WHERE day_on = DATE '2015-08-30' ORDER BY grid_code"
    )
    assert found == [("G1", 1, 0, 1), ("G2", 1, 0, 0), ("G3", 0, 0, 0)]


def test_components_are_those_surveyed_by_then(august: Stand) -> None:
    assert august.count("components") == 4
    assert august.rows("SELECT street_code FROM pub.dim_component WHERE grid_code = 'G9'") == [(None,)]
    assert august.ratio("component_intact_rate", where="period_on <= DATE '2015-08-31'") == (2, 3)

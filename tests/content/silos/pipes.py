"""Pipes: the survey of points and lines, sensors with their maintenance and readings, bursts."""

from typing import Any

POINT: dict[str, Any] = {
    "pipe_point_id": "JS0001", "pipe_class": "JS", "geometry": "POINT (115.8589 28.6903)",
    "north_m": 3175477.46, "east_m": 388478.65, "surveyed_on": "2014-05-01",
}  # fmt: skip
LINE: dict[str, Any] = {
    "pipe_line_id": "PSL0001", "pipe_class": "PS", "start_point_id": "PS0001", "end_point_id": "PS0002",
    "flow_kind": "重力", "start_invert_m": 16.2, "end_invert_m": 16.1, "built_on": "1998-05-01", "state": "在用",
}  # fmt: skip
SENSOR: dict[str, Any] = {"sensor_id": "SN-JS-001", "installed_on": "2014-01-01", "retired_on": "2015-01-01"}
MAINTENANCE: dict[str, Any] = {"from_at": "2015-06-01 09:00:00", "to_at": "2015-06-01 12:00:00"}
READING: dict[str, Any] = {"metric": "pressure_kpa", "reading_value": 285.0, "read_at": "2015-06-01 09:00:00"}
BURST: dict[str, Any] = {
    "reported_at": "2015-06-01 09:00:00", "arrived_at": "2015-06-01 09:40:00", "stopped_at": "2015-06-01 10:20:00",
    "repaired_at": "2015-06-01 15:00:00", "source": "城管派遣", "case_id": "15060100001",
}  # fmt: skip
GOOD = {
    "pipe_point": POINT,
    "pipe_line": LINE,
    "pipe_sensor": SENSOR,
    "pipe_maintenance": MAINTENANCE,
    "pipe_reading": READING,
    "pipe_burst": BURST,
}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("pipe_point", {"pipe_point_id": "PS0001"}, {"point_class_matches_number"}),
    ("pipe_point", {"geometry": "POINT (0 0)"}, {"point_in_city"}),
    ("pipe_point", {"geometry": "POINT (28.6903 115.8589)"}, {"point_in_city"}),
    ("pipe_point", {"east_m": 388484.0}, {"survey_agrees_with_map"}),
    ("pipe_point", {"north_m": None, "east_m": None}, set()),
    ("pipe_point", {"surveyed_on": "2015-09-02"}, {"surveyed_before_extract"}),
    ("pipe_line", {"pipe_line_id": "JSL0001"}, {"line_class_matches_number"}),
    ("pipe_line", {"end_point_id": "PS0001"}, {"two_ends"}),
    ("pipe_line", {"start_invert_m": 16.0}, {"gravity_runs_downhill"}),
    ("pipe_line", {"start_invert_m": 16.1}, set()),
    ("pipe_line", {"start_invert_m": 16.0, "flow_kind": "压力"}, set()),
    ("pipe_line", {"start_invert_m": None}, set()),
    ("pipe_line", {"state": "废弃"}, {"retired_iff_abandoned"}),
    ("pipe_line", {"retired_on": "2015-01-01"}, {"retired_iff_abandoned"}),
    ("pipe_line", {"state": "废弃", "retired_on": "2015-01-01"}, set()),
    ("pipe_line", {"state": "废弃", "retired_on": "1998-04-30"}, {"built_before_retired"}),
    ("pipe_sensor", {"retired_on": "2013-12-31"}, {"installed_before_retired"}),
    ("pipe_sensor", {"retired_on": None}, set()),
    ("pipe_maintenance", {"to_at": "2015-06-01 08:59:59"}, {"maintenance_time_order"}),
    ("pipe_maintenance", {"to_at": None}, set()),
    ("pipe_reading", {"reading_value": 1600.5}, {"reading_in_range"}),
    ("pipe_reading", {"metric": "level_m", "reading_value": 15.0}, set()),
    ("pipe_reading", {"metric": "level_m", "reading_value": -0.1}, {"reading_in_range"}),
    ("pipe_reading", {"metric": "gas_lel", "reading_value": 101.0}, {"reading_in_range"}),
    ("pipe_reading", {"metric": "flow_m3h", "reading_value": -120.0}, set()),
    ("pipe_reading", {"read_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("pipe_burst", {"arrived_at": "2015-06-01 08:59:00"}, {"burst_time_order"}),
    (
        "pipe_burst",
        {"arrived_at": None, "stopped_at": None, "repaired_at": "2015-06-01 08:00:00"},
        {"burst_time_order"},
    ),
    ("pipe_burst", {"stopped_at": None, "repaired_at": None}, set()),
    ("pipe_burst", {"case_id": None}, {"dispatch_names_its_case"}),
    ("pipe_burst", {"source": "热线报修"}, {"dispatch_names_its_case"}),
    ("pipe_burst", {"source": "热线报修", "case_id": None}, set()),
]
AGREED_LINE = {
    "pipe_line_id": "JSL0001", "pipe_class": "JS", "start_point_id": "JS0001", "end_point_id": "JS0002",
    "geometry": "LINESTRING (115.858 28.690, 115.859 28.690)", "length_m": 97.5, "built_on": "1-01", "state": "在用",
    "surveyed_on": "2-01",
}  # fmt: skip
BURST_CASE = {
    "case_id": "11", "channel": "app", "case_type": "event", "main_code": "04", "sub_code": "02", "status": "4",
    "grid_code": "36011300100101", "street_code": "360113001", "reported_at": "6-01", "registered_at": "6-01",
}  # fmt: skip
AGREED_BURST = {
    "burst_id": "BG1", "pipe_line_id": "JSL0001", "distance_along_m": 97.6, "reported_at": "6-01", "source": "城管派遣",
    "case_id": "11",
}  # fmt: skip
AGREED: dict[str, list[dict[str, Any]]] = {
    "event_code": [{"case_type": "event", "main_code": "04", "main_name": "突发事件", "sub_code": "02",
                    "sub_name": "自来水管破裂"}],
    "urban_case": [BURST_CASE],
    "pipe_point": [{"pipe_point_id": number, "pipe_class": "JS", "geometry": "POINT (115.858 28.690)",
                    "surveyed_on": "2-01"} for number in ("JS0001", "JS0002")],
    "pipe_line": [AGREED_LINE],
    "pipe_sensor": [{"sensor_id": "SN-JS-001", "sensor_name": "压力监测点", "metric": "pressure_kpa",
                     "pipe_point_id": "JS0001", "interval_min": 60, "installed_on": "1-01"}],
    "pipe_reading": [{"sensor_id": "SN-JS-001", "read_at": "6-01", "metric": "pressure_kpa", "reading_value": 300}],
    "pipe_burst": [AGREED_BURST],
}  # fmt: skip
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("pipe_line_ends_exist", "pipe_line", {**AGREED_LINE, "pipe_line_id": "JSL0002", "end_point_id": "JS9999"}),
    (
        "pipe_line_ends_of_its_class",
        "pipe_line",
        {**AGREED_LINE, "pipe_line_id": "PSL0001", "pipe_class": "PS", "end_point_id": "PS9999"},
    ),
    ("pipe_in_force_once", "pipe_line", {**AGREED_LINE, "pipe_line_id": "JSL0002", "built_on": "3-01"}),
    (
        "pipe_sensor_point_exists",
        "pipe_sensor",
        {"sensor_id": "SN-JS-002", "pipe_point_id": "JS9999", "interval_min": 60, "installed_on": "1-01"},
    ),
    ("pipe_reading_sensor_exists", "pipe_reading", {"sensor_id": "SN-JS-009", "read_at": "6-01", "reading_value": 1}),
    ("pipe_burst_line_exists", "pipe_burst", {**AGREED_BURST, "burst_id": "BG2", "pipe_line_id": "JSL0009"}),
    ("pipe_burst_line_exists", "pipe_burst", {**AGREED_BURST, "burst_id": "BG2", "distance_along_m": 98.6}),
    ("pipe_burst_case_agrees", "pipe_burst", {**AGREED_BURST, "burst_id": "BG2", "case_id": "9"}),
    ("pipe_burst_case_agrees", "pipe_burst", {**AGREED_BURST, "burst_id": "BG2", "case_id": "1"}),
]

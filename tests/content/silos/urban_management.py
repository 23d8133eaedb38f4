"""Urban management: cases, their steps, grids and classes."""

from typing import Any

CASE: dict[str, Any] = {
    "case_id": "15060100001",
    "status": "6",
    "reported_at": "2015-06-01 09:00:00",
    "accepted_at": "2015-06-01 09:05:00",
    "registered_at": "2015-06-01 09:10:00",
    "dispatched_at": "2015-06-01 09:20:00",
    "disposed_at": "2015-06-01 15:00:00",
    "verified_at": "2015-06-01 16:00:00",
    "closed_at": "2015-06-01 17:00:00",
    "lon": 115.858,
    "lat": 28.698,
}
STEP = {"case_id": "15060100001", "seq": 2, "from_state": "pending_accept", "to_state": "registered_dispatch"}
VEHICLE: dict[str, Any] = {
    "point_key": "106480017000-150825080000",
    "device_key": "106480017000",
    "located_at": "2015-08-25 08:00:00",
    "lon": 115.858,
    "lat": 28.698,
    "speed_kmh": 30.5,
    "previous_lon": 115.850,
    "previous_lat": 28.698,
    "previous_located_at": "2015-08-25 07:58:00",
    "next_lon": 115.866,
    "next_lat": 28.698,
    "next_located_at": "2015-08-25 08:02:00",
}
CREW = {name: value for name, value in VEHICLE.items() if name not in ("point_key", "device_key", "speed_kmh")}
CREW |= {"point_id": "P20150825000001", "staff_key": "CG1001", "crs": "WGS84"}
COMPONENT = {
    "component_id": "3601130102000100",
    "main_code": "01",
    "sub_code": "02",
    "point": "POINT (115.858 28.698)",
}
GOOD = {
    "urban_case": CASE,
    "urban_case_step": STEP,
    "gps_point": VEHICLE,
    "gps_point_app": CREW,
    "component": COMPONENT,
}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("urban_case", {"registered_at": "2015-05-31 09:00:00"}, {"time_order"}),
    (
        "urban_case",
        {"accepted_at": None, "registered_at": None, "dispatched_at": "2015-05-31 09:00:00"},
        {"time_order"},
    ),
    ("urban_case", {"closed_at": None}, {"closed_iff_closed_at"}),
    ("urban_case", {"status": "4"}, {"closed_iff_closed_at"}),
    ("urban_case", {"status": "99"}, set()),
    ("urban_case", {"status": "merged", "closed_at": None}, {"merged_needs_target"}),
    ("urban_case", {"status": "merged", "closed_at": None, "merged_into": "15060100001"}, {"merged_needs_target"}),
    ("urban_case", {"status": "merged", "closed_at": None, "merged_into": "15060100002"}, set()),
    ("urban_case", {"closed_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("urban_case", {"closed_at": "2015-09-01 00:05:00"}, set()),
    ("urban_case", {"reported_at": "2012-06-01 09:00:00"}, {"before_go_live"}),
    ("urban_case", {"lon": 28.698, "lat": 115.858}, {"point_in_city"}),
    ("urban_case", {"lon": 0.0, "lat": 0.0}, {"point_in_city"}),
    ("urban_case", {"lon": None, "lat": None}, set()),
    ("urban_case", {"case_type": "event", "main_code": "17"}, {"main_class_of_type"}),
    ("urban_case", {"case_type": "part", "main_code": "21"}, set()),
    ("urban_case", {"case_type": "thing", "main_code": "17"}, set()),
    ("urban_case_step", {"from_state": None, "to_state": "pending_accept"}, set()),
    ("urban_case_step", {"from_state": "closed", "to_state": "in_progress"}, {"legal_transition"}),
    ("urban_case_step", {"from_state": "6", "to_state": "4"}, {"legal_transition"}),
    ("urban_case_step", {"from_state": "closed", "to_state": "rework"}, set()),
    ("urban_case_step", {"from_state": "void", "to_state": "in_progress"}, {"legal_transition"}),
    ("urban_case_step", {"from_state": "pending_accept", "to_state": "closed"}, {"legal_transition"}),
    ("urban_case_step", {"from_state": "3", "to_state": "6"}, {"legal_transition"}),
    ("urban_case_step", {"from_state": "in_progress", "to_state": "returned"}, set()),
    *(
        (dataset, change, rules)
        for dataset in ("gps_point", "gps_point_app")
        for change, rules in (
            ({"lon": 0.0, "lat": 0.0}, {"point_not_zero"}),
            ({"lon": 121.47, "lat": 31.23}, {"point_in_city"}),
            # 0.17 degrees north of both neighbours is 19 km in two minutes
            ({"lat": 28.868}, {"no_jump"}),
            ({"lat": 28.868, "next_lat": 28.868}, set()),
            ({"lat": 28.868, "previous_lat": 28.868}, set()),
            ({"lat": 28.868, "next_lon": None, "next_lat": None, "next_located_at": None}, set()),
            ({"previous_lon": 115.8591, "next_lon": 115.8569, "previous_located_at": "2015-08-25 08:00:00"}, set()),
            ({"located_at": "2015-09-01 00:05:01", "previous_lon": None, "next_lon": None}, {"future_time"}),
        )
    ),
    ("component", {"sub_code": "05"}, {"id_agrees_with_class"}),
    ("component", {"point": "POINT (121.47 31.23)"}, {"point_in_city"}),
]
GRID = {
    "grid_code": "36011300100101",
    "grid_name": "网格一",
    "community_code": "360113001001",
    "street_code": "360113001",
    "street_name": "沙井街道",
}
CLASS = {
    "case_type": "event",
    "main_code": "01",
    "main_name": "市容环境",
    "sub_code": "02",
    "sub_name": "暴露垃圾",
    "valid_from_on": "1-01",
}
PART = {**CLASS, "case_type": "part", "main_name": "公用设施", "sub_name": "污水井盖"}
RETIRED = {**CLASS, "sub_code": "08", "valid_to_on": "6-01"}
LINKED_CASE = {
    "case_id": "1",
    "channel": "hotline",
    "case_type": "event",
    "main_code": "01",
    "sub_code": "02",
    "status": "6",
    "grid_code": "36011300100101",
    "street_code": "360113001",
    "reported_at": "6-01",
    "registered_at": "6-01",
    "closed_at": "6-02",
    "due_at": "6-03",
    "hotline_order_id": "O1",
}
# registered on a Monday at 16:30 with four office hours: half past twelve hours of Tuesday's office clock later
TIMED_CASE = {
    **LINKED_CASE,
    "case_id": "3",
    "hotline_order_id": None,
    "registered_at": "6-01 16:30",
    "limit_n": 4,
    "limit_unit": "工作时",
    "due_at": "6-02 11:30",
    "rework_n": 1,
}
PART_CASE = {
    **LINKED_CASE,
    "case_id": "4",
    "case_type": "part",
    "component_id": "3601130102000100",
    "hotline_order_id": None,
}
AGREED: dict[str, list[dict[str, Any]]] = {
    "grid": [GRID],
    "event_code": [CLASS, PART, RETIRED],
    "component": [
        {**COMPONENT, "unit_id": "U12", "status": "完好", "grid_code": "36011300100101", "surveyed_on": "5-01"}
    ],
    "urban_case": [
        LINKED_CASE,
        TIMED_CASE,
        PART_CASE,
        {**TIMED_CASE, "case_id": "5", "rework_n": 0, "registered_at": "6-06 09:00", "due_at": "6-08 14:30"},
        {**TIMED_CASE, "case_id": "6", "rework_n": 0, "limit_unit": "紧急工作时", "due_at": "6-01 20:30"},
        {**TIMED_CASE, "case_id": "7", "rework_n": 0, "limit_n": 2, "limit_unit": "工作日", "due_at": "6-03 16:30"},
        {**TIMED_CASE, "case_id": "8", "rework_n": 0, "extended_due_at": "6-05 11:30"},
    ],
    "urban_case_step": [
        {"case_id": "1", "seq": 1, "to_state": "verifying", "step_at": "6-01"},
        {"case_id": "1", "seq": 2, "to_state": "closed", "step_at": "6-02"},
        {"case_id": "3", "seq": 1, "from_state": None, "to_state": "verifying", "step_at": "6-01"},
        {"case_id": "3", "seq": 2, "from_state": "verifying", "to_state": "rework", "step_at": "6-01"},
        {"case_id": "3", "seq": 3, "from_state": "rework", "to_state": "closed", "step_at": "6-02"},
    ],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("linked_order_exists", "urban_case", {**LINKED_CASE, "case_id": "2", "hotline_order_id": "O9"}),
    ("merged_into_resolves", "urban_case", {**LINKED_CASE, "case_id": "2", "status": "merged", "merged_into": "9"}),
    ("case_grid_exists", "urban_case", {**LINKED_CASE, "case_id": "2", "grid_code": "36011300100199"}),
    ("case_category_exists", "urban_case", {**LINKED_CASE, "case_id": "2", "sub_code": "77"}),
    (
        "case_step_end_state_matches",
        "urban_case_step",
        {"case_id": "1", "seq": 3, "to_state": "rework", "step_at": "6-03"},
    ),
    ("case_category_exists", "urban_case", {**LINKED_CASE, "case_id": "2", "sub_code": "08", "reported_at": "6-01"}),
    ("case_component_agrees", "urban_case", {**PART_CASE, "case_id": "2", "component_id": "3601130102000200"}),
    ("case_component_agrees", "urban_case", {**PART_CASE, "case_id": "2", "sub_code": "05"}),
    ("case_step_follows", "urban_case_step", {"case_id": "1", "seq": 3, "from_state": "rework", "to_state": "closed"}),
    (
        "case_rework_counted",
        "urban_case_step",
        {"case_id": "3", "seq": 4, "from_state": "closed", "to_state": "rework"},
    ),
    ("case_due_follows_the_clock", "urban_case", {**TIMED_CASE, "case_id": "2", "due_at": "6-02 12:30"}),
    ("case_due_follows_the_clock", "urban_case", {**TIMED_CASE, "case_id": "2", "extended_due_at": "6-02 10:00"}),
]

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
GOOD = {"urban_case": CASE}
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
]
GRID = {
    "grid_code": "36011300100101",
    "grid_name": "网格一",
    "community_code": "360113001001",
    "street_code": "360113001",
    "street_name": "沙井街道",
}
CLASS = {"case_type": "event", "main_code": "01", "main_name": "市容环境", "sub_code": "02", "sub_name": "暴露垃圾"}
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
AGREED: dict[str, list[dict[str, Any]]] = {
    "grid": [GRID],
    "event_code": [CLASS],
    "urban_case": [LINKED_CASE],
    "urban_case_step": [
        {"case_id": "1", "seq": 1, "to_state": "verifying", "step_at": "6-01"},
        {"case_id": "1", "seq": 2, "to_state": "closed", "step_at": "6-02"},
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
]

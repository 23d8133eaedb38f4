"""Tourism: scenic areas, the capacity of their zones, people through the gates, devices and their states."""

from typing import Any

OUTLINE = "POLYGON ((115.86 28.67, 115.87 28.67, 115.87 28.68, 115.86 28.67))"
GOOD: dict[str, dict[str, Any]] = {
    "scenic": {"opens_clock": "08:30", "closes_clock": "17:30", "geometry": OUTLINE},
    "scenic_zone": {"valid_from_on": "2013-04-01", "valid_to_on": "2015-07-01"},
    "gate_flow": {"flow_at": "2015-06-01 08:35:00"},
    "tourism_device": {"installed_on": "2014-01-01", "retired_on": "2015-01-01"},
    "tourism_device_status": {"from_at": "2015-06-01 08:00:00", "to_at": "2015-06-01 09:00:00", "state": "maintenance",
                              "approval_no": "WX1"},
}  # fmt: skip
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("scenic", {"closes_clock": "08:30"}, {"opens_before_closes"}),
    ("scenic", {"geometry": "POLYGON ((0 0, 1 0, 1 1, 0 0))"}, {"scenic_in_city"}),
    ("scenic_zone", {"valid_to_on": "2013-04-01"}, {"approval_dates_order"}),
    ("scenic_zone", {"valid_to_on": None}, set()),
    ("gate_flow", {"flow_at": "2015-06-01 08:36:00"}, {"five_minute_step"}),
    ("gate_flow", {"flow_at": "2015-06-01 08:35:30"}, {"five_minute_step"}),
    ("gate_flow", {"flow_at": "2015-09-01 00:10:00"}, {"future_time"}),
    ("tourism_device", {"retired_on": "2013-12-31"}, {"installed_before_retired"}),
    ("tourism_device_status", {"to_at": "2015-06-01 08:00:00"}, {"status_time_order"}),
    ("tourism_device_status", {"to_at": None}, set()),
    ("tourism_device_status", {"state": "online"}, {"only_maintenance_is_approved"}),
    ("tourism_device_status", {"state": "online", "approval_no": None}, set()),
]
STATE = {"device_id": "TD-0001", "from_at": "6-01", "to_at": "6-02", "state": "online"}
AGREED: dict[str, list[dict[str, Any]]] = {
    "scenic": [{"scenic_id": "SA01", "scenic_name": "广场", "opens_clock": "08:00", "closes_clock": "18:00",
                "stay_hours": 2, "geometry": OUTLINE}],
    "scenic_zone": [{"scenic_id": "SA01", "zone_no": 1, "zone_name": "一区", "area_m2": 1000, "per_capita_m2": 5,
                     "valid_from_on": "1-01"}],
    "gate_flow": [{"scenic_id": "SA01", "flow_at": "6-01 08:00", "in_n": 1200, "out_n": 0},
                  {"scenic_id": "SA01", "flow_at": "6-01 18:00", "in_n": 0, "out_n": 1176}],
    "tourism_device": [{"device_id": "TD-0001", "device_kind": "gate", "scenic_id": "SA01", "installed_on": "1-01"}],
    "tourism_device_status": [STATE, {**STATE, "from_at": "6-02", "to_at": None, "state": "offline"}],
}  # fmt: skip
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    (
        "scenic_in_park_not_negative",
        "gate_flow",
        {"scenic_id": "SA01", "flow_at": "6-01 18:05", "in_n": 0, "out_n": 25},
    ),
    ("scenic_empty_at_closing", "gate_flow", {"scenic_id": "SA01", "flow_at": "6-01 18:05", "in_n": 1, "out_n": 0}),
    ("gate_flow_area_exists", "gate_flow", {"scenic_id": "SA09", "flow_at": "6-01 08:00", "in_n": 0, "out_n": 0}),
    (
        "tourism_device_area_exists",
        "tourism_device",
        {"device_id": "TD-0002", "device_kind": "gate", "scenic_id": "SA09", "installed_on": "1-01"},
    ),
    ("tourism_status_device_exists", "tourism_device_status", {**STATE, "device_id": "TD-0009"}),
    ("tourism_status_no_overlap", "tourism_device_status", {**STATE, "from_at": "6-01 12:00", "to_at": "6-01 13:00"}),
]

"""Public safety: cameras and their states, disputes, incidents, warnings."""

from typing import Any

GRID, CAMERA_ID = "36011300100101", "36011300001320000101"
CAMERA: dict[str, Any] = {"lon": 115.858, "lat": 28.698, "installed_on": "2013-05-01", "retired_on": "2015-05-01"}
STATE: dict[str, Any] = {
    "state_from_at": "2015-06-01 09:00:00",
    "state_to_at": "2015-06-01 10:00:00",
    "state": "maintenance",
    "approval_id": "JX2015000001",
}
DISPUTE: dict[str, Any] = {
    "accepted_at": "2015-06-01 09:00:00",
    "due_at": "2015-07-01 09:00:00",
    "mediated_at": "2015-06-10 09:00:00",
    "mediation_result": "调解成功",
}
INCIDENT: dict[str, Any] = {
    "reported_at": "2015-06-01 09:00:00",
    "responded_at": "2015-06-01 09:10:00",
    "closed_at": "2015-06-01 11:00:00",
}
BROADCAST: dict[str, Any] = {"sent_at": "2015-06-01 09:00:00", "target_n": 12000, "delivered_n": 11874}
GOOD = {
    "camera": CAMERA,
    "camera_status": STATE,
    "dispute": DISPUTE,
    "incident": INCIDENT,
    "broadcast": BROADCAST,
}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("camera", {"lon": 0.0, "lat": 0.0}, {"camera_point_in_city"}),
    ("camera", {"lon": None, "lat": None}, set()),
    ("camera", {"retired_on": "2013-04-30"}, {"camera_retired_after_installed"}),
    ("camera", {"installed_on": None}, set()),
    ("camera_status", {"state_to_at": "2015-06-01 09:00:00"}, {"state_time_order"}),
    ("camera_status", {"state_to_at": None}, set()),
    ("camera_status", {"state": "online"}, {"approval_needs_maintenance"}),
    ("camera_status", {"approval_id": None}, set()),
    ("camera_status", {"state_from_at": "2015-09-02 09:00:00", "state_to_at": None}, {"future_time"}),
    ("dispute", {"mediated_at": "2015-05-31 09:00:00"}, {"dispute_time_order"}),
    ("dispute", {"due_at": "2015-05-31 09:00:00"}, {"dispute_time_order"}),
    ("dispute", {"mediated_at": None}, {"result_iff_mediated"}),
    ("dispute", {"mediation_result": None}, {"result_iff_mediated"}),
    ("dispute", {"mediated_at": None, "mediation_result": None}, set()),
    ("dispute", {"mediated_at": "2015-09-02 09:00:00"}, {"future_time"}),
    ("incident", {"responded_at": "2015-06-01 08:59:00"}, {"incident_time_order"}),
    ("incident", {"responded_at": None, "closed_at": "2015-06-01 08:59:00"}, {"incident_time_order"}),
    ("incident", {"responded_at": None, "closed_at": None}, set()),
    ("incident", {"closed_at": "2015-09-02 09:00:00"}, {"future_time"}),
    ("broadcast", {"delivered_n": 12001}, {"delivered_within_target"}),
    ("broadcast", {"delivered_n": 12000}, set()),
    ("broadcast", {"sent_at": "2015-09-02 09:00:00"}, {"future_time"}),
]
KNOWN_CAMERA = {
    "camera_id": CAMERA_ID,
    "grid_code": GRID,
    "catalogue_status": "ON",
    "installed_on": "1-10",
    "retired_on": "6-20",
}
LIT = {
    "camera_id": CAMERA_ID,
    "state_from_at": "6-01 09:00",
    "state_to_at": "6-01 10:00",
    "state": "online",
}
SEEN = {
    "incident_id": "1",
    "incident_level": "一般",
    "incident_source": "视频巡查",
    "grid_code": GRID,
    "camera_id": CAMERA_ID,
    "reported_at": "6-01 09:00",
}
AGREED: dict[str, list[dict[str, Any]]] = {
    "camera": [KNOWN_CAMERA],
    "camera_status": [LIT, {**LIT, "state_from_at": "6-01 10:00", "state_to_at": "6-20 00:00"}],
    "incident": [SEEN, {**SEEN, "incident_id": "2", "incident_source": "群众报警", "camera_id": None}],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("camera_state_overlap", "camera_status", {**LIT, "state_from_at": "6-01 09:59"}),
    ("camera_state_overlap", "camera_status", {**LIT, "state_from_at": "6-05 09:00", "state": "offline"}),
    ("camera_online_in_service", "camera_status", {**LIT, "state_from_at": "1-09 23:00", "state_to_at": "1-10 01:00"}),
    ("camera_online_in_service", "camera_status", {**LIT, "state_from_at": "6-20 00:00", "state_to_at": "6-20 00:01"}),
    ("camera_online_in_service", "camera_status", {**LIT, "state_from_at": "6-20 00:00", "state_to_at": None}),
    ("camera_state_camera_exists", "camera_status", {**LIT, "camera_id": "36011300001320999999"}),
    ("camera_grid_exists", "camera", {**KNOWN_CAMERA, "camera_id": "2", "grid_code": "36011300100199"}),
    ("incident_place_exists", "incident", {**SEEN, "incident_id": "3", "grid_code": "36011300100199"}),
    ("incident_place_exists", "incident", {**SEEN, "incident_id": "3", "camera_id": "36011300001320999999"}),
]

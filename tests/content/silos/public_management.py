"""Public management: divisions, grid cells, persons, rooms, grid events, monthly returns."""

from typing import Any

from tests.content.silos.urban_management import LINKED_CASE

BEGAN = "2013-01-29"
DIVISION: dict[str, Any] = {
    "division_code": "360113001001",
    "valid_from_on": BEGAN,
    "division_name": "社区一",
    "division_level": "community",
    "parent_code": "360113001",
}
SQUARE = "POLYGON ((115.857 28.697, 115.859 28.697, 115.859 28.699, 115.857 28.699, 115.857 28.697))"
CELL: dict[str, Any] = {
    "grid_code": "36011300100101",
    "valid_from_on": BEGAN,
    "grid_name": "网格一",
    "community_code": "360113001001",
    "street_code": "360113001",
    "area_m2": 43_000,
    "geometry": SQUARE,
}
PERSON: dict[str, Any] = {
    "person_key": "P0000001",
    "id_key": "360113190001010016",
    "person_name": "王一",
    "gender": "男",
    "birth_on": "1900-01-01",
    "resident_type": "户籍",
    "addr_key": "360113001001010010101",
    "grid_code": "36011300100101",
    "community_code": "360113001001",
    "status": "在册",
    "registered_on": "2014-01-01",
    "updated_at": "2015-06-01 09:00:00",
}
ROOM: dict[str, Any] = {
    "addr_key": "360113001001010010101",
    "use_type": "住宅",
    "occupancy": "自住",
    "grid_code": "36011300100101",
    "community_code": "360113001001",
    "updated_at": "2015-06-01 09:00:00",
}
EVENT: dict[str, Any] = {
    "event_id": "E2015060100001",
    "grid_code": "36011300100101",
    "event_kind": "环境卫生",
    "channel": "网格巡查",
    "lon": 115.858,
    "lat": 28.698,
    "crs": "WGS84",
    "status": "已办结",
    "reported_at": "2015-06-01 09:00:00",
    "accepted_at": "2015-06-01 09:10:00",
    "due_at": "2015-06-02 09:10:00",
    "closed_at": "2015-06-01 15:00:00",
    "updated_at": "2015-06-01 15:00:00",
}
RETURN: dict[str, Any] = {
    "street_code": "360113001",
    "month_on": "2015-05-01",
    "street_name": "沙井街道",
    "registered_n": 800,
    "floating_n": 190,
    "foreign_n": 10,
    "resident_n": 1_000,
    "household_n": 350,
    "grid_worker_n": 3,
    "visited_household_n": 200,
    "hazard_n": 9,
    "hazard_cleared_n": 8,
    "filed_on": "2015-06-03",
}
GOOD = {
    "mgmt_division": DIVISION,
    "mgmt_grid": CELL,
    "mgmt_person": PERSON,
    "mgmt_room": ROOM,
    "mgmt_grid_event": EVENT,
    "mgmt_street_month": RETURN,
}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("mgmt_division", {"valid_to_on": BEGAN}, {"division_dates"}),
    ("mgmt_division", {"division_level": "street"}, {"division_code_fits_level"}),
    ("mgmt_division", {"successor_code": "360113001002"}, {"successor_needs_end"}),
    ("mgmt_division", {"successor_code": "360113001002", "valid_to_on": "2015-06-01"}, set()),
    ("mgmt_grid", {"valid_to_on": "2012-01-01"}, {"grid_dates"}),
    ("mgmt_grid", {"community_code": "360113001002"}, {"grid_in_its_community"}),
    ("mgmt_grid", {"geometry": "POINT (115.858 28.698)"}, {"grid_is_polygon"}),
    ("mgmt_person", {"id_key": "360113190001010017"}, {"id_no_valid"}),
    ("mgmt_person", {"id_key": None}, {"id_no_needed"}),
    ("mgmt_person", {"id_key": None, "resident_type": "境外"}, set()),
    ("mgmt_person", {"birth_on": "1900-01-02"}, {"birth_matches_id"}),
    ("mgmt_person", {"gender": "女"}, {"gender_matches_id"}),
    ("mgmt_person", {"status": "迁出"}, {"left_iff_not_registered"}),
    ("mgmt_person", {"left_on": "2015-05-01"}, {"left_iff_not_registered"}),
    ("mgmt_person", {"updated_at": "2015-09-01 00:05:01"}, {"person_future_time"}),
    ("mgmt_person", {"grid_code": "36011300100201"}, {"person_grid_in_community"}),
    ("mgmt_room", {"grid_code": "36011300100102"}, {"address_in_grid"}),
    ("mgmt_room", {"use_type": "商铺", "uscc": "91360113MA0000000K"}, set()),
    ("mgmt_room", {"use_type": "商铺", "uscc": "91360113MA0000000L"}, {"room_uscc_valid"}),
    ("mgmt_room", {"uscc": "91360113MA0000000K"}, {"dwelling_has_no_firm"}),
    ("mgmt_grid_event", {"accepted_at": "2015-06-01 08:59:59"}, {"event_time_order"}),
    ("mgmt_grid_event", {"closed_at": "2015-06-01 09:05:00"}, {"event_time_order"}),
    ("mgmt_grid_event", {"closed_at": None}, {"event_closed_iff_closed_at"}),
    ("mgmt_grid_event", {"status": "处理中"}, {"event_closed_iff_closed_at"}),
    ("mgmt_grid_event", {"status": "已转办", "closed_at": None}, {"forwarded_needs_case"}),
    ("mgmt_grid_event", {"status": "已转办", "closed_at": None, "forwarded_case_id": "1"}, set()),
    ("mgmt_grid_event", {"due_at": None}, {"accepted_event_has_due"}),
    ("mgmt_grid_event", {"closed_at": "2015-09-01 00:05:01"}, {"event_future_time"}),
    ("mgmt_grid_event", {"reported_at": "2012-06-01 09:00:00"}, {"event_before_go_live"}),
    ("mgmt_grid_event", {"lon": 0.0, "lat": 0.0}, {"event_point_in_city"}),
    ("mgmt_street_month", {"resident_n": 1_001}, {"residents_add_up"}),
    ("mgmt_street_month", {"visited_household_n": 351}, {"visits_within_households"}),
    ("mgmt_street_month", {"hazard_cleared_n": 10}, {"cleared_within_found"}),
    ("mgmt_street_month", {"filed_on": "2015-05-31"}, {"filed_after_month"}),
]
AGREED: dict[str, list[dict[str, Any]]] = {
    "mgmt_division": [{**DIVISION, "valid_from_on": "1-01"}],
    "mgmt_grid": [{**CELL, "valid_from_on": "1-01"}],
    "mgmt_person": [
        {**PERSON, "birth_on": "1-01", "registered_on": "1-01", "updated_at": "6-01"},
        {**PERSON, "person_key": "p", "id_key": None, "resident_type": "境外", "birth_on": "1-01",
         "registered_on": "1-01", "updated_at": "6-01"},
    ],
    "mgmt_room": [{**ROOM, "updated_at": "6-01"}],
    "mgmt_grid_event": [
        {**EVENT, "reported_at": "6-01 09:00", "accepted_at": "6-01 09:10", "due_at": "6-02 09:10",
         "closed_at": "6-01 15:00", "updated_at": "6-01 15:00", "forwarded_case_id": "1"},
    ],
}  # fmt: skip
LATER = {**AGREED["mgmt_grid_event"][0], "event_id": "E2"}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("event_grid_in_force", "mgmt_grid_event", {**LATER, "grid_code": "36011300100102"}),
    ("point_in_grid", "mgmt_grid_event", {**LATER, "lat": 28.702}),
    ("case_grid_in_force", "urban_case", {**LINKED_CASE, "case_id": "2", "grid_code": "36011300100199"}),
    ("case_point_in_grid", "urban_case", {**LINKED_CASE, "case_id": "2", "lon": 115.865, "lat": 28.698}),
    (
        "alarm_person_registered",
        "elder_alarm",
        {"alarm_id": "1", "person_key": "nobody", "community_code": "360113001001", "alarm_at": "6-01 09:00"},
    ),
    (
        "reading_person_registered",
        "health_reading",
        {"reading_id": "9", "person_key": "nobody", "device_id": "JK0010010001", "measured_at": "6-01 09:00"},
    ),
    ("grid_event_case_exists", "mgmt_grid_event", {**LATER, "forwarded_case_id": "9"}),
    ("person_registered_twice", "mgmt_person", {**AGREED["mgmt_person"][0], "person_key": "P2", "updated_at": "6-02"}),
]

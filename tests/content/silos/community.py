"""Communities: devices, cards, health readings, alarms of the old, parcels, volunteers."""

from typing import Any

COMMUNITY = "360113001001"
DEVICE: dict[str, Any] = {"lon": 115.863, "lat": 28.695, "installed_on": "2014-05-01", "retired_on": "2015-05-01"}
USE: dict[str, Any] = {"tx_type": "pay", "amount": 12.5, "tx_at": "2015-06-01 09:00:00"}
READING: dict[str, Any] = {"metric": "sbp", "reading_value": 128.0, "measured_at": "2015-06-01 09:00:00"}
ALARM: dict[str, Any] = {
    "alarm_at": "2015-06-01 09:00:00",
    "answered_at": "2015-06-01 09:00:20",
    "arrived_at": "2015-06-01 09:10:00",
    "closed_at": "2015-06-01 10:00:00",
    "alarm_outcome": "真实",
}
PARCEL: dict[str, Any] = {
    "stored_at": "2015-06-01 09:00:00",
    "taken_at": "2015-06-01 18:00:00",
    "taken_kind": "用户取件",
}
SHIFT: dict[str, Any] = {
    "shift_from_at": "2015-06-01 09:00:00",
    "shift_to_at": "2015-06-01 11:30:00",
    "stated_hours": 2.5,
}
GOOD = {
    "community_device": DEVICE,
    "card_tx": USE,
    "health_reading": READING,
    "elder_alarm": ALARM,
    "locker_parcel": PARCEL,
    "volunteer_shift": SHIFT,
}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("community_device", {"lon": 28.695, "lat": 115.863}, {"device_point_in_city"}),
    ("community_device", {"retired_on": "2014-04-30"}, {"device_retired_after_installed"}),
    ("community_device", {"lon": None, "lat": None, "retired_on": None}, set()),
    ("card_tx", {"amount": None}, {"amount_iff_money"}),
    ("card_tx", {"tx_type": "door"}, {"amount_iff_money"}),
    ("card_tx", {"tx_type": "door", "amount": None}, set()),
    ("card_tx", {"tx_at": "2015-09-02 09:00:00"}, {"future_time"}),
    ("health_reading", {"reading_value": 720.0}, {"reading_plausible"}),
    ("health_reading", {"metric": "glucose"}, {"reading_plausible"}),
    ("health_reading", {"metric": "glucose", "reading_value": 6.1}, set()),
    ("health_reading", {"metric": "spo2", "reading_value": 101.0}, {"reading_plausible"}),
    ("health_reading", {"measured_at": "2015-09-02 09:00:00"}, {"future_time"}),
    ("elder_alarm", {"arrived_at": "2015-06-01 09:00:10"}, {"alarm_time_order"}),
    ("elder_alarm", {"answered_at": None, "arrived_at": "2015-06-01 08:59:00"}, {"alarm_time_order"}),
    ("elder_alarm", {"answered_at": None, "arrived_at": None}, set()),
    ("elder_alarm", {"alarm_outcome": None}, {"outcome_iff_closed"}),
    ("elder_alarm", {"closed_at": None}, {"outcome_iff_closed"}),
    ("elder_alarm", {"closed_at": None, "alarm_outcome": None}, set()),
    ("elder_alarm", {"closed_at": "2015-09-02 09:00:00"}, {"future_time"}),
    ("locker_parcel", {"taken_at": "2015-06-01 08:00:00"}, {"parcel_time_order"}),
    ("locker_parcel", {"taken_kind": None}, {"taken_kind_iff_taken"}),
    ("locker_parcel", {"taken_at": None, "taken_kind": None}, set()),
    ("locker_parcel", {"taken_at": "2015-09-02 09:00:00"}, {"future_time"}),
    ("volunteer_shift", {"shift_to_at": "2015-06-01 08:00:00", "stated_hours": None}, {"shift_time_order"}),
    ("volunteer_shift", {"shift_to_at": "2015-06-01 21:00:01", "stated_hours": 12}, {"shift_within_half_day"}),
    ("volunteer_shift", {"shift_to_at": "2015-06-01 21:00:00", "stated_hours": 12}, set()),
    ("volunteer_shift", {"stated_hours": 2.8}, {"hours_agree"}),
    ("volunteer_shift", {"stated_hours": 2.75}, set()),
    (
        "volunteer_shift",
        {"shift_from_at": "2015-09-02 09:00:00", "shift_to_at": "2015-09-02 11:30:00"},
        {"future_time"},
    ),
]
LOCKER = {
    "device_id": "KD0010010001",
    "device_type": "快递柜",
    "community_code": COMMUNITY,
    "installed_on": "1-01",
}
STORED = {"parcel_id": "1", "device_id": "KD0010010001", "phone_key": "k", "stored_at": "6-01 09:00"}
MEASURED = {
    "reading_id": "1",
    "person_key": "p",
    "device_id": "JK0010010001",
    "metric": "sbp",
    "reading_value": 128.0,
    "measured_at": "6-01 09:00",
}
AGREED: dict[str, list[dict[str, Any]]] = {
    "community_device": [LOCKER, {**LOCKER, "device_id": "JK0010010001", "device_type": "健康小屋"}],
    "locker_parcel": [STORED],
    "health_reading": [MEASURED],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("parcel_device_exists", "locker_parcel", {**STORED, "parcel_id": "2", "device_id": "KD0000000000"}),
    ("reading_device_exists", "health_reading", {**MEASURED, "reading_id": "2", "device_id": "JK0000000000"}),
]

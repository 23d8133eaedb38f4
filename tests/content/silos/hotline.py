"""The hotline: calls, work orders, call-backs."""

from typing import Any

CALL: dict[str, Any] = {
    "ivr_at": "2015-06-01 09:00:00",
    "queued_at": "2015-06-01 09:00:20",
    "answered_at": "2015-06-01 09:00:30",
    "ended_at": "2015-06-01 09:02:00",
    "is_abandoned": False,
}
ORDER: dict[str, Any] = {
    "accepted_at": "2015-06-01 09:00:00",
    "signed_at": "2015-06-01 10:00:00",
    "due_at": "2015-06-08 18:00:00",
    "replied_at": "2015-06-03 10:00:00",
    "closed_at": "2015-06-04 10:00:00",
}
VISIT: dict[str, Any] = {"is_reached": True, "is_solved": True, "satisfied": "满意"}
GOOD = {"hotline_call": CALL, "hotline_order": ORDER, "hotline_visit": VISIT}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("hotline_call", {"answered_at": "2015-06-01 09:00:10"}, {"call_time_order"}),
    ("hotline_call", {"queued_at": None, "answered_at": None}, set()),
    ("hotline_call", {"is_abandoned": True}, {"abandoned_not_answered"}),
    ("hotline_call", {"is_abandoned": True, "answered_at": None}, set()),
    ("hotline_order", {"closed_at": "2015-05-31 10:00:00"}, {"order_time_order"}),
    (
        "hotline_order",
        {"signed_at": None, "replied_at": None, "closed_at": "2015-05-31 10:00:00"},
        {"order_time_order"},
    ),
    ("hotline_order", {"due_at": None}, set()),
    ("hotline_order", {"closed_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("hotline_call", {"ended_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("hotline_visit", {"visited_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("hotline_visit", {"is_reached": False}, {"satisfaction_needs_reached"}),
    ("hotline_visit", {"is_reached": False, "is_solved": None, "satisfied": None}, set()),
]
LINKED_ORDER = {
    "order_id": "O1",
    "demand_type": "投诉",
    "org_path": "红谷滩新区/城管局",
    "accepted_at": "6-01",
    "due_at": "6-10",
    "closed_at": "6-03",
    "forwarded_case_id": "1",
}
AGREED: dict[str, list[dict[str, Any]]] = {
    "hotline_order": [LINKED_ORDER],
    "hotline_visit": [{"order_id": "O1", "visited_at": "6-04", "is_reached": True, "is_solved": True}],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("forwarded_case_exists", "hotline_order", {**LINKED_ORDER, "order_id": "O2", "forwarded_case_id": "9"}),
    ("order_department_exists", "hotline_order", {**LINKED_ORDER, "order_id": "O2", "org_path": "红谷滩新区/无名局"}),
    ("visit_order_exists", "hotline_visit", {"order_id": "O9", "visited_at": "6-04", "is_reached": False}),
]

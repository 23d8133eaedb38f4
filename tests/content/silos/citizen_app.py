"""The citizens' app: service items and clicks."""

from typing import Any

CLICK: dict[str, Any] = {"clicked_at": "2015-06-01 09:00:00"}
INSTALL: dict[str, Any] = {"first_open_at": "2015-06-01 09:00:00"}
GOOD = {"app_click": CLICK, "app_install": INSTALL}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("app_click", {"clicked_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("app_click", {"clicked_at": "2015-09-01 00:05:00"}, set()),
    ("app_click", {"clicked_at": "2014-11-30 23:59:59"}, {"before_go_live"}),
    ("app_install", {"first_open_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("app_install", {"first_open_at": "2014-11-30 23:59:59"}, {"before_go_live"}),
]
AGREED: dict[str, list[dict[str, Any]]] = {
    "service_item": [{"service_id": "S1", "service_name": "社保查询", "online_depth": 4, "valid_from_on": "1-01"}],
    "app_click": [{"click_id": "1", "clicked_at": "6-01", "service_id": "S1"}],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("click_service_exists", "app_click", {"click_id": "2", "clicked_at": "6-01", "service_id": "S9"}),
]

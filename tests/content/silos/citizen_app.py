"""The citizens' app: service items and clicks."""

from typing import Any

AGREED: dict[str, list[dict[str, Any]]] = {
    "service_item": [{"service_id": "S1", "service_name": "社保查询", "online_depth": 4, "valid_from_on": "1-01"}],
    "app_click": [{"click_id": "1", "clicked_at": "6-01", "service_id": "S1"}],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("click_service_exists", "app_click", {"click_id": "2", "clicked_at": "6-01", "service_id": "S9"}),
]

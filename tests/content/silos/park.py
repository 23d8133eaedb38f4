"""The parks: enterprises and their changes, requests, meters and readings, monthly returns."""

from typing import Any

from tests.content.silos.finance import FIRM, SOLE_TRADER

ENTERPRISE: dict[str, Any] = {
    "uscc": FIRM,
    "org_kind": "企业",
    "settled_on": "2014-06-01",
    "org_status": "在营",
}
REQUEST: dict[str, Any] = {
    "uscc": FIRM,
    "accepted_at": "2015-06-01 09:00:00",
    "due_at": "2015-06-08 09:00:00",
    "closed_at": "2015-06-05 16:00:00",
    "request_status": "办结",
    "satisfied": "满意",
}
METER: dict[str, Any] = {"uscc": FIRM, "digits_n": 5, "installed_on": "2014-06-01", "initial_reading": 0}
RETURN: dict[str, Any] = {
    "uscc": FIRM,
    "month_on": "2015-05-01",
    "filed_at": "2015-06-01 00:00:00",
    "output_10k_cny": 100,
    "tax_10k_cny": -3,
}
GOOD = {
    "enterprise": ENTERPRISE,
    "enterprise_status": {"uscc": FIRM},
    "park_request": REQUEST,
    "park_meter": METER,
    "meter_reading": {"read_on": "2015-09-01"},
    "monthly_return": RETURN,
}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("enterprise", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("enterprise", {"org_kind": "个体工商户"}, {"org_kind_matches_uscc"}),
    ("enterprise", {"org_kind": "个体工商户", "uscc": SOLE_TRADER}, set()),
    ("enterprise", {"org_status": "注销"}, {"left_iff_gone"}),
    ("enterprise", {"org_status": "迁出", "left_on": "2014-05-31"}, {"left_after_settled"}),
    ("enterprise_status", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("park_request", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("park_request", {"closed_at": "2015-06-01 08:59:59"}, {"park_request_time_order"}),
    ("park_request", {"closed_at": None, "satisfied": None}, {"closed_iff_closed_at"}),
    ("park_request", {"withdrawn_at": "2015-06-02 09:00:00"}, {"closed_iff_closed_at"}),
    ("park_request", {"request_status": "在办", "closed_at": None}, {"rating_needs_closure"}),
    ("park_request", {"request_status": "在办", "closed_at": None, "satisfied": None}, set()),
    ("park_request", {"closed_at": "2015-09-01 00:05:01"}, {"park_request_future_time"}),
    ("park_meter", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("park_meter", {"removed_on": "2015-06-01"}, {"removed_with_reading"}),
    ("park_meter", {"removed_on": "2014-05-31", "final_reading": 5}, {"removed_after_installed"}),
    ("park_meter", {"removed_on": "2014-06-01", "final_reading": 5}, set()),
    ("park_meter", {"initial_reading": 100_000}, {"reading_within_digits"}),
    ("park_meter", {"initial_reading": 99_999.99}, set()),
    ("meter_reading", {"read_on": "2015-09-02"}, {"reading_future_day"}),
    ("monthly_return", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("monthly_return", {"filed_at": "2015-05-31 23:59:59"}, {"filed_after_month"}),
    ("monthly_return", {"tax_10k_cny": 101}, {"tax_within_output"}),
    ("monthly_return", {"tax_10k_cny": 0, "output_10k_cny": 0}, set()),
]
ONE: dict[str, Any] = {
    "org_key": "E1",
    "uscc": FIRM,
    "org_name": "一公司",
    "org_kind": "企业",
    "industry_code": "I6510",
    "park_id": "P01",
    "land_mu": 2,
    "settled_on": "1-05",
    "org_status": "在营",
    "is_reporting": True,
}
WISH: dict[str, Any] = {
    "park_request_id": "SQ1",
    "org_key": "E1",
    "request_kind": "物业维修",
    "dept_name": "城管局",
    "accepted_at": "6-01",
    "due_at": "6-08",
    "request_status": "在办",
}
MAY: dict[str, Any] = {
    "org_key": "E1",
    "month_on": "5-01",
    "filed_at": "6-05",
    "filing_kind": "直报",
    "output_10k_cny": 100,
    "tax_10k_cny": 5,
    "returned_kwh": 110,
}
AGREED: dict[str, list[dict[str, Any]]] = {
    "park": [{"park_id": "P01", "park_name": "一园", "park_kind": "产业园", "land_m2": 900, "rentable_m2": 500}],
    "enterprise": [ONE],
    "enterprise_status": [
        {
            "org_key": "E1",
            "uscc": FIRM,
            "changed_on": "1-05",
            "org_name": "一公司",
            "org_status": "在营",
            "park_id": "P01",
        }
    ],
    "park_request": [WISH],
    "park_meter": [
        {
            "meter_id": "D1",
            "org_key": "E1",
            "multiplier_n": 1,
            "digits_n": 5,
            "installed_on": "1-05",
            "initial_reading": 0,
        }
    ],
    "meter_reading": [
        {"meter_id": "D1", "read_on": "4-30", "reading": 50, "reading_kind": "自动"},
        {"meter_id": "D1", "read_on": "5-31", "reading": 150, "reading_kind": "自动"},
    ],
    "monthly_return": [MAY],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("org_is_registered", "park_request", {**WISH, "park_request_id": "SQ2", "org_key": "E9"}),
    ("org_is_registered", "monthly_return", {**MAY, "org_key": "E9"}),
    ("org_service_department_exists", "park_request", {**WISH, "park_request_id": "SQ2", "dept_name": "无名局"}),
    ("enterprise_codes_exist", "enterprise", {**ONE, "org_key": "E2", "park_id": "P77"}),
    ("enterprise_codes_exist", "enterprise", {**ONE, "org_key": "E2", "industry_code": "S9999"}),
    (
        "enterprise_state_matches_history",
        "enterprise_status",
        {
            "org_key": "E1",
            "uscc": FIRM,
            "changed_on": "6-01",
            "org_name": "一公司",
            "org_status": "停业",
            "park_id": "P01",
        },
    ),
    (
        "enterprise_state_matches_history",
        "enterprise_status",
        {
            "org_key": "E1",
            "uscc": FIRM,
            "changed_on": "6-01",
            "org_name": "一公司",
            "org_status": "在营",
            "park_id": "P02",
        },
    ),
    ("meter_reading_plausible", "meter_reading", {"meter_id": "D9", "read_on": "6-01", "reading": 1}),
    ("meter_reading_plausible", "meter_reading", {"meter_id": "D1", "read_on": "6-01", "reading": 149}),
    ("meter_reading_plausible", "meter_reading", {"meter_id": "D1", "read_on": "1-04", "reading": 0}),
    ("return_agrees_with_meter", "monthly_return", {**MAY, "filed_at": "6-06", "returned_kwh": 121}),
    ("return_is_owed", "monthly_return", {**MAY, "month_on": "4-01", "filed_at": "5-05", "org_key": "F1"}),
]

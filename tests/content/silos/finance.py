"""Finance: institutions, green-channel cases, credit events, ratings."""

from typing import Any

FIRM, SOLE_TRADER = "91360113MA0000103J", "92360113MA000020XM"
INSTITUTION: dict[str, Any] = {"uscc": FIRM, "settled_on": "2014-06-01", "org_status": "在营"}
GREEN: dict[str, Any] = {
    "uscc": FIRM,
    "accepted_at": "2015-06-01 09:00:00",
    "promised_at": "2015-06-08 09:00:00",
    "finished_at": "2015-06-05 16:00:00",
    "green_case_status": "办结",
}
EVENT: dict[str, Any] = {
    "uscc": FIRM,
    "event_kind": "行政处罚",
    "occurred_on": "2015-03-02",
    "repaired_on": "2015-05-04",
    "operator_key": "360113199001010017",
}
RATING: dict[str, Any] = {"uscc": FIRM, "rated_on": "2015-01-05", "valid_to_on": "2016-01-05"}
GOOD = {"fin_org": INSTITUTION, "green_case": GREEN, "credit_event": EVENT, "credit_rating": RATING}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("fin_org", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("fin_org", {"org_status": "注销"}, {"left_iff_gone"}),
    ("fin_org", {"left_on": "2015-01-01"}, {"left_iff_gone"}),
    ("fin_org", {"org_status": "吊销", "left_on": "2014-05-31"}, {"left_after_settled"}),
    ("fin_org", {"org_status": "迁出", "left_on": "2014-06-01"}, set()),
    ("green_case", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("green_case", {"finished_at": "2015-06-01 08:59:59"}, {"green_case_time_order"}),
    ("green_case", {"finished_at": None}, {"finished_iff_finished_at"}),
    ("green_case", {"green_case_status": "在办"}, {"finished_iff_finished_at"}),
    ("green_case", {"green_case_status": "撤回", "finished_at": None}, {"withdrawn_iff_withdrawn_at"}),
    ("green_case", {"withdrawn_at": "2015-06-02 09:00:00"}, {"withdrawn_iff_withdrawn_at"}),
    (
        "green_case",
        {"green_case_status": "不予受理", "finished_at": None, "withdrawn_at": "2015-06-02 09:00:00"},
        set(),
    ),
    ("green_case", {"finished_at": "2015-09-01 00:05:01"}, {"green_case_future_time"}),
    ("green_case", {"finished_at": "2015-09-01 00:05:00"}, set()),
    ("credit_event", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("credit_event", {"repaired_on": "2015-03-01"}, {"repaired_after_occurred"}),
    ("credit_event", {"repaired_on": "2015-03-02"}, set()),
    ("credit_event", {"event_kind": "守信激励"}, {"only_failings_are_repaired"}),
    ("credit_event", {"repaired_on": "2015-09-02"}, {"credit_event_future_time"}),
    ("credit_event", {"operator_key": "360113199013010014"}, {"operator_id_no"}),
    ("credit_event", {"operator_key": None, "repaired_on": None}, set()),
    ("credit_rating", {"uscc": "91360113MA00001030"}, {"uscc_checksum"}),
    ("credit_rating", {"valid_to_on": "2015-01-05"}, {"rating_in_force"}),
]
CASE: dict[str, Any] = {
    "green_case_id": "LT1",
    "org_key": "F1",
    "service_kind": "贷款审批",
    "dept_name": "城管局",
    "accepted_at": "6-01",
    "promised_at": "6-08",
    "green_case_status": "在办",
}
FAILING: dict[str, Any] = {
    "credit_event_id": "XY1",
    "org_key": "F1",
    "event_kind": "行政处罚",
    "occurred_on": "3-02",
    "source_name": "税务局",
}
AGREED: dict[str, list[dict[str, Any]]] = {
    "fin_org": [
        {
            "org_key": "F1",
            "uscc": FIRM,
            "org_name": "甲银行",
            "licence_type": "银行",
            "settled_on": "1-05",
            "org_status": "在营",
        }
    ],
    "green_case": [CASE],
    "credit_event": [FAILING],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("org_is_registered", "green_case", {**CASE, "green_case_id": "LT2", "org_key": "F9"}),
    ("org_is_registered", "credit_event", {**FAILING, "credit_event_id": "XY2", "org_key": "F9"}),
    ("org_service_department_exists", "green_case", {**CASE, "green_case_id": "LT2", "dept_name": "无名局"}),
    (
        "org_registers_agree",
        "fin_org",
        {
            "org_key": "E1",
            "uscc": FIRM,
            "org_name": "又名公司",
            "licence_type": "基金",
            "settled_on": "1-05",
            "org_status": "在营",
        },
    ),
    (
        "org_registers_agree",
        "fin_org",
        {
            "org_key": "E1",
            "uscc": FIRM,
            "org_name": "一公司",
            "licence_type": "基金",
            "settled_on": "1-05",
            "org_status": "停业",
        },
    ),
]

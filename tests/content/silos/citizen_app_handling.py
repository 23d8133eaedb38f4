"""The citizens' platform: applications for services and their ratings."""

from typing import Any

APPLICATION: dict[str, Any] = {
    "app_no": "BJ2015060100001",
    "service_id": "S1",
    "applicant_type": "个人",
    "applicant_key": "360113190001010016",
    "submitted_at": "2015-06-01 09:00:00",
    "accepted_at": "2015-06-01 10:00:00",
    "statutory_days_n": 20,
    "promised_days_n": 5,
    "promised_at": "2015-06-08 10:00:00",
    "finished_at": "2015-06-05 10:00:00",
    "result": "准予",
    "visits_n": 1,
}
RATING: dict[str, Any] = {
    "rated_at": "2015-06-06 09:00:00",
    "rating_level": 2,
    "is_active_rating": True,
    "rectify_due_at": "2015-06-20 18:00:00",
    "replied_at": "2015-06-07 09:00:00",
    "rectified_at": "2015-06-10 09:00:00",
    "revisited_at": "2015-06-12 09:00:00",
    "is_rectify_satisfied": True,
}
FIRM = {"applicant_type": "企业", "applicant_key": None, "org_key": "91360113MA0000000K"}
LATER = {"rated_at": "2015-09-01 00:05:01", "rectify_due_at": None, "replied_at": None, "rectified_at": None,
         "revisited_at": None, "is_rectify_satisfied": None, "rating_level": 5}  # fmt: skip
GOOD = {"application": APPLICATION, "service_rating": RATING}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("application", FIRM, set()),
    ("application", {**FIRM, "org_key": None}, {"applicant_is_named"}),
    ("application", {**FIRM, "org_key": "91360113MA0000000X"}, {"uscc_checks"}),
    ("application", {"applicant_key": None}, {"applicant_is_named"}),
    ("application", {"applicant_key": "360113190001010018"}, {"id_no_checks"}),
    ("application", {"applicant_key": "360113190002300011"}, {"id_no_checks"}),
    ("application", {"accepted_at": "2015-05-31 10:00:00"}, {"application_time_order"}),
    ("application", {"accepted_at": None, "finished_at": "2015-05-31 10:00:00"}, {"application_time_order"}),
    ("application", {"result": None}, {"finished_iff_result"}),
    ("application", {"finished_at": None}, {"finished_iff_result"}),
    ("application", {"finished_at": None, "result": None}, set()),
    ("application", {"promised_days_n": 21}, {"promise_within_statutory"}),
    ("application", {"promised_days_n": 20}, set()),
    ("application", {"promised_at": None, "finished_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("application", {"promised_at": "2016-01-01"}, set()),
    ("application", {"submitted_at": "2014-11-30 23:59:59"}, {"before_go_live"}),
    ("service_rating", {"is_active_rating": False, "rectify_due_at": None}, {"default_rating_is_best"}),
    ("service_rating", {"is_active_rating": False, "rectify_due_at": None, "rating_level": 5}, set()),
    ("service_rating", {"rectify_due_at": None}, {"bad_rating_has_limit"}),
    ("service_rating", {"rating_level": 3}, {"bad_rating_has_limit"}),
    ("service_rating", {"replied_at": "2015-06-05 09:00:00"}, {"rating_time_order"}),
    ("service_rating", {"revisited_at": "2015-06-09 09:00:00"}, {"rating_time_order"}),
    ("service_rating", {"rectified_at": None}, set()),
    ("service_rating", {"revisited_at": None}, {"rectify_satisfaction_needs_visit"}),
    ("service_rating", {"revisited_at": None, "is_rectify_satisfied": None}, set()),
    ("service_rating", LATER, {"future_time"}),
]
LINKED_RATING = {"rating_id": "R1", "app_no": "A1", "rated_at": "6-06", "rating_level": 5, "is_active_rating": True}
LINKED = {"app_no": "A1", "service_id": "S1", "submitted_at": "6-01", "finished_at": "6-05", "result": "准予",
          "phone_key": "k"}  # fmt: skip
AGREED: dict[str, list[dict[str, Any]]] = {"application": [LINKED], "service_rating": [LINKED_RATING]}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("application_service_exists", "application", {**LINKED, "app_no": "A2", "service_id": "S9"}),
    ("rating_application_finished", "service_rating", {**LINKED_RATING, "rating_id": "R2", "app_no": "A9"}),
    ("rating_application_finished", "service_rating", {**LINKED_RATING, "rating_id": "R2", "rated_at": "6-04"}),
]

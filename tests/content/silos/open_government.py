"""Open government: information made public, disclosure requests, questions, the access log."""

from typing import Any

PUBLICATION: dict[str, Any] = {
    "formed_on": "2015-06-01",
    "published_at": "2015-06-01 09:00:00",
    "removed_at": "2015-07-01 09:00:00",
    "path": "/zwgk/zcwj/1.html",
}
REQUEST: dict[str, Any] = {
    "applicant_key": "360113190001010016",
    "received_on": "2015-06-01",
    "replied_on": "2015-06-29",
    "outcome": "予以公开",
}
QUESTION: dict[str, Any] = {"asked_at": "2015-06-01 09:00:00", "replied_at": "2015-06-03 09:00:00", "is_shown": True}
ACCESS: dict[str, Any] = {
    "requested_at": "2015-06-01 09:00:00",
    "request_line": "GET /zwgk/ HTTP/1.1",
    "response_code": "200",
}
GOOD = {"publication": PUBLICATION, "foi_request": REQUEST, "consultation": QUESTION, "web_access": ACCESS}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("publication", {"formed_on": "2015-06-02"}, {"publication_time_order"}),
    ("publication", {"removed_at": "2015-05-31 09:00:00"}, {"publication_time_order"}),
    ("publication", {"path": None}, {"published_has_path"}),
    ("publication", {"path": None, "published_at": None, "removed_at": None}, set()),
    ("publication", {"removed_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("foi_request", {"replied_on": "2015-05-31"}, {"request_time_order"}),
    ("foi_request", {"replied_on": None}, {"replied_iff_outcome"}),
    ("foi_request", {"outcome": None}, {"replied_iff_outcome"}),
    ("foi_request", {"replied_on": None, "outcome": None}, set()),
    ("foi_request", {"replied_on": "2015-09-02"}, {"future_time"}),
    ("foi_request", {"replied_on": "2015-09-01"}, set()),
    ("foi_request", {"applicant_key": "360113190001010018"}, {"id_no_checks"}),
    ("foi_request", {"applicant_key": None}, set()),
    ("consultation", {"replied_at": "2015-05-31 09:00:00"}, {"consultation_time_order"}),
    ("consultation", {"replied_at": None}, {"shown_needs_reply"}),
    ("consultation", {"replied_at": None, "is_shown": False}, set()),
    ("consultation", {"replied_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("web_access", {"request_line": "-"}, {"request_has_form"}),
    ("web_access", {"request_line": "-", "response_code": "400"}, set()),
    ("web_access", {"request_line": "GET /a b HTTP/1.1"}, {"request_has_form"}),
    ("web_access", {"requested_at": "2015-09-01 00:05:01"}, {"future_time"}),
]
DEPT = {"dept_name": "城市管理局"}
INFORMATION = {**DEPT, "publication_id": "P1", "formed_on": "6-01"}
ASKED = {**DEPT, "consultation_id": "C1", "asked_at": "6-01", "phone_key": "k"}
WANTED = {**DEPT, "req_no": "F1", "received_on": "6-01", "phone_key": "k"}
AGREED: dict[str, list[dict[str, Any]]] = {
    "publication": [INFORMATION],
    "consultation": [ASKED],
    "foi_request": [WANTED],
}
NOBODY = {"dept_name": "无此部门"}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("publication_department_exists", "publication", {**INFORMATION, **NOBODY, "publication_id": "P2"}),
    ("consultation_department_exists", "consultation", {**ASKED, **NOBODY, "consultation_id": "C2"}),
    ("foi_request_department_exists", "foi_request", {**WANTED, **NOBODY, "req_no": "F2"}),
]

"""Office automation beside documents: the archive, meetings, information reports, the forum."""

from typing import Any

ITEM: dict[str, Any] = {
    "archive_no": "0123-WS·2015-Y-0001",
    "formed_on": "2015-06-01",
    "due_on": "2015-07-16",
    "archived_on": "2015-06-20",
}
MEETING: dict[str, Any] = {
    "begins_at": "2015-06-01 09:00:00",
    "ends_at": "2015-06-01 11:00:00",
    "invited_n": 10,
    "attended_n": 10,
    "is_cancelled": False,
    "minutes_due_on": "2015-06-08",
    "minutes_on": "2015-06-03",
}
REPORT: dict[str, Any] = {
    "submitted_at": "2015-06-01 09:00:00",
    "adopted_at": "2015-06-02 09:00:00",
    "adopted_level": "区级",
}
POST: dict[str, Any] = {
    "post_id": "T2015000002",
    "thread_id": "T2015000001",
    "posted_at": "2015-06-01 09:00:00",
    "is_official_reply": True,
}
GOOD = {"archive_item": ITEM, "meeting": MEETING, "info_report": REPORT, "forum_post": POST}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("archive_item", {"archived_on": "2015-05-31"}, {"archive_time_order"}),
    ("archive_item", {"formed_on": None}, set()),
    ("archive_item", {"archive_no": None}, {"archived_iff_numbered"}),
    ("archive_item", {"archived_on": None}, {"archived_iff_numbered"}),
    ("archive_item", {"archive_no": None, "archived_on": None}, set()),
    ("archive_item", {"archived_on": "2015-09-02"}, {"future_time"}),
    ("meeting", {"ends_at": "2015-06-01 09:00:00"}, {"meeting_time_order"}),
    ("meeting", {"minutes_on": "2015-05-31"}, {"meeting_time_order"}),
    ("meeting", {"attended_n": 11}, {"attended_within_invited"}),
    ("meeting", {"is_cancelled": True}, {"cancelled_has_nothing"}),
    ("meeting", {"is_cancelled": True, "attended_n": None, "minutes_on": None}, set()),
    ("meeting", {"minutes_on": "2015-09-02"}, {"future_time"}),
    ("info_report", {"adopted_at": "2015-05-31 09:00:00"}, {"report_time_order"}),
    ("info_report", {"adopted_at": None}, {"adopted_iff_level"}),
    ("info_report", {"adopted_level": None}, {"adopted_iff_level"}),
    ("info_report", {"adopted_level": None, "adopted_at": None}, set()),
    ("info_report", {"adopted_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("forum_post", {"post_id": "T2015000001"}, {"opening_is_no_reply"}),
    ("forum_post", {"post_id": "T2015000001", "is_official_reply": None}, set()),
    ("forum_post", {"posted_at": "2015-09-01 00:05:01"}, {"future_time"}),
]
DEPT, NOBODY = {"dept_name": "城市管理局"}, {"dept_name": "无此部门"}
FILED = {**DEPT, "archive_id": "I1", "doc_id": "A", "due_on": "7-16"}
HELD = {**DEPT, "meeting_id": "M1", "begins_at": "6-01 09:00", "ends_at": "6-01 11:00", "invited_n": 5}
HANDED_IN = {"report_id": "R1", "dept_id": "D01", "submitted_at": "6-01"}
OPENED = {"post_id": "T1", "thread_id": "T1", "board": "意见建议", "posted_at": "6-01"}
AGREED: dict[str, list[dict[str, Any]]] = {
    "archive_item": [FILED],
    "meeting": [HELD],
    "info_report": [HANDED_IN],
    "forum_post": [OPENED, {**OPENED, "post_id": "T2"}],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("archive_document_exists", "archive_item", {**FILED, "archive_id": "I2", "doc_id": "Z"}),
    ("archive_item_department_exists", "archive_item", {**FILED, **NOBODY, "archive_id": "I2"}),
    ("meeting_department_exists", "meeting", {**HELD, **NOBODY, "meeting_id": "M2"}),
    ("info_report_department_exists", "info_report", {**HANDED_IN, "report_id": "R2", "dept_id": "D77"}),
    ("forum_thread_exists", "forum_post", {**OPENED, "post_id": "T3", "thread_id": "T9"}),
]

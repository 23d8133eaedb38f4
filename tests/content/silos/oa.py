"""Office automation: documents and the tasks that they make."""

from typing import Any

TASK: dict[str, Any] = {
    "assigned_at": "2015-06-01 09:00:00",
    "due_at": "2015-06-08 18:00:00",
    "done_at": "2015-06-03 10:00:00",
    "returned_at": None,
}
DOCUMENT: dict[str, Any] = {"registered_at": "2015-06-01 09:00:00"}
DEPARTMENT: dict[str, Any] = {"valid_from_on": "2008-01-01", "valid_to_on": "2014-01-01"}
GOOD = {"oa_doc_task": TASK, "oa_document": DOCUMENT, "oa_department": DEPARTMENT}
DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("oa_doc_task", {"done_at": "2015-05-31 10:00:00"}, {"task_time_order"}),
    ("oa_doc_task", {"returned_at": "2015-05-31 10:00:00"}, {"task_time_order"}),
    ("oa_doc_task", {"done_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("oa_doc_task", {"due_at": "2016-01-01"}, set()),
    ("oa_document", {"registered_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("oa_department", {"valid_to_on": "2008-01-01"}, {"department_span_runs_forward"}),
    ("oa_department", {"valid_to_on": None}, set()),
]
AGREED: dict[str, list[dict[str, Any]]] = {
    "oa_department": [{"dept_id": "D01", "dept_name": "城市管理局"}],
    "oa_document": [{"doc_id": "A", "direction": "收文", "registered_at": "6-01"}],
    "oa_doc_task": [{"doc_id": "A", "dept_id": "D01", "role": "主办", "assigned_at": "6-01"}],
}
DISAGREED: list[tuple[str, str, dict[str, Any]]] = [
    ("task_document_exists", "oa_doc_task", {"doc_id": "Z", "dept_id": "D01", "role": "主办", "assigned_at": "6-01"}),
]

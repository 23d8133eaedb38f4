"""The contracts pass the standard's own checker, and each row rule finds the defect that it is written for."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.content import Content
from tests.content.stand import ROOT

CONTRACTS = sorted((ROOT / "assets").glob("*/*.odcs.yaml"))
CLOCK = dt.datetime(2015, 9, 1)
CASE: dict[str, Any] = {
    "case_id": "15060100001",
    "status": "6",
    "reported_at": "2015-06-01 09:00:00",
    "accepted_at": "2015-06-01 09:05:00",
    "registered_at": "2015-06-01 09:10:00",
    "dispatched_at": "2015-06-01 09:20:00",
    "disposed_at": "2015-06-01 15:00:00",
    "verified_at": "2015-06-01 16:00:00",
    "closed_at": "2015-06-01 17:00:00",
    "lon": 115.858,
    "lat": 28.698,
}
CALL = {
    "ivr_at": "2015-06-01 09:00:00",
    "queued_at": "2015-06-01 09:00:20",
    "answered_at": "2015-06-01 09:00:30",
    "ended_at": "2015-06-01 09:02:00",
    "is_abandoned": False,
}
ORDER = {
    "accepted_at": "2015-06-01 09:00:00",
    "signed_at": "2015-06-01 10:00:00",
    "due_at": "2015-06-08 18:00:00",
    "replied_at": "2015-06-03 10:00:00",
    "closed_at": "2015-06-04 10:00:00",
}
VISIT = {"is_reached": True, "is_solved": True, "satisfied": "满意"}
TASK = {
    "assigned_at": "2015-06-01 09:00:00",
    "due_at": "2015-06-08 18:00:00",
    "done_at": "2015-06-03 10:00:00",
    "returned_at": None,
}
GOOD = {"urban_case": CASE, "hotline_call": CALL, "hotline_order": ORDER, "hotline_visit": VISIT, "oa_doc_task": TASK}

DEFECTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("urban_case", {"registered_at": "2015-05-31 09:00:00"}, {"time_order"}),
    (
        "urban_case",
        {"accepted_at": None, "registered_at": None, "dispatched_at": "2015-05-31 09:00:00"},
        {"time_order"},
    ),
    ("urban_case", {"closed_at": None}, {"closed_iff_closed_at"}),
    ("urban_case", {"status": "4"}, {"closed_iff_closed_at"}),
    ("urban_case", {"status": "99"}, set()),
    ("urban_case", {"status": "merged", "closed_at": None}, {"merged_needs_target"}),
    ("urban_case", {"status": "merged", "closed_at": None, "merged_into": "15060100001"}, {"merged_needs_target"}),
    ("urban_case", {"status": "merged", "closed_at": None, "merged_into": "15060100002"}, set()),
    ("urban_case", {"closed_at": "2015-09-01 00:05:01"}, {"future_time"}),
    ("urban_case", {"closed_at": "2015-09-01 00:05:00"}, set()),
    ("urban_case", {"reported_at": "2012-06-01 09:00:00"}, {"before_go_live"}),
    ("urban_case", {"lon": 28.698, "lat": 115.858}, {"point_in_city"}),
    ("urban_case", {"lon": 0.0, "lat": 0.0}, {"point_in_city"}),
    ("urban_case", {"lon": None, "lat": None}, set()),
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
    ("hotline_visit", {"is_reached": False}, {"satisfaction_needs_reached"}),
    ("hotline_visit", {"is_reached": False, "is_solved": None, "satisfied": None}, set()),
    ("oa_doc_task", {"done_at": "2015-05-31 10:00:00"}, {"task_time_order"}),
    ("oa_doc_task", {"returned_at": "2015-05-31 10:00:00"}, {"task_time_order"}),
]


def broken(content: Content, dataset: str, values: dict[str, Any]) -> set[str]:
    """The row rules that a typed row breaks, as the judge reads a rule: NULL is met."""
    contract = content.contracts[dataset]
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    typed = ", ".join(f'CAST(${column.name} AS {column.sql_type}) AS "{column.name}"' for column in contract.columns)
    row = {column.name: values.get(column.name) for column in contract.columns}
    rules = ", ".join(f'NOT coalesce(({rule.sql}), true) AS "{rule.id}"' for rule in contract.rules)
    found = con.execute(
        f"SELECT {rules} FROM (SELECT {typed}, CAST($_extracted_at AS TIMESTAMPTZ) AS _extracted_at)",
        {**row, "_extracted_at": f"{CLOCK}+08:00"},
    ).fetchone()
    assert found is not None
    return {rule.id for rule, is_broken in zip(contract.rules, found, strict=True) if is_broken}


@pytest.mark.parametrize("file", CONTRACTS, ids=lambda file: file.name)
def test_datacontract_lint_passes(file: Path) -> None:
    from datacontract.data_contract import DataContract

    run = DataContract(data_contract_file=str(file), inline_references=False).lint()
    assert run.result == "passed", [check.reason for check in run.checks or []]


def test_every_dataset_has_its_std_table(content: Content) -> None:
    assert len(content.contracts) == 14
    assert content.gaps() == []


@pytest.mark.parametrize("dataset", sorted(GOOD))
def test_a_clean_row_breaks_nothing(content: Content, dataset: str) -> None:
    assert broken(content, dataset, GOOD[dataset]) == set()


@pytest.mark.parametrize(("dataset", "change", "expected"), DEFECTS, ids=lambda value: str(value)[:60])
def test_a_defect_breaks_its_own_rule_only(
    content: Content, dataset: str, change: dict[str, Any], expected: set[str]
) -> None:
    assert broken(content, dataset, {**GOOD[dataset], **change}) == expected


def test_every_row_rule_has_a_defect_of_its_own(content: Content) -> None:
    stated = {(name, rule.id) for name, contract in content.contracts.items() for rule in contract.rules}
    assert stated == {(dataset, rule) for dataset, _, rules in DEFECTS for rule in rules}


def test_personal_data_is_keyed_or_withheld(content: Content) -> None:
    keyed = {
        (name, column.name, column.namespace)
        for name, contract in content.contracts.items()
        for column in contract.columns
        if column.classification == "identifier"
    }
    assert ("urban_case", "reporter_key", "phone") in keyed
    assert ("hotline_call", "caller_key", "phone") in keyed
    assert ("hotline_order", "caller_key", "phone") in keyed
    assert ("app_install", "device_id", "device") in keyed
    assert ("app_click", "device_id", "device") in keyed
    withheld = [
        ("urban_case", "event_desc"),
        ("hotline_order", "content"),
        ("oa_document", "title"),
        ("urban_case", "lon"),
    ]
    for dataset, column in withheld:
        assert content.contracts[dataset].column(column).classification == "restricted"
    assert content.contracts["oa_document"].refuse is not None

"""The article's figures, computed straight from the written files, and that the silos tell one story."""

from collections import Counter, defaultdict
from typing import Any

from tests.demo.extracts import Extracts

END = "2015-08-31 23:59:59"
CASE_TIMES = ("reported_at", "accepted_at", "registered_at", "dispatched_at", "disposed_at", "verified_at", "closed_at")
LAST_STATE = {"1": "pending_accept", "3": "registered_dispatch", "4": "in_progress", "5": "verifying",
              "6": "closed", "7": "void", "8": "suspended", "9": "supervised"}  # fmt: skip


def newest_orders(district: Extracts) -> dict[str, dict[str, Any]]:
    orders: dict[str, dict[str, Any]] = {}
    for order in district.validated("hotline_order"):
        earlier = orders.get(order["order_id"])
        if earlier:
            assert earlier["updated_at"] < order["updated_at"]
            assert earlier["_place"][0] < order["_place"][0], "a correction comes in a later file"
        orders[order["order_id"]] = order
    return orders


def test_cases_reported_and_closed(district: Extracts) -> None:
    cases = district.validated("urban_case")
    closed = [c for c in cases if c["status"] == "6" and c["closed_at"] <= END]
    assert (len(cases), len(closed)) == (18_200, 17_927)
    assert len({c["task_num"] for c in cases}) == len(cases)
    assert min(c["reported_at"] for c in cases) >= "2015-03-01"


def test_every_state_is_present(district: Extracts) -> None:
    cases = district.validated("urban_case")
    states = {c["status"] for c in cases}
    assert states == {*LAST_STATE, "rejected", "not_registered", "merged", "withdrawn"}
    open_cases = [c for c in cases if c["status"] in ("3", "4", "5", "9")]
    not_due = [c for c in open_cases if (c["extended_due_at"] or c["due_at"]) > END]
    assert 0 < len(not_due) < len(open_cases)
    for count in ("rework_cnt", "back_cnt", "urge_cnt", "reopened_cnt"):
        assert any(c[count] for c in cases)
    assert any(c["extended_due_at"] for c in cases)


def test_case_rows_are_consistent(district: Extracts) -> None:
    cases = {c["task_num"]: c for c in district.validated("urban_case")}
    for case in cases.values():
        times = [case[name] for name in CASE_TIMES if case[name]]
        assert times == sorted(times)
        assert times[-1] <= case["updated_at"] <= END
        assert (case["status"] == "6") == bool(case["closed_at"])
        assert (case["status"] == "merged") == bool(case["merged_into"])
        assert (case["status"] == "8") == bool(case["suspended_at"])
        if case["merged_into"]:
            assert cases[case["merged_into"]]["status"] == "6"


def test_history_agrees_with_the_case(district: Extracts) -> None:
    history = defaultdict(list)
    for step in district.validated("urban_case_step"):
        history[step["task_num"]].append(step)
    cases = district.validated("urban_case")
    assert set(history) == {c["task_num"] for c in cases}
    for case in cases:
        steps = history[case["task_num"]]
        states = [s["to_state"] for s in steps]
        assert [s["seq"] for s in steps] == list(range(1, len(steps) + 1))
        assert [s["from_state"] for s in steps] == [None, *states[:-1]]
        assert [s["step_at"] for s in steps] == sorted(s["step_at"] for s in steps)
        assert states[-1] == LAST_STATE.get(case["status"], case["status"])
        assert states.count("rework") == case["rework_cnt"]
        assert states.count("returned") == case["back_cnt"]
        assert states.count("extended") == bool(case["extended_due_at"])
        assert states.count("closed") - (case["status"] == "6") == case["reopened_cnt"]
        if case["closed_at"]:
            assert steps[-1]["step_at"] == case["closed_at"]


def test_points_are_shifted_for_app_and_wechat_only(district: Extracts) -> None:
    grid = {g["grid_code"]: g for g in district.table("urban_management", "grid")}
    for case in district.validated("urban_case"):
        assert (case["crs"] == "GCJ02") == (case["event_src"] in ("app", "wechat"))
        east_m = (case["lon"] - grid[case["grid_code"]]["lon"]) * 97_700
        north_m = (case["lat"] - grid[case["grid_code"]]["lat"]) * 111_320
        away = (east_m**2 + north_m**2) ** 0.5
        assert 250 < away < 900 if case["crs"] == "GCJ02" else away < 175


def test_hotline_and_urban_management_tell_one_story(district: Extracts) -> None:
    cases = {c["task_num"]: c for c in district.validated("urban_case")}
    orders = newest_orders(district)
    forwarded = {o["order_id"]: o["forwarded_case_no"] for o in orders.values() if o["forwarded_case_no"]}
    linked = {c["hotline_order_id"]: c["task_num"] for c in cases.values() if c["event_src"] == "hotline"}
    assert forwarded == linked
    assert all(bool(c["hotline_order_id"]) == (c["event_src"] == "hotline") for c in cases.values())


def test_hotline_calls_orders_and_visits(district: Extracts) -> None:
    calls = {c["呼叫编号"]: c for c in district.validated("hotline_call")}
    assert len(calls) == 80 * 184
    for call in calls.values():
        times = [call[name] for name in ("进线时间", "排队时间", "接听时间", "结束时间") if call[name]]
        assert times == sorted(times)
        assert times[-1] <= END
        assert not (call["是否放弃"] == "是" and call["接听时间"])
    orders = newest_orders(district)
    assert 0.55 < len(orders) / len(calls) < 0.65
    assert len(district.validated("hotline_order")) > len(orders), "some orders are corrected later"
    for order in district.validated("hotline_order"):
        times = [order[f"{name}_at"] for name in ("accepted", "signed", "replied", "closed") if order[f"{name}_at"]]
        assert times == sorted(times)
        assert times[-1] <= order["updated_at"] <= END
        assert calls[order["call_id"]]["接听时间"]
    visits = district.validated("hotline_visit")
    assert len({(v["order_id"], v["visited_at"]) for v in visits}) == len(visits)
    for visit in visits:
        assert visit["reached"] or (visit["solved"] is None and visit["satisfied"] is None)
        assert orders[visit["order_id"]]["closed_at"] < visit["visited_at"] <= END


def test_documents_and_tasks(district: Extracts) -> None:
    documents = {d["公文标识"]: d for d in district.validated("oa_document")}
    tasks = district.validated("oa_doc_task")
    to_handle = [
        t
        for t in tasks
        if documents[t["doc_id"]]["方向"] == "收文"
        and documents[t["doc_id"]]["公文性质"] == "批办"
        and t["role"] in ("主办", "协办")
        and not t["returned_at"]
    ]
    online = [t for t in to_handle if t["done_online"] == "1"]
    assert (len(documents), len(to_handle), len(online)) == (3_356, 2_189, 1_852)
    assert all(t["done_at"] for t in online)
    assert all(t["assigned_at"] <= (t["done_at"] or END) <= END for t in tasks)
    assert len({(t["doc_id"], t["dept_id"], t["role"]) for t in tasks}) == len(tasks)
    assert {type(d["成文日期"]).__name__ for d in documents.values()} == {"datetime", "str"}


def test_app(district: Extracts) -> None:
    services = {s["service_id"]: s for s in district.validated("service_item")}
    day = "2015-08-31"
    in_force = [
        s for s in services.values() if s["valid_from"] <= day and (s["valid_to"] is None or s["valid_to"] > day)
    ]
    installs = {i["device_id"]: i for i in district.validated("app_install")}
    clicks = district.validated("app_click")
    assert len(in_force) == 73
    assert len(services) > 73
    assert 3_501 <= len(installs) <= 3_599
    assert 29_001 <= len(clicks) <= 29_999
    assert len({c["click_id"] for c in clicks}) == len(clicks)
    for click in clicks:
        service = services[click["service_id"]]
        assert installs[click["device_id"]]["first_open_at"] <= click["ts"] <= END
        assert service["valid_from"] <= click["ts"][:10] < (service["valid_to"] or "9999")


def test_busy_hours_and_hot_spots(district: Extracts) -> None:
    cases = district.validated("urban_case")
    by_hour: Counter[str] = Counter()
    by_grid: Counter[str] = Counter()
    for case in cases:
        by_hour[case["reported_at"][11:13]] += 1
        by_grid[case["grid_code"]] += 1
    assert by_hour["09"] > 10 * by_hour["03"]
    assert max(by_grid.values()) > 8 * len(cases) / len(by_grid)

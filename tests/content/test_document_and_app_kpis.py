"""KPIs of document handling and of the citizens' app over rows written by hand."""

import datetime as dt

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)

DOCUMENTS = """
 doc_id | direction | nature | secrecy | registered_at
 A      | 收文      | 批办   | 公开    | 6-01 09:00
 B      | 收文      | 阅知   | 内部    | 6-02 09:00
 C      | 发文      |        | 公开    | 6-30 23:59
 D      | 收文      | 批办   | 公开    | 7-01
"""
# Lead and assist of one department count once each; reading does not count; what was sent back leaves, once it has
# been sent back; what is done after June is not done yet.
TASKS = """
 doc_id | dept_id | role | assigned_at | due_at | done_at | is_done_online | returned_at
 A      | D01     | 主办 | 6-02        | 6-10   | 6-08    | true           |
 A      | D01     | 协办 | 6-02        | 6-10   | 6-12    | true           |
 A      | D02     | 协办 | 6-02        | 6-10   | 6-09    | false          |
 B      | D01     | 传阅 | 6-03        |        | 6-04    | true           |
 A      | D03     | 主办 | 6-02        | 6-10   |         |                | 6-05
 A      | D04     | 协办 | 6-20        | 7-10   | 7-02    | true           |
 A      | D05     | 主办 | 6-20        | 7-10   |         |                | 7-03
 A      | D06     | 主办 | 6-20        | 6-25   |         |                |
 D      | D01     | 主办 | 7-02        | 7-10   | 7-03    | true           |
"""
SERVICES = """
 service_id | service_name | dept_name | category_name | online_depth | valid_from_on | valid_to_on
 S1         | 社保查询     | 人社局    | 便民惠民      | 4            | 1-01          |
 S2         | 旧版公告     | 人社局    | 新闻资讯      | 1            | 1-01          | 6-30
 S3         | 办证预约     | 公安分局  | 网上办事      | 3            | 1-01          | 7-01
 S4         | 景点导览     |           | 魅力红谷滩    | 1            | 7-01          |
"""
CLICKS = """
 click_id | clicked_at    | device_id | service_id | session_key
 1        | 6-01 00:00    | a         | S1         | x
 2        | 6-01 23:59:59 | a         | S1         | x
 3        | 6-02 09:00    | b         | S1         | y
 4        | 6-02 09:00    | b         | S9         | y
 5        | 7-01 00:00    | b         | S1         | z
"""


def test_document_tasks_are_per_document_department_and_role(stand: Stand) -> None:
    stand.load("oa_document", rows_of(DOCUMENTS))
    stand.load("oa_doc_task", rows_of(TASKS))
    stand.build(JUNE)
    assert stand.count("documents") == 3
    assert stand.count("document_tasks") == 6
    assert stand.ratio("document_online_rate") == (2, 6)
    assert stand.ratio("document_online_rate", where="dept_id = 'D01'") == (2, 2)
    assert stand.ratio("document_online_rate", where="dept_id = 'D03'") == (None, None)
    # two done in time, one late, one overdue; what is due in July does not count yet
    assert stand.ratio("document_on_time_rate") == (2, 4)
    # those due in July are open; the overdue one is decided
    assert [stand.open_n(name) for name in ("document_on_time_rate", "document_online_rate")] == [2, 2]
    # in hand from 20 June to the end of June; what is sent back in July is still in hand
    in_hand = stand.rows("SELECT dept_id, value FROM kpi.document_in_hand_p90 ORDER BY dept_id")
    assert in_hand == [("D04", 11), ("D05", 11), ("D06", 11)]
    late = stand.rows("SELECT dept_id, role FROM mart.document_task WHERE is_late ORDER BY 1")
    assert late == [("D01", "协办"), ("D06", "主办")]


def test_services_in_force_end_before_their_last_day(stand: Stand) -> None:
    stand.load("service_item", rows_of(SERVICES))
    stand.build(JUNE)
    assert stand.count("service_items") == 2
    stand.build(dt.date(2015, 7, 1))
    assert stand.count("service_items") == 2  # S3 has ended, S4 has begun


def test_installs_and_clicks_up_to_the_day(stand: Stand) -> None:
    stand.load("service_item", rows_of(SERVICES))
    stand.load("app_click", rows_of(CLICKS))
    opened = [("a", "3-01"), ("b", "6-30 23:59"), ("c", "7-01 00:00")]
    stand.load("app_install", [{"device_id": device, "first_open_at": day} for device, day in opened])
    stand.build(JUNE)
    assert stand.count("app_installs") == 2
    assert stand.count("app_clicks") == 4
    usage = stand.rows(
        "SELECT service_id, click_n, device_n, session_n FROM mart.app_usage ORDER BY clicked_on, service_id"
    )
    assert usage == [("S1", 2, 1, 1), ("S1", 1, 1, 1), ("S9", 1, 1, 1), ("S1", 1, 1, 1)]


def test_an_empty_district_counts_nothing(stand: Stand) -> None:
    stand.build(JUNE)
    for name, model in stand.content.kpis().items():
        assert stand.rows(f"SELECT count(*) FROM kpi.{name}") == [(0,)], name
        assert model.kpi.variants

"""KPIs of open government over rows written by hand. The stand's calendar works Monday to Friday."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE, JULY = dt.date(2015, 6, 30), dt.date(2015, 7, 31)

# Twenty working days after Monday 1 June end on 29 June; 6 June is a Saturday.
# A on its last day · B a day late · C never · D due on the day observed · E not yet due · F early · G published in July
PUBLICATIONS = """
 publication_id | formed_on | published_at
 A              | 6-01      | 6-29 23:59
 B              | 6-01      | 6-30 00:00
 C              | 6-01      |
 D              | 6-02      |
 E              | 6-03      |
 F              | 6-10      | 6-12
 G              | 6-10      | 7-02
 H              | 6-06      | 6-08
"""
# 1 on its last day · 2 extended, not yet due · 3 extended, on its last day · 4 late · 5 overdue · 6 withdrawn
# 7 not yet due · 8 overdue, withdrawn in July
REQUESTS = """
 req_no | received_on | is_extended | replied_on | outcome
 1      | 6-01        | false       | 6-29       | 予以公开
 2      | 6-01        | true        |            |
 3      | 5-01        | true        | 6-26       | 部分公开
 4      | 5-01        | false       | 6-01       | 不予公开
 5      | 5-01        |             |            |
 6      | 6-01        | false       | 6-05       | 撤回
 7      | 6-20        | false       | 7-01       | 信息不存在
 8      | 5-01        | false       | 7-02       | 撤回
"""
QUESTIONS = """
 consultation_id | asked_at   | replied_at
 1               | 6-01 10:00 | 6-08 20:00
 2               | 6-01 10:00 | 6-09 00:00
 3               | 6-23       |
 4               | 6-24       |
 5               | 6-27       | 6-27 12:00
"""
DESK, BOT = "Mozilla/5.0 (Windows NT 6.1)", "Mozilla/5.0 (compatible; Baiduspider/2.0)"
VISITS = [
    ("6-01 09:00", "GET /a.html HTTP/1.1", "200", DESK),
    ("6-01 09:05", "GET /a.html HTTP/1.1", "404", DESK),
    ("6-02 09:00", "GET /b.html?q=1 HTTP/1.1", "404", DESK),
    ("6-03 09:00", "GET /b.html HTTP/1.1", "200", "Mozilla/5.0 (iPhone)"),
    ("6-03 09:01", "GET / HTTP/1.1", "304", DESK),
    ("6-03 09:02", "GET /c.html HTTP/1.1", "404", BOT),
    ("6-03 09:03", "GET /logo.png HTTP/1.1", "404", DESK),
    ("6-03 09:04", "POST /a.html HTTP/1.1", "404", DESK),
    ("6-03 09:05", "-", "400", None),
    ("7-01 00:00", "GET /b.html HTTP/1.1", "410", DESK),
]


def test_published_within_twenty_working_days(stand: Stand) -> None:
    stand.load("publication", rows_of(PUBLICATIONS))
    stand.build(JUNE)
    assert stand.ratio("publication_timely_rate") == (3, 6)
    due = dict(stand.rows("SELECT publication_id, due_on FROM pub.fct_publication"))
    assert (due["A"], due["D"], due["H"]) == (dt.date(2015, 6, 29), dt.date(2015, 6, 30), dt.date(2015, 7, 3))
    assert stand.ratio("publication_timely_rate", where="period_on = '2015-06-03'") == (0, 0)
    assert stand.open_n("publication_timely_rate", where="period_on = '2015-06-03'") == 1


def test_a_request_is_due_after_twenty_working_days_and_twenty_more_when_extended(stand: Stand) -> None:
    stand.load("foi_request", rows_of(REQUESTS))
    stand.build(JUNE)
    assert stand.ratio("foi_on_time_rate") == (2, 5)
    due = dict(stand.rows("SELECT req_no, due_on FROM pub.fct_foi_request"))
    assert (due["2"], due["3"], due["4"]) == (dt.date(2015, 7, 27), dt.date(2015, 6, 26), dt.date(2015, 5, 29))
    stand.build(JULY)
    assert stand.ratio("foi_on_time_rate") == (3, 6)


def test_a_day_worked_instead_and_a_holiday_move_the_limit(stand: Stand) -> None:
    stand.con.execute("UPDATE std.calendar SET is_workday = date_on = '2015-06-06' WHERE date_on BETWEEN"
                      " '2015-06-05' AND '2015-06-06'")  # fmt: skip
    stand.con.execute("UPDATE std.calendar SET workday_n = workday_n - 1 WHERE date_on = '2015-06-05'")
    stand.load(
        "consultation", [{"consultation_id": "1", "asked_at": "6-01"}, {"consultation_id": "2", "asked_at": "6-05"}]
    )
    stand.build(JUNE)
    due = dict(stand.rows("SELECT consultation_id, due_on FROM pub.fct_consultation"))
    assert due == {"1": dt.date(2015, 6, 8), "2": dt.date(2015, 6, 11)}


def test_questions_are_answered_within_five_working_days(stand: Stand) -> None:
    stand.load("consultation", rows_of(QUESTIONS))
    stand.build(JUNE)
    assert stand.ratio("consultation_on_time_rate") == (2, 4)


@pytest.fixture
def website(stand: Stand) -> Stand:
    stand.load(
        "publication", [{"publication_id": "P1", "path": "/a.html"}, {"publication_id": "P0", "path": "/a.html"}]
    )
    stand.load("web_access", [
        {"client_key": "a", "requested_at": at, "request_line": line, "response_code": code, "user_agent": agent,
         "referrer": "http://www.nc.gov.cn/x"}
        for at, line, code, agent in VISITS
    ])  # fmt: skip
    stand.build(JUNE)
    return stand


def test_dead_links_by_view_and_by_page(website: Stand) -> None:
    assert website.ratio("web_dead_link_rate", "request") == (2, 5)
    assert website.ratio("web_dead_link_rate", "link") == (1, 3)
    assert website.count("web_page_views") == 3


def test_a_path_has_no_query_and_leads_to_one_publication(website: Stand) -> None:
    pages = website.rows("SELECT path, publication_id, view_n, dead_n, is_dead FROM mart.web_page ORDER BY path")
    assert pages == [("/", None, 1, 0, False), ("/a.html", "P0", 2, 1, True), ("/b.html", None, 2, 1, False)]
    assert website.rows("SELECT count(*) FROM pub.fct_web_access") == [(len(VISITS),)]
    kinds = website.rows("SELECT agent_code, count(*) FROM pub.fct_web_access GROUP BY 1 ORDER BY 1")
    assert kinds == [("desktop", 7), ("mobile", 1), ("robot", 1), ("unknown", 1)]

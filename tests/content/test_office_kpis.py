"""KPIs of archive, meetings, information reports and the staff forum over rows written by hand."""

import datetime as dt

from tests.content.stand import Stand, rows_of

JUNE = dt.date(2015, 6, 30)

# 1 on its day · 2 late · 3 never · 4 early · 5 not yet due · 6 filed in July, due in June
ITEMS = """
 archive_id | retention | due_on | archived_on
 1          | 永久      | 6-10   | 6-10
 2          | 30年      | 6-10   | 6-12
 3          | 30年      | 6-10   |
 4          | 10年      | 7-10   | 6-20
 5          | 10年      | 7-10   |
 6          | 永久      | 6-20   | 7-02
"""
# 3 cancelled · 4 minutes not yet due · 5 not counted · 6 without minutes
MEETINGS = """
 meeting_id | begins_at | ends_at    | invited_n | attended_n | is_cancelled | minutes_due_on | minutes_on
 1          | 6-01      | 6-01 10:00 | 10        | 8          | false        | 6-05           | 6-05
 2          | 6-01      | 6-01 10:00 | 20        | 20         | false        | 6-05           | 6-08
 3          | 6-01      | 6-01 10:00 | 10        |            | true         | 6-05           |
 4          | 6-29      | 6-29 10:00 | 6         | 5          | false        | 7-03           |
 5          | 6-10      | 6-10 10:00 | 9         |            | false        | 6-12           |
 6          | 6-10      | 6-10 10:00 | 4         | 3          |              |                |
 7          | 7-01      | 7-01 10:00 | 4         | 4          | false        | 7-02           | 7-02
"""
REPORTS = """
 report_id | dept_id | submitted_at | adopted_level | adopted_at
 1         | D01     | 6-01         | 区级          | 6-02
 2         | D01     | 6-02         | 市级          | 7-01
 3         | D02     | 6-03         |               |
 4         | D02     | 7-01         | 省级          | 7-02
"""
# t1 answered · t2 answered by a colleague only · t3 answered late · t4 not yet due · t5 another board · t6 at once
POSTS = """
 post_id | thread_id | board    | posted_at  | is_official_reply
 t1      | t1        | 意见建议 | 6-01       | false
 a1      | t1        | 意见建议 | 6-03       | true
 t2      | t2        | 意见建议 | 6-01       | false
 a2      | t2        | 意见建议 | 6-01 09:00 |
 t3      | t3        | 意见建议 | 6-01       | false
 a3      | t3        | 意见建议 | 6-10       | true
 t4      | t4        | 意见建议 | 6-29 12:00 | false
 t5      | t5        | 学习园地 | 6-01       | false
 t6      | t6        | 意见建议 | 6-30       | false
 a6      | t6        | 意见建议 | 6-30 09:00 | true
 a4      | t4        | 意见建议 | 7-01       | true
"""


def test_items_filed_by_their_day(stand: Stand) -> None:
    stand.load("archive_item", rows_of(ITEMS))
    stand.build(JUNE)
    assert stand.ratio("archive_on_time_rate") == (2, 5)
    assert stand.ratio("archive_on_time_rate", where="retention_code = '10_years'") == (1, 1)


def test_minutes_and_attendance_leave_out_cancelled_meetings(stand: Stand) -> None:
    stand.load("meeting", rows_of(MEETINGS))
    stand.build(JUNE)
    assert stand.ratio("meeting_minutes_on_time_rate") == (1, 3)
    assert stand.ratio("meeting_attendance_rate") == (36, 40)


def test_reports_adopted_over_handed_in(stand: Stand) -> None:
    stand.load("info_report", rows_of(REPORTS))
    stand.build(JUNE)
    assert stand.ratio("info_report_adoption_rate") == (1, 3)
    assert stand.ratio("info_report_adoption_rate", where="dept_id = 'D03'") == (None, None)


def test_suggestions_answered_within_72_hours(stand: Stand) -> None:
    stand.load("forum_post", rows_of(POSTS))
    stand.build(JUNE)
    assert stand.ratio("forum_answer_rate") == (2, 4)


def test_a_renamed_department_keeps_its_history_and_shows_its_newest_name(stand: Stand) -> None:
    stand.load("oa_department", rows_of("""
        dept_id | dept_name  | valid_from_on | valid_to_on
        D09     | 人口计生办 | 1-01          | 3-01
        D09     | 卫生计生办 | 3-01          |
        D10     | 民政办     | 1-01          | 5-01
    """))  # fmt: skip
    stand.build(dt.date(2015, 6, 30))
    history = stand.rows(
        "SELECT dept_id, dept_name, strftime(valid_from_on, '%m-%d'), strftime(valid_to_on, '%m-%d'), is_current"
        " FROM pub.dim_department_history ORDER BY ALL"
    )
    assert history == [
        ("D09", "人口计生办", "01-01", "03-01", False),
        ("D09", "卫生计生办", "03-01", None, True),
        ("D10", "民政办", "01-01", "05-01", False),
    ]
    assert stand.rows("SELECT dept_id, dept_name FROM pub.dim_department WHERE dept_id LIKE 'D%' ORDER BY ALL") == [
        ("D09", "卫生计生办"),
        ("D10", "民政办"),
    ]

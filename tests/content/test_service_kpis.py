"""KPIs of applications, ratings and services over rows written by hand; the integers are counted by hand as well."""

import datetime as dt

import pytest

from tests.content.stand import Stand, rows_of

JUNE, JULY = dt.date(2015, 6, 30), dt.date(2015, 7, 31)

# S2 ends on the day observed, so it is no longer in force · S5 was last clicked in January · S6 never
SERVICES = """
 service_id | service_name | dept_name  | category_name | online_depth | valid_from_on | valid_to_on
 S1         | 社保查询     | 城市管理局 | 网上办事      | 4            | 1-01          |
 S2         | 旧版公告     | 城市管理局 | 新闻资讯      | 1            | 1-01          | 6-30
 S3         | 办证预约     | 城市管理局 | 网上办事      | 3            | 1-01          | 7-01
 S5         | 景点导览     |            | 魅力红谷滩    | 1            | 1-01          |
 S6         | 地图         |            | 魅力红谷滩    | 2            | 1-01          |
"""
CLICKS = """
 click_id | clicked_at | device_id | service_id | session_key
 1        | 1-15       | a         | S5         | x
 2        | 6-01       | a         | S1         | y
 3        | 6-02       | b         | S1         | z
 4        | 7-01       | b         | S1         | z
"""
# 01 in time · 02 late, two visits · 03 overdue · 04 not yet due · 05 rejected · 06 withdrawn · 07 refused in time
# 08 finished in July, due in July · 09 of July
APPLICATIONS = """
 app_no | service_id | type | channel | submitted_at | accepted_at | law | own | promised_at | finished_at | result | n
 01     | S1         | 个人 | web     | 6-01 09:00   | 6-01 10:00  | 20  | 5   | 6-08 18:00  | 6-05        | 准予   | 0
 02     | S1         | 个人 | window  | 6-01         | 6-02        | 20  | 5   | 6-09        | 6-11        | 准予   | 2
 03     | S1         | 企业 | app     | 6-20         | 6-21        | 10  | 10  | 6-30 12:00  |             |        | 0
 04     | S1         | 个人 | web     | 6-29         | 6-29        | 20  | 5   | 7-06        |             |        | 0
 05     | S3         | 个人 | window  | 6-10         |             | 20  | 5   |             | 6-11        | 退件   | 1
 06     | S3         | 个人 | kiosk   | 6-10         | 6-11        | 20  | 5   | 6-18        | 6-12        | 撤回   | 1
 07     | S3         | 企业 | window  | 6-10         | 6-11        | 10  | 0   | 6-18        | 6-11        | 不予   | 1
 08     | S3         | 个人 | post    | 6-25         | 6-26        | 20  | 5   | 7-03        | 7-02        | 准予   | 1
 09     | S3         | 个人 | web     | 7-01         | 7-01        | 20  | 5   | 7-08        | 7-10        | 准予   | 0
"""
NAMES = {"type": "applicant_type", "channel": "apply_channel", "law": "statutory_days_n", "own": "promised_days_n",
         "n": "visits_n"}  # fmt: skip
# 3 is the system's own best level · 4 past its limit, no reply · 5 visited again in July · 6 and 7 not yet due
RATINGS = """
 id | app_no | rated_at | rating_level | is_active_rating | rectify_due_at | replied_at | rectified_at | visited | happy
 1  | 01     | 6-06     | 5            | true             |                |            |              |         |
 2  | 02     | 6-12     | 2            | true             | 7-03           | 6-13       | 6-20         | 6-22    | true
 3  | 07     | 6-12     | 5            | false            |                |            |              |         |
 4  | 10     | 6-12     | 1            | true             | 6-29           |            |              |         |
 5  | 11     | 6-12     | 2            | true             | 6-29           | 6-15       | 6-25         | 7-02    | false
 6  | 12     | 6-28     | 1            | true             | 7-17           |            |              |         |
 7  | 13     | 6-29     | 2            | true             | 7-20           | 7-02       |              |         |
 8  | 14     | 6-15     | 3            | true             |                |            |              |         |
 9  | 15     | 7-01     | 5            | true             |                |            |              |         |
"""
RATING_NAMES = {"id": "rating_id", "visited": "revisited_at", "happy": "is_rectify_satisfied"}


def renamed(text: str, names: dict[str, str]) -> list[dict[str, str | None]]:
    """Rows of a drawn table with its short headings written out."""
    return [{names.get(name, name): value for name, value in row.items()} for row in rows_of(text)]


@pytest.fixture
def platform(stand: Stand) -> Stand:
    stand.load("oa_department", [{"dept_id": "D01", "dept_name": "城市管理局"}])
    stand.load("service_item", rows_of(SERVICES))
    stand.load("app_click", rows_of(CLICKS))
    opened = [("a", "3-01"), ("b", "6-30 23:59"), ("c", "7-01 00:00")]
    stand.load("app_install", [{"device_id": device, "first_open_at": day} for device, day in opened])
    stand.load("application", renamed(APPLICATIONS, NAMES))
    stand.load("service_rating", renamed(RATINGS, RATING_NAMES))
    return stand


@pytest.fixture
def june(platform: Stand) -> Stand:
    platform.build(JUNE)
    return platform


def test_online_depth_of_services_in_force(june: Stand) -> None:
    assert june.ratio("service_online_available_rate") == (2, 4)
    assert june.ratio("service_fully_online_rate") == (1, 4)
    assert june.ratio("service_online_available_rate", where="section_code = '新闻资讯'") == (None, None)


def test_services_without_use(june: Stand) -> None:
    assert june.count("services_unused") == 2
    assert june.rows("SELECT service_id FROM mart.service_use WHERE is_unused") == [("S6",)]
    advice = dict(june.rows("SELECT service_id, advice_code FROM mart.service_use"))
    assert advice == {"S1": "keep", "S3": "keep", "S5": "retire", "S6": "retire"}


def test_an_application_is_use_as_well_as_a_click(platform: Stand) -> None:
    platform.load("application", [{"app_no": "99", "service_id": "S6", "submitted_at": "6-30 23:00"}])
    platform.build(JUNE)
    assert platform.count("services_unused") == 1


def test_clicks_per_install_may_exceed_one(june: Stand) -> None:
    assert june.ratio("app_clicks_per_install") == (3, 2)


def test_applications_and_their_channel(june: Stand) -> None:
    assert june.count("applications") == 8
    assert june.ratio("application_online_rate") == (3, 8)


def test_one_visit_is_over_what_was_decided(june: Stand) -> None:
    assert june.ratio("application_one_visit_rate") == (2, 3)


def test_on_time_leaves_out_what_is_rejected_withdrawn_or_not_yet_due(june: Stand) -> None:
    assert june.ratio("application_on_time_rate") == (2, 4)
    assert june.ratio("application_on_time_rate", where="apply_channel_code = 'kiosk'") == (None, None)
    overdue = june.rows("SELECT app_no FROM mart.application WHERE is_overdue")
    assert overdue == [("03",)]


def test_a_month_later_more_is_due(platform: Stand) -> None:
    platform.build(JULY)
    assert platform.ratio("application_on_time_rate") == (3, 7)
    assert platform.ratio("rating_rectified_rate") == (2, 5)
    assert platform.ratio("rating_rectified_satisfied_rate") == (1, 2)


def test_time_saved_is_in_working_days_of_accepted_applications(june: Stand) -> None:
    assert june.ratio("application_time_saved_rate") == (85, 120)


def test_a_default_rating_is_never_active(june: Stand) -> None:
    assert june.ratio("rating_active_good_rate") == (2, 7)
    assert june.ratio("rating_unrated_rate") == (1, 3)
    assert june.ratio("rating_unrated_rate", where="apply_channel_code = 'window'") == (1, 2)


def test_bad_ratings_count_once_they_are_due_or_done(june: Stand) -> None:
    assert june.ratio("rating_bad_reply_rate") == (2, 3)
    assert june.ratio("rating_rectified_rate") == (1, 3)
    assert june.ratio("rating_rectified_satisfied_rate") == (1, 1)


@pytest.mark.parametrize(
    ("late", "visits", "bad", "advice"),
    [(0, 1, 0, "keep"), (2, 1, 0, "keep"), (3, 1, 0, "fix"), (0, 2, 0, "fix"), (0, 1, 2, "keep"), (0, 1, 3, "fix")],
)
def test_a_service_is_to_be_fixed_for_its_delays_visits_or_ratings(
    stand: Stand, late: int, visits: int, bad: int, advice: str
) -> None:
    stand.load("service_item", [row for row in rows_of(SERVICES) if row["service_id"] == "S1"])
    for number in range(20):
        stand.load("application", [{
            "app_no": f"A{number}", "service_id": "S1", "submitted_at": "6-01", "accepted_at": "6-01",
            "promised_at": "6-08", "finished_at": "6-10" if number < late else "6-03", "result": "准予",
            "visits_n": visits if number < 7 else 1,
        }])  # fmt: skip
        stand.load("service_rating", [{
            "rating_id": f"R{number}", "app_no": f"A{number}", "rated_at": "6-11", "is_active_rating": True,
            "rating_level": 1 if number < bad else 5,
        }])  # fmt: skip
    stand.build(JUNE)
    assert stand.rows("SELECT advice_code FROM mart.service_use") == [(advice,)]

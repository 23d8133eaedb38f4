"""KPIs of the communities over alarms, readings, parcels, cards and shifts written by hand; ten people to a cell."""

import datetime as dt
from typing import Any

import pytest

from tests.content.stand import Stand

FIRST, SECOND, THIRD, FOURTH = (f"36011300{street}001" for street in range(1, 5))
JUNE = dt.date(2015, 6, 30)


def alarm(number: int, person: int, community: str = FIRST, **more: Any) -> dict[str, Any]:
    row = {"alarm_id": f"{community}-{number}", "person_key": f"{community}-{person}", "community_code": community,
           "alarm_at": "6-05 09:00", "answered_at": "6-05 09:01", "arrived_at": "6-05 09:10",
           "closed_at": "6-05 10:00", "alarm_outcome": "真实"}  # fmt: skip
    return {**row, **more}


# eight real and answered after exactly 60 s · one after 61 s and false · one answered over midnight in 20 s · one never
# answered · one still open, answered at once · one test
ALARMS = [
    *(alarm(n, n) for n in range(8)),
    alarm(8, 8, answered_at="6-05 09:01:01", alarm_outcome="误报"),
    alarm(9, 9, alarm_at="6-07 23:59:50", answered_at="6-08 00:00:10", arrived_at="6-08 00:30", closed_at="6-08 01:00"),
    alarm(10, 10, answered_at=None, arrived_at=None, alarm_outcome="误报"),
    alarm(11, 11, answered_at="6-05 09:00:05", arrived_at=None, closed_at=None, alarm_outcome=None),
    alarm(12, 12, alarm_outcome="测试"),
]


def test_alarms_answered_within_a_minute(stand: Stand) -> None:
    stand.load("elder_alarm", ALARMS)
    stand.build(JUNE)
    assert stand.ratio("elder_answer_60s_rate") == (10, 12)
    assert stand.ratio("elder_false_alarm_rate") == (2, 11)
    assert [stand.open_n(name) for name in ("elder_false_alarm_rate", "elder_arrival_p90")] == [1, 1]
    arrivals = stand.rows("SELECT value FROM kpi.elder_arrival_p90 WHERE NOT is_open ORDER BY value")
    assert [value for (value,) in arrivals] == [10.0] * 9 + [pytest.approx(30 + 1 / 6)]
    assert stand.rows("SELECT DISTINCT period_on::VARCHAR, street_code FROM kpi.elder_answer_60s_rate") == [
        ("2015-06-01", "360113001")
    ]


def test_alarms_of_nine_people_are_not_published_however_many(stand: Stand) -> None:
    stand.load("elder_alarm", [alarm(n, n % 9) for n in range(40)])
    stand.build(JUNE)
    assert stand.ratio("elder_answer_60s_rate") == (None, None)


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((12, 11, 10, 10), (FIRST, SECOND, THIRD, FOURTH)),
        ((12, 11, 4, 6), (FIRST, SECOND)),
        ((12, 11, 4, 5), (FIRST,)),
        ((12, 11, 9, 0), (FIRST,)),
        ((12, 1, 0, 0), ()),
    ],
)
def test_what_is_left_over_holds_ten_people_too(stand: Stand, people: tuple[int, ...], shown: tuple[str, ...]) -> None:
    sizes = dict(zip((FIRST, SECOND, THIRD, FOURTH), people, strict=True))
    rows = [alarm(n, n, community) for community, size in sizes.items() for n in range(size)]
    stand.load("elder_alarm", rows)
    stand.build(JUNE)
    found = stand.rows(
        "SELECT street_code, sum(denominator)::INT FROM kpi.elder_answer_60s_rate GROUP BY ALL ORDER BY 1 NULLS LAST"
    )
    rest = sum(people) - sum(sizes[community] for community in shown)
    assert found == [*((c[:9], sizes[c]) for c in shown), *([(None, rest)] if rest else [])]
    assert rest == 0 or rest >= 10


def test_somebody_who_calls_from_two_streets_counts_once(stand: Stand) -> None:
    """Nine people here and nine there, one of them the same: neither street is told apart."""
    rows = [alarm(n, n, FIRST) for n in range(9)] + [alarm(n, n, SECOND) for n in range(9)]
    rows[-1]["person_key"] = rows[0]["person_key"]
    stand.load("elder_alarm", rows)
    stand.load("elder_alarm", [alarm(20 + n, 20 + n, FOURTH) for n in range(10)])
    stand.build(JUNE)
    assert stand.rows("SELECT street_code, count(*) FROM mart.elder_call GROUP BY ALL ORDER BY 1 NULLS LAST") == [
        ("360113004", 10),
        (None, 18),
    ]


def test_rows_of_no_street_are_never_few(stand: Stand) -> None:
    """Ten people fetch a parcel in a known locker, three of them another one in a locker that nobody knows."""
    stand.load("community_device", [{"device_id": "KD1", "device_type": "快递柜", "community_code": FIRST,
                                     "installed_on": "1-01"}])  # fmt: skip
    stand.load("locker_parcel", [parcel(n, "6-01 09:00", "6-01 15:00") for n in range(10)])
    stand.load("locker_parcel", [{**parcel(n, "6-02 09:00", "6-02 15:00"), "parcel_id": f"X{n}", "device_id": "KD9"}
                                 for n in range(3)])  # fmt: skip
    stand.build(JUNE)
    assert stand.rows("SELECT DISTINCT street_code FROM mart.locker_stay") == [(None,)]
    assert stand.offenders("community_cell_of_few") == []


@pytest.mark.parametrize(("people", "offenders"), [(9, 1), (10, 0)])
def test_a_cell_of_nine_that_is_told_apart_is_found(stand: Stand, people: int, offenders: int) -> None:
    stand.load("elder_alarm", [alarm(n, n) for n in range(10)])
    stand.build(JUNE)
    stand.run(f"UPDATE mart.elder_call SET person_key = 'x' WHERE alarm_id >= '{FIRST}-{people - 1}'")
    assert len(stand.offenders("community_cell_of_few")) == offenders


def reading(number: int, person: int, metric: str, day: str = "6-20 08:00") -> dict[str, Any]:
    return {"reading_id": f"{person}-{metric}-{number}", "person_key": f"P{person}", "device_id": "JK1",
            "metric": metric, "reading_value": 90, "measured_at": day}  # fmt: skip


def test_a_health_file_is_complete_with_four_items_of_the_last_ninety_days(stand: Stand) -> None:
    """As of 30 June the last 90 days begin on 2 April, the last 180 on 2 January."""
    stand.load("community_device", [{"device_id": "JK1", "device_type": "健康小屋", "community_code": FIRST,
                                     "installed_on": "1-01"}])  # fmt: skip
    items = ("sbp", "dbp", "glucose", "heart_rate")
    rows = [reading(0, person, metric) for person in range(9) for metric in items]
    rows += [reading(0, 20, metric, "4-02 08:00") for metric in items]  # complete
    rows += [reading(0, 21, metric, "4-01 08:00") for metric in items]  # a file, nothing in 90 days
    rows += [reading(0, 22, metric) for metric in ("sbp", "dbp", "glucose", "spo2")]  # oxygen is no required item
    rows += [reading(0, 23, "sbp", "1-01 08:00")]  # no file any more
    rows += [reading(0, 24, metric, "7-01 08:00") for metric in items]  # not yet
    stand.load("health_reading", rows)
    stand.build(JUNE)
    assert stand.ratio("health_file_complete_rate") == (10, 12)
    assert stand.ratio("health_file_complete_rate", where="street_code = '360113001'") == (10, 12)
    assert stand.rows("SELECT * FROM kpi.health_file_complete_rate LIMIT 1")[0][0] == JUNE


def parcel(number: int, stored: str, taken: str | None, kind: str | None = "用户取件") -> dict[str, Any]:
    return {"parcel_id": f"P{number}", "device_id": "KD1", "phone_key": f"1390000{number:04d}", "stored_at": stored,
            "taken_at": taken, "taken_kind": kind if taken else None}  # fmt: skip


def test_parcels_in_lockers(stand: Stand) -> None:
    stand.load("community_device", [{"device_id": "KD1", "device_type": "快递柜", "community_code": FIRST,
                                     "installed_on": "1-01"}])  # fmt: skip
    stand.load("locker_parcel", [
        *(parcel(n, "6-01 09:00", "6-01 15:00") for n in range(9)),
        parcel(9, "6-01 09:00", "6-02 09:00"),  # exactly a day is not longer than a day
        parcel(10, "6-01 09:00", "6-02 09:01"),
        parcel(11, "6-01 09:00", "6-04 09:00", "超时退回"),
        parcel(12, "6-29 23:00", None),  # longer than a day by the end of 30 June
        parcel(13, "6-30 00:00", None),  # not yet
        parcel(14, "6-29 12:00", "7-01 12:00"),  # taken after the day observed: it lies there
        parcel(15, "7-01 09:00", "7-01 10:00"),
    ])  # fmt: skip
    stand.build(JUNE)
    assert stand.ratio("locker_over_24h_rate") == (4, 14)
    assert (stand.open_n("locker_over_24h_rate"), stand.open_n("locker_dwell_p50")) == (1, 3)
    dwells = stand.rows("SELECT value FROM kpi.locker_dwell_p50 WHERE NOT is_open ORDER BY value")
    assert [value for (value,) in dwells] == [6.0] * 9 + [24.0, pytest.approx(24 + 1 / 60)]


def use(card: int, kind: str, day: str, community: str = FIRST) -> dict[str, Any]:
    return {"tx_id": f"{card}-{kind}-{day}", "card_key": f"C{card}", "person_key": f"P{card}", "tx_type": kind,
            "community_code": community, "tx_at": f"{day} 10:00"}  # fmt: skip


def test_cards_used_over_cards_in_force_month_by_month(stand: Stand) -> None:
    """Ten cards opened in January and used in May; in June one is closed in use, one is opened, one only tops up."""
    stand.load("card_tx", [
        *(use(n, "open", "1-10") for n in range(10)),
        *(use(n, "door", "5-10") for n in range(10)),
        use(0, "pay", "6-02"), use(0, "close", "6-03"), use(10, "open", "6-04"), use(1, "top_up", "6-05"),
        use(2, "pay", "6-06"), use(2, "check_in", "6-07"), use(3, "pay", "7-01"),
    ])  # fmt: skip
    stand.build(JUNE)
    by_month = stand.rows(
        """SELECT period_on::VARCHAR, sum(numerator)::INT, sum(denominator)::INT FROM kpi.card_active_rate
        GROUP BY ALL ORDER BY ALL"""
    )
    assert by_month == [("2015-05-01", 10, 10), ("2015-06-01", 3, 11)]
    stand.build(dt.date(2015, 7, 31))
    assert stand.ratio("card_active_rate", where="period_on = DATE '2015-07-01'") == (1, 10)


def shift(number: int, person: int, community: str, hours: int) -> dict[str, Any]:
    return {"shift_id": f"{community}-{number}", "person_key": f"{community}-{person}", "community_code": community,
            "activity_name": "其他", "shift_from_at": "6-10 09:00",
            "shift_to_at": f"6-10 {9 + hours:02d}:00"}  # fmt: skip


@pytest.mark.parametrize(
    ("second_n", "told"),
    [
        (10, {"360113001": (30, 4000), "360113002": (20, 1000), "unknown": (0, 500)}),
        (9, {"unknown": (30 + 18, 5500)}),
    ],
)
def test_hours_of_volunteers_per_thousand_residents(
    stand: Stand, second_n: int, told: dict[str, tuple[int, int]]
) -> None:
    """Ten volunteers in one street, nine or ten in another, none in the third."""
    stand.load("volunteer_shift", [shift(n, n, FIRST, 3) for n in range(10)])
    stand.load("volunteer_shift", [shift(n, n, SECOND, 2) for n in range(second_n)])
    for community, residents in ((FIRST, 4000), (SECOND, 1000), (THIRD, 500)):
        stand.load("mgmt_street_month", [{"street_code": community[:9], "month_on": "6-01", "registered_n": residents,
                                          "floating_n": 0, "foreign_n": 0, "resident_n": residents}])  # fmt: skip
    stand.build(JUNE)
    found = stand.rows("SELECT street_code, numerator, denominator FROM kpi.volunteer_hours_per_1000")
    assert {street: (hours, residents) for street, hours, residents in found} == told

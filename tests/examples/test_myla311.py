"""Los Angeles: four extracts of three schemas become one fact table, and every quirk of the set is validated."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "la_myla311"
ZONE = "America/Los_Angeles"
AMERICAN, ISO = "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S"
FILES = {
    "MyLA311_2017_subset.csv.gz": ("request_2017", AMERICAN, 9_999),
    "MyLA311_2018_mini_jan.csv.gz": ("request_2017", AMERICAN, 10_000),
    "MyLA311_2018_mini_dec.csv.gz": ("request_2018", AMERICAN, 10_000),
    "requests_2020_lowercase.csv.gz": ("request_2020", ISO, 10_000),
}


@dataclass(frozen=True)
class Request:
    """The part of one record that the figures need."""

    status: str
    owner: str
    channel: str
    opened: dt.datetime
    ended: dt.datetime | None

    @property
    def is_impossible(self) -> bool:
        return self.ended is not None and self.ended.date() < self.opened.date()

    @property
    def hours(self) -> float | None:
        if self.status != "Closed" or self.ended is None or self.ended < self.opened:
            return None
        return source.hours(self.opened, self.ended)


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("myla311")


@pytest.fixture(scope="module")
def requests(data_folder: Path) -> list[Request]:
    found = []
    for name, (_, form, _) in FILES.items():
        for record in source.table(data_folder / FOLDER / name):
            row = {key.lower(): value for key, value in record.items()}
            opened = source.moment(row["createddate"], form, ZONE)
            assert opened is not None
            ended = source.moment(row["closeddate"], form, ZONE)
            found.append(Request(row["status"], row["owner"], row["requestsource"], opened, ended))
    return found


def test_records_reconcile(outcome: Outcome, requests: list[Request]) -> None:
    expected: dict[str, int] = {}
    for dataset, _, rows_n in FILES.values():
        expected[dataset] = expected.get(dataset, 0) + rows_n
    assert len(requests) == sum(expected.values()) == 39_999
    assert outcome.sources() == expected
    assert outcome.set_aside() == {"request_2018": 2}
    assert outcome.count("pub.fct_case") == 39_997


def test_quirks_are_judged(outcome: Outcome) -> None:
    assert outcome.broken("request_2017") == {
        "pattern_map_page": 1,
        "ended_not_before_reported": 12 + 13,
        "not_ended_when_reported": 1_490 + 924,
        "cancelled_has_no_closing_date": 246 + 280,
        "point_given": 1_753 + 1_102,
    }
    assert outcome.broken("request_2018") == {
        "ended_day_not_before_reported_day": 2,
        "ended_not_before_reported": 23,
        "not_ended_when_reported": 12,
        "cancelled_has_no_closing_date": 403,
        "point_given": 5,
    }
    assert outcome.broken("request_2020") == {
        "pattern_zip_code": 1,
        "not_ended_when_reported": 19,
        "closed_has_date": 18,
        "cancelled_has_no_closing_date": 244,
        "point_given": 11,
        "location_given": 10_000,
        "close_days_agree": 2,
    }


def test_only_the_street_light_bureau_closes_before_opening(requests: list[Request]) -> None:
    early = [request for request in requests if request.ended is not None and request.ended < request.opened]
    assert len(early) == 48
    assert {request.owner for request in early} == {"BSL"}


def test_closure(outcome: Outcome, requests: list[Request]) -> None:
    good = [request for request in requests if not request.is_impossible]
    closed_n = sum(request.status == "Closed" for request in good)
    valid_n = sum(request.status != "Cancelled" for request in good)
    assert outcome.ratio("case_closure_rate", "reported") == (closed_n, len(good)) == (38_739, 39_997)
    assert outcome.ratio("case_closure_rate", "valid") == (closed_n, valid_n) == (38_739, 38_824)
    assert outcome.ratio("cases") == (39_997, None)


def test_closure_by_department(outcome: Outcome, requests: list[Request]) -> None:
    good = [request for request in requests if not request.is_impossible]
    expected = {
        owner: (
            sum(request.status == "Closed" for request in good if request.owner == owner),
            sum(request.owner == owner for request in good),
        )
        for owner in {request.owner for request in good}
    }
    assert outcome.slices("case_closure_rate", "unit", "reported") == expected


@pytest.mark.parametrize(("kpi", "share"), [("case_duration_p50", 0.5), ("case_duration_p90", 0.9)])
def test_durations(outcome: Outcome, requests: list[Request], kpi: str, share: float) -> None:
    timed = [
        (request, value) for request in requests if not request.is_impossible and (value := request.hours) is not None
    ]
    asked = [value for request, value in timed if request.channel != "Driver Self Report"]
    assert outcome.value(kpi, "closed") == pytest.approx(source.quantile((value for _, value in timed), share))
    assert outcome.value(kpi, "requested") == pytest.approx(source.quantile(asked, share))


def test_months_add_up(outcome: Outcome) -> None:
    assert outcome.months("cases") == {
        dt.date(2017, 12, 1): 9_999,
        dt.date(2018, 1, 1): 10_000,
        dt.date(2018, 12, 1): 9_998,
        dt.date(2020, 1, 1): 10_000,
    }


def test_both_forms_of_a_point_become_coordinates(outcome: Outcome) -> None:
    assert outcome.rows("select extract_code, count(lat) from pub.fct_case group by 1 order by 1") == [
        ("request_2017", 8_246 + 8_898),
        ("request_2018", 9_993),
        ("request_2020", 9_989),
    ]

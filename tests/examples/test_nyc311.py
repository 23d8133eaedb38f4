"""New York: three extracts in two notations; literals that mean nothing, an empty date of 1900, damaged text."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "nyc_311"
ZONE = "America/New_York"
AMERICAN, SPREADSHEET = "%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %H:%M"
FILES = {
    "request_animal": ("nyc311_nickmvega.csv.gz", AMERICAN, 5_895),
    "request_2018": ("nyc311_2018_hadro_sample.csv.gz", SPREADSHEET, 6_765),
    "request_2023": ("nyc311_2023_anomalies_test_sample3.csv.gz", AMERICAN, 4_999),
}


@dataclass(frozen=True)
class Request:
    """The part of one record that the figures need."""

    case_id: str
    dataset: str
    agency: str
    channel: str
    status: str
    opened: dt.datetime
    ended: dt.datetime | None
    due: dt.datetime | None
    updated: dt.datetime | None

    @property
    def is_closed(self) -> bool:
        return self.status == "Closed"

    @property
    def is_on_time(self) -> bool:
        return self.is_closed and self.ended is not None and self.due is not None and self.ended <= self.due


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("nyc311")


@pytest.fixture(scope="module")
def requests(data_folder: Path) -> dict[str, Request]:
    """The good records; of one that stands in two extracts the newer extract's."""
    found = {}
    for dataset, (name, form, _) in FILES.items():
        for row in source.table(data_folder / FOLDER / name):
            opened = source.moment(row["Created Date"], form, ZONE)
            assert opened is not None
            ended, due, updated = (
                source.moment(row[column], form, ZONE)
                for column in ("Closed Date", "Due Date", "Resolution Action Updated Date")
            )
            if ended is not None and ended < opened:
                continue
            found[row["Unique Key"]] = Request(
                row["Unique Key"],
                dataset,
                row["Agency"],
                row["Open Data Channel Type"],
                row["Status"],
                opened,
                ended,
                due,
                updated,
            )
    return found


def test_records_reconcile(outcome: Outcome, requests: dict[str, Request], data_folder: Path) -> None:
    for name, _, rows_n in FILES.values():
        assert len(source.table(data_folder / FOLDER / name)) == rows_n
    assert outcome.sources() == {dataset: rows_n for dataset, (_, _, rows_n) in FILES.items()}
    assert outcome.set_aside() == {"request_animal": 2, "request_2023": 2}
    assert outcome.count("pub.fct_case") == len(requests) == 17_659 - 4 - 1


def test_quirks_are_judged(outcome: Outcome) -> None:
    assert outcome.broken("request_animal") == {
        "pattern_community_board": 26,
        "ended_not_before_reported": 2,
        "ended_in_our_century": 2,
        "not_ended_when_reported": 1_729,
        "date_only_when_closed": 2,
        "status_given": 1,
        "area_given": 3,
        "point_given": 57,
    }
    assert outcome.broken("request_2018") == {
        "pattern_community_board": 125,
        "not_ended_when_reported": 112,
        "date_only_when_closed": 117,
        "closed_has_date": 2,
        "area_given": 46,
        "descriptor_given": 71,
        "point_given": 115,
        "resolution_readable": 36,
    }
    assert outcome.broken("request_2023") == {
        "pattern_community_board": 35,
        "ended_not_before_reported": 2,
        "not_ended_when_reported": 141,
        "date_only_when_closed": 35,
        "descriptor_given": 56,
        "point_given": 87,
        "resolution_readable": 198,
    }


def test_one_request_stands_in_two_extracts(outcome: Outcome) -> None:
    assert outcome.offenders("case_in_two_extracts") == 1
    assert outcome.rows("select extract_code from pub.fct_case where case_id = '56924464'") == [("request_2023",)]


def test_thousands_separators_do_not_lose_coordinates(outcome: Outcome) -> None:
    assert outcome.rows("select count(lat) from pub.fct_case where extract_code = 'request_2018'") == [(6_650,)]


def test_closure(outcome: Outcome, requests: dict[str, Request]) -> None:
    closed_n = sum(request.is_closed for request in requests.values())
    assert outcome.ratio("case_closure_rate") == (closed_n, len(requests)) == (9_204, 17_654)


def test_planned_updates_are_not_moments_that_have_happened(outcome: Outcome, requests: dict[str, Request]) -> None:
    """The extract of 2018 ends at 2:47 in the night; its updates go on for four weeks."""
    last = max(request.opened for request in requests.values() if request.dataset == "request_2018")
    planned = [r for r in requests.values() if r.dataset == "request_2018" and r.updated and r.updated > last]
    assert len(planned) > 290
    assert outcome.rows(
        "select distinct cast(observed_at as varchar) from mart.case_closure where extract_code = 'request_2018'"
    ) == [("2018-10-22 02:47:00-04",)]


def test_on_time(outcome: Outcome, requests: dict[str, Request]) -> None:
    observed = {
        dataset: max(
            moment
            for request in requests.values()
            if request.dataset == dataset
            for moment in (request.opened, request.ended if request.is_closed else None)
            if moment is not None
        )
        for dataset in FILES
    }
    due = [
        request
        for request in requests.values()
        if request.due is not None and (request.is_closed or request.due < observed[request.dataset])
    ]
    closed = [request for request in due if request.is_closed and request.ended is not None]
    on_time_n = sum(request.is_on_time for request in due)
    assert outcome.ratio("case_on_time_rate", "due") == (on_time_n, len(due)) == (2_623, 5_105)
    assert outcome.ratio("case_on_time_rate", "closed") == (on_time_n, len(closed)) == (559 + 2_064, 733 + 2_188)


@pytest.mark.parametrize(("kpi", "share"), [("case_duration_p50", 0.5), ("case_duration_p90", 0.9)])
def test_durations(outcome: Outcome, requests: dict[str, Request], kpi: str, share: float) -> None:
    timed = [
        source.hours(request.opened, request.ended)
        for request in requests.values()
        if request.is_closed and request.ended is not None
    ]
    assert outcome.value(kpi) == pytest.approx(source.quantile(timed, share))


def test_cases_by_department_and_channel(outcome: Outcome, requests: dict[str, Request]) -> None:
    units: dict[str, tuple[int, None]] = {}
    channels: dict[str, tuple[int, None]] = {}
    for request in requests.values():
        units[request.agency] = (units.get(request.agency, (0, None))[0] + 1, None)
        channels[request.channel] = (channels.get(request.channel, (0, None))[0] + 1, None)
    assert outcome.slices("cases", "unit") == units
    assert outcome.slices("cases", "channel") == channels

"""Permits: an event log whose case attributes repeat on every event becomes cases with durations and deadlines."""

import datetime as dt
from pathlib import Path

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "wabo_permit_receipt"
AS_OF_END = dt.datetime.fromisoformat("2012-01-24 00:00:00+01:00")
"""The end of the day of the log's last event; a deadline behind it may still be met."""
Row = dict[str, str]


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("permits")


@pytest.fixture(scope="module")
def events(data_folder: Path) -> list[Row]:
    return source.table(data_folder / FOLDER / "receipt.csv.gz")


@pytest.fixture(scope="module")
def cases(events: list[Row]) -> list[Row]:
    return list({row["case:concept:name"]: row for row in events}.values())


def ended(row: Row) -> dt.datetime | None:
    return dt.datetime.fromisoformat(row["case:enddate"]) if row["case:enddate"] else None


def test_records_reconcile(outcome: Outcome, events: list[Row], cases: list[Row]) -> None:
    assert (len(events), len(cases)) == (8_577, 1_434)
    assert outcome.sources() == {"permit_event": 8_577}
    assert outcome.set_aside() == {}
    assert outcome.count("pub.fct_event") == 8_577
    assert outcome.count("pub.fct_case") == 1_434


def test_quirks_are_judged(outcome: Outcome) -> None:
    assert outcome.broken("permit_event") == {
        "pattern_responsible_id": 118,
        "pattern_officer_id": 522,
        "ended_not_before_started": 4,
        "case_has_ended": 617,
        "event_not_before_start": 12,
        "event_not_after_end": 180,
        "group_given": 4_961,
        "event_group_given": 1_936,
    }
    assert outcome.offenders("case_attributes_constant") == 0
    assert outcome.offenders("case_begins_with_receipt") == 0


def test_offsets_become_moments(outcome: Outcome, events: list[Row]) -> None:
    expected = {row["concept:instance"]: dt.datetime.fromisoformat(row["time:timestamp"]).timestamp() for row in events}
    found = dict(outcome.rows("select event_id, epoch(happened_at) from pub.fct_event"))
    assert found.keys() == expected.keys()
    assert all(found[number] == pytest.approx(moment, abs=1e-5) for number, moment in expected.items())


def test_the_day_observed_is_the_log_s_last(events: list[Row]) -> None:
    last = max(dt.datetime.fromisoformat(row["time:timestamp"]) for row in events)
    assert last < AS_OF_END < last + dt.timedelta(days=1)


def test_closure_and_deadline(outcome: Outcome, cases: list[Row]) -> None:
    done = [(row, end) for row in cases if (end := ended(row)) is not None]
    on_time_n = sum(end <= dt.datetime.fromisoformat(row["case:deadline"]) for row, end in done)
    late_open_n = sum(
        ended(row) is None and dt.datetime.fromisoformat(row["case:deadline"]) < AS_OF_END for row in cases
    )
    assert outcome.ratio("case_closure_rate") == (len(done), len(cases)) == (1_329, 1_434)
    assert outcome.ratio("open_cases") == (len(cases) - len(done), None)
    assert outcome.ratio("case_on_time_rate", "closed") == (on_time_n, len(done)) == (952, 1_329)
    assert outcome.ratio("case_on_time_rate", "due") == (on_time_n, len(done) + late_open_n) == (952, 1_368)


@pytest.mark.parametrize(("kpi", "share"), [("case_duration_p50", 0.5), ("case_duration_p90", 0.9)])
def test_durations(outcome: Outcome, cases: list[Row], kpi: str, share: float) -> None:
    spans = [
        source.hours(begin, end)
        for row in cases
        if (end := ended(row)) is not None and (begin := dt.datetime.fromisoformat(row["case:startdate"])) <= end
    ]
    assert len(spans) == 1_327
    assert outcome.value(kpi) == pytest.approx(source.quantile(spans, share))


def test_cases_by_department_and_channel(outcome: Outcome, cases: list[Row]) -> None:
    for slice_type, column in (("unit", "case:department"), ("channel", "case:channel")):
        expected = {
            member: (sum(row[column] == member for row in cases), None) for member in {row[column] for row in cases}
        }
        assert outcome.slices("cases", slice_type) == expected

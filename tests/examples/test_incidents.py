"""Volvo IT: an XML event log, fields told apart by an attribute; hand-overs, ping-pong, push to the next line."""

import datetime as dt
import gzip
import itertools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from . import source
from .conftest import Outcome, Runner

FOLDER = "bpic2013_incidents"
SPACE = "{http://www.xes-standard.org/}"
Event = dict[str, str]


@dataclass(frozen=True)
class Ticket:
    """A trace of the log."""

    number: str
    events: tuple[Event, ...]

    def values(self, key: str) -> list[str]:
        return [event[key] for event in self.events]

    @property
    def is_closed(self) -> bool:
        return self.events[-1]["concept:name"] == "Completed"

    @property
    def is_pushed(self) -> bool:
        return any(" 2nd" in group or " 3rd" in group for group in self.values("org:group"))

    @property
    def moves(self) -> list[tuple[str, str]]:
        groups = self.values("org:group")
        return [(before, after) for before, after in itertools.pairwise(groups) if before != after]

    @property
    def is_ping_pong(self) -> bool:
        groups = self.values("org:group")
        return any(
            groups[place] != groups[place - 1] and groups[place] in groups[:place] for place in range(1, len(groups))
        )

    @property
    def is_reopened(self) -> bool:
        states = self.values("concept:name")
        return any(before == "Completed" and after != "Completed" for before, after in itertools.pairwise(states))

    @property
    def hours(self) -> float:
        last_open = max(
            (place for place, event in enumerate(self.events) if event["concept:name"] != "Completed"), default=-1
        )
        begin, end = (dt.datetime.fromisoformat(self.events[place]["time:timestamp"]) for place in (0, last_open + 1))
        return source.hours(begin, end)


@pytest.fixture(scope="module")
def outcome(runner: Runner) -> Outcome:
    return runner("incidents")


@pytest.fixture(scope="module")
def tickets(data_folder: Path) -> list[Ticket]:
    with gzip.open(data_folder / FOLDER / "07_bpic2013_incidents.xes.gz") as stream:
        log = ElementTree.parse(stream).getroot()
    found = []
    for trace in log.iter(f"{SPACE}trace"):
        [number] = [field.attrib["value"] for field in trace if field.tag == f"{SPACE}string"]
        events = [
            {field.attrib["key"]: field.attrib["value"] for field in event} for event in trace.iter(f"{SPACE}event")
        ]
        found.append(Ticket(number, tuple(events)))
    return found


def test_records_reconcile(outcome: Outcome, tickets: list[Ticket]) -> None:
    assert (len(tickets), sum(len(ticket.events) for ticket in tickets)) == (7_554, 65_533)
    assert outcome.sources() == {"incident_event": 65_533}
    assert outcome.set_aside() == {}
    assert outcome.count("pub.fct_incident_event") == 65_533
    assert outcome.count("mart.incident") == 7_554


def test_quirks_are_judged(outcome: Outcome, tickets: list[Ticket]) -> None:
    events = [event for ticket in tickets for event in ticket.events]
    broken = outcome.broken("incident_event")
    assert broken["role_given"] == sum("org:role" not in event for event in events) == 65_533 - 58_583
    assert broken["officer_is_a_person"] == sum(event["org:resource"] == "Siebel" for event in events)
    assert broken["officer_named"] == sum(event["org:resource"] == "-" for event in events)
    assert broken["officer_country_given"] == sum(event["resource country"] == "0" for event in events)
    assert broken["group_country_given"] == sum(event["organization country"] == "0" for event in events)
    assert broken["status_matched"] == sum(event["concept:name"] == "Unmatched" for event in events) == 5
    assert outcome.offenders("ticket_attributes_constant") == 0


def test_offsets_become_moments(outcome: Outcome, tickets: list[Ticket]) -> None:
    expected = Counter(
        (ticket.number, dt.datetime.fromisoformat(event["time:timestamp"]).timestamp())
        for ticket in tickets
        for event in ticket.events
    )
    assert Counter(outcome.rows("select ticket_id, epoch(happened_at) from pub.fct_incident_event")) == expected


def test_officers_are_keyed(outcome: Outcome, tickets: list[Ticket]) -> None:
    names = {event["org:resource"] for ticket in tickets for event in ticket.events}
    keys = {key for (key,) in outcome.rows("select distinct officer_key from pub.fct_incident_event")}
    assert len(keys) == len(names) == 1_440
    assert not keys & names


def test_ways_of_the_tickets(outcome: Outcome, tickets: list[Ticket]) -> None:
    every = len(tickets)
    closed = [ticket for ticket in tickets if ticket.is_closed]
    assert outcome.ratio("incident_closure_rate") == (len(closed), every) == (7_546, 7_554)
    assert outcome.ratio("incident_first_line_rate") == (sum(not ticket.is_pushed for ticket in closed), len(closed))
    assert outcome.ratio("incident_push_rate") == (sum(ticket.is_pushed for ticket in tickets), every)
    assert outcome.ratio("incident_ping_pong_rate") == (sum(ticket.is_ping_pong for ticket in tickets), every)
    assert outcome.ratio("incident_reopened_rate") == (sum(ticket.is_reopened for ticket in tickets), every)
    waited = sum("Wait - User" in ticket.values("lifecycle:transition") for ticket in tickets)
    assert outcome.ratio("incident_user_wait_rate") == (waited, every)
    assert outcome.ratio("incident_handovers") == (sum(len(ticket.moves) for ticket in tickets), None)


@pytest.mark.parametrize(("kpi", "share"), [("incident_hours_p50", 0.5), ("incident_hours_p90", 0.9)])
def test_hours(outcome: Outcome, tickets: list[Ticket], kpi: str, share: float) -> None:
    hours = [ticket.hours for ticket in tickets if ticket.is_closed]
    assert outcome.value(kpi) == pytest.approx(source.quantile(hours, share))


def test_tickets_by_impact_and_product(outcome: Outcome, tickets: list[Ticket]) -> None:
    for slice_type, key in (("impact", "impact"), ("product", "product"), ("line", "organization involved")):
        expected = {member: (n, None) for member, n in Counter(ticket.events[0][key] for ticket in tickets).items()}
        assert outcome.slices("incidents", slice_type) == expected

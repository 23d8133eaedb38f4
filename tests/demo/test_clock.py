"""The office clock and the map shift, against values worked out by hand."""

from datetime import date, datetime

import numpy as np
import pytest

from demo import clock, geo
from demo.clock import HOUR, OFFICE_DAY, OfficeClock, Period


def seconds(text: str) -> int:
    return int(np.datetime64(text, "s").astype(np.int64))


@pytest.mark.parametrize(
    ("start", "add", "end"),
    [
        ("2015-03-02T09:00:00", 2 * HOUR, "2015-03-02T11:00:00"),
        ("2015-03-02T11:00:00", 2 * HOUR, "2015-03-02T15:00:00"),  # over noon
        ("2015-03-02T16:30:00", HOUR, "2015-03-02T17:30:00"),  # the day's last minute
        ("2015-03-06T16:30:00", OFFICE_DAY, "2015-03-09T16:30:00"),  # Friday to Monday
        ("2015-04-30T20:00:00", HOUR, "2015-05-04T09:30:00"),  # over the May holiday
        ("2015-03-01T03:00:00", HOUR, "2015-03-02T09:30:00"),  # a Sunday
    ],
)
def test_office_time(start: str, add: int, end: str) -> None:
    office = OfficeClock(Period(date(2015, 3, 1), date(2015, 8, 31)))
    got = office.add(np.array([seconds(start)]), np.array([add]))
    assert int(got[0]) == seconds(end)


def test_text_of_instants() -> None:
    at = np.array([seconds("2015-03-01T00:00:01"), clock.MISSING])
    assert clock.text(at).to_list() == [datetime(2015, 3, 1, 0, 0, 1).isoformat(" "), None]


def test_serial_in_day() -> None:
    at = np.array([seconds(t) for t in ("2015-03-01T01:00", "2015-03-01T09:00", "2015-03-02T00:00")])
    assert clock.serial_in_day(at).tolist() == [1, 2, 1]


def test_shift_of_a_known_point() -> None:
    # Tiananmen, a pair often printed for the published formula
    lon, lat = geo.to_gcj02(np.array([116.3912757]), np.array([39.906217]))
    assert lon[0] == pytest.approx(116.3975, abs=3e-4)
    assert lat[0] == pytest.approx(39.9076, abs=3e-4)

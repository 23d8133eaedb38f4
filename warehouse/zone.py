"""Zones whose clocks no longer change: their local days and times are plain arithmetic, which a calendar is not."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

LOOK_AHEAD = 366 * 60
"""Days over which a zone's clock is sampled."""


@cache
def still(zone: str) -> tuple[int, int] | None:
    """The year from which a zone keeps one offset, and that offset; None where it still changes its clock."""
    clock = ZoneInfo(zone)
    for since in (1971, 1992, 2016):
        days = (dt.datetime(since - 1, 12, 30, tzinfo=clock) + dt.timedelta(days=n) for n in range(0, LOOK_AHEAD, 5))
        offsets = {day.utcoffset() for day in days}
        if len(offsets) == 1 and (offset := offsets.pop()) is not None:
            return since, offset // dt.timedelta(microseconds=1)
    return None


def day(moment: str, zone: str) -> str:
    """SQL: the day of a TIMESTAMPTZ in a zone, which is that of the connection."""
    found, asked = still(zone), f"CAST({moment} AS DATE)"
    if found is None:
        return asked
    since, microseconds = found
    known = f"{moment} BETWEEN TIMESTAMPTZ '{since}-01-02 00:00:00+00' AND TIMESTAMPTZ '9999-12-31 00:00:00+00'"
    return f"CASE WHEN {known} THEN CAST(make_timestamp(epoch_us({moment}) + {microseconds}) AS DATE) ELSE {asked} END"

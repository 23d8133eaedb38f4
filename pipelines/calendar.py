"""The working calendar of the district: `std.calendar`, from announced holidays and the district's own overrides.

`chinesecalendar` knows the days off and the days worked instead (调休) of announced years; outside of them Monday to
Friday are worked. `workday_n` counts working days from the first day on, so the n-th working day after a date is one
join away: the worked day whose `workday_n` is that of the date plus n. There is no macro for it, because a table
that stands only in a macro's body is invisible to the graph: models join this table, or one that is derived from it.
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Mapping
from itertools import accumulate

import pyarrow as pa
from chinese_calendar import constants

from pipelines import ledger
from pipelines.session import Session

TABLE = "std.calendar"
FIRST = dt.date(2004, 1, 1)
YEARS_AHEAD = 2
SATURDAY = 5
WORK = "work"


def table(overrides: Mapping[dt.date, str] | None = None) -> pa.Table:
    """One row per day from 2004 to two years after the last announced year.

    An override is `work` or `off`; it wins over the announcement and over the weekday.
    """
    own = {day: state == WORK for day, state in (overrides or {}).items()}
    announced = max(constants.holidays).year
    first, last = FIRST.toordinal(), dt.date(announced + YEARS_AHEAD, 12, 31).toordinal()
    days = [dt.date.fromordinal(day) for day in range(first, last + 1)]
    named = {**constants.workdays, **constants.holidays}
    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    usual = {**dict.fromkeys(constants.workdays, True), **dict.fromkeys(constants.holidays, False), **own}
    worked = [usual[day] if day in usual else day.weekday() < SATURDAY for day in days]
    return pa.table(
        {
            "date_on": pa.array(days, pa.date32()),
            "is_workday": pa.array(worked, pa.bool_()),
            "workday_n": pa.array(accumulate(map(int, worked)), pa.int64()),
            "name_zh": pa.array([chinese[named[day]] if day in named else None for day in days], pa.string()),
            "is_announced": pa.array([day in own or day.year <= announced for day in days], pa.bool_()),
        }
    )


def content_hash(overrides: Mapping[dt.date, str]) -> str:
    """Changes when the announcements, the overrides or this module's reach do."""
    facts = [
        FIRST.isoformat(),
        YEARS_AHEAD,
        sorted((day.isoformat(), worked) for day, worked in overrides.items()),
        sorted((day.isoformat(), name) for day, name in constants.holidays.items()),
        sorted((day.isoformat(), name) for day, name in constants.workdays.items()),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def stale(session: Session) -> bool:
    """Whether `std.calendar` is missing or was made from other announcements or overrides."""
    entry = ledger.entries(session.writer).get(TABLE)
    return entry is None or entry.text_hash != content_hash(session.content.district.calendar)


def write(session: Session, *, full: bool = False) -> bool:
    """Bring `std.calendar` up to date; True when it was written."""
    if not full and not stale(session):
        return False
    started = time.perf_counter()
    overrides = session.content.district.calendar
    days = table(overrides)
    with session.writer.transaction() as con:
        con.register("calendar_days", days)
        con.execute(f"CREATE OR REPLACE TABLE lake.{TABLE} AS SELECT * FROM calendar_days")
        con.unregister("calendar_days")
        ledger.write(
            session.writer,
            ledger.Entry(
                table=TABLE,
                text_hash=content_hash(overrides),
                mode="calendar",
                rows_n=days.num_rows,
                changed_snapshot=session.writer.next_snapshot(),
                inputs={},
                as_of=None,
                seconds=time.perf_counter() - started,
            ),
        )
    return True

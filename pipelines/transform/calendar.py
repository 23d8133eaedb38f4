"""The working calendar of the district: `std.calendar`, from its country's holidays and the district's own overrides.

China's holidays are read from `chinesecalendar`, which holds the days off and the days worked instead (调休) of years
that are announced. Those of other countries are read from `holidays`. A district without a country has weekends only.
`office_spans` are the office hours of a working day. `workday_n` counts working days from the first day on. So the n-th
working day after a date is one join away: the worked day whose `workday_n` is that of the date plus n. There is no
macro for it, because the graph does not see a table that only a macro's body names. Models join this table, or one that
is derived from it.
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from chinese_calendar import constants

from pipelines.declare.district_file import DEFAULT_HOURS
from pipelines.state import build_log
from pipelines.state.session import Session

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "std.calendar"
FIRST = dt.date(2004, 1, 1)
YEARS_AHEAD = 2
SATURDAY = 5
WORK = "work"
CHINA = "CN"


@dataclass(frozen=True)
class Holidays:
    """The days of a country that differ from their weekday's rule, by name, and the year up to which they are known."""

    off: Mapping[dt.date, str | None]
    worked: Mapping[dt.date, str | None]
    announced: int


@cache
def of_country(country: str | None) -> Holidays:
    """The holidays of a country, `CN`, or of a part of one, `US-CA`; none without a country. Where its weekend is not
    Saturday and Sunday, the days that differ are added.
    """
    last = max(constants.holidays).year
    if country is None:
        return Holidays({}, {}, FIRST.year - 1)
    if country == CHINA:
        chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
        off, worked = (
            {day: chinese[name] for day, name in days.items()} for days in (constants.holidays, constants.workdays)
        )
        return Holidays(off, worked, last)
    import holidays

    land, _, part = country.partition("-")
    found = holidays.country_holidays(land, subdiv=part or None, years=range(FIRST.year, last + YEARS_AHEAD + 1))
    days = _days(FIRST, dt.date(last + YEARS_AHEAD, 12, 31))
    extra = {day for day in days if day.weekday() >= SATURDAY and found.is_working_day(day)}
    rest = {day for day in days if day.weekday() < SATURDAY and found.is_weekend(day)}
    free: dict[dt.date, str | None] = {
        **dict.fromkeys(rest),
        **{day: name for day, name in found.items() if day not in extra},
    }
    return Holidays(free, dict.fromkeys(extra), last + YEARS_AHEAD)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [dt.date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]


def office_spans(hours: Sequence[str]) -> list[dict[str, int]]:
    """The spans of a working day in seconds of the clock, each with the office's seconds before it on that day."""
    found: list[dict[str, int]] = []
    before_s = 0
    for span in hours:
        opens_s, closes_s = (int(clock[:2]) * 3600 + int(clock[3:]) * 60 for clock in span.split("-"))
        found.append({"opens_s": opens_s, "closes_s": closes_s, "before_s": before_s})
        before_s += closes_s - opens_s
    return found


def table(
    overrides: Mapping[dt.date, str] | None = None, country: str | None = CHINA, hours: Sequence[str] = DEFAULT_HOURS
) -> "pa.Table":
    """One row per day from 2004 to two years after the last year that China announced.

    An override is `work` or `off`; it wins over the holidays and over the weekday. The office hours are those of a
    working day, and a day off has none.
    """
    import pyarrow as pa  # takes long; most runs write no calendar

    span = pa.struct([(name, pa.int64()) for name in ("opens_s", "closes_s", "before_s")])
    spans = office_spans(hours)
    own = {day: state == WORK for day, state in (overrides or {}).items()}
    known = of_country(country)
    days = _days(FIRST, dt.date(max(constants.holidays).year + YEARS_AHEAD, 12, 31))
    named = {**known.worked, **known.off}
    usual = {**dict.fromkeys(known.worked, True), **dict.fromkeys(known.off, False), **own}
    worked = [usual[day] if day in usual else day.weekday() < SATURDAY for day in days]
    return pa.table(
        {
            "date_on": pa.array(days, pa.date32()),
            "is_workday": pa.array(worked, pa.bool_()),
            "workday_n": pa.array(accumulate(map(int, worked)), pa.int64()),
            "name_zh": pa.array([named.get(day) for day in days], pa.string()),
            "is_announced": pa.array([day in own or day.year <= known.announced for day in days], pa.bool_()),
            "office_spans": pa.array([spans if is_worked else [] for is_worked in worked], pa.list_(span)),
        }
    )


def content_hash(
    overrides: Mapping[dt.date, str], country: str | None = CHINA, hours: Sequence[str] = DEFAULT_HOURS
) -> str:
    """A hash that changes with the holidays, the overrides, the office hours or this module's reach."""
    known = of_country(country)
    facts = [
        FIRST.isoformat(),
        YEARS_AHEAD,
        list(hours),
        sorted((day.isoformat(), worked) for day, worked in overrides.items()),
        sorted((day.isoformat(), name) for day, name in known.off.items()),
        sorted((day.isoformat(), name) for day, name in known.worked.items()),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def stale(session: Session) -> bool:
    """Whether `std.calendar` is missing or was made from other announcements or overrides."""
    entry, district = session.state.builds.entries.get(TABLE), session.content.district
    wanted = content_hash(district.calendar, district.country, district.office_hours)
    return entry is None or entry.text_hash != wanted


def write(session: Session, *, full: bool = False) -> bool:
    """Bring `std.calendar` up to date; True when it was written."""
    if not full and not stale(session):
        return False
    started = time.perf_counter()
    district = session.content.district
    declared = (district.calendar, district.country, district.office_hours)
    days = table(*declared)
    with session.state.transaction() as con:
        con.register("calendar_days", days)
        con.execute(f"CREATE OR REPLACE TABLE lake.{TABLE} AS SELECT * FROM calendar_days")
        con.unregister("calendar_days")
        session.state.builds.write(
            build_log.Entry(
                table=TABLE,
                text_hash=content_hash(*declared),
                mode="calendar",
                rows_n=days.num_rows,
                changed_snapshot=session.writer.next_snapshot(),
                inputs={},
                as_of=None,
                seconds=time.perf_counter() - started,
            ),
        )
    return True

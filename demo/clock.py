"""Time in the invented district: its period, its daily rhythm and its office clock.

Instants are int64 seconds since 1970-01-01 on the local clock, `MISSING` where there is none. What happens at
an instant is decided elsewhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Names = npt.NDArray[Any]

MISSING = np.iinfo(np.int64).min
DAY = 86_400
HOUR = 3_600
OFFICE_DAY = 7 * HOUR
MORNING = (8 * HOUR + HOUR // 2, 12 * HOUR)
AFTERNOON = (14 * HOUR, 17 * HOUR + HOUR // 2)
FIRST_DAY = date(2015, 3, 1)
LAST_DAY = date(2015, 8, 31)
DEFAULT_DAYS = (LAST_DAY - FIRST_DAY).days + 1
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


@dataclass(frozen=True)
class Period:
    """The days the extracts cover, both ends included."""

    first: date
    last: date

    @classmethod
    def of(cls, days: int) -> "Period":
        """Up to the half year of the article, the last `days` of it; beyond, on from its first day."""
        if days <= DEFAULT_DAYS:
            return cls(LAST_DAY - timedelta(days=days - 1), LAST_DAY)
        return cls(FIRST_DAY, FIRST_DAY + timedelta(days=days - 1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> int:
        return day_number(self.first) * DAY

    @property
    def end(self) -> int:
        """The last second of the period."""
        return (day_number(self.last) + 1) * DAY - 1


@lru_cache(maxsize=16)
def _is_workday(first: int, n: int) -> Bools:
    days = [date(1970, 1, 1) + timedelta(days=first + i) for i in range(n)]
    return np.array([_workday(day) for day in days])


def _workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year whose holidays are not announced yet
        return day.weekday() < 5


def workdays(period: Period, before: int = 0, after: int = 0) -> Bools:
    """Whether each day of the period (and some days around it) is a working day."""
    return _is_workday(day_number(period.first) - before, period.days + before + after)


class OfficeClock:
    """Adds working time to instants: seconds run only within office hours of working days."""

    def __init__(self, period: Period) -> None:
        self._origin = day_number(period.first) - 40
        working = _is_workday(self._origin, period.days + 40 + 150)
        self._working = working
        self._before = np.concatenate([[0], np.cumsum(working)])[:-1]
        self._days = np.flatnonzero(working)

    def add(self, at: Ints, seconds: Ints) -> Ints:
        """The instant at which `seconds` of office time have passed since `at`."""
        day = at // DAY - self._origin
        clock = at % DAY
        done = np.clip(clock - MORNING[0], 0, MORNING[1] - MORNING[0]) + np.clip(
            clock - AFTERNOON[0], 0, AFTERNOON[1] - AFTERNOON[0]
        )
        position = self._before[day] * OFFICE_DAY + np.where(self._working[day], done, 0) + seconds
        ordinal = (position - 1) // OFFICE_DAY
        rest = position - ordinal * OFFICE_DAY
        morning = MORNING[1] - MORNING[0]
        within = np.where(rest <= morning, MORNING[0] + rest, AFTERNOON[0] + rest - morning)
        return (self._days[ordinal] + self._origin) * DAY + within


@dataclass(frozen=True)
class Rhythm:
    """The likelihood of a thing at each hour, on each weekday, and on a day off."""

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    day_off: float
    growth: float = 0.0

    def draw(self, rng: np.random.Generator, period: Period, n: int) -> Ints:
        """`n` sorted instants of the period."""
        first = day_number(period.first)
        number = np.arange(first, first + period.days)
        weight = np.asarray(self.weekdays)[(number + 3) % 7]
        weight = weight * np.where(workdays(period), 1.0, self.day_off)
        weight = weight * (1 + self.growth * np.arange(period.days) / max(period.days, 1))
        weight = weight * rng.gamma(60, 1 / 60, period.days)
        day = rng.choice(number, n, p=weight / weight.sum())
        at = day * DAY + self.clock(rng, n)
        at.sort()
        return at.astype(np.int64)

    def clock(self, rng: np.random.Generator, n: int) -> Ints:
        """`n` times of day, in seconds."""
        hours = np.asarray(self.hours)
        hour = rng.choice(24, n, p=hours / hours.sum())
        return np.asarray(hour * HOUR + rng.integers(0, HOUR, n), dtype=np.int64)


def text(at: Ints) -> pl.Series:
    """Instants as `YYYY-MM-DD HH:MM:SS`, missing ones as null."""
    return written(at, TIME_FORMAT)


def written(at: Ints, form: str) -> pl.Series:
    """Instants in a strftime form, missing ones as null."""
    series = pl.Series(np.where(at == MISSING, 0, at)).cast(pl.Int64) * 1_000_000
    out = series.cast(pl.Datetime("us")).dt.strftime(form)
    return pl.select(pl.when(pl.Series(at == MISSING)).then(None).otherwise(out)).to_series()


def serial_in_day(at: Ints) -> Ints:
    """1, 2, 3 … within each day of sorted instants."""
    day = at // DAY
    _, start, inverse = np.unique(day, return_index=True, return_inverse=True)
    return np.arange(len(at)) - start[inverse] + 1


def serial_in_month(at: Ints) -> Ints:
    """1, 2, 3 … within each month of sorted instants."""
    month = (at // DAY).astype("datetime64[D]").astype("datetime64[M]")
    _, start, inverse = np.unique(month, return_index=True, return_inverse=True)
    return np.arange(len(at)) - start[inverse] + 1

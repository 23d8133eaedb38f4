"""The course of a KPI over its periods: inserts those without a row and reports the newest run against the target.

A period that counted nothing is 0 where things are counted, and has no value where they are divided or measured.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.site.model import Text

if TYPE_CHECKING:
    from pipelines.site.measure import Measure


def following(grain: str, start: dt.date) -> dt.date:
    """The first day of the next week or month."""
    return start + dt.timedelta(days=7) if grain == "week" else (start + dt.timedelta(days=31)).replace(day=1)


def complete(points: Sequence["Measure"], grain: str, until: dt.date) -> list["Measure"]:
    """The points with every period between them; where things are not counted, also those that ended by `until`.

    A period that was inserted has a target where its neighbours agree.
    """
    if not points:
        return []
    made = [points[0]]
    for point in points[1:]:
        target = point.target if point.target == made[-1].target else None
        made += _between(made[-1], grain, point.period_start, target)
        made.append(point)
    if not made[-1].of.is_counted:
        after = made[-1].period_start
        while following(grain, after) <= until + dt.timedelta(days=1):
            after = following(grain, after)
        made += _between(made[-1], grain, after, made[-1].target)
    return made


def _between(last: "Measure", grain: str, end: dt.date, target: float | None) -> list["Measure"]:
    """The periods after `last` that begin before `end`."""
    made = []
    start = following(grain, last.period_start)
    nothing = (0, None, 0.0) if last.of.is_counted else (None, None, None)
    while start < end:
        numerator, denominator, value = nothing
        made.append(
            replace(
                last, period_start=start, numerator=numerator, denominator=denominator, value=value, target=target,
                open_n=None, cohort_n=None, is_ripe=True,
            )
        )  # fmt: skip
        start = following(grain, start)
    return made


def drawn(points: Sequence["Measure"]) -> list["Measure"]:
    """The points from the first to the last that has a value, with the gaps between."""
    valued = [place for place, point in enumerate(points) if point.value is not None]
    return list(points[valued[0] : valued[-1] + 1]) if valued else []


def compared(points: Sequence["Measure"], until: dt.date) -> Text | None:
    """The newest ripe month that ended by `until`, against the ripe month before and the same month a year before.

    Shares differ by points, all else by per cent. None where no month has a ripe value.
    """
    day = dt.timedelta(days=1)
    ripe = {
        point.period_start: point
        for point in points
        if point.is_ripe and point.value is not None and following("month", point.period_start) - day <= until
    }
    if not ripe:
        return None
    *before, newest_on = sorted(ripe)
    now, month = ripe[newest_on], f"{newest_on:%Y-%m}"
    said = Text(f"{month} 当月 ", f"{month}: ") + now.shown
    if before and (change := now.change(ripe[before[-1]])):
        gap = following("month", before[-1]) != newest_on
        since = f"{before[-1]:%Y-%m}"
        said = said + Text(
            f"，环比{f'（对 {since}）' if gap else ''} {change.zh}",
            f", {change.en} on {since if gap else 'the month before'}",
        )
    last_year = ripe.get(newest_on.replace(year=newest_on.year - 1))
    if last_year is not None and (change := now.change(last_year)):
        said = said + Text(f"，同比 {change.zh}", f", {change.en} on the year before")
    return said


@dataclass(frozen=True)
class Run:
    """The newest periods with the same status against the target, without a gap between them."""

    status: str
    first_on: dt.date
    last_on: dt.date
    is_cut: bool
    """Whether the period before has no value, or none that is ripe, so that nothing is known of it."""
    is_over: bool
    """Whether periods without a value follow."""

    def told(self, grain: str) -> Text | None:
        """The run in a sentence; across a gap nothing is claimed."""
        if self.status not in ("met", "missed"):
            return None
        met = self.status == "met"
        first, last = (str(day)[: 7 if grain == "month" else 10] for day in (self.first_on, self.last_on))
        if not self.is_cut and not self.is_over:
            if met:
                return Text(f"✓ 自 {first} 起各期均达标。", f"✓ On target in every period since {first}.")
            return Text(f"▼ 自 {first} 起未达标。", f"▼ Off target since {first}.")
        zh = first if first == last else f"{first} 至 {last} "
        en = f"in {first}" if first == last else f"from {first} to {last}"
        mark, zh_verdict, en_verdict = ("✓", "达标", "On target") if met else ("▼", "未达标", "Off target")
        before = Text("；此前一期无数值", "; no value in the period before") if self.is_cut else Text("", "")
        after = Text("；其后无数值", "; no value since") if self.is_over else Text("", "")
        said = Text(f"{mark} {zh} {zh_verdict}".replace("  ", " "), f"{mark} {en_verdict} {en}")
        return said + before + after + Text("。", ".")


def newest(points: Sequence["Measure"]) -> Run | None:
    """The run that lasts to the newest ripe value; None where nothing has one. Unripe periods are in no run."""
    while points and not points[-1].is_ripe:
        points = points[:-1]
    valued = [place for place, point in enumerate(points) if point.value is not None and point.is_ripe]
    if not valued:
        return None
    last = first = valued[-1]
    while first - 1 in valued and points[first - 1].status == points[last].status:
        first -= 1
    return Run(
        status=points[last].status,
        first_on=points[first].period_start,
        last_on=points[last].period_start,
        is_cut=first > 0 and first - 1 not in valued,
        is_over=last < len(points) - 1,
    )

"""Words of every KPI value: grains, the slice that is everything, the last day and the ripeness of a period."""

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from pipelines.declare.declaration import Kind

ALL, UNKNOWN, ONLY_VARIANT = "all", "unknown", "default"
CUMULATIVE = "cumulative"
GRAINS = ("day", "week", "month", "quarter", "year", CUMULATIVE)
LAST_DAY = (
    "least(as_of(), CASE grain WHEN 'day' THEN period_start WHEN 'week' THEN period_start + 6"
    " WHEN 'month' THEN last_day(period_start)"
    " WHEN 'quarter' THEN last_day(CAST(period_start + INTERVAL 2 MONTH AS DATE))"
    " WHEN 'year' THEN last_day(CAST(period_start + INTERVAL 11 MONTH AS DATE)) WHEN 'cumulative' THEN as_of()"
    " ELSE CASE WHEN grain LIKE 'last_%_days' THEN period_start ELSE last_day(period_start) END END)"
)
"""The last day of a period that is observed, over `grain` and `period_start`; a window has its last step."""
OPEN_SHARE = 0.02
OpenShare = Annotated[float, Field(ge=0, lt=1), Kind("a number from 0 and below 1, such as 0.02")]


def ripe(open_share: float) -> str:
    """Whether open rows are at most a share of the cohort, over the integers `open_n` and `cohort_n`, as SQL.

    A KPI that counts no open rows is ripe in every period.
    """
    share = Fraction(str(open_share))
    most = f"CAST(cohort_n AS HUGEINT) * {share.numerator}"
    return f"coalesce(CAST(open_n AS HUGEINT) * {share.denominator} <= {most}, true)"

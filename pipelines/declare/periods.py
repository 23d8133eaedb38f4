"""Words of every KPI value: the grains of its periods, the slice that is everything, the last day of a period."""

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

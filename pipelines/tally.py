"""Brings the days of one KPI up to date from the rows that came to and went from its one input.

Counted days add up: the days of the rows that came are added, those of the rows that went taken away. The days of a
quantile do not; those that a row came to or went from are measured again. Both give what measuring every day would.
Which rows moved is `feed`'s business, writing is `rewrite`'s.
"""

import duckdb

from pipelines import rewrite, worktop
from pipelines.feed import Span, visible
from pipelines.model import Model
from pipelines.periods import COUNT, DAY_KEY, QUANTILE, RATIO, counted, day_select, same_day
from warehouse.store import Writer

MOVED = "temp.main.moved_days"
MOVED_DAYS = "SELECT DISTINCT variant, period_on FROM temp.main.moved_days"


def fits(model: Model) -> bool:
    """Whether the days follow from the rows that moved: each counted row comes from one row of one table."""
    return model.layer == "kpi" and model.is_row_wise and model.kpi.kind in (RATIO, COUNT, QUANTILE)


def days_select(writer: Writer, model: Model, span: Span) -> str:
    """All days of the KPI as they are now, of which only those that moved are worked out again.

    It leaves the temp table `moved_days`, for the caller to drop by `forget`.
    """
    con, (table,) = writer.con, model.inputs
    worktop.offer(writer, [table])
    if model.kpi.kind == QUANTILE:
        select = f"SELECT DISTINCT variant, period_on FROM ({counted(model)})"
    else:
        select = rewrite.storable(con, day_select(model))
    con.execute(f"CREATE OR REPLACE TEMP TABLE moved_days AS {select} LIMIT 0")
    taken = ", ".join(f"-{name} AS {name}" for name in ("numerator", "denominator", "rows_n"))
    for rows, moved in ((span.came(), select), (span.went(), f"SELECT * REPLACE ({taken}) FROM ({select})")):
        worktop.narrow(writer, table, visible(table, rows))
        con.execute(f"INSERT INTO {MOVED} {select if model.kpi.kind == QUANTILE else moved}")
    worktop.offer(writer, [table])
    kept = f"SELECT * FROM lake.{model.name}"
    if model.kpi.kind == QUANTILE:
        kept += f" AS kept ANTI JOIN {MOVED} AS moved ON {same_day('kept', 'moved')}"
        return f"{kept} UNION ALL BY NAME {day_select(model, only=MOVED_DAYS)}"
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in ("numerator", "denominator", "rows_n"))
    return (
        f"SELECT {', '.join(DAY_KEY)}, {sums} FROM ({kept} UNION ALL BY NAME FROM {MOVED})"
        f" GROUP BY {', '.join(DAY_KEY)} HAVING sum(rows_n) > 0"
    )


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what `days_select` left."""
    con.execute(f"DROP TABLE IF EXISTS {MOVED}")

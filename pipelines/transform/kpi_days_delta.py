"""Updates the days of one KPI by delta aggregation over the rows inserted into and deleted from its one input.

Days add up: those of inserted rows are added, those of deleted rows subtracted, which equals counting every row.
`change_feed` finds the changed rows, `table_writer` writes.
"""

import duckdb

from pipelines.declare.indicator import STOCK
from pipelines.declare.model import Model
from pipelines.state.state import State
from pipelines.transform import input_views, table_writer
from pipelines.transform.change_feed import Span, visible
from pipelines.transform.kpi_days import DAY_KEY, day_select

MOVED = "temp.main.moved_days"


def fits(model: Model) -> bool:
    """Whether the days follow from the changed rows: each counted row is derived from one row of one table."""
    return model.layer == "kpi" and model.is_row_wise and model.kpi.kind != STOCK


def days_select(state: State, model: Model, span: Span) -> str:
    """All days of the KPI as they are now, computed from the present days and the changed rows.

    It leaves the temp table `moved_days`, which the caller drops by `forget`.
    """
    con, (table,) = state.con, model.inputs
    input_views.offer(state, [table])
    select = table_writer.storable(con, day_select(model))
    con.execute(f"CREATE OR REPLACE TEMP TABLE moved_days AS {select} LIMIT 0")
    added = [name for name, _ in table_writer.shape(con, f"FROM {MOVED}") if name not in DAY_KEY]
    taken = ", ".join(f"-{name} AS {name}" for name in added)
    for rows, moved in ((span.inserted(), select), (span.deleted(), f"SELECT * REPLACE ({taken}) FROM ({select})")):
        input_views.narrow(state, table, visible(table, rows))
        con.execute(f"INSERT INTO {MOVED} {moved}")
    input_views.offer(state, [table])
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in added)
    return (
        f"SELECT {', '.join(DAY_KEY)}, {sums} FROM (SELECT * FROM lake.{model.name} UNION ALL BY NAME FROM {MOVED})"
        f" GROUP BY {', '.join(DAY_KEY)} HAVING sum(rows_n) > 0"
    )


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the temp table of `days_select`."""
    con.execute(f"DROP TABLE IF EXISTS {MOVED}")

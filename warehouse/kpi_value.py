"""The one long table of KPI values: its name, its row and its key."""

import datetime as dt
from typing import NamedTuple, get_type_hints

TABLE = "kpi.value"


class Value(NamedTuple):
    """One row, its columns in order."""

    kpi_id: str
    variant: str
    grain: str
    period_start: dt.date
    slice_type: str
    slice_id: str
    numerator: int | None
    denominator: int | None
    value: float | None
    target: float | None
    as_of: dt.date
    set_aside_rows: int
    open_n: int | None
    cohort_n: int | None
    is_ripe: bool


COLUMNS = Value._fields
KEY = COLUMNS[:6]
_SQL = {str: "VARCHAR", bool: "BOOLEAN", dt.date: "DATE", int: "BIGINT", int | None: "BIGINT", float | None: "DOUBLE"}
SHAPE = ", ".join(f"{name} {_SQL[kind]}" for name, kind in get_type_hints(Value).items())
"""The columns as SQL."""

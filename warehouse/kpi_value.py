"""The one long table of KPI values: its name, its row and its key."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar, get_type_hints

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


class Figure(Protocol):
    """A row of the table, or an object made of one."""

    @property
    def value(self) -> float | None: ...
    @property
    def is_ripe(self) -> bool: ...


F = TypeVar("F", bound=Figure)


def headline(so_far: F, months: Sequence[F]) -> F:
    """The figure that a verdict takes: the cumulative one if it is ripe, else the newest ripe month's, if any is.

    `months` are in order.
    """
    ripe = [month for month in months if month.is_ripe and month.value is not None]
    return so_far if so_far.is_ripe or not ripe else ripe[-1]

"""Bounds on quarantined shares of a batch: a contract's dataset property `quarantine_bound`, and its default.

`{warn: 0.02, block: 0.2, reason: why}` are shares of the rows of a batch that the contract does not filter. A share
above `warn` is reported. A share above `block` bars the release, and so does a source of which nothing lands.
`quarantine_counts` counts the rows; a check of the feed in `generated` compares the share with the bound. The property
`quantity` names the columns whose sums are reported for quarantined rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.errors import HgtError

PROPERTY = "quarantine_bound"
WARN, BLOCK = 0.02, 0.2
LEAST_ROWS_N = 3
"""Quarantined rows that the default share takes at least to bar; a bound that is declared counts from the first row."""
ALL = 1
"""A `block` of 1 bars nothing, not even a source of which nothing lands."""


@dataclass(frozen=True)
class Bound:
    """Shares of a batch above which its quarantined rows are reported, or bar the release."""

    warn: float = WARN
    block: float = BLOCK
    least_rows_n: int = LEAST_ROWS_N
    reason: str = ""

    @property
    def warned(self) -> str:
        """SQL over `quarantined_n` and `received_n`: whether the share is reported."""
        return f"quarantined_n > {self.warn!r}::DECIMAL(18, 9) * received_n"

    @property
    def barred(self) -> str:
        """SQL over `quarantined_n` and `received_n`: whether the share bars the release."""
        if self.block >= ALL:
            return "false"
        share = f"quarantined_n > {self.block!r}::DECIMAL(18, 9) * received_n"
        return f"(quarantined_n >= received_n OR quarantined_n >= {self.least_rows_n} AND {share})"


Refuse = Callable[[str, object, Iterable[object] | str], HgtError]


def read_bound(table: Mapping[str, Any] | None) -> Bound:
    """The bound of a contract from its validated property, the default where it is not given."""
    if table is None:
        return Bound()
    block = float(table.get("block", BLOCK))
    warn = float(table.get("warn", min(WARN, block)))
    return Bound(warn, block, 1 if "block" in table else LEAST_ROWS_N, table.get("reason", ""))


def read_quantity(value: Any, types: Mapping[str, str], refuse: Refuse) -> tuple[str, ...]:
    """The property `quantity`: one column or a list of them, each a number by its SQL type."""
    names = [value] if isinstance(value, str) else value or []
    numbers = [name for name, sql_type in types.items() if sql_type.startswith(("BIGINT", "DOUBLE", "DECIMAL"))]
    if not isinstance(names, list) or not set(map(str, names)) <= set(numbers):
        raise refuse("dataset: quantity names columns that are numbers", value, numbers)
    return tuple(map(str, names))

"""The order in which a dataset's deliveries count, as its contract declares it: by `taken`, by name or by time.

Putting deliveries in order is the work of `extract.delivery`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.declare.contracts.taken import Taken
from warehouse.errors import HgtError

NAME, WRITTEN = "name", "written"
ORDERS = (NAME, WRITTEN)

Refuse = Callable[[str, object, Sequence[str] | str], HgtError]


@dataclass(frozen=True)
class Order:
    """The order of a contract's deliveries."""

    by: str | None = None
    taken: Taken | None = None

    def in_zone(self, zone: str) -> "Order":
        """The order where moments that name no zone of their own are moments of this one."""
        return self if self.taken is None else replace(self, taken=replace(self.taken, zone=zone))

    @property
    def sidecar(self) -> str | None:
        """The end of the name of the file next to each object that gives its moment."""
        return self.taken.sidecar if self.taken is not None else None


def read_order(by: Any, taken: Taken | None, refuse: Refuse) -> Order:
    """The property `order` of a contract next to its `taken`; `refuse` makes the error that names the file."""
    if by is not None and by not in ORDERS:
        raise refuse("dataset: order", by, ORDERS)
    if by is not None and taken is not None:
        raise refuse("dataset: order and taken exclude each other", by, "one of the two")
    return Order(by, taken)

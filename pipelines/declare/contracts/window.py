"""Rows before and after a row that its rules may see: a contract's dataset property `neighbours`.

`{of: device, order: at, where: is_sound, columns: [lon, at]}` gives rules `previous_lon`, `next_lon`, `previous_at` and
`next_at`. They are the values of the nearest sound rows of the same device in the same batch, NULL without such a row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.errors import HgtError

SIDES = (("previous", "lag"), ("next", "lead"))


@dataclass(frozen=True)
class Neighbours:
    """Rows are neighbours that share `of`, in the order of `order`; `where` leaves out rows that are not neighbours."""

    of: str
    order: str
    where: str
    columns: tuple[str, ...]

    def names(self) -> list[tuple[str, str]]:
        """(name that a rule uses, column) of everything it may see."""
        return [(f"{side}_{column}", column) for side, _ in SIDES for column in self.columns]

    def none(self, type_of: Callable[[str], str]) -> str:
        """The same columns without a value, for rows that were validated among their neighbours before."""
        return "".join(f', CAST(NULL AS {type_of(column)}) AS "{name}"' for name, column in self.names())

    def select(self, prefix: str) -> str:
        """The columns to add to a SELECT over typed rows, with a leading comma and a prefix to their names."""
        sound = " AND ".join([f"({self.where}\n)", *(f'"{column}" IS NOT NULL' for column in self.columns)])
        window = f'OVER (PARTITION BY "{self.of}" ORDER BY "{self.order}")'
        return "".join(
            f', {function}(CASE WHEN {sound} THEN "{column}" END IGNORE NULLS) {window} AS "{prefix}{side}_{column}"'
            for side, function in SIDES
            for column in self.columns
        )


def read_neighbours(
    value: Any, columns: Sequence[str], refuse: Callable[[str, object, Sequence[str] | str], HgtError]
) -> Neighbours | None:
    """The property of a contract with these columns; `refuse` makes the error that names the file."""
    if value is None:
        return None
    for name in (value["of"], value["order"], *value["columns"]):
        if name not in columns:
            raise refuse("dataset: neighbours names a column that there is not", name, columns)
    return Neighbours(value["of"], value["order"], str(value.get("where", "true")), tuple(value["columns"]))

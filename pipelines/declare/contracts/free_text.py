"""Public free text: which columns of contracts may hold anything, and so a person, and which of them gave a reason.

A text is free that has neither enum, pattern nor short bound, and whose name is not that of a code or an identifier. It
is restricted unless its contract says otherwise. `[privacy] free_text` of a district decides about public free text
without a reason.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from warehouse.errors import HgtError

if TYPE_CHECKING:
    from pipelines.declare.contracts.column import Column
    from pipelines.declare.contracts.contract import Contract

SHORT = 64
"""The longest text that counts as short."""
CODED = re.compile(r"(?:\w+_)?(?:id|code|key|no)")
"""Pattern of the names of code and identifier columns."""


def is_free(column: "Column") -> bool:
    """Whether the column may hold anything."""
    bounded = column.enum or column.pattern or (column.max_length is not None and column.max_length <= SHORT)
    return column.sql_type == "VARCHAR" and not bounded and CODED.fullmatch(column.name) is None


def settled(column: "Column", entry: Mapping[str, Any], refuse: Callable[[str, object, str], HgtError]) -> "Column":
    """The column with the classification that applies where its contract declares none; `refuse` names the file."""
    reason = column.reason
    if reason is not None and (column.classification != "public" or not str(reason).strip()):
        raise refuse(f"column {column.name}: reason", reason, "why public free text holds nothing of a person")
    is_unsaid = "classification" not in entry and reason is None and is_free(column)
    return replace(column, classification="restricted") if is_unsaid else column


def unexplained(contracts: "Mapping[str, Contract]") -> Iterator[tuple[str, str]]:
    """(dataset, column) of public free text without a declared reason why it holds nothing about a person."""
    for name, contract in contracts.items():
        for column in contract.columns:
            if column.classification == "public" and column.reason is None and is_free(column):
                yield name, column.name


def refuse(contracts: "Mapping[str, Contract]") -> None:
    """Refuse the first contract that publishes free text without a reason."""
    for dataset, column in unexplained(contracts):
        raise HgtError(
            f"column {column} is free text, which may hold persons, and public without a reason",
            file=contracts[dataset].file,
            value=column,
            accepted=f"classification: restricted; enum, pattern, or maxLength of at most {SHORT};"
            " or customProperties: [{property: reason, value: why it holds nothing of a person}]",
            next="correct the file, then hgt silo check",
        )

"""Compiles a column's rules over a typed row, and the repair or aggregation of a value that breaks one.

Pure text in, pure text out. `validate` decides which rule bars a row and compiles the whole scan.
"""

from collections.abc import Sequence

from pipelines.declare.contracts.actions import AFTER_TAKEN, MENDING, NULL
from pipelines.declare.contracts.column import Column
from pipelines.ingest.conversion import cut_short, text_name
from warehouse.sql import identifier, literal

LATEST = {
    "DATE": "CAST(_extracted_at - INTERVAL 1 MICROSECOND AS DATE)",
    "TIMESTAMPTZ": "_extracted_at + INTERVAL 5 MINUTE",
}
"""The newest day that was possible when a delivery was taken, and its last moment, as far as clocks agree."""


def fault_name(column: Column, kind: str) -> str:
    return identifier(f"_fault {kind} {column.name}")


def is_mended(column: Column) -> bool:
    """Whether a rule changes values of the column: all of its rules are then checked on the original value."""
    return any(column.action(kind) in MENDING for kind in faults(column))


def mended(columns: Sequence[Column], level: str) -> str:
    """The typed level with the values that break a rule removed or replaced, and the broken rules in own columns."""
    values, seen = [], []
    for column in columns:
        cases = []
        for kind, broken in faults(column).items():
            action = column.action(kind)
            if action in MENDING:
                cases.append(f"WHEN {broken} THEN {'NULL' if action == NULL else literal(column.rest or '')}")
        if cases:
            seen += [f"({broken}) AS {fault_name(column, kind)}" for kind, broken in faults(column).items()]
            values.append(f"CASE {' '.join(cases)} ELSE {identifier(column.name)} END AS {identifier(column.name)}")
    if not values:
        return level
    return f"SELECT * REPLACE ({', '.join(values)}), {', '.join(seen)} FROM ({level})"


def faults(column: Column) -> dict[str, str]:
    """SQL over the typed level by kind of rule that the column implies: whether a row breaks it."""
    text, value = text_name(column), identifier(column.name)
    found: dict[str, str] = {}
    if column.required:
        found["required"] = f"{text} IS NULL"
    if column.sql_type != "VARCHAR":
        found["type"] = f"({text} IS NOT NULL AND {value} IS NULL)"
    elif column.names_a_thing:
        found["type"] = cut_short(text)
    if column.enum:
        listed = ", ".join(literal(item) for item in column.enum)
        found["enum"] = f"{text} NOT IN ({listed})"
    if column.pattern is not None:
        found["pattern"] = f"NOT regexp_matches({text}, {literal(column.pattern)})"
    bounds = [
        f"{measure} {operator} {_bound(column, limit)}"
        for measure, operator, limit in (
            (value, "<", column.minimum),
            (value, ">", column.maximum),
            (f"length({text})", "<", column.min_length),
            (f"length({text})", ">", column.max_length),
        )
        if limit is not None
    ]
    if bounds:
        found["range"] = f"({' OR '.join(bounds)})"
    if column.observed:
        found[AFTER_TAKEN] = f"{value} > {LATEST[column.sql_type]}"
    return found


def _bound(column: Column, limit: float | int | str) -> str:
    return repr(limit) if isinstance(limit, int | float) else f"CAST({literal(limit)} AS {column.sql_type})"


def aggregated(column: Column, function: str, within: str) -> str:
    """SQL over the typed level: the aggregate of a column over the copies of a key, as text that reads as its type."""
    value = identifier(column.name)
    found = f"CAST({function}({value}) {within} AS VARCHAR)"
    if function != "sum" or column.sql_type != "DOUBLE":
        return found
    exact = f"TRY_CAST({value} AS DECIMAL(38, 18))"
    return (
        f"CASE WHEN count({exact}) {within} = count({value}) {within} THEN CAST(sum({exact}) {within} AS VARCHAR)"
        f" ELSE {found} END"
    )

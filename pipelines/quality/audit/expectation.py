"""The expectations of the audit as plain data: Great Expectations' own kinds, each with its arguments, words, severity.

A declaration is translated into these and nothing else, so that no text of our own checks is run twice. Only a rule
across tables is SQL. Nothing here imports the library, which takes seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from pipelines.declare.header import BLOCK

NO_ROWS = "UnexpectedRowsExpectation"
NOT_NULL, IS_NULL = "ExpectColumnValuesToNotBeNull", "ExpectColumnValuesToBeNull"
UNIQUE, COMPOUND_UNIQUE = "ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"
IN_SET, BETWEEN = "ExpectColumnValuesToBeInSet", "ExpectColumnValuesToBeBetween"
AT_LEAST, SUM = "ExpectColumnPairValuesAToBeGreaterThanB", "ExpectMulticolumnSumToEqual"
COLUMNS, TYPE, ROW_COUNT = "ExpectTableColumnsToMatchSet", "ExpectColumnTypeToBe", "ExpectTableRowCountToEqual"
OF_ROWS = (NOT_NULL, IS_NULL, UNIQUE, COMPOUND_UNIQUE, IN_SET, BETWEEN, AT_LEAST, SUM)
"""The kinds that count rows."""
OF_TABLE = (COLUMNS, TYPE, ROW_COUNT)
"""The kinds that compare one fact of the table."""


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold. Several of one table may share a rule. `where`: a column and the values of the rows
    that are asked; all rows where it is None."""

    rule: str
    kind: str
    arguments: Mapping[str, object]
    zh: str
    en: str
    severity: str = BLOCK
    where: tuple[str, tuple[str | int, ...]] | None = None


def key(columns: Sequence[str]) -> tuple[Expectation, ...]:
    """The columns name one row, and each of them is filled."""
    zh, en = f"主键唯一：{'、'.join(columns)}", f"The key is unique: {', '.join(columns)}"
    if len(columns) == 1:
        unique = Expectation("key_unique", UNIQUE, {"column": columns[0]}, zh, en)
    else:
        unique = Expectation("key_unique", COMPOUND_UNIQUE, {"column_list": list(columns)}, zh, en)
    return (unique, *(filled("key_present", column, "主键不为空", "The key is never empty") for column in columns))


def filled(rule: str, column: str, zh: str, en: str) -> Expectation:
    """The column has a value in every row."""
    return Expectation(rule, NOT_NULL, {"column": column}, f"{zh}：{column}", f"{en}: {column}")


def listed(rule: str, column: str, values: Sequence[str], zh: str, en: str) -> Expectation:
    """The column holds only these values, or none."""
    return Expectation(
        rule, IN_SET, {"column": column, "value_set": list(values)}, f"{zh}：{column}", f"{en}: {column}"
    )


def between(
    rule: str, column: str, least: float | None, most: float | None, zh: str, en: str,
    where: tuple[str, tuple[str | int, ...]] | None = None,
) -> Expectation:  # fmt: skip
    """The column is within these limits, or has no value."""
    limits = {"min_value": least, "max_value": most}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    return Expectation(rule, BETWEEN, {"column": column, **given}, f"{zh}：{column}", f"{en}: {column}", where=where)


def at_least(
    rule: str, column: str, other: str, zh: str, en: str, where: tuple[str, tuple[str | int, ...]] | None = None
) -> Expectation:
    """The column is no smaller than the other one, wherever both have a value."""
    arguments = {"column_A": column, "column_B": other, "or_equal": True, "ignore_row_if": "either_value_is_missing"}
    return Expectation(rule, AT_LEAST, arguments, zh, en, where=where)


def columns_are(columns: Sequence[str]) -> Expectation:
    """The table has these columns and no others."""
    arguments = {"column_set": list(columns), "exact_match": True}
    return Expectation(
        "columns", COLUMNS, arguments, "字段与声明一致", "The columns are those that the declaration names"
    )


def types_are(types: Mapping[str, str]) -> tuple[Expectation, ...]:
    """The columns have these SQL types, in any spelling that DuckDB reads."""
    return tuple(
        Expectation(
            "column_type", TYPE, {"column": column, "type_": str(duckdb.sqltype(name))},
            f"字段类型与声明一致：{column}", f"The type of the column is the declared one: {column}",
        )
        for column, name in types.items()
    )  # fmt: skip


def row_count(rows_n: int) -> Expectation:
    """The table has so many rows."""
    return Expectation(
        "row_count", ROW_COUNT, {"value": rows_n}, "行数与构建记录一致", "The table has as many rows as its build noted"
    )


def no_rows(rule: str, sql: str, severity: str, zh: str, en: str) -> Expectation:
    """The query, which names its tables, returns no row."""
    # The library fills in `{batch}` by `str.format`.
    text = sql.replace("{", "{{").replace("}", "}}")
    return Expectation(rule, NO_ROWS, {"unexpected_rows_query": text}, zh, en, severity)

"""Writes declarations into the lake: catalogue, columns, lineage, KPIs, glossary, and comments on tables.

Headers, contracts and lineage are the sources; only the tables that the kernel fills itself are described here. Nothing
is written when nothing changed. The caller holds the transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from pipelines.declare import lineage
from pipelines.declare.dag import RAW
from pipelines.declare.header import Words
from pipelines.declare.indicator import IS_OPEN
from pipelines.declare.indices import VARIANT
from pipelines.declare.lineage import Source
from pipelines.declare.model import Model
from pipelines.declare.project import Content
from pipelines.quality import rule_catalogue
from pipelines.release.kernel_words import KERNEL_TABLES, of_column
from warehouse.releases import days
from warehouse.releases.publish import SCHEMAS
from warehouse.sql import literal

LAKE = "lake"
DAY_VALUES = Words("按日分子分母，由指标定义汇总", "Numerators and denominators by day, from the KPI's definition")
INDEX = "index"
"""The kind of a composite index, in addition to the kinds of KPIs."""

Rows = list[tuple[Any, ...]]


def write(con: duckdb.DuckDBPyConnection, content: Content, *, rows: Mapping[str, int] | None = None) -> list[str]:
    """Bring the lake's catalogue up to date and return the meta tables that were rewritten.

    Only tables that exist are described. `rows` gives counts that the caller knows; others are read from `meta.build`,
    else they are counted.
    """
    types = {
        table: columns for table, columns in _types(con).items() if table in content.models or table in KERNEL_TABLES
    }
    counts = {**_counts(con, types), **(rows or {})}
    wanted: dict[str, tuple[str, Rows]] = {
        "catalogue": (
            "table_name, layer, description_zh, description, grain, key_columns, rows_n",
            [_table_row(content, table, counts.get(table)) for table in types],
        ),
        "catalogue_column": (
            "table_name, column_name, data_type, zh, en, classification",
            [row for table, columns in types.items() for row in _column_rows(content, table, columns)],
        ),
        "lineage": ("table_name, column_name, source_table, source_column, is_indirect", lineage_rows(content)),
        "relationship": (
            "table_name, column_names, target_table, target_columns, rule_id",
            sorted(one.row for one in content.relationships),
        ),
        "kpi": (
            "kpi_id, variant, title_zh, title, question_zh, question, numerator_zh, numerator, denominator_zh,"
            " denominator, kind, unit, better, source, owner, target, is_headline",
            kpi_rows(content),
        ),
        "kpi_shape": (
            "kpi_id, factor, scale, integer_range, windows, is_present_only, open_share",
            shape_rows(content),
        ),
        "rule": (rule_catalogue.COLUMNS, [rule_catalogue.row(rule) for rule in rule_catalogue.everything(content)]),
        "glossary": ("column_name, zh, en, table_names", glossary_rows(content)),
    }
    written = [name for name, (columns, entries) in wanted.items() if _replace(con, name, columns, entries)]
    _comment(con, content, types)
    return written


def describe(content: Content, table: str) -> Words:
    """The meaning of a table, in both languages."""
    model = content.models.get(table)
    if model is None:
        return KERNEL_TABLES[table][0]
    if model.layer == "kpi":
        return Words(f"{model.kpi.title_zh}：{DAY_VALUES.zh}", f"{model.kpi.title}: {DAY_VALUES.en}")
    return Words(model.meaning.description_zh, model.meaning.description)


def classification(content: Content, table: str, column: str) -> str:
    """`public`, `identifier` (a pseudonym), or `deidentified` (made of a restricted column by a function)."""
    found = {_source_class(content, source) for source in lineage.trace(content.lineage, table, column)}
    return next((name for name in ("restricted", "identifier", "deidentified") if name in found), "public")


def _source_class(content: Content, source: Source) -> str:
    if not source.table.startswith(f"{RAW}."):
        return "public"
    declared = content.contracts[source.table.removeprefix(f"{RAW}.")].column(source.column).classification
    return "deidentified" if declared == "restricted" and source.through else declared


def lineage_rows(content: Content) -> Rows:
    """One row per output column and source column, one step deep; `*` is for columns that steer the rows of a table.

    A column that is both in the value and in a condition counts as direct.
    """
    found: set[tuple[str, str, str, str, bool]] = set()
    for table, here in content.lineage.items():
        direct = {(source.table, source.column) for sources in here.columns.values() for source in sources}
        for column, sources in here.columns.items():
            found |= {(table, column, source.table, source.column, False) for source in sources}
        found |= {
            (table, "*", source.table, source.column, True)
            for source in here.indirect
            if (source.table, source.column) not in direct
        }
    return sorted(found)


def kpi_rows(content: Content) -> Rows:
    """One row per KPI and variant, in the order of `meta.kpi`."""
    found: Rows = []
    for kpi_id, model in sorted(content.kpis().items()):
        head = model.kpi
        for name, variant in head.variants.items():
            over, under = variant.numerator, variant.denominator
            found.append(
                (
                    kpi_id, name, head.title_zh, head.title, head.question_zh, head.question,
                    over.zh if over else None, over.en if over else None,
                    under.zh if under else None, under.en if under else None,
                    head.kind, head.unit, head.better, head.source, head.owner,
                    content.district.target(kpi_id, name), name == head.headline_variant,
                )
            )  # fmt: skip
    for index in content.indices.values():
        target = content.district.target(index.id, VARIANT)
        said = (index.id, VARIANT, index.title_zh, index.title, index.question_zh, index.question)
        tail = (INDEX, index.unit, index.better, index.source, index.owner, target, True)
        found.append((*said, None, None, None, None, *tail))
    return found


def shape_rows(content: Content) -> Rows:
    """One row per KPI, in the order of `meta.kpi_shape`."""
    return [
        (
            kpi_id,
            model.kpi.factor,
            model.kpi.scale,
            model.kpi.range,
            ", ".join(model.kpi.windows),
            bool(content.overwritten(kpi_id)),
            model.kpi.open_share if IS_OPEN in model.columns else None,
        )
        for kpi_id, model in sorted(content.kpis().items())
    ]


def glossary_rows(content: Content) -> Rows:
    """One row per column name and meaning, with the tables that use it in that meaning."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for table, model in sorted(content.models.items()):
        if model.layer == "kpi":
            continue
        for name, words in model.meaning.columns.items():
            found.setdefault((name, words.zh, words.en), []).append(table)
    return [(*key, ", ".join(tables)) for key, tables in sorted(found.items())]


def _table_row(content: Content, table: str, rows_n: int | None) -> tuple[Any, ...]:
    words = describe(content, table)
    model = content.models.get(table)
    if model is None:
        grain, key = KERNEL_TABLES[table][1], ""
    elif model.layer == "kpi":
        grain, key = "day and slice", "variant, period_on, slice_type, slice_id"
    else:
        grain, key = model.meaning.grain, ", ".join(model.meaning.key)
    return (table, table.split(".")[0], words.zh, words.en, grain, key, rows_n)


def _column_rows(content: Content, table: str, columns: Sequence[tuple[str, str]]) -> Rows:
    """One row per column, the days that only the published copies have among them."""
    model = content.models.get(table)
    found: Rows = []
    added = days.beside(dict(columns)) if table.partition(".")[0] in SCHEMAS else {}
    days_of = {moment: day for day, moment in added.items()}
    for name, data_type in columns:
        words = _column_words(model, table, name)
        is_declared = model is not None and model.layer != "kpi" and name in model.columns
        kind = classification(content, table, name) if is_declared else "public"
        said = (words.zh, words.en) if words else (None, None)
        found.append((table, name, data_type, *said, kind))
        if name in days_of:
            found.append((table, days_of[name], "DATE", *days.in_words(*said), kind))
    return found


def _column_words(model: Model | None, table: str, name: str) -> Words | None:
    if model is not None and model.layer != "kpi" and name in model.meaning.columns:
        return model.meaning.columns[name]
    return of_column(table, name)


def _types(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """Column names and types of every table of the lake, in order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, data_type in con.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()"
        " WHERE database_name = ? AND NOT internal ORDER BY schema_name, table_name, column_index",
        [LAKE],
    ).fetchall():
        found.setdefault(f"{schema}.{table}", []).append((column, data_type))
    return found


def _counts(con: duckdb.DuckDBPyConnection, types: Mapping[str, Any]) -> dict[str, int | None]:
    known = con.execute(f"SELECT table_name, rows_n FROM {LAKE}.meta.build WHERE rows_n IS NOT NULL").fetchall()
    found: dict[str, int | None] = {str(table): int(rows_n) for table, rows_n in known}
    for table in types:
        if table not in found and not table.startswith("meta."):
            where = " WHERE NOT _is_deleted" if "_is_deleted" in dict(types[table]) else ""
            row = con.execute(f"SELECT count(*) FROM {LAKE}.{table}{where}").fetchone()
            found[table] = int(row[0]) if row else None
    return found


def _replace(con: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Rows) -> bool:
    """Make a meta table hold exactly these rows; False when it did already."""
    table = f"{LAKE}.meta.{name}"
    if _sorted(con.execute(f"SELECT {columns} FROM {table}").fetchall()) == _sorted(rows):
        return False
    con.execute(f"DELETE FROM {table}")
    if rows:
        marks = ", ".join("unnest(?)" for _ in columns.split(","))
        con.execute(f"INSERT INTO {table} ({columns}) SELECT {marks}", [list(part) for part in zip(*rows, strict=True)])
    return True


def _sorted(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    return sorted(map(repr, rows))


def _comment(con: duckdb.DuckDBPyConnection, content: Content, types: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Set the comments that differ on the lake's tables and columns."""
    tables = con.execute(
        "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE database_name = ?", [LAKE]
    ).fetchall()
    columns = con.execute(
        "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE database_name = ?",
        [LAKE],
    ).fetchall()
    there_tables = dict(tables)
    there_columns = {(table, column): text for table, column, text in columns}
    for table, entries in types.items():
        words = describe(content, table)
        if there_tables.get(table) != _text(words):
            con.execute(_on_table(f"{LAKE}.{table}", words))
        for name, _ in entries:
            meaning = _column_words(content.models.get(table), table, name)
            if meaning is not None and there_columns.get((table, name)) != _text(meaning):
                con.execute(_on_column(f"{LAKE}.{table}", name, meaning))


def _text(words: Words) -> str:
    return f"{words.zh} | {words.en}"


def _on_table(table: str, words: Words) -> str:
    return f"COMMENT ON TABLE {table} IS {literal(_text(words))}"


def _on_column(table: str, column: str, words: Words) -> str:
    return f'COMMENT ON COLUMN {table}."{column}" IS {literal(_text(words))}'

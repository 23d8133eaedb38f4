"""A stand for content: rows written by hand as the validator would pass them, models built over them in memory.

A model is built when something that rests on it is asked for, and stays until the next `build`. The kernel's
increments, quarantine and roll-up are not here; only what the district's own SQL says.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.quality import score
from pipelines.transform import calendar
from warehouse import macros

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY, LAST_DAY = dt.date(2015, 1, 1), dt.date(2015, 12, 31)
TABLE = re.compile(r"\b(?:std|pub|mart|kpi)\.\w+")


def rows_of(text: str) -> list[dict[str, str | None]]:
    """A table drawn with bars between columns: the first line names the columns, an empty cell is NULL."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    names, *rest = lines
    return [{name: cell or None for name, cell in zip(names, line, strict=True)} for line in rest]


def moment(text: str) -> str:
    """`6-01 09:00` written out as a local time of the district's year."""
    found = re.fullmatch(r"(\d{1,2})-(\d{2})(?: (\d{2}:\d{2}(?::\d{2})?))?", text)
    assert found is not None, text
    return f"2015-{int(found[1]):02d}-{found[2]} {found[3] or '00:00'}"


class Stand:
    """The district's models over a few rows. `load` any datasets, `build` as of a day, then ask."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.waiting: set[str] = set()
        self.con = duckdb.connect()
        self.con.execute("SET TimeZone = 'Asia/Shanghai'")
        macros.define(self.con)
        for layer in ("raw", "std", "pub", "mart", "kpi"):
            self.con.execute(f"CREATE SCHEMA {layer}")
        for contract in content.contracts.values():
            columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in contract.columns)
            key = ", ".join(f'"{name}"' for name in contract.key)
            self.con.execute(f"CREATE TABLE raw.{contract.name} ({columns}, UNIQUE ({key}))")
        self.con.execute(f"CREATE TABLE {OUTCOME} ({score.TYPES})")
        self.con.execute(
            f"""CREATE TABLE std.calendar AS
            SELECT date_on, isodow(date_on) < 6 AS is_workday,
                count(*) FILTER (isodow(date_on) < 6) OVER (ORDER BY date_on) AS workday_n,
                CAST(NULL AS VARCHAR) AS name_zh, true AS is_announced,
                CASE WHEN isodow(date_on) < 6 THEN {calendar.office_spans(content.district.office_hours)} ELSE [] END
                    AS office_spans
            FROM (SELECT CAST(unnest(generate_series(DATE '{FIRST_DAY}', DATE '{LAST_DAY}', INTERVAL 1 DAY)) AS DATE)
                AS date_on)"""
        )

    def load(self, dataset: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows; a column that a row does not name is NULL, and short times get their year."""
        known = {column.name: column for column in self.content.contracts[dataset].columns}
        for row in rows:
            values = {name: value for name, value in row.items() if value is not None}
            for name, value in values.items():
                if known[name].sql_type in ("TIMESTAMPTZ", "DATE"):
                    values[name] = moment(value)
            names = ", ".join(f'"{name}"' for name in values)
            marks = ", ".join("?" for _ in values)
            self.con.execute(f"INSERT INTO raw.{dataset} ({names}) VALUES ({marks})", list(values.values()))

    def build(self, as_of: dt.date) -> None:
        """Every model is to be built anew, as of a day."""
        macros.observe(self.con, as_of)
        self.waiting = set(self.content.models)

    def make(self, tables: Iterable[str]) -> None:
        """Build the tables that wait, and before them what they rest on."""
        graph = self.content.graph
        needed = {name for table in tables for name in (table, *graph.upstream(table))} & self.waiting
        for name in graph.order:
            if name in needed:
                self.con.execute(f"CREATE OR REPLACE TABLE {name} AS {self.content.models[name].select}")
        self.waiting -= needed

    def run(self, query: str) -> duckdb.DuckDBPyConnection:
        """Run a statement, with the tables that it names."""
        self.make(TABLE.findall(query))
        return self.con.execute(query)

    def rows(self, query: str) -> Sequence[tuple[Any, ...]]:
        """The rows of a query."""
        return self.run(query).fetchall()

    def ratio(self, kpi_id: str, variant: str = "default", where: str = "true") -> tuple[Any, Any]:
        """Numerator and denominator over everything that `where` keeps; NULL over nothing."""
        chosen = f"variant = '{variant}'" if variant != "default" else "true"
        ((numerator, denominator),) = self.rows(
            f"SELECT sum(numerator), sum(denominator) FROM kpi.{kpi_id} WHERE ({where}) AND {chosen}"
        )
        return (numerator, denominator)

    def open_n(self, kpi_id: str, variant: str = "default", where: str = "true") -> int:
        """The rows whose outcome is open on the day observed."""
        chosen = f"variant = '{variant}'" if variant != "default" else "true"
        ((found,),) = self.rows(f"SELECT count(*) FROM kpi.{kpi_id} WHERE is_open AND ({where}) AND {chosen}")
        return int(found)

    def count(self, kpi_id: str) -> int:
        """The numerator of a count or a stock; 0 over nothing."""
        return int(self.rows(f"SELECT coalesce(sum(numerator), 0) FROM kpi.{kpi_id}")[0][0])

    def offenders(self, rule: str) -> Sequence[tuple[Any, ...]]:
        """The findings of a rule across tables."""
        return self.rows(self.content.rules[rule].select)

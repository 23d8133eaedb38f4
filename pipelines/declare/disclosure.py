"""Disclosure rules of the public lake: restricted tables and their derivatives, tracks, and alikeness of persons.

A model with `access = "restricted"` keeps its rows in the restricted store; who reads it is restricted too, is a KPI,
says with `aggregate` which columns count the units behind a row, or gives a `reason`. Declarations are refused when a
content root is loaded; what the rows must show is asked at the gate. Where the rows lie is `warehouse.withheld`'s.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipelines.declare.dag import NEXT, RAW
from pipelines.declare.header import ModelHeader
from pipelines.declare.lineage import Source
from pipelines.declare.model import Model
from pipelines.state import build_log
from pipelines.transform import change_feed
from pipelines.transform.table_writer import name as quoted
from warehouse.errors import HgtError
from warehouse.macros import CELL, DEIDENTIFYING, SLOT

if TYPE_CHECKING:
    from pipelines.declare.contracts.column import Column
    from pipelines.declare.project import Content
    from pipelines.state.session import Session

IDENTIFIER, RESTRICTED = "identifier", "restricted"
AT = "_at"
POINT = re.compile(r"(?:\w+_)?(?:lon|lng|lat|longitude|latitude|geometry|geom|coordinates|wkt|point)")


def restricted(models: Mapping[str, Model]) -> frozenset[str]:
    """The tables whose rows stay with the stewards."""
    return frozenset(name for name, model in models.items() if _access(model) == RESTRICTED)


def _access(model: Model) -> str:
    return model.header.access if isinstance(model.header, ModelHeader) else ""


def check(content: "Content") -> None:
    """Refuse open tables that hand on rows of restricted ones, and open tables that hold tracks."""
    for name, model in sorted(content.models.items()):
        if name in content.restricted:
            continue
        read = [table for table in model.inputs if table in content.restricted]
        if model.layer == "kpi":
            _check_slices(content, model, read)
        elif read:
            _check_reader(content, model, read)
        if model.layer != "kpi":
            _check_track(content, model)


def _check_reader(content: "Content", model: Model, read: list[str]) -> None:
    head = model.meaning
    if not head.aggregate and head.reason is None:
        raise HgtError(
            f"{model.name} is open and reads {read[0]}, which is restricted",
            file=model.path,
            value=", ".join(read),
            accepted='header key access = "restricted", aggregate = ["<column that counts the units behind a row>"],'
            ' or reason = "中文|English"',
            next=NEXT,
        )
    _check_text(content, model, model.columns)
    for column in model.columns:
        if head.reason is None and _identifiers(content, model.name, column):
            raise _tells(content, model, column)


def _check_slices(content: "Content", model: Model, read: list[str]) -> None:
    if read:
        _check_text(content, model, list(model.slices.values()))
    for column in model.slices.values() if read else ():
        if _identifiers(content, model.name, column):
            raise _tells(content, model, column)


def _check_text(content: "Content", model: Model, columns: Sequence[str]) -> None:
    """Refuse a model that uses a column restricted by a contract neither de-identified nor counted."""
    steering = [
        (source, end)
        for source in content.lineage[model.name].indirect
        for end in content.ends.get((source.table, source.column), ())
        if not source.through and not source.counted
    ]
    told = [(column, end) for column in columns for end in content.ends[model.name, column]]
    for place, end in [*told, *(("a condition, join, group or order", end) for _, end in steering)]:
        at = _declared(content, end)
        if at is not None and at.classification == RESTRICTED and not end.through and not end.counted:
            raise HgtError(
                f"{place} of {model.name} uses the restricted column {end.table}.{end.column} as it is",
                file=model.path,
                value=end.column,
                accepted=", ".join(f"{function}(…)" for function in DEIDENTIFYING),
                next=NEXT,
            )


def _tells(content: "Content", model: Model, column: str) -> HgtError:
    return HgtError(
        f"column `{column}` of {model.name} tells the rows of a restricted table apart by an identifier",
        file=model.path,
        value=", ".join(sorted(_identifiers(content, model.name, column))),
        accepted="counts of an identifier, or attributes of many",
        next=NEXT,
    )


def _check_track(content: "Content", model: Model) -> None:
    """A keyed thing, a moment and a point in one open row say where somebody was, and in the end where they live."""
    keyed = [column for column in model.columns if _identifiers(content, model.name, column)]
    moments = [column for column in model.columns if column.endswith(AT) and _is_fine(content, model, column, SLOT)]
    points = [
        column for column in model.columns if POINT.fullmatch(column) and _is_fine(content, model, column, (CELL,))
    ]
    if keyed and moments and points:
        raise HgtError(
            f"{model.name} is open and holds tracks: keyed {keyed[0]}, at {moments[0]}, in {points[0]}",
            file=model.path,
            value=", ".join((*keyed, *moments, *points)),
            accepted=f"two of the three; moments through {' or '.join(SLOT)}, points through {CELL};"
            ' or header key access = "restricted"',
            next=NEXT,
        )


def _is_fine(content: "Content", model: Model, column: str, coarse: tuple[str, ...]) -> bool:
    """Whether a path leads to the column from a source that no coarsening function stands in."""
    ends = content.ends[model.name, column]
    return any(end.table.startswith(f"{RAW}.") and not set(end.through) & set(coarse) for end in ends)


def _identifiers(content: "Content", table: str, column: str) -> set[str]:
    """The namespaces of the identifiers that a column is made of, other than by a count or a deid function."""
    ends = [end for end in content.ends[table, column] if not end.through and not end.counted]
    return {at.namespace for at in (_declared(content, end) for end in ends) if at is not None and at.namespace}


def _declared(content: "Content", end: Source) -> "Column | None":
    contract = content.contracts.get(end.table.removeprefix(f"{RAW}."))
    if contract is None or not end.table.startswith(f"{RAW}."):
        return None
    return contract.column(end.column)


@dataclass(frozen=True)
class Offence:
    """A disclosure of persons that a release would make."""

    table: str
    message: str


def offences(session: "Session") -> Iterator[Offence]:
    """Yield the disclosures of too few persons by the open tables of the lake's head."""
    built = {name for name in build_log.entries(session.writer) if name in session.content.models}
    yield from _few_behind(session, built)
    yield from _unlike(session, built)


def _few_behind(session: "Session", built: set[str]) -> Iterator[Offence]:
    """Rows of an aggregate behind which stand fewer than k units, though not none."""
    k = session.content.district.k
    for table in sorted(built - session.content.restricted):
        head = session.content.models[table].header
        for column in head.aggregate if isinstance(head, ModelHeader) else ():
            query = f"SELECT count(*) FROM lake.{table} WHERE {quoted(column)} BETWEEN 1 AND {k - 1}"
            if rows_n := _count(session.writer.con, query):
                yield Offence(table, f"{rows_n} row(s) with {column} from 1 to {k - 1}: k is {k}")


def _unlike(session: "Session", built: set[str]) -> Iterator[Offence]:
    """Persons who share all that joins can tell of them with fewer than k, themselves included.

    Who is alike in all quasi-identifiers is alike in each combination of them, so all together are asked at once.
    """
    content, k = session.content, session.content.district.k
    graph = _Joins(content, built - content.restricted)
    for namespace in sorted(graph.namespaces()):
        told = graph.told(namespace)
        if not told:
            continue
        parts = [
            f"SELECT CAST({key} AS VARCHAR) AS person, '{place}' AS place, row({', '.join(columns)})::VARCHAR AS said"
            f" FROM {source}"
            for place, key, columns, source in told
        ]
        query = (
            f"WITH said AS ({' UNION '.join(parts)}), alike AS (SELECT person, list((place, said) ORDER BY place, said)"
            " AS all_said FROM said WHERE person IS NOT NULL GROUP BY person),"
            " sized AS (SELECT count(*) AS person_n FROM alike GROUP BY all_said)"
            f" SELECT coalesce(sum(person_n), 0) FROM sized WHERE person_n < {k}"
        )
        if persons_n := _count(session.writer.con, query):
            places = ", ".join(dict.fromkeys(place for place, *_ in told))
            yield Offence(
                told[0][0].split(" ")[0],
                f"{persons_n} of the identifiers `{namespace}` share their quasi-identifiers with fewer than {k}:"
                f" {places}",
            )


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row is not None else 0


class _Joins:
    """Joins of open tables: a row joins one row of another table whose single key it names, and so onwards."""

    def __init__(self, content: "Content", tables: set[str]) -> None:
        self.content = content
        # A row of an aggregate stands for k units or none and says nothing of one of them.
        self.tables = {
            name: model
            for name, model in ((name, content.models[name]) for name in sorted(tables))
            if model.layer != "kpi" and not model.meaning.aggregate
        }
        self.ends = {
            (name, column): [_declared(content, end) for end in content.ends[name, column] if not end.counted]
            for name, model in self.tables.items()
            for column in model.columns
        }

    def namespaces(self) -> set[str]:
        """The namespaces of identifiers in open tables."""
        return {at.namespace for ends in self.ends.values() for at in ends if at is not None and at.namespace}

    def told(self, namespace: str) -> list[tuple[str, str, list[str], str]]:
        """Return disclosures of this namespace's persons by table: (place, key, quasi-identifiers, FROM clause)."""
        found = []
        for table, model in self.tables.items():
            for key in (column for column in model.columns if self._is_of(table, column, namespace)):
                columns, joins = self._reach(table)
                if columns:
                    source = f"({change_feed.visible(table)}) AS t0 {' '.join(joins)}"
                    found.append((f"{table} {key}", f"t0.{quoted(key)}", columns, source))
        return found

    def _is_of(self, table: str, column: str, namespace: str) -> bool:
        return any(at is not None and at.namespace == namespace for at in self.ends[table, column])

    def _is_quasi(self, table: str, column: str) -> bool:
        return any(at is not None and at.quasi for at in self.ends[table, column])

    def _reach(self, table: str) -> tuple[list[str], list[str]]:
        """The quasi-identifiers that a row of the table reaches, and the joins that lead there."""
        columns, joins, waiting, seen = [], [], [(table, "t0")], {table}
        while waiting:
            here, alias = waiting.pop(0)
            columns += [f"{alias}.{quoted(name)}" for name in self.tables[here].columns if self._is_quasi(here, name)]
            for name in self.tables[here].columns:
                for other, key in self._keyed_alike(here, name):
                    if other not in seen:
                        seen.add(other)
                        joined = f"t{len(seen) - 1}"
                        joins.append(
                            f"LEFT JOIN ({change_feed.visible(other)}) AS {joined}"
                            f" ON {alias}.{quoted(name)} = {joined}.{quoted(key)}"
                        )
                        waiting.append((other, joined))
        return columns, joins

    def _keyed_alike(self, table: str, column: str) -> Iterator[tuple[str, str]]:
        """Tables whose single key is this column, by the namespace of its identifier or by its name."""
        spaces = {at.namespace for at in self.ends[table, column] if at is not None and at.namespace}
        for other, model in self.tables.items():
            if other == table or len(model.meaning.key) != 1:
                continue
            key = model.meaning.key[0]
            theirs = {at.namespace for at in self.ends[other, key] if at is not None and at.namespace}
            if spaces & theirs or (not spaces and not theirs and key == column):
                yield other, key

"""Disclosures that the rows of the lake's head would make: small cells, and persons too few of whom are alike."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from pipelines.declare.disclosure import declared
from pipelines.declare.header import ModelHeader
from pipelines.declare.project import Content
from pipelines.state.session import Session
from pipelines.transform import change_feed
from warehouse.sql import identifier


@dataclass(frozen=True)
class Offence:
    """A disclosure of persons that a release would make."""

    table: str
    message: str


def offences(session: Session) -> Iterator[Offence]:
    """Yield the disclosures of too few persons by the open tables of the lake's head."""
    built = {name for name in session.state.builds.entries if name in session.content.models}
    yield from _few_behind(session, built)
    yield from _unlike(session, built)


def _few_behind(session: Session, built: set[str]) -> Iterator[Offence]:
    """Rows of an aggregate over fewer than k units, though not zero."""
    k = session.content.district.k
    for table in sorted(built - session.content.restricted):
        head = session.content.models[table].header
        for column in head.aggregate if isinstance(head, ModelHeader) else ():
            query = f"SELECT count(*) FROM lake.{table} WHERE {identifier(column)} BETWEEN 1 AND {k - 1}"
            if rows_n := _count(session.writer.con, query):
                yield Offence(table, f"{rows_n} row(s) with {column} from 1 to {k - 1}: k is {k}")


def _unlike(session: Session, built: set[str]) -> Iterator[Offence]:
    """Persons who share everything reachable by joins with fewer than k, themselves included.

    Persons alike in all quasi-identifiers are alike in each combination of them, so one query covers all together.
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

    def __init__(self, content: Content, tables: set[str]) -> None:
        self.content = content
        # A row of an aggregate covers k units or none and says nothing of one of them.
        self.tables = {
            name: model
            for name, model in ((name, content.models[name]) for name in sorted(tables))
            if model.layer != "kpi" and not model.meaning.aggregate
        }
        self.ends = {
            (name, column): [declared(content, end) for end in content.ends[name, column] if not end.counted]
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
                    found.append((f"{table} {key}", f"t0.{identifier(key)}", columns, source))
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
            columns += [
                f"{alias}.{identifier(name)}" for name in self.tables[here].columns if self._is_quasi(here, name)
            ]
            for name in self.tables[here].columns:
                for other, key in self._keyed_alike(here, name):
                    if other not in seen:
                        seen.add(other)
                        joined = f"t{len(seen) - 1}"
                        joins.append(
                            f"LEFT JOIN ({change_feed.visible(other)}) AS {joined}"
                            f" ON {alias}.{identifier(name)} = {joined}.{identifier(key)}"
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

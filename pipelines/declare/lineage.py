"""Column lineage: every path from an output column to the columns it is made of, and what only steers the rows.

A path keeps the de-identifying functions on it, so the classification of a contract's columns is checked path by
path. `phone || deid_length(phone)` has one leaf and two paths, and one of them is bare. Whatever cannot be followed is
refused, never skipped. Results are kept by the text and the schema that it was read against.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipelines.declare import parse
from pipelines.declare.dag import NEXT
from pipelines.declare.naming import close
from pipelines.declare.parse import DIALECT, Cache, hash_of
from warehouse.errors import HgtError
from warehouse.macros import DEIDENTIFYING

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Schema = Mapping[str, Sequence[str]]


class Text(Protocol):
    """The part of a model that lineage reads."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> Path: ...
    @property
    def select(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, order=True)
class Source:
    """The far end of one path: a column of a table, and the de-identifying functions on the way, innermost first.

    `counted` says that a count is on the way, so that the number of values arrives and not the values.
    """

    table: str
    column: str
    through: tuple[str, ...] = ()
    counted: bool = False


@dataclass(frozen=True)
class TableLineage:
    """The paths of one model to the tables it reads. `indirect` is what WHERE, JOIN, GROUP BY, ORDER BY use.

    `unchanged`: the one column, by table and name, whose values an output column holds as they are.
    """

    columns: Mapping[str, tuple[Source, ...]]
    indirect: tuple[Source, ...]
    unchanged: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def output_columns(model: Text, schema: Schema, cache: Cache) -> tuple[str, ...]:
    """The output columns of a SELECT with stars, by the schema of what it reads."""
    return tuple(table_lineage(model, schema, cache).columns)


def table_lineage(model: Text, schema: Schema, cache: Cache) -> TableLineage:
    """The paths of one model to its inputs' columns."""
    for table in model.inputs:
        if table not in schema:
            raise HgtError(
                f"there is no table {table} whose columns are known",
                file=model.path,
                value=table,
                accepted=close(table, schema),
                next=NEXT,
            )
    near = {table: list(schema[table]) for table in model.inputs}
    key = hash_of("lineage, unchanged", *DEIDENTIFYING, model.select, json.dumps(near, ensure_ascii=False))
    kept = cache.get(key, lambda: _to_json(_Reader(model, near).read()))
    return _from_json(kept)


def _to_json(found: TableLineage) -> dict[str, Any]:
    return {
        "columns": {name: _pack(sources) for name, sources in found.columns.items()},
        "indirect": _pack(found.indirect),
        "unchanged": found.unchanged,
    }


def _pack(sources: Sequence[Source]) -> list[list[Any]]:
    return [[source.table, source.column, list(source.through), source.counted] for source in sources]


def _unpack(entries: list[list[Any]]) -> tuple[Source, ...]:
    return tuple(Source(table, column, tuple(through), counted) for table, column, through, counted in entries)


def _from_json(kept: Mapping[str, Any]) -> TableLineage:
    return TableLineage(
        {name: _unpack(entries) for name, entries in kept["columns"].items()},
        _unpack(kept["indirect"]),
        {name: (table, column) for name, (table, column) in kept["unchanged"].items()},
    )


class _Reader:
    """Follows the columns of one qualified query. A scope is a SELECT, a WITH query, a derived table or a union."""

    def __init__(self, model: Text, schema: Schema) -> None:
        self.model = model
        self.schema = schema
        self.scopes: dict[int, Scope] = {}
        self.known: dict[tuple[int, str], frozenset[Source]] = {}
        self.origins: dict[tuple[int, str], tuple[str, str] | None] = {}

    def read(self) -> TableLineage:
        from sqlglot.optimizer.scope import build_scope

        tree = self.qualified()
        root = build_scope(tree)
        if root is None:
            raise self.refused("the lineage of the query cannot be followed", tree)
        for scope in root.traverse():
            self.scopes[id(scope.expression)] = scope
        columns: dict[str, tuple[Source, ...]] = {}
        unchanged: dict[str, tuple[str, str]] = {}
        for entry in tree.selects:
            if entry.is_star:
                raise self.refused("a star could not be expanded: its columns are unknown", entry)
            columns[entry.alias_or_name] = tuple(sorted(self.of_scope(root, entry.alias_or_name)))
            origin = self.origin(root, entry.alias_or_name)
            unchanged |= {entry.alias_or_name: origin} if origin is not None else {}
        indirect: set[Source] = set()
        for scope in self.scopes.values():
            indirect |= self.steering(scope)
        return TableLineage(columns, tuple(sorted(indirect)), unchanged)

    def qualified(self) -> "exp.Query":
        """The query with every column under its table's name; a column that no input has is refused."""
        from sqlglot import exp
        from sqlglot.errors import SqlglotError
        from sqlglot.optimizer.qualify import qualify

        tree = parse.parse_again(self.model.select, self.model.path)
        nested: dict[str, Any] = {}
        for table, columns in self.schema.items():
            layer, name = table.split(".")
            nested.setdefault(layer, {})[name] = dict.fromkeys(columns, "unknown")
        try:
            done = qualify(tree, dialect=DIALECT, schema=nested, identify=False, quote_identifiers=False)
        except SqlglotError as error:
            raise HgtError(
                f"a column cannot be traced to the tables that {self.model.name} reads: {str(error).splitlines()[0]}",
                file=self.model.path,
                accepted="; ".join(f"{table}({', '.join(names)})" for table, names in self.schema.items()),
                next=NEXT,
            ) from error
        assert isinstance(done, exp.Query)
        for row in done.find_all(exp.TableColumn):
            raise self.refused("a row is used as a value, which hides its columns", row)
        return done

    def refused(self, message: str, node: "exp.Expr") -> HgtError:
        return HgtError(
            message,
            file=self.model.path,
            value=node.sql(DIALECT)[:120],
            accepted="columns by name, of tables whose columns are known",
            next=NEXT,
        )

    def of_scope(self, scope: "Scope", column: str) -> frozenset[Source]:
        """The sources of one output column of a scope."""
        from sqlglot import exp

        key = (id(scope.expression), column)
        if key in self.known:
            return self.known[key]
        self.known[key] = frozenset()
        expression = scope.expression
        found: set[Source] = set()
        if isinstance(expression, exp.SetOperation):
            for branch, name in self.branches(scope, column):
                found |= self.of_scope(branch, name)
        elif isinstance(expression, exp.Select):
            entry = next((item for item in expression.selects if item.alias_or_name == column), None)
            if entry is None:
                raise self.refused(f"column `{column}` cannot be found in a query that gives it", expression)
            found |= self.of_expression(entry)
        else:
            found |= self.of_expression(expression)
        self.known[key] = frozenset(found)
        return self.known[key]

    def origin(self, scope: "Scope", column: str) -> tuple[str, str] | None:
        """The one column of a table that an output column of a scope is, without any function; else None."""
        key = (id(scope.expression), column)
        if key not in self.origins:
            self.origins[key] = None
            self.origins[key] = self.origin_in(scope, column)
        return self.origins[key]

    def origin_in(self, scope: "Scope", column: str) -> tuple[str, str] | None:
        from sqlglot import exp

        if isinstance(scope.expression, exp.SetOperation):
            found = {self.origin(branch, name) for branch, name in self.branches(scope, column)}
            return found.pop() if len(found) == 1 else None
        if not isinstance(scope.expression, exp.Select):
            return None
        value = next((item.unalias() for item in scope.expression.selects if item.alias_or_name == column), None)
        if not isinstance(value, exp.Column):
            return None
        source = scope.sources.get(value.table)
        if isinstance(source, exp.Table):
            return (f"{source.db}.{source.name}", value.name) if isinstance(source.this, exp.Identifier) else None
        return self.origin(source, value.name) if source is not None else None

    def branches(self, scope: "Scope", column: str) -> Iterator[tuple["Scope", str]]:
        """The branches of a union with the name that the column has in each."""
        place = _outputs(scope.expression).index(column)
        for branch in scope.set_operation_scopes:
            names = _outputs(branch.expression)
            if scope.expression.args.get("by_name"):
                if column in names:
                    yield branch, column
            elif place < len(names):
                yield branch, names[place]
            else:
                raise self.refused("the branches of a union differ in their number of columns", scope.expression)

    def of_expression(self, expression: "exp.Expr") -> set[Source]:
        """The sources of a value: each column in it, with the de-identifying functions around that column."""
        found: set[Source] = set()
        for column in self.columns_in(expression):
            around, counted = self.functions_around(column, expression), self.is_counted(column, expression)
            for source in self.of_column(column):
                through = source.through + around
                found.add(Source(source.table, source.column, through, source.counted or counted))
        return found

    @staticmethod
    def columns_in(expression: "exp.Expr") -> Iterator["exp.Column"]:
        """The columns of an expression; a derived table inside it is reached through the columns that it gives."""
        from sqlglot import exp

        def is_apart(node: exp.Expr) -> bool:
            return isinstance(node, exp.CTE) or (
                isinstance(node, exp.Subquery) and isinstance(node.parent, exp.From | exp.Join)
            )

        for node in expression.walk(prune=lambda node: node is not expression and is_apart(node)):
            if isinstance(node, exp.Column):
                yield node

    @staticmethod
    def functions_around(column: "exp.Column", top: "exp.Expr") -> tuple[str, ...]:
        from sqlglot import exp

        found: list[str] = []
        node: exp.Expr | None = column
        while node is not None and node is not top:
            node = node.parent
            if isinstance(node, exp.Anonymous) and node.name.lower() in DEIDENTIFYING:
                found.append(node.name.lower())
        return tuple(found)

    @staticmethod
    def is_counted(column: "exp.Column", top: "exp.Expr") -> bool:
        """Whether the column is in a count, a row number, or `IS NULL`: none of them reveals its value."""
        from sqlglot import exp

        node: exp.Expr | None = column
        while node is not None and node is not top:
            node = node.parent
            if isinstance(node, exp.Count | exp.RowNumber | exp.Is):
                return True
        return False

    def of_column(self, column: "exp.Column") -> frozenset[Source] | set[Source]:
        """The sources of one reference, found in its own scope or in one around it."""
        from sqlglot import exp

        node: exp.Expr | None = column.parent
        while node is not None:
            scope = self.scopes.get(id(node))
            if scope is not None and column.table in scope.sources:
                source = scope.sources[column.table]
                if not isinstance(source, exp.Table):
                    return self.of_scope(source, column.name)
                if not isinstance(source.this, exp.Identifier):
                    return self.of_expression(source)
                table = f"{source.db}.{source.name}"
                if column.name not in self.schema.get(table, ()):
                    raise self.refused(f"{table} has no column `{column.name}`", column)
                return frozenset({Source(table, column.name)})
            node = node.parent
        raise self.refused("a reference leads to no column", column)

    def steering(self, scope: "Scope") -> set[Source]:
        """The sources that decide which rows a SELECT gives and in which groups, not the values of the rows."""
        from sqlglot import exp

        found: set[Source] = set()
        if not isinstance(scope.expression, exp.Select):
            return found
        outputs = set(scope.expression.named_selects)
        for clause, value in scope.expression.args.items():
            if clause in ("expressions", "with", "with_"):
                continue
            for part in value if isinstance(value, list) else [value]:
                if not isinstance(part, exp.Expr):
                    continue
                for column in self.columns_in(part):
                    if not column.table and column.name in outputs:
                        continue
                    around = self.functions_around(column, part)
                    found |= {
                        Source(source.table, source.column, source.through + around, source.counted)
                        for source in self.of_column(column)
                    }
        return found


def _outputs(expression: "exp.Expr") -> list[str]:
    from sqlglot import exp

    assert isinstance(expression, exp.Query)
    return [item.alias_or_name for item in expression.selects]


def trace(lineages: Mapping[str, TableLineage], table: str, column: str) -> tuple[Source, ...]:
    """All paths of a column down to tables that no model makes: raw datasets and the tables of the kernel."""
    found: set[Source] = set()
    waiting = [Source(table, column)]
    seen: set[Source] = set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here.table not in lineages:
            found.add(here)
            continue
        for source in lineages[here.table].columns[here.column]:
            through = source.through + here.through
            waiting.append(Source(source.table, source.column, through, source.counted or here.counted))
    return tuple(sorted(found))


def ends(lineages: Mapping[str, TableLineage], order: Sequence[str]) -> dict[tuple[str, str], frozenset[Source]]:
    """Trace every column of every model as `trace` does, in one pass; `order` lists inputs before their readers."""
    found: dict[tuple[str, str], frozenset[Source]] = {}
    for table in order:
        for column, sources in lineages[table].columns.items():
            reached: set[Source] = set()
            for source in sources:
                if source.table not in lineages:
                    reached.add(source)
                    continue
                for end in found[source.table, source.column]:
                    through = end.through + source.through
                    reached.add(Source(end.table, end.column, through, end.counted or source.counted))
            found[table, column] = frozenset(reached)
    return found

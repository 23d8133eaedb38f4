"""The graph of tables: which layer may read which, what exists, cycles, order, and which tables become stale together.

It works on names alone: a node has a file and the tables that it reads. Nothing here parses SQL or opens the store.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Protocol

from pipelines.declare.naming import close
from warehouse.errors import HgtError
from warehouse.schema import PUBLIC_TABLES

NEXT = "hgt status"
RAW = "raw"
LAYERS = ("std", "pub", "mart", "kpi")
MAY_READ: dict[str, tuple[str, ...]] = {
    "std": (RAW,),
    "pub": ("std", "pub"),
    "mart": ("pub", "mart"),
    "kpi": ("mart", "pub"),
}
RULE_LAYERS = ("std", "pub", "mart", "kpi", "meta")
OUTCOME = "mart.rule_outcome"
SUPPLIED: dict[str, tuple[str, ...]] = {
    "std.calendar": ("date_on", "is_workday", "workday_n", "name_zh", "is_announced", "office_spans"),
    OUTCOME: (
        "checked_on", "table_name", "rule_id", "dimension_code", "dataset_id", "silo_id", "evaluated_n", "passing_n",
    ),
}  # fmt: skip
"""Tables that the kernel fills itself and models read like any other."""


class Node(Protocol):
    """The part of a model or a rule that the graph reads."""

    @property
    def path(self) -> Path: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Graph:
    """Every table with its inputs. `order` holds models only, inputs before their readers."""

    inputs: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]

    def upstream(self, table: str) -> frozenset[str]:
        """All that a table rests on, however far, down to `raw.<dataset>` and supplied tables; without itself."""
        found: set[str] = set()
        waiting = list(self.inputs.get(table, ()))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.inputs.get(name, ()))
        return frozenset(found)

    def readers(self, table: str) -> tuple[str, ...]:
        """The models that read a table directly, in build order."""
        return tuple(name for name in self.order if table in self.inputs[name])

    def downstream(self, tables: Iterable[str]) -> tuple[str, ...]:
        """All models that rest on any of the tables, in build order; one of these only if it rests on another."""
        touched = set(tables)
        found: list[str] = []
        for name in self.order:
            if not touched.isdisjoint(self.inputs[name]):
                found.append(name)
                touched.add(name)
        return tuple(found)

    def stale(self, dirty: Iterable[str]) -> tuple[str, ...]:
        """The tables to look at when these tables or datasets changed: dirty models and all downstream, in order."""
        start = set(dirty)
        reached = start | set(self.downstream(start))
        return tuple(name for name in self.order if name in reached)


def build(models: Mapping[str, Node], datasets: Collection[str]) -> Graph:
    """The graph of all models, or an `HgtError` for an edge not allowed, a table that is missing, or a cycle."""
    known = {*models, *SUPPLIED, *(f"{RAW}.{name}" for name in datasets)}
    for name, model in models.items():
        for table in model.inputs:
            _check_edge(name, table, model.path, known)
        if name.startswith("std."):
            _check_std(name, model)
    inputs = {name: model.inputs for name, model in models.items()}
    return Graph(inputs, order({name: model.path for name, model in models.items()}, inputs))


def order(files: Mapping[str, Path], inputs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The models in an order that puts inputs first, the same each time; a cycle is refused with its path."""
    sorter = TopologicalSorter(
        {name: sorted(table for table in inputs[name] if table in inputs) for name in sorted(inputs)}
    )
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        cycle = [str(name) for name in error.args[1]]
        raise HgtError(
            f"models read each other in a cycle: {' -> '.join(cycle)}",
            file=files[cycle[0]],
            value=cycle[0],
            accepted="models that rest on their inputs only",
            next=NEXT,
        ) from error


def _check_edge(name: str, table: str, file: Path, known: Collection[str]) -> None:
    layer, source = name.split(".")[0], table.split(".")[0]
    accepted = MAY_READ[layer]
    if source not in accepted:
        raise HgtError(
            f"a {layer} model may not read {table}",
            file=file,
            value=table,
            accepted=", ".join(f"{entry}.*" for entry in accepted),
            next=NEXT,
        )
    _check_exists(table, file, (entry for entry in known if entry.split(".")[0] in accepted), known)


def _check_std(name: str, model: Node) -> None:
    own = f"{RAW}.{name.removeprefix('std.')}"
    if model.inputs != (own,):
        raise HgtError(
            "a std model reads the validated batch of its own dataset, and nothing else",
            file=model.path,
            value=", ".join(model.inputs) or "no table",
            accepted=f"from {own}",
            next=NEXT,
        )


def check_rules(rules: Mapping[str, Node], tables: Mapping[str, str], models: Collection[str]) -> None:
    """Every rule reads existing tables of the public layers and belongs to one (`tables`: rule name to table)."""
    known = {*models, *SUPPLIED, *PUBLIC_TABLES}
    for name, rule in rules.items():
        for table in (*rule.inputs, tables[name]):
            if table.split(".")[0] not in RULE_LAYERS:
                raise HgtError(
                    f"a rule may not read {table}",
                    file=rule.path,
                    value=table,
                    accepted=", ".join(f"{entry}.*" for entry in RULE_LAYERS),
                    next=NEXT,
                )
            _check_exists(table, rule.path, known, known)


def _check_exists(table: str, file: Path, near: Iterable[str], known: Collection[str]) -> None:
    if table not in known:
        raise HgtError(f"there is no table {table}", file=file, value=table, accepted=close(table, near), next=NEXT)

"""Everything a content root declares, read and compared: district, contracts, models, rules, pages.

Loading parses nothing that it has parsed before, opens no store and reads no silo. Contradictions are refused here,
before anything runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from pipelines.declare import dag, disclosure, indices, lineage
from pipelines.declare.contracts import free_text
from pipelines.declare.contracts.contract import Contract, read_contracts
from pipelines.declare.dag import RAW, SUPPLIED, Graph
from pipelines.declare.district import District, read_district
from pipelines.declare.indices import VARIANT, Index, read_indices
from pipelines.declare.lineage import Source, TableLineage
from pipelines.declare.model import Model, read_models
from pipelines.declare.naming import close
from pipelines.declare.parse import Cache
from pipelines.declare.rules import part, reference, rule
from pipelines.declare.rules.reference import Relationship
from pipelines.declare.rules.rule import Rule
from warehouse import geometry, macros
from warehouse.errors import HgtError
from warehouse.paths import Paths

NEXT = "hgt status"
NAMES = Path("reports") / "names.toml"
"""English names of what a root says in Chinese only: a file among the pages that is no page."""


@dataclass(frozen=True)
class Content:
    """One content root. Models and rules are keyed by name, contracts by dataset."""

    root: Path
    paths: Paths
    district: District
    contracts: Mapping[str, Contract]
    models: Mapping[str, Model]
    rules: Mapping[str, Rule]
    pages: list[Path]
    graph: Graph
    cache: Cache = field(repr=False)
    indices: Mapping[str, Index] = field(default_factory=dict)
    relationships: Sequence[Relationship] = ()
    """Every declared reference from columns of one table to those of another."""

    @classmethod
    def load(cls, root: Path, paths: Paths) -> "Content":
        """Read a content root and refuse one that contradicts itself."""
        cache = Cache(paths.facts)
        district = read_district(root, paths.data)
        contracts = {
            name: contract.in_zone(district.time_zone) for name, contract in read_contracts(root, cache.get).items()
        }
        datasets = {name: [column.name for column in contract.columns] for name, contract in contracts.items()}
        words = {f"{RAW}.{name}": contract.meanings for name, contract in contracts.items()}
        models = {
            name: model.in_zone(district.time_zone) for name, model in read_models(root, datasets, cache, words).items()
        }
        tables = dag.build(models, datasets)
        relationships = reference.relationships(models, contracts)
        declared = [*reference.rules(relationships, models), *part.rules(root, models, district.rule_codes)]
        rules = rule.together([*rule.read_rules(root, cache), *declared])
        dag.check_rules(rules, {name: rule.header.table for name, rule in rules.items()}, models)
        pages, parts = page_files(root), read_indices(root)
        content = cls(root, paths, district, contracts, models, rules, pages, tables, cache, parts, relationships)
        content._check_silos()
        if content.district.free_text == "refuse":
            free_text.refuse(contracts)
        content._check_keys()
        indices.check(content)
        content._check_volumes()
        content._check_targets()
        kept = content.restricted
        open_models = {name: model for name, model in models.items() if name not in kept}
        disclosure.check_classification(open_models, contracts, cache)
        disclosure.check(content)
        cache.save()
        return content

    @cached_property
    def measures_geometry(self) -> bool:
        """Whether a model or a rule calls a function of the spatial extension."""
        texts = [*(model.select for model in self.models.values()), *(rule.select for rule in self.rules.values())]
        texts += [rule.sql for contract in self.contracts.values() for rule in contract.rules]
        return any(geometry.CALLED.search(text) for text in texts)

    def define_macros(self, con: duckdb.DuckDBPyConnection) -> None:
        """Give a connection every SQL function that this content may call."""
        macros.define(con)
        if self.measures_geometry:
            geometry.define(con)

    @cached_property
    def schema(self) -> dict[str, tuple[str, ...]]:
        """The columns of every table that a model may read."""
        found = {f"{RAW}.{name}": tuple(c.name for c in entry.columns) for name, entry in self.contracts.items()}
        return {**SUPPLIED, **found, **{name: model.columns for name, model in self.models.items()}}

    @cached_property
    def restricted(self) -> frozenset[str]:
        """The tables whose rows stay with the stewards."""
        return disclosure.restricted(self.models)

    @cached_property
    def lineage(self) -> dict[str, TableLineage]:
        """The column lineage of every model, made where a text is new."""
        found = {name: lineage.table_lineage(model, self.schema, self.cache) for name, model in self.models.items()}
        self.cache.save()
        return found

    @cached_property
    def ends(self) -> dict[tuple[str, str], frozenset[Source]]:
        """All paths of every model's columns down to the contracts' columns."""
        return lineage.ends(self.lineage, self.graph.order)

    def kpis(self) -> dict[str, Model]:
        """KPI models by KPI id."""
        return {model.table: model for model in self.models.values() if model.layer == "kpi"}

    def overwritten(self, kpi_id: str) -> tuple[str, ...]:
        """The columns that a KPI rests on and of which the source keeps the present value only, as `table.column`.

        Slices do not count: a part is defined by the present state of its things.
        """
        known = [model for model in self.models.values() if model.layer != "kpi"]
        marked = {(model.name, column) for model in known for column in model.meaning.overwritten}
        if not marked:
            return ()
        model = self.kpis()[kpi_id]
        measured = [column for column in model.columns if column not in model.slices.values()]
        found = _reached(self.lineage, model.name, measured) & marked
        return tuple(sorted(f"{table}.{column}" for table, column in found))

    def rules_of(self, table: str) -> list[Rule]:
        """The rules that belong to a table."""
        return [rule for rule in self.rules.values() if rule.header.table == table]

    def gaps(self) -> list[str]:
        """Things declared on one side only: datasets without a std table, silos without a dataset."""
        found = [
            f"{contract.file}: dataset {name} has no models/std/{name}.sql"
            for name, contract in self.contracts.items()
            if f"std.{name}" not in self.models
        ]
        used = {contract.silo for contract in self.contracts.values()}
        return found + [
            f"{self.district.file}: silo {silo} has no contract" for silo in self.district.silos if silo not in used
        ]

    def _check_silos(self) -> None:
        for contract in self.contracts.values():
            if contract.silo not in self.district.silos:
                raise HgtError(
                    f"silo {contract.silo} is not declared in {self.district.file.name}",
                    file=contract.file,
                    value=contract.silo,
                    accepted=self.district.silos,
                    next=NEXT,
                )

    def _check_keys(self) -> None:
        for name, contract in self.contracts.items():
            model = self.models.get(f"std.{name}")
            if model is None:
                continue
            missing = [column for column in contract.key if column not in model.columns]
            if missing or sorted(model.meaning.key) != sorted(contract.key):
                raise HgtError(
                    "a std model gives its dataset's primary key, and its header's `key` is that key",
                    file=model.path,
                    value=", ".join(missing or model.meaning.key),
                    accepted=contract.key,
                    next=NEXT,
                )

    def _check_volumes(self) -> None:
        for name, contract in self.contracts.items():
            model = self.models.get(f"std.{name}")
            if contract.volume is not None and model is not None and contract.volume not in model.columns:
                raise HgtError(
                    "custom property `volume` names a column that the dataset's std model does not give",
                    file=contract.file,
                    value=contract.volume,
                    accepted=model.columns,
                    next=NEXT,
                )

    def _check_targets(self) -> None:
        known = [f"{kpi}.{variant}" for kpi, model in self.kpis().items() for variant in model.kpi.variants]
        known += [f"{index}.{VARIANT}" for index in self.indices]
        for name in self.district.targets:
            if name not in known:
                raise HgtError(
                    f"targets.{name} belongs to no KPI",
                    file=self.district.file,
                    value=name,
                    accepted=close(name, known),
                    next="hgt kpi list",
                )


def page_files(root: Path) -> list[Path]:
    """The files of a content root's pages: declarations, and Python where no type of block draws one."""
    found = [path for path in (root / "reports").glob("*.*") if path.suffix in (".py", ".toml")]
    return sorted(path for path in found if not path.name.startswith("_") and path != root / NAMES)


def _reached(lineages: Mapping[str, TableLineage], table: str, columns: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Every table and column that columns and rows of a table rest on, as a value or a condition, however far."""
    waiting = [(table, column) for column in columns]
    found: set[tuple[str, str]] = set(waiting)
    opened: set[str] = set()
    while waiting:
        name, column = waiting.pop()
        if name not in lineages:
            continue
        sources = list(lineages[name].columns.get(column, ()))
        if name not in opened:
            opened.add(name)
            sources += lineages[name].indirect
        fresh = {(source.table, source.column) for source in sources} - found
        found |= fresh
        waiting += fresh
    return frozenset(found)

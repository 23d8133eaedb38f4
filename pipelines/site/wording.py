"""Words of a root's declarations for its pages: variants, slices and parts, bounds, datasets that KPIs rest on.

A variant's words are in its KPI's header; a slice's are those of the column that the KPI cuts by. A part's words are
the label that a contract's enum gives to the value.
"""

from collections.abc import Iterator

from pipelines.declare.dag import RAW
from pipelines.declare.indices import TARGETS
from pipelines.declare.lineage import Source
from pipelines.declare.project import Content
from pipelines.metrics.kpi import datasets
from pipelines.site.model import Text, Wording


def wording(content: Content) -> Wording:
    """All words of a content root that its pages need."""
    ways = {
        (kpi_id, way.name): Text(way.title.zh, way.title.en)
        for kpi_id, model in content.kpis().items()
        for way in model.kpi.variants.values()
    }
    caps = {index.id: index.at_most for index in content.indices.values() if index.combine == TARGETS}
    titles: dict[str, Text] = {}
    parts: dict[str, dict[str, str]] = {}
    for model in content.kpis().values():
        for slice_type, column in model.slices.items():
            for source in sorted(content.lineage[model.name].columns[column]):
                described = content.models.get(source.table)
                if described is not None and source.column in described.meaning.columns:
                    words = described.meaning.columns[source.column]
                    titles.setdefault(slice_type, Text(words.zh, words.en))
            for value, label in _labels(content, content.ends[model.name, column]):
                parts.setdefault(slice_type, {}).setdefault(value, label)
    bounds = {name: contract.bound for name, contract in content.contracts.items()}
    rests_on = {kpi_id: datasets(content, model) for kpi_id, model in content.kpis().items()}
    cuts = {kpi_id: tuple(model.slices) for kpi_id, model in content.kpis().items()}
    return Wording(ways, titles, parts, bounds, cuts, rests_on, caps)


def _labels(content: Content, ends: frozenset[Source]) -> Iterator[tuple[str, str]]:
    for end in sorted(ends):
        contract = content.contracts.get(end.table.removeprefix(f"{RAW}."))
        if contract is not None:
            yield from contract.column(end.column).labels.items()

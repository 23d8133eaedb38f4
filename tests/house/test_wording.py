"""Slices, units and values of enums have words in both languages, in every root."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.site.names import CHINESE, read_names
from pipelines.site.quality import SLICES
from pipelines.site.wording import wording
from tests.house.tree import ROOT
from warehouse.paths import Paths

ROOTS = [ROOT, *sorted(path.parent for path in (ROOT / "examples").glob("*/district.toml"))]
WORD = re.compile(r"[A-Za-z]{3}")
SYMBOL = re.compile(r"[A-Za-z²³/%]+")
"""A unit that is written alike in every language."""
SHOWN_BY_ITSELF = ("count", "stock", "distinct")
"""Kinds of KPI whose title says what is counted."""


def unsaid(content: Content) -> Iterator[str]:
    """Yield the slices, units and values of a root that lack Chinese or English."""
    names = read_names(content.root)
    titles = {name: known.title for name, known in SLICES.items()} | dict(wording(content).slices)
    for model in content.kpis().values():
        for slice_type in model.slices:
            title = titles.get(slice_type)
            if title is None or not (CHINESE.search(title.zh) and WORD.search(title.en)):
                yield f"slice {slice_type} of {model.path}"
        unit = model.kpi.unit
        is_known = SYMBOL.fullmatch(unit) or not CHINESE.search(names.unit(unit).en)
        if model.kpi.kind not in SHOWN_BY_ITSELF and not is_known:
            yield f"unit {unit} of {model.path}"
    for contract in content.contracts.values():
        for column in contract.columns:
            for value in column.enum:
                text = names.labelled(value, column.labels.get(value, value))
                if CHINESE.search(text.en) or (value in column.labels and text.en == value and not WORD.search(value)):
                    yield f"English of {value} ({text.zh}) of {contract.name}.{column.name}"
                elif value not in column.labels and not CHINESE.search(value) and not is_symbol(value):
                    yield f"Chinese of {value} of {contract.name}.{column.name}"


def is_symbol(value: str) -> bool:
    """Whether a value without a label is a mark that reads alike everywhere: a grade, a system, a norm."""
    return re.fullmatch(r"[A-Z0-9+\-./\]]+", value) is not None


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_slices_units_and_values_are_named_in_both_languages(root: Path, tmp_path: Path) -> None:
    assert sorted(set(unsaid(Content.load(root, Paths(tmp_path))))) == []

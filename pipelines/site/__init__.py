"""The static report site: pages of a release, offline, in two languages, the same bytes for the same release.

`model` holds the shapes, `data` queries the release, `axes`, `chart` and `map` draw, `overview` has the KPI blocks.
`render` writes HTML. `build` finds the pages of a content root and puts the site in place.
"""

from pipelines.site import axes, chart, composite, map, overview, quality
from pipelines.site.build import build
from pipelines.site.data import Data
from pipelines.site.model import (
    Basis,
    Card,
    Cards,
    Choice,
    Chooser,
    Column,
    Figure,
    Page,
    Section,
    Slice,
    Statement,
    Table,
    Text,
    same,
)

__all__ = [
    "Basis",
    "Card",
    "Cards",
    "Choice",
    "Chooser",
    "Column",
    "Data",
    "Figure",
    "Page",
    "Section",
    "Slice",
    "Statement",
    "Table",
    "Text",
    "axes",
    "build",
    "chart",
    "composite",
    "map",
    "overview",
    "quality",
    "same",
]

"""The components that stand in the district, by number: a few of each class in every grid cell.

A case of a part names one of its own cell and class, so the numbers follow from the world alone; where each stands and
in which state is decided by the silo's own part.
"""

import polars as pl

from demo.clock import Ints
from demo.world import CATEGORIES, DIVISION, World

COMMON = 15.0
"""Classes of at least this weight stand twice in every cell, others once."""
MISTAKEN = 1499
"""Every so many cases name a component of the class after theirs."""

_PARTS = [n for n, category in enumerate(CATEGORIES) if category.case_type == "part"]
_COPIES = {n: 2 if CATEGORIES[n].weight >= COMMON else 1 for n in _PARTS}


def stock(world: World) -> pl.DataFrame:
    """Every component's number, cell and class, by position of cell and class."""
    rows = [
        (_number(category, grid, copy), grid, category)
        for grid in range(len(world.grid))
        for category in _PARTS
        for copy in range(_COPIES[category])
    ]
    return pl.DataFrame(rows, schema=("component_id", "grid_n", "category_n"), orient="row")


def named(category: Ints, grid: Ints) -> pl.Series:
    """The component that cases of these classes and cells name: a component, or none where the class is no part."""
    names: list[str | None] = []
    for n, (kind, cell) in enumerate(zip(category.tolist(), grid.tolist(), strict=True)):
        if kind not in _COPIES:
            names.append(None)
            continue
        own = _PARTS[(_PARTS.index(kind) + 1) % len(_PARTS)] if n % MISTAKEN == 7 else kind
        names.append(_number(own, cell, n % _COPIES[own]))
    return pl.Series(names, dtype=pl.String)


def _number(category: int, grid: int, copy: int) -> str:
    kind = CATEGORIES[category]
    return f"{DIVISION}{kind.main_code}{kind.sub_code}{grid:04d}{copy:02d}"

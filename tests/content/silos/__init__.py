"""Rows of each silo for tests of contracts and of rules across tables: one module per silo, found by being here.

`GOOD` has a clean typed row per dataset with row rules, `DEFECTS` what a change to it breaks; `AGREED` has rows of
datasets that agree with each other, `DISAGREED` one row more and the rule across tables that must find it.
"""

import importlib
import pkgutil
from types import ModuleType
from typing import Any

Values = dict[str, Any]
Defect = tuple[str, Values, set[str]]
Disagreement = tuple[str, str, Values]


def modules() -> list[ModuleType]:
    """Every silo's module, by name."""
    return [importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__)]


def good() -> dict[str, Values]:
    """A clean row of each dataset that has row rules."""
    return {dataset: row for module in modules() for dataset, row in getattr(module, "GOOD", {}).items()}


def defects() -> list[Defect]:
    """Changes to clean rows and the row rules that they break."""
    return [entry for module in modules() for entry in getattr(module, "DEFECTS", ())]


def agreed() -> dict[str, list[Values]]:
    """Rows of all silos that agree with each other; silos may add rows to each other's datasets."""
    found: dict[str, list[Values]] = {}
    for module in modules():
        for dataset, rows in getattr(module, "AGREED", {}).items():
            found.setdefault(dataset, []).extend(rows)
    return found


def disagreed() -> list[Disagreement]:
    """Rows that a rule across tables must find, with that rule and their dataset."""
    return [entry for module in modules() for entry in getattr(module, "DISAGREED", ())]

"""Reads `relationships` of ODCS: columns of a dataset whose values exist in another dataset.

A property's relationship has its column, one of the schema has columns in `from`. `declare.rules` compiles both into
rules on the std tables.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pipelines.declare.declaration import read
from pipelines.declare.header import Reference
from warehouse.errors import HgtError

STD = "std"
ACCEPTED = "<dataset>.<column>, or in the schema `from` and `to` as lists of these"
Given = Callable[[str, Mapping[str, Any]], dict[str, Any]]
Refuse = Callable[[str, object, str], HgtError]


def read_relationships(
    body: Mapping[str, Any], file: Path, next: str, given: Given, refuse: Refuse
) -> dict[str, Reference]:
    """The references of a dataset by their columns; custom properties are the keys of a model's reference."""
    found: dict[str, Reference] = {}
    for columns, entry in _entries(body, refuse):
        what = f"relationship of {columns}"
        to = _names(entry["to"], refuse)
        datasets = {name.rpartition(".")[0] for name in to}
        if len(datasets) != 1 or columns in found:
            raise refuse(what, entry["to"], "one relationship of these columns, to columns of one dataset")
        values = {**given(what, entry), "to": f"{STD}.{datasets.pop()}.{', '.join(n.rpartition('.')[2] for n in to)}"}
        values |= {"id": entry["id"]} if "id" in entry else {}
        found[columns] = read(Reference, values, file, next, noun=f"{what}: custom property")
    return found


def _entries(body: Mapping[str, Any], refuse: Refuse) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for one in body.get("properties") or ():
        for entry in one.get("relationships") or ():
            yield str(one["name"]), entry
    for entry in body.get("relationships") or ():
        own = _names(entry["from"], refuse)
        if any(name.rpartition(".")[0] != body["name"] for name in own):
            raise refuse("relationship: from", entry["from"], f"{body['name']}.<column>")
        yield ", ".join(name.rpartition(".")[2] for name in own), entry


def _names(value: Any, refuse: Refuse) -> list[str]:
    found = [value] if isinstance(value, str) else list(value)
    if any(name.count(".") != 1 or "/" in name for name in found):
        raise refuse("relationship", value, ACCEPTED)
    return found

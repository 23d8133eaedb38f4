"""Validates a contract's document by the JSON schema of the Open Data Contract Standard, which ships with its package.

`contract` validates the requirements of this project beyond the standard.
"""

import functools
import importlib.util
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse.errors import HgtError

TOLD_N = 10
"""The number of faults of one document that are reported at once."""


@functools.cache
def _validator() -> Any:
    from jsonschema import Draft201909Validator

    spec = importlib.util.find_spec("open_data_contract_standard")
    assert spec is not None
    assert spec.origin is not None
    schema = Path(spec.origin).with_name("schema.json")
    return Draft201909Validator(json.loads(schema.read_text(encoding="utf-8")))


@functools.cache
def _quick_validator() -> Any:
    """The validator without its search for keys that no part of a schema knows, where the schema itself knows them all.

    It takes every part of `allOf` as one that holds, which `allOf` itself validates: a document without an error has
    none in the exact validation either. The texts of errors may differ.
    """
    from jsonschema import validators

    exact = _validator()
    searched = exact.VALIDATORS["unevaluatedProperties"]
    known: dict[int, frozenset[str]] = {}

    def keys(validator: Any, schema: Any) -> frozenset[str]:
        if not isinstance(schema, dict):
            return frozenset()
        if id(schema) not in known:
            found = {*schema.get("properties", {})}
            for part in schema.get("allOf", ()):
                found |= keys(validator, part)
            if "$ref" in schema:
                there = validator._resolver.lookup(schema["$ref"])
                found |= keys(validator.evolve(schema=there.contents, _resolver=there.resolver), there.contents)
            known[id(schema)] = frozenset(found)
        return known[id(schema)]

    def quick(validator: Any, unknown: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not (isinstance(instance, dict) and instance.keys() <= keys(validator, schema)):
            yield from searched(validator, unknown, instance, schema)

    extend: Any = validators.extend
    return extend(type(exact), {"unevaluatedProperties": quick})(exact.schema)


def check(file: Path, document: object) -> None:
    """Refuse a document that the standard does not know, naming the place in it."""
    if _quick_validator().is_valid(document):
        return
    problems = [
        f"{'.'.join(str(step) for step in problem.absolute_path) or 'top level'}: {problem.message}"
        for problem in itertools.islice(_validator().iter_errors(document), TOLD_N)
    ]
    if problems:
        raise HgtError(
            "; ".join(problems),
            file=file,
            accepted="the keys and values of the Open Data Contract Standard",
            next="correct the file, then hgt silo check",
        )

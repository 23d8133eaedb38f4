"""Validates a contract's document by the JSON schema of the Open Data Contract Standard, which ships with its package.

`contract` validates the requirements of this project beyond the standard.
"""

import functools
import importlib.util
import itertools
import json
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


def check(file: Path, document: object) -> None:
    """Refuse a document that the standard does not know, naming the place in it."""
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

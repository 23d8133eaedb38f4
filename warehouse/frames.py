"""Keeps pandas out of processes that need no frames.

DuckDB's Python client and pyarrow import pandas, where it is installed, with the first value that is bound to a
statement or put into an array. That takes a third of a second. Great Expectations needs pandas.
"""

import sys
from collections.abc import Sequence
from types import ModuleType


class _Without:
    """An importer that finds no pandas."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not imported in this process", name=name)


def without_pandas() -> None:
    """Let imports of pandas fail until `with_pandas`, unless it is imported already."""
    if _Without not in sys.meta_path:
        sys.meta_path.insert(0, _Without)


def with_pandas() -> None:
    """Let pandas be imported."""
    if _Without in sys.meta_path:
        sys.meta_path.remove(_Without)

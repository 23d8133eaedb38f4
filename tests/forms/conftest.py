"""Fixtures of the reader tests."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from .stand import Bench


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    yield connection
    connection.close()


@pytest.fixture
def bench(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> Bench:
    return Bench(tmp_path, con)

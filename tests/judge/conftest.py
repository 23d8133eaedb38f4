"""Fixtures of the validator's tests."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.state.session import KEY_VARIABLE

from .stand import KEY, Desk


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY.decode())


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    yield connection
    connection.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "root")
    yield made
    made.close()

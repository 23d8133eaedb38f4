"""Fixtures of the tests of bad input."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.orchestration import place
from pipelines.state.session import KEY_VARIABLE

from .stand import Village


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Village]:
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    for name in (place.ROOT, place.STORE, place.HOME, place.EVENTS, "DAGSTER_DISABLE_TELEMETRY"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    yield Village(tmp_path / "root")

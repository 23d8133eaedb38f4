"""The default district, written once for all tests here."""

import pytest

import demo
from tests.demo.extracts import Extracts


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Extracts:
    out = tmp_path_factory.mktemp("district")
    return Extracts(out, demo.write(out))

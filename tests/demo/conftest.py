"""The default district, written once for all tests here."""

import pytest
from extracts import Extracts

import demo


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Extracts:
    out = tmp_path_factory.mktemp("district")
    return Extracts(out, demo.write(out))

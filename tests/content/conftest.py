"""One loading of the district's content for all tests of it, and a fresh stand for each."""

import pytest

from pipelines.declare.project import Content
from tests.content.stand import ROOT, Stand
from warehouse.paths import Paths


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return Content.load(ROOT, Paths(tmp_path_factory.mktemp("content")))


@pytest.fixture
def stand(content: Content) -> Stand:
    return Stand(content)

"""All published tables of real data are whole for every reader outside: equal counts, equal sums of every number."""

import pytest

from tests.readings import agree
from warehouse.paths import Paths

from .conftest import Runner


@pytest.mark.parametrize("name", ["chicago311", "cab-gps", "web-usage", "water-networks"])
def test_every_reader_finds_the_same(runner: Runner, name: str) -> None:
    assert agree(Paths(runner(name).data)) > 20

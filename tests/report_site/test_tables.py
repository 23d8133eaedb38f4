"""The invented release claims of the models what they declare."""

import pytest

from tests.report_site import fabricated


@pytest.mark.parametrize("table", sorted(fabricated.FILLED))
def test_the_invented_release_fills_columns_that_the_models_have(table: str) -> None:
    given = {column.split()[0].strip('"') for column in fabricated.tables()[table].split(", ")}
    assert set(fabricated.FILLED[table].split(", ")) <= given


def test_the_kpis_with_levels_of_their_own_exist() -> None:
    assert {of.kpi_id for of in fabricated.KNOWN} <= set(fabricated.district().kpis())

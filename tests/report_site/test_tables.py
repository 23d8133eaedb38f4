"""What the invented release claims of the models is what the models declare."""

from pathlib import Path

import pytest

from tests.report_site import fabricated

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("table", sorted(fabricated.CONTENT_TABLES))
def test_the_pages_read_columns_that_the_models_have(table: str) -> None:
    layer, name = table.split(".")
    header = (ROOT / "models" / layer / f"{name}.sql").read_text(encoding="utf-8").split("*/")[0]
    for column in fabricated.CONTENT_TABLES[table].split(", "):
        assert f"\n{column.split()[0]} = " in header, f"{table} has no column {column.split()[0]}"


def test_the_pages_use_kpis_that_exist() -> None:
    known = {path.stem for path in (ROOT / "models" / "kpi").glob("*.sql")}
    assert {kpi.kpi_id for kpi in fabricated.KPIS} == known

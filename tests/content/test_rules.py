"""Each rule across tables returns its offenders and is silent over rows that agree."""

import datetime as dt
from typing import Any

import pytest

from tests.content import silos
from tests.content.silos.hotline import LINKED_ORDER
from tests.content.silos.urban_management import LINKED_CASE
from tests.content.stand import Stand

JUNE = dt.date(2015, 6, 30)


@pytest.fixture
def agreed(stand: Stand) -> Stand:
    for dataset, rows in silos.agreed().items():
        stand.load(dataset, rows)
    return stand


def test_rows_that_agree_offend_no_rule(agreed: Stand) -> None:
    agreed.build(JUNE)
    agreed.make(agreed.content.models)
    for name, rule in agreed.content.rules.items():
        if not any(table.startswith("kpi.") for table in rule.inputs):
            assert agreed.offenders(name) == [], name


@pytest.mark.parametrize(
    ("rule", "dataset", "row"), silos.disagreed(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_row_that_disagrees_is_found(stand: Stand, rule: str, dataset: str, row: dict[str, Any]) -> None:
    graph = stand.content.graph
    read = {name for table in stand.content.rules[rule].inputs for name in graph.upstream(table)}
    for name, rows in silos.agreed().items():
        if f"raw.{name}" in read:
            stand.load(name, rows)
    stand.build(JUNE)
    assert stand.offenders(rule) == []
    stand.load(dataset, [row])
    stand.build(JUNE)
    assert len(stand.offenders(rule)) == 1


def test_a_merge_into_a_merged_case_does_not_resolve(agreed: Stand) -> None:
    agreed.load("urban_case", [{**LINKED_CASE, "case_id": "2", "status": "merged", "merged_into": "1"},
                               {**LINKED_CASE, "case_id": "9", "status": "merged", "merged_into": "2"}])  # fmt: skip
    agreed.build(JUNE)
    assert agreed.offenders("merged_into_resolves") == [("9", "2")]


def test_an_order_may_stay_open_two_working_days_after_its_case(agreed: Stand) -> None:
    agreed.con.execute("UPDATE raw.hotline_order SET closed_at = NULL")
    agreed.con.execute("UPDATE raw.urban_case SET closed_at = '2015-06-26 12:00'")  # a Friday
    agreed.build(JUNE)  # the Tuesday after it
    assert agreed.offenders("closed_case_open_order") == []
    agreed.build(dt.date(2015, 7, 1))
    assert [row[:2] for row in agreed.offenders("closed_case_open_order")] == [("1", "O1")]


CHAIN = ("urban_case_on_time_rate", "urban_case_closure_rate", "urban_case_rework_rate")


@pytest.mark.parametrize(
    ("on_time", "closed", "due", "registered", "offenders"),
    [(1, 2, 3, 4, 0), (3, 3, 3, 3, 0), (3, 2, 3, 4, 1), (1, 4, 3, 4, 1), (1, 2, 5, 4, 1)],
)
def test_the_chain_holds_per_day_and_slice(
    stand: Stand, on_time: int, closed: int, due: int, registered: int, offenders: int
) -> None:
    for kpi, numerator, denominator in zip(CHAIN, (on_time, closed, 0), (due, due, registered), strict=True):
        stand.con.execute(
            f"""CREATE TABLE kpi.{kpi} AS SELECT '{"due" if "closure" in kpi else "default"}' AS variant,
            DATE '2015-06-01' AS period_on, 'all' AS slice_type, 'all' AS slice_id,
            {numerator} AS numerator, {denominator} AS denominator"""
        )
    assert len(stand.offenders("kpi_chain")) == offenders


@pytest.mark.parametrize(("part", "offenders"), [((3, 5), 0), ((2, 5), 1), ((3, 4), 1)])
def test_parts_add_up(stand: Stand, part: tuple[int, int], offenders: int) -> None:
    stand.con.execute(
        """CREATE TABLE kpi.value (kpi_id VARCHAR, variant VARCHAR, grain VARCHAR, period_start DATE,
        slice_type VARCHAR, slice_id VARCHAR, numerator BIGINT, denominator BIGINT)"""
    )
    for slice_type, slice_id, numbers in (("all", "all", (4, 6)), ("street", "a", (1, 1)), ("street", "b", part)):
        stand.con.execute(
            "INSERT INTO kpi.value VALUES ('k', 'default', 'month', '2015-06-01', ?, ?, ?, ?)",
            [slice_type, slice_id, *numbers],
        )
    assert len(stand.offenders("totals_equal_parts")) == offenders


def test_short_names_of_departments_lead_to_the_same_department(agreed: Stand) -> None:
    agreed.load("hotline_order", [{**LINKED_ORDER, "order_id": "O2", "org_path": "红谷滩新区/城市管理局"},
                                  {**LINKED_ORDER, "order_id": "O3", "org_path": "红谷滩新区/交警大队"}])  # fmt: skip
    agreed.build(JUNE)
    found = agreed.rows("SELECT order_id, dept_id, dept_name FROM pub.fct_order ORDER BY order_id")
    assert found == [("O1", "D01", "城市管理局"), ("O2", "D01", "城市管理局"), ("O3", "B01", "交警大队")]
    assert agreed.offenders("order_department_exists") == []

"""Each rule across tables returns its offenders and is silent over rows that agree."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from pipelines.declare.project import Content
from pipelines.declare.rules import part
from tests.content import silos
from tests.content.silos.hotline import LINKED_ORDER
from tests.content.silos.urban_management import LINKED_CASE, TIMED_CASE
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


@pytest.mark.parametrize(
    ("hours", "due_at"),
    [
        (("08:30-12:00", "14:00-17:30"), "6-02 11:30"),
        (("09:00-11:00", "13:00-16:00"), "6-02 15:00"),
        (("08:00-09:00", "10:00-11:00", "16:00-18:00"), "6-02 16:30"),
        (("00:00-24:00",), "6-01 20:30"),
    ],
)
def test_a_case_is_due_by_the_office_hours_of_the_district(
    content: Content, hours: tuple[str, ...], due_at: str
) -> None:
    """Registered on a Monday at 16:30 with four office hours."""
    stand = Stand(replace(content, district=replace(content.district, office_hours=hours)))
    for dataset, rows in silos.agreed().items():
        stand.load(dataset, rows)
    stand.con.execute("DELETE FROM raw.urban_case")
    others = {"08:00", *(moment for moment in ("11:30", "15:00", "16:30", "20:30") if not due_at.endswith(moment))}
    stand.load("urban_case", [{**TIMED_CASE, "case_id": "right", "due_at": due_at},
                              *({**TIMED_CASE, "case_id": at, "due_at": f"6-02 {at}"} for at in others)])  # fmt: skip
    stand.build(JUNE)
    assert {row[0] for row in stand.offenders("case_due_follows_the_clock")} == others


VALUE = """CREATE TABLE kpi.value (kpi_id VARCHAR, variant VARCHAR, grain VARCHAR, period_start DATE,
    slice_type VARCHAR, slice_id VARCHAR, numerator BIGINT, denominator BIGINT)"""


def on_day(stand: Stand, measure: str, numbers: tuple[int, int | None], of: tuple[str, str] = ("all", "all")) -> None:
    """One day's integers of a measure."""
    kpi_id, variant = measure.split(".")
    stand.con.execute(
        "INSERT INTO kpi.value VALUES (?, ?, 'day', '2015-06-01', ?, ?, ?, ?)", [kpi_id, variant, *of, *numbers]
    )


@pytest.mark.parametrize(
    ("on_time", "closed", "due", "registered", "offenders"),
    [(1, 2, 3, 4, 0), (3, 3, 3, 3, 0), (3, 2, 3, 4, 1), (1, 4, 3, 4, 1), (1, 2, 5, 4, 1)],
)
def test_the_chain_of_cases_holds_per_day_and_slice(
    stand: Stand, on_time: int, closed: int, due: int, registered: int, offenders: int
) -> None:
    stand.con.execute(VALUE)
    on_day(stand, "urban_case_on_time_rate.default", (on_time, due))
    on_day(stand, "urban_case_closure_rate.due", (closed, due))
    on_day(stand, "urban_case_rework_rate.default", (0, registered))
    assert len(stand.offenders("part_within_whole")) == offenders


def links(stand: Stand) -> list[tuple[str, str]]:
    """The pairs that the headers declare: a part, and its whole."""
    found = part.pairs(stand.content.models)
    assert len(found) >= 42
    return found


def test_every_link_of_the_chain_breaks_by_one_too_many(stand: Stand) -> None:
    stand.con.execute(VALUE)
    for lesser, greater in links(stand):
        for more in (0, 1):
            stand.con.execute("DELETE FROM kpi.value")
            given: dict[str, dict[str, int]] = {}
            for measure, n in ((greater, 7), (lesser, 7 + more)):
                name, _, part = measure.rpartition(".")
                given.setdefault(name, {})[part] = n
            for name, parts in given.items():
                on_day(stand, name, (parts.get("numerator", 0), parts.get("denominator")))
            is_found = (lesser, greater) in [row[:2] for row in stand.offenders("part_within_whole")]
            assert is_found == bool(more), (lesser, greater)


def test_a_part_without_its_whole_breaks_the_chain_where_the_whole_has_that_slice(stand: Stand) -> None:
    stand.con.execute(VALUE)
    on_day(stand, "grid_event_on_time_rate.default", (1, 1), ("street", "S1"))
    on_day(stand, "grid_event_on_time_rate.default", (1, 1), ("unit", "U1"))
    assert stand.offenders("part_within_whole") == []
    on_day(stand, "grid_event_closure_rate.due", (1, 1), ("street", "S2"))
    found = {(row[0], row[4]) for row in stand.offenders("part_within_whole")}
    assert found == {("grid_event_on_time_rate.default.numerator", "S1"),
                     ("grid_event_on_time_rate.default.denominator", "S1"),
                     ("grid_event_closure_rate.due.denominator", "S2")}  # fmt: skip


@pytest.mark.parametrize(("part", "offenders"), [((3, 5), 0), ((2, 5), 1), ((3, 4), 1)])
def test_parts_add_up(stand: Stand, part: tuple[int, int], offenders: int) -> None:
    stand.con.execute(VALUE)
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

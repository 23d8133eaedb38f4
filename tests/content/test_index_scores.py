"""The district's three composite indices over values written by hand; the scores are counted by hand as well."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from pipelines.declare import indices
from pipelines.declare.effective import in_force
from pipelines.declare.indices import Index
from pipelines.declare.periods import LAST_DAY
from pipelines.declare.project import Content
from warehouse import macros

AS_OF = dt.date(2015, 8, 31)
MAY, JUNE, BEFORE = dt.date(2015, 5, 1), dt.date(2015, 6, 1), dt.date(2012, 12, 1)
ON_TIME, CLOSURE = "urban_case_on_time_rate.default", "urban_case_closure_rate.due"
REWORK = "urban_case_rework_rate.default"
URGED, URGED_OPEN = "urban_case_supervised.default", "urban_case_supervised_open.default"
RESPONSE, RESOLUTION = "hotline_response_rate.default", "hotline_resolution_rate.default"
SATISFACTION = "hotline_satisfaction_rate.default"

Given = tuple[str, tuple[int, int | None]]
"""A measure with its numerator and denominator; a count has none."""


class Desk:
    """KPI values written by hand, and what the indices make of them."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.con = duckdb.connect()
        macros.define(self.con)
        macros.observe(self.con, AS_OF)
        self.con.execute(
            """CREATE TABLE given (kpi_id VARCHAR, variant VARCHAR, grain VARCHAR, period_start DATE,
            slice_type VARCHAR, slice_id VARCHAR, numerator BIGINT, denominator BIGINT, value DOUBLE,
            is_ripe BOOLEAN)"""
        )

    def put(
        self, given: Iterable[Given], start: dt.date = JUNE, of: tuple[str, str] = ("all", "all"), grain: str = "month"
    ) -> None:
        """Write down values of one period and slice; nothing over nothing has no value."""
        for measure, (n, d) in given:
            kpi_id, _, variant = measure.partition(".")
            self.con.execute(
                """INSERT INTO given SELECT $1, $2, $3, $4, $5, $6, $7, $8,
                CASE WHEN $8 IS NULL THEN $7 ELSE 100 * $7 / nullif($8, 0) END, true""",
                [kpi_id, variant, grain, start, *of, n, d],
            )

    def parts(
        self, index: Index, start: dt.date = JUNE, slice_id: str = "all"
    ) -> dict[str, tuple[float | None, float | None]]:
        """Score and points of each part."""
        found = self.con.execute(
            f"""SELECT part_id, round(score, 9), round(points, 9) FROM
            ({indices.parts_select(self.content, index, "given")}) p WHERE period_start = ? AND slice_id = ?""",
            [start, slice_id],
        ).fetchall()
        return {part_id: (score, points) for part_id, score, points in found}

    def value(self, index: Index, start: dt.date = JUNE, slice_id: str = "all") -> float | None:
        """The index of a period; KeyError where it has no row."""
        target = in_force(self.content.district.targets[f"{index.id}.{indices.VARIANT}"], LAST_DAY)
        parts = indices.parts_select(self.content, index, "given")
        found = self.con.execute(
            f"SELECT period_start, slice_id, round(value, 9) FROM ({indices.value_select(index, parts, target)}) v"
        ).fetchall()
        values: dict[tuple[dt.date, str], float | None] = {(day, name): value for day, name, value in found}
        return values[start, slice_id]


@pytest.fixture
def desk(content: Content) -> Desk:
    return Desk(content)


def reweighted(index: Index, folder: Path, day: str, weights: str) -> Index:
    """The district's own file with other weights from a later day on."""
    path = folder / index.path.name
    later = f"\n[[weights]]\nfrom = {day}\nvalue = {weights}\n"
    path.write_text(index.path.read_text(encoding="utf-8") + later, encoding="utf-8")
    return indices.read_index(path).model_copy(update={"id": index.id})


@pytest.mark.parametrize(
    ("on_time", "closed", "reworked", "urged", "score"),
    [
        ((45, 50), (48, 50), (3, 60), (3, 1), 45 + 28.8 + 9.5 + 7.5),  # urged 3, one open: 10 - 1.5 - 1
        ((40, 50), (45, 50), (6, 60), None, 40 + 27 + 9 + 10),  # nobody was urged, so no row says so
        ((20, 20), (20, 20), (0, 20), (0, 0), 100),
        ((0, 20), (0, 20), (20, 20), (12, 4), 0),  # urged 12, four open: 10 - 6 - 4
        ((10, 20), (10, 20), (0, 20), (30, 9), 25 + 15 + 10),  # 10 - 15 - 9 is no less than nothing
    ],
)
def test_the_assessment_of_a_department(
    desk: Desk,
    on_time: tuple[int, int],
    closed: tuple[int, int],
    reworked: tuple[int, int],
    urged: tuple[int, int] | None,
    score: float,
) -> None:
    index = desk.content.indices["department_assessment"]
    given: list[Given] = [(ON_TIME, on_time), (CLOSURE, closed), (REWORK, reworked)]
    if urged is not None:
        given += [(URGED, (urged[0], None)), (URGED_OPEN, (urged[1], None))]
    desk.put(given, of=("unit", "D01"))
    assert desk.value(index, slice_id="D01") == pytest.approx(score)


def test_the_assessment_tells_its_parts_and_departments_apart(desk: Desk) -> None:
    index = desk.content.indices["department_assessment"]
    rates: list[Given] = [(ON_TIME, (45, 50)), (CLOSURE, (48, 50)), (REWORK, (3, 60)), (URGED, (3, None))]
    desk.put(rates, of=("unit", "D01"))
    desk.put([(ON_TIME, (40, 50)), (CLOSURE, (45, 50)), (REWORK, (6, 60))], of=("unit", "D02"))
    desk.put(rates, of=("street", "S1"))
    assert desk.parts(index, slice_id="D01") == {
        "on_time": (0.9, 45.0), "closure": (0.96, 28.8), "rework": (0.95, 9.5), "supervision": (0.85, 8.5),
    }  # fmt: skip
    assert desk.value(index, slice_id="D01") == 91.8
    assert desk.value(index, slice_id="D02") == 86.0
    with pytest.raises(KeyError):
        desk.value(index, slice_id="S1")


@pytest.mark.parametrize("closed", [None, (0, 0)])
def test_an_assessment_without_a_closure_rate_is_none(desk: Desk, closed: tuple[int, int] | None) -> None:
    index = desk.content.indices["department_assessment"]
    given: list[Given] = [(ON_TIME, (45, 50)), (REWORK, (3, 60))]
    # the rate of cases reported is another variant and stands in for nothing
    given += [("urban_case_closure_rate.reported", (48, 50)), *([(CLOSURE, closed)] if closed else [])]
    desk.put(given)
    assert desk.parts(index)["closure"] == (None, None)
    assert desk.value(index) is None


def test_a_count_alone_makes_no_assessment(desk: Desk) -> None:
    desk.put([(URGED, (3, None))])
    with pytest.raises(KeyError):
        desk.value(desk.content.indices["department_assessment"])


def test_the_assessment_takes_the_weights_of_its_period(desk: Desk, tmp_path: Path) -> None:
    index = desk.content.indices["department_assessment"]
    weights = "{on_time = 20.0, closure = 20.0, rework = 20.0, supervision = 40.0}"
    changed = reweighted(index, tmp_path, "2015-06-15", weights)
    for month in (BEFORE, MAY, JUNE):
        desk.put([(ON_TIME, (45, 50)), (CLOSURE, (48, 50)), (REWORK, (3, 60)), (URGED, (2, None))], month)
    assert desk.value(changed, MAY) == desk.value(index, JUNE) == 45 + 28.8 + 9.5 + 9
    assert desk.value(changed, JUNE) == 18 + 19.2 + 19 + 36
    assert desk.value(index, BEFORE) is None, "no weights were in force"


@pytest.mark.parametrize(
    ("response", "resolution", "satisfaction", "score"),
    [
        ((19, 20), (18, 20), (16, 20), 28.5 + 31.5 + 28),
        ((20, 20), (20, 20), (20, 20), 100),
        ((0, 20), (0, 20), (0, 20), 0),
        ((10, 20), (20, 20), (5, 20), 15 + 35 + 8.75),
    ],
)
def test_the_hotline_composite(
    desk: Desk, response: tuple[int, int], resolution: tuple[int, int], satisfaction: tuple[int, int], score: float
) -> None:
    index = desk.content.indices["hotline_composite"]
    desk.put([(RESPONSE, response), (RESOLUTION, resolution), (SATISFACTION, satisfaction)], of=("dept", "D07"))
    assert desk.value(index, slice_id="D07") == pytest.approx(score)


def test_the_hotline_composite_needs_all_three_and_the_weights_of_its_period(desk: Desk, tmp_path: Path) -> None:
    index = desk.content.indices["hotline_composite"]
    three: list[Given] = [(RESPONSE, (19, 20)), (RESOLUTION, (18, 20)), (SATISFACTION, (16, 20))]
    for month in (BEFORE, MAY, JUNE):
        desk.put(three, month)
    desk.put([*three[:2], (SATISFACTION, (0, 0))], of=("dept", "D07"))  # nobody was reached
    changed = reweighted(index, tmp_path, "2015-06-30", "{response = 50, resolution = 40, satisfaction = 10}")
    assert desk.parts(index) == {"response": (0.95, 28.5), "resolution": (0.9, 31.5), "satisfaction": (0.8, 28.0)}
    assert desk.value(index) == desk.value(changed, MAY) == 88.0
    assert desk.value(changed, JUNE) == 47.5 + 36 + 8
    assert desk.value(index, slice_id="D07") is None
    assert desk.value(index, BEFORE) is None


@pytest.mark.parametrize(
    ("measure", "integers", "score"),
    [
        ("hotline_answer_rate.default", (19, 20), 1.0),  # 95 of 95
        ("hotline_answer_rate.default", (19, 25), 0.8),  # 76 of 95
        ("hotline_answer_rate.default", (0, 25), 0.0),
        ("household_visit_rate.default", (7, 10), round(70 / 60, 9)),
        ("household_visit_rate.default", (9, 10), 1.25),  # 90 of 60, and no score is above 1.25
        ("service_items.default", (219, None), 1.25),  # three times 73
        ("urban_case_rework_rate.default", (1, 20), 1.0),  # 5 where at most 5 is wanted
        ("urban_case_rework_rate.default", (1, 10), 0.5),  # 10
        ("urban_case_rework_rate.default", (1, 25), 1.25),  # 4
        ("urban_case_rework_rate.default", (0, 20), 1.25),  # nothing divides by nothing
        ("services_unused.default", (4, None), 0.0),  # none was wanted, four are there
        ("services_unused.default", (0, None), 1.25),
        ("urban_case_closure_rate.due", (49, 50), 1.0),  # a variant with a target
    ],
)
def test_a_measure_over_its_target_is_a_part_of_the_city_index(
    desk: Desk, measure: str, integers: tuple[int, int | None], score: float
) -> None:
    index = desk.content.indices["city_index"]
    desk.put([(measure, integers)])
    assert desk.parts(index) == {measure: (score, score)}
    assert desk.value(index) == score


def test_the_city_index_is_the_plain_mean_of_what_has_a_value_and_a_target(desk: Desk) -> None:
    index = desk.content.indices["city_index"]
    desk.put([
        ("hotline_answer_rate.default", (19, 25)),  # 0.8
        ("urban_case_rework_rate.default", (1, 10)),  # 0.5
        ("household_visit_rate.default", (9, 10)),  # 1.25
        ("services_unused.default", (4, None)),  # 0
        ("hotline_satisfaction_rate.default", (0, 0)),  # no value
        ("urban_cases.default", (18_200, None)),  # no target
    ])  # fmt: skip
    desk.put([("hotline_answer_rate.default", (20, 20))], of=("dept", "D07"))
    assert desk.value(index) == round((0.8 + 0.5 + 1.25 + 0) / 4, 9)
    assert set(desk.parts(index)) == {
        "hotline_answer_rate.default", "urban_case_rework_rate.default", "household_visit_rate.default",
        "services_unused.default",
    }  # fmt: skip
    with pytest.raises(KeyError):
        desk.value(index, slice_id="D07")


def test_the_city_index_takes_the_target_of_its_period(desk: Desk) -> None:
    index = desk.content.indices["city_index"]
    for month in (BEFORE, MAY, JUNE):
        desk.put([(ON_TIME, (93, 100))], month)
    assert desk.value(index, MAY) == 1.0  # 93 until the end of May
    assert desk.value(index, JUNE) == round(93 / 95, 9)
    with pytest.raises(KeyError):
        desk.value(index, BEFORE)


def test_what_has_no_period_lies_together_on_the_day_observed(desk: Desk) -> None:
    """Sums to date begin on the first day of their own measure and are one figure of the city."""
    index = desk.content.indices["city_index"]
    desk.put([("hotline_answer_rate.default", (19, 25))], MAY, grain="cumulative")
    desk.put([(ON_TIME, (19, 20))], JUNE, grain="cumulative")
    assert desk.value(index, AS_OF) == 0.9

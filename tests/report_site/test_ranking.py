"""Few cases, unknown ids and targets of 0 decide no ranking; every figure here is computed by hand."""

from fractions import Fraction

import pytest

from pipelines.site import Data, overview, same
from pipelines.site.league import league
from pipelines.site.model import Slice, Text
from pipelines.site.pages.template import Scope, Template
from pipelines.site.ranking import distance, interval
from tests.report_site.spoken import seen
from tests.report_site.test_course import AS_OF, town

Part = tuple[str, int, int]
PARTS: list[Part] = [
    ("D01", 27, 30),
    ("D02", 57, 60),
    ("D03", 28, 29),
    ("D04", 26, 29),
    ("D05", 5, 29),
    ("D77", 0, 3),
]
"""Against 95: D01 has 30 cases; 28/29 and 26/29 have intervals that hold 0.95 (0.828 to 0.994, 0.736 to 0.964), and
that of 5/29 ends at 0.345."""


def league_of(parts: list[Part], *, kind: str = "ratio", better: str = "higher", target: float | None = 95.0) -> Data:
    """A release of one KPI with these parts, of which a table names all but D77; D04 has no name there."""
    data = town(kind, [("2024-05", 900, 1000, 90.0)], target=target, better=better)
    data.con.execute("CREATE TABLE dept AS SELECT * FROM (VALUES ('D01', '甲'), ('D02', '乙'), ('D03', '丙'),"
                     " ('D04', NULL), ('D05', '戊'), (NULL, '无')) t(dept_id, dept_name)")  # fmt: skip
    for part, above, below in parts:
        row = ["k", "default", "cumulative", AS_OF, "dept", part, above, below, 100 * above / below, target, AS_OF, 0]
        data.con.execute(f"INSERT INTO kpi.value VALUES ({', '.join('?' * 12)}, NULL, NULL, true)", row)
    named = Slice(Text("部门", "Department"), "SELECT dept_id, dept_name FROM dept", "actor")
    return Data(data.con, data.release, {"dept": named})


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 3, 0.0, 0.5615),
        (3, 3, 0.4385, 1.0),
        (15, 30, 0.3315, 0.6685),
        (29, 30, 0.8333, 0.9941),
        (98, 100, 0.9300, 0.9945),
    ],
)
def test_the_interval_is_wilsons(numerator: int, denominator: int, low: float, high: float) -> None:
    assert interval(numerator, denominator) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("numerator", "denominator"), [(4, 3), (-1, 3), (0, -1)])
def test_what_is_no_share_has_no_interval(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        interval(numerator, denominator)


@pytest.mark.parametrize(
    ("value", "target", "better", "kind", "expected"),
    [
        (88, 90, "higher", "share", Fraction(2, 90)),
        (12, 10, "lower", "share", Fraction(2, 90)),
        (0, 90, "higher", "share", Fraction(1)),
        (100, 10, "lower", "share", Fraction(1)),
        (2, 0, "lower", "share", Fraction(2, 100)),
        (130, 80, "lower", "share", Fraction(1)),
        (2, 0, "lower", "count", Fraction(2, 32)),
        (70, 73, "higher", "count", Fraction(3, 103)),
        (0, 73, "higher", "count", Fraction(73, 103)),
        (90.0, 72.0, "lower", "other", Fraction(1, 5)),
        (0, 5, "higher", "other", Fraction(1)),
        (3, 0, "lower", "other", Fraction(1)),
        (-3, 5, "higher", "other", Fraction(1)),
        (5, 5, "higher", "other", Fraction(0)),
    ],
)
def test_the_distance_is_between_0_and_1(
    value: float, target: float, better: str, kind: str, expected: Fraction
) -> None:
    assert distance(value, target, better, is_counted=kind == "count", is_share=kind == "share") == expected


def test_a_league_ranks_parts_with_enough_cases_that_a_table_knows() -> None:
    figure = league(league_of(PARTS), "l", same("l"), "dept", "k")
    trace = seen(figure).traces[0]
    assert trace["customdata"] == [
        ["戊", "17.2% · 5 / 29"],
        ["甲", "90.0% · 27 / 30"],
        ["乙", "95.0% · 57 / 60"],
        ["D04", "89.7% · 26 / 29 · too few to rank"],
        ["丙", "96.6% · 28 / 29 · too few to rank"],
        ["unregistered (D77)", "0.0% · 0 / 3"],
    ]
    assert [colour == "#ffffff" for colour in trace["marker"]["color"]] == [False] * 3 + [True] * 3
    assert seen(figure, "zh").traces[0]["customdata"][5][0] == "未登记（D77）"
    assert figure.finding is not None
    assert (figure.finding.zh, figure.finding.en) == (
        "▼ 3 个中 2 个未达标，最差：戊 17.2%；另有 3 个不排名。",
        "▼ 2 of 3 are off target; worst: 戊 17.2%; 3 not ranked.",
    )


def test_a_body_that_is_not_ranked_need_not_act() -> None:
    data = league_of([part for part in PARTS if part[0] not in ("D01", "D05")])
    assert overview.heaviest(data, data.measure("k"), "actor") is None
    data = league_of(PARTS)
    told = overview.heaviest(data, data.measure("k"), "actor")
    assert told is not None and told.en == "Department: 戊 17.2% (5 / 29)"


def test_without_a_target_fewer_than_30_cases_are_not_ranked() -> None:
    figure = league(league_of([("D01", 20, 30), ("D02", 0, 29)], target=None), "l", same("l"), "dept", "k")
    assert [row[1] for row in seen(figure).traces[0]["customdata"]] == [
        "66.7% · 20 / 30", "0.0% · 0 / 29 · too few to rank",
    ]  # fmt: skip
    assert figure.finding is None


def test_a_quantile_has_a_cohort_of_30() -> None:
    data = league_of([("D01", 0, 29), ("D02", 0, 30)], kind="quantile", better="lower", target=0.0)
    assert [part.is_too_few(0.0) for part in data.by("dept", "k")] == [True, False]
    data.con.execute("UPDATE kpi.value SET cohort_n = if(slice_id = 'D01', 30, 29)")
    again = Data(data.con, data.release)
    assert [part.is_too_few(0.0) for part in again.by("dept", "k")] == [False, True]


def test_counts_have_no_fewest_cases() -> None:
    data = league_of([("D01", 2, 1)], kind="count", better="lower", target=0.0)
    assert not data.by("dept", "k")[0].is_too_few(0.0)


def test_parts_without_room_are_named() -> None:
    parts = [(f"X{n:02}", 1, 2) for n in range(14)]
    figure = league(league_of([("D01", 27, 30), *parts]), "l", same("l"), "dept", "k")
    assert len(seen(figure).traces[0]["y"]) == 12
    assert figure.basis.note is not None
    assert figure.basis.note.en == (
        "not ranked, left out: unregistered (X11), unregistered (X12), unregistered (X13)"
    )  # fmt: skip


def test_an_unregistered_id_is_drawn_last_where_there_is_no_room_for_all() -> None:
    few = [(f"E{n}", 19, 20) for n in range(10, 24)]
    data = league_of([*few, ("D77", 0, 3), ("unknown", 1, 3)])
    data.con.execute("INSERT INTO dept SELECT 'E' || n, 'E' || n FROM range(10, 24) t(n)")
    figure = league(data, "l", same("l"), "dept", "k")
    names = [row[0] for row in seen(figure).traces[0]["customdata"]]
    assert names == [*(f"E{n}" for n in range(10, 20)), "unregistered (D77)", "not recorded"]
    assert figure.basis.note is not None and figure.basis.note.en == "not ranked, left out: E20, E21, E22, E23"


@pytest.mark.parametrize(
    ("words", "value", "text"),
    [("{p:.1f}%", 99.96, "99.96%"), ("{p:.1f}%", 97.25, "97.3%"), ("{p:.1f} km", 99.96, "100.0 km")],
)
def test_a_percentage_in_words_is_never_100_that_it_is_not(words: str, value: float, text: str) -> None:
    data = town("ratio", [("2024-05", 1, 1, 100.0)])
    assert Template.read(words).filled(Scope(data, {"p": value})) == same(text)

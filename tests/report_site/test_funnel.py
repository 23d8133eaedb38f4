"""The funnel names parts outside of its outer limits only; limits are computed by hand around 900 of 1000."""

import pytest

from pipelines.site import funnel, same
from tests.report_site.spoken import seen
from tests.report_site.test_ranking import Part, league_of

AROUND: list[Part] = [
    ("D01", 80, 100),
    ("D02", 84, 100),
    ("D03", 100, 100),
    ("D04", 81, 100),
    ("D05", 9, 9),
    ("D77", 0, 3),
]
"""Around 90 %, 100 cases have 95 % limits of 84.12 and 95.88, and 99.8 % limits of 80.73 and 99.27."""


@pytest.mark.parametrize(
    ("cases", "z", "low", "high"),
    [
        (100, 1.959964, 0.84120, 0.95880),
        (100, 3.090232, 0.80729, 0.99271),
        (9, 3.090232, 0.59098, 1.0),
    ],
)
def test_limits_around_the_share_of_the_whole(cases: int, z: float, low: float, high: float) -> None:
    assert funnel.limits(900, 1000, cases, z) == pytest.approx((low, high), abs=1e-5)


def test_only_parts_outside_of_the_outer_limits_are_named() -> None:
    figure = funnel.figure(league_of(AROUND), "f", same("f"), "dept", "k")
    assert figure.finding is not None
    assert figure.finding.en == "Outside of the 99.8% limits, below: 甲 80.0%; above: 丙 100.0%."
    assert figure.finding.zh == "99.8% 控制限之外，低于下限：甲 80.0%；高于上限：丙 100.0%。"
    drawn = seen(figure)
    assert [trace["name"] for trace in drawn.traces] == ["95% limits", "99.8% limits", "All together", "Department"]
    points = drawn.traces[-1]
    assert (points["x"], points["y"]) == ([100, 100, 100, 100, 9], [80.0, 84.0, 100.0, 81.0, 100.0])
    assert points["marker"]["symbol"] == ["diamond", "circle", "diamond", "circle", "circle"]
    assert [note["text"] for note in drawn.layout["annotations"]] == ["甲", "丙"]
    assert figure.basis.note is not None and figure.basis.note.en == "not ranked, left out: unregistered (D77)"


def test_a_funnel_within_its_limits_names_none() -> None:
    figure = funnel.figure(league_of([("D04", 81, 100), ("D05", 9, 9)]), "f", same("f"), "dept", "k")
    assert figure.finding is not None and figure.finding.en == "None is outside of the 99.8% limits."
    assert funnel.figure(league_of([]), "f", same("f"), "dept", "k").traces == []

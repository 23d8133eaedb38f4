"""Periods without a value are gaps, what was not counted is 0, and nothing is claimed across what is not known."""

import datetime as dt
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.site import Basis, Data, chart, course, overview, same
from pipelines.site.measure import Measure
from pipelines.site.model import Card
from pipelines.site.svg import Spark, spark
from tests.report_site import fabricated
from tests.report_site.spoken import seen
from warehouse.schema import PUBLIC_TABLES

BASIS = Basis(1, None, same("all"), same("a day"), 0)
AS_OF = dt.date(2024, 5, 31)
Row = tuple[str, int | None, int | None, float | None]


def town(kind: str, rows: list[Row], *, target: float | None = None, better: str = "higher", unit: str = "%") -> Data:
    """A release of one KPI: a cumulative row, and for each month numerator, denominator, value."""
    con = duckdb.connect(":memory:")
    for schema in ("meta", "kpi"):
        con.execute(f"CREATE SCHEMA {schema}")
    for name in ("meta.kpi", "kpi.value", "kpi.index_part", "meta.catalogue_column"):
        con.execute(f"CREATE TABLE {name} ({PUBLIC_TABLES[name]})")
    words = [
        "k",
        "default",
        "甲",
        "A",
        "?",
        "?",
        "分子",
        "part",
        "分母",
        "whole",
        kind,
        unit,
        better,
        "s",
        "o",
        target,
        True,
    ]
    con.execute(f"INSERT INTO meta.kpi VALUES ({', '.join('?' * len(words))})", words)
    grains = [("month", dt.date.fromisoformat(f"{month}-01"), *rest) for month, *rest in rows]
    for grain, start, numerator, denominator, value in [*grains, ("cumulative", AS_OF, *rows[-1][1:])]:
        whole = [
            "k",
            "default",
            grain,
            start,
            "all",
            "all",
            numerator,
            denominator,
            value,
            target,
            AS_OF,
            0,
            None,
            None,
            True,
        ]
        con.execute(f"INSERT INTO kpi.value VALUES ({', '.join('?' * len(whole))})", whole)
    return Data(con, replace(fabricated.Release(), as_of=AS_OF))


def rates(**months: float | None) -> list[Row]:
    """Months named like `m2024_01`."""
    return [
        (name[1:].replace("_", "-"), None if value is None else round(value), 100, value)
        for name, value in months.items()
    ]


GAP = rates(m2024_01=95.0, m2024_02=96.0, m2024_05=97.0)


def trend(data: Data) -> tuple[list[str], list[float | None], str]:
    figure = chart.trend("t", same("t"), data.series("k"), BASIS)
    return seen(figure).traces[0]["x"], seen(figure).traces[0]["y"], figure.finding.en if figure.finding else ""


def card(data: Data) -> Card:
    return overview.card(data, "k")


def test_a_month_without_data_is_a_gap_and_nothing_is_claimed_across_it() -> None:
    days, heights, finding = trend(town("ratio", GAP, target=90.0))
    assert days == [f"2024-0{month}-01" for month in range(1, 6)]
    assert heights == [95.0, 96.0, None, None, 97.0]
    assert finding == "✓ On target in 2024-05; no value in the period before."
    whole = rates(m2024_03=95.0, m2024_04=96.0, m2024_05=97.0)
    assert trend(town("ratio", whole, target=90.0))[2] == "✓ On target in every period since 2024-03."
    assert trend(town("ratio", whole, target=99.0))[2] == "▼ Off target since 2024-03."


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (rates(m2024_01=95.0, m2024_02=None, m2024_03=91.0, m2024_04=96.0, m2024_05=97.0),
         "✓ On target from 2024-03 to 2024-05; no value in the period before."),
        (rates(m2024_02=95.0, m2024_03=91.0), "✓ On target from 2024-02 to 2024-03; no value since."),
        (rates(m2024_01=95.0, m2024_03=80.0, m2024_04=None),
         "▼ Off target in 2024-03; no value in the period before; no value since."),
        (rates(m2024_03=95.0, m2024_04=80.0, m2024_05=70.0), "▼ Off target since 2024-04."),
    ],
)  # fmt: skip
def test_the_newest_run_says_where_it_begins_and_ends(rows: list[Row], said: str) -> None:
    assert trend(town("ratio", rows, target=90.0))[2] == said


def polylines(line: Spark) -> list[str]:
    return [" ".join(map(",".join, run)) for run in line.runs]


def test_what_was_not_counted_is_zero() -> None:
    data = town("count", [(f"2024-0{month}", 5, None, 5.0) for month in (1, 3, 5)], unit="件")
    assert trend(data)[1] == [5.0, 0.0, 5.0, 0.0, 5.0]
    line = spark(card(data))
    assert line is not None and polylines(line) == ["3.0,4.0 61.5,36.0 120.0,4.0 178.5,36.0 237.0,4.0"]
    level = town("count", [(f"2024-0{month}", 5, None, 5.0) for month in (1, 2, 3)], unit="件")
    line = spark(card(level))
    assert line is not None and polylines(line) == ["3.0,4.0 120.0,4.0 237.0,4.0"], "an axis that begins at zero"


def test_a_sparkline_has_the_gap_and_keeps_the_months_distances() -> None:
    line = spark(card(town("ratio", GAP)))
    assert line is not None and polylines(line) == ["3.0,36.0 61.5,20.0", "237.0,4.0"]
    assert (line.end, line.first, line.last) == (("237.0", "4.0"), "2024-01", "2024-05")


def test_a_target_without_a_value_says_so_and_counts_among_the_targets() -> None:
    data = town("ratio", [("2024-03", 0, 0, None)], target=95.0)
    at = data.measure("k")
    assert (at.status, overview.judged(at).zh, overview.judged(at).en) == ("empty", "— 无数值", "— No value")
    assert card(data).target.en == "Target 95.0%"
    said = overview.verdict(data).lines[0]
    assert said.en == "Of 1 measures with a target, 0 are on target and 0 are off target; 1 have no value."
    assert said.zh == "1 项设有目标的指标中，0 项达标，0 项未达标，1 项无数值。"
    finding = overview.worst(data).finding
    assert finding is not None and finding.en == "No measure is off target; 1 have no value."
    (row,) = overview.table(data).rows
    assert row[6] is not None and row[6].en == "— No value"


def test_a_kpi_that_never_had_a_row_keeps_its_target() -> None:
    data = town("ratio", GAP, target=95.0)
    data.con.execute("DELETE FROM kpi.value")
    assert (data.measure("k").status, data.measure("k").target) == ("empty", 95.0)


def test_a_target_of_what_has_no_better_direction_is_not_judged() -> None:
    at = town("ratio", GAP, target=95.0, better="none").measure("k")
    assert (at.status, overview.judged(at).en) == ("none", "— Not judged")
    assert overview.judged(replace(at, target=None)).en == "— No target"


def test_columns_below_zero_are_drawn() -> None:
    names = [same(name) for name in "abcd"]
    for values, low, high in (([5, -3, -8, 2], -9.82, 6.82), ([-5, -3, -8, -2], -9.12, 0), ([5, 0, 8, 2], 0, 9.12)):
        drawn = chart.columns("c", same("c"), names, values, BASIS)
        assert seen(drawn).traces[0]["y"] == values
        assert seen(drawn).layout["yaxis"]["range"] == pytest.approx([low, high])
        assert seen(drawn).layout["yaxis"].get("zeroline", False) is (low < 0)


def test_bars_below_zero_have_a_zero_line() -> None:
    rows: list[Row] = [("2024-04", 5, None, 5.0), ("2024-05", -3, None, -3.0)]
    drawn = chart.trend("t", same("t"), town("count", rows, unit="件").series("k"), BASIS)
    assert (seen(drawn).traces[0]["y"], seen(drawn).layout["yaxis"]["zeroline"]) == ([5.0, -3.0], True)
    bars = [chart.Bar(same("a"), 7, same("7")), chart.Bar(same("b"), -12, same("-12"))]
    assert seen(chart.league("l", same("l"), bars, BASIS)).layout["xaxis"]["zeroline"] is True


@pytest.mark.parametrize("series_n", [1, 3, 5, 6, 8])
def test_every_series_is_drawn_or_named(series_n: int) -> None:
    points = town("ratio", GAP).series("k")
    lines = [chart.Line(same(f"line {n}"), points) for n in range(series_n)]
    figure = chart.lines("l", same("l"), lines, BASIS)
    drawn = [trace["name"] for trace in seen(figure).traces]
    looks = {(trace["line"]["dash"], trace["marker"]["symbol"]) for trace in seen(figure).traces}
    named = figure.basis.note.en if figure.basis.note else ""
    assert drawn == [f"line {n}" for n in range(min(series_n, 6))] and len(looks) == len(drawn)
    assert named == ("not drawn: line 6, line 7" if series_n == 8 else "")
    assert seen(figure).traces[0]["y"] == [95.0, 96.0, None, None, 97.0]


ONE: Measure = town("ratio", GAP, target=90.0).measure("k")


@given(
    months=st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True).map(sorted),
    empty=st.sets(st.integers(0, 11)),
    kind=st.sampled_from(["ratio", "quantile", "count"]),
)
def test_every_month_is_there_once_and_no_value_is_invented(months: list[int], empty: set[int], kind: str) -> None:
    one = ONE
    of = replace(one.of, kind=kind)
    starts = [dt.date(2020 + month // 12, month % 12 + 1, 1) for month in months]
    given_points = [
        replace(one, of=of, period_start=start, value=None if place in empty and kind != "count" else float(place))
        for place, start in enumerate(starts)
    ]
    made = course.complete(given_points, "month", AS_OF)
    places = [point.period_start.year * 12 + point.period_start.month for point in made]
    assert places == list(range(places[0], places[0] + len(places)))
    by_start = {point.period_start: point for point in made}
    assert all(by_start[point.period_start] is point for point in given_points)
    put_in = [point.value for point in made if point.period_start not in starts]
    assert set(put_in) <= ({0.0} if kind == "count" else {None})
    last = made[-1].period_start
    assert last == starts[-1] if kind == "count" else last == dt.date(2024, 5, 1)
    run = course.newest(made)
    if run is not None:
        inside = [point for point in made if run.first_on <= point.period_start <= run.last_on]
        assert all(point.value is not None and point.status == run.status for point in inside)


def test_weeks_are_completed_by_sevens() -> None:
    one = town("ratio", GAP).measure("k")
    weeks = [replace(one, period_start=day) for day in (dt.date(2024, 5, 6), dt.date(2024, 5, 27))]
    made = course.complete(weeks, "week", dt.date(2024, 6, 10))
    assert [(point.period_start.isoformat(), point.value) for point in made] == [
        ("2024-05-06", 97.0),
        ("2024-05-13", None),
        ("2024-05-20", None),
        ("2024-05-27", 97.0),
        ("2024-06-03", None),
    ]


def test_a_fine_target_is_told_apart_from_the_value_that_misses_it() -> None:
    rows: list[Row] = [("2024-05", 9502, 10_000, 95.02)]
    for target, value, aim in ((95.04, "95.02%", "95.04%"), (95.0, "95.0%", "95.0%"), (96.0, "95.0%", "96.0%")):
        at = town("ratio", rows, target=target).measure("k")
        assert (at.shown.en, at.target_shown.en) == (value, aim)


def test_small_values_and_their_target_are_told_apart_by_the_drawing() -> None:
    rows = rates(m2024_03=0.0123, m2024_04=0.0246, m2024_05=-0.0002)
    drawing = chart.trend("t", same("t"), town("quantile", rows, unit="h").series("k"), BASIS)
    low, high = seen(drawing).layout["yaxis"]["range"]
    assert seen(drawing).traces[0]["y"] == [0.0123, 0.0246, -0.0002]
    assert low < -0.0002 and high > 0.0246 and (high - low) < 0.05
    bars = [chart.Bar(same("a"), 0.0004, same("a"), "missed"), chart.Bar(same("b"), 0.0008, same("b"), "met")]
    league = chart.league("l", same("l"), bars, BASIS, target=0.0006)
    low, high = seen(league).layout["xaxis"]["range"]
    assert seen(league).traces[0]["x"] == [-0.0002, 0.0002] and high - low < 0.001


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.floats(-1e6, 1e6))
def test_everything_drawn_lies_within_its_axis_and_no_zero_has_a_sign(values: list[float], target: float) -> None:
    bars = [chart.Bar(same("a"), value, same("a")) for value in values]
    league = chart.league("l", same("l"), bars, BASIS, target=target)
    low, high = seen(league).layout["xaxis"]["range"]
    assert low < min(*values, target) and high > max(*values, target)
    assert not any(str(length) == "-0.0" for length in seen(league).traces[0]["x"])


def test_a_column_of_nothing_has_no_sign() -> None:
    drawing = chart.columns("c", same("c"), [same("a"), same("b")], [-0.0, 1234.5], BASIS)  # type: ignore[list-item]
    assert seen(drawing).traces[0]["text"] == ["0", "1,234.5"] and str(seen(drawing).traces[0]["y"][0]) == "0.0"

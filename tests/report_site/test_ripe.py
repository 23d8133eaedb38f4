"""A period whose cohort has not had its time is drawn hollow and named, and enters no verdict, run or ranking."""

import dataclasses
import datetime as dt

from pipelines.site import Data, chart, composite, course, overview, same
from pipelines.site.league import league
from pipelines.site.svg import spark
from tests.report_site import fabricated
from tests.report_site.spoken import seen
from tests.report_site.test_course import AS_OF, BASIS, Row, rates, town

MONTHS = rates(m2024_02=91.0, m2024_03=80.0, m2024_04=92.0, m2024_05=60.0)
"""Against 90: on, off, on target; May is 60 % as long as 20 of 50 are open."""


def unripe(rows: list[Row], *, months: tuple[str, ...] = ("2024-05-01",), target: float | None = 90.0) -> Data:
    """A release whose cumulative figure and named months are not ripe, with a street of each kind in April."""
    data = town("ratio", rows, target=target)
    data.con.execute(
        "UPDATE kpi.value SET is_ripe = false, open_n = 20, cohort_n = 50"
        " WHERE grain = 'cumulative' OR list_contains(?, period_start::VARCHAR)",
        [list(months)],
    )
    for street, numerator, is_ripe in (("east", 95, True), ("west", 70, True), ("new", 10, False)):
        for grain, start in (("month", dt.date(2024, 4, 1)), ("cumulative", AS_OF)):
            row = ["k", "default", grain, start, "street", street, numerator, 100, float(numerator), target, AS_OF, 0]
            row += [0 if is_ripe else 5, 100, is_ripe]
            data.con.execute(f"INSERT INTO kpi.value VALUES ({', '.join('?' * len(row))})", row)
    return data


def test_the_headline_is_the_newest_ripe_month() -> None:
    data = unripe(MONTHS)
    at = data.measure("k")
    assert (at.grain, at.period_start, at.value, at.status) == ("month", dt.date(2024, 4, 1), 92.0, "met")
    assert data.window("k").en == "2024-04"
    note = data.basis("k").note
    assert note is not None
    assert (note.zh, note.en) == (
        "累计 60.0% 未成熟（未定 20 / 50）", "so far 60.0% not yet complete (open 20 / 50)",
    )  # fmt: skip
    said = " ".join(line.en for line in overview.verdict(data).lines)
    assert said == (
        "Of 1 measures with a target, 1 are on target and 0 are off target. Each measure is judged once, by one way of"
        " counting: its figure so far against its target, where equal is on target. What is not yet complete is not"
        " judged. For 1 of them the figure so far is not yet complete; their newest complete month decides."
    )


def test_a_kpi_without_a_ripe_month_has_no_verdict() -> None:
    data = unripe(rates(m2024_05=60.0))
    at = data.measure("k")
    assert (at.grain, at.status, overview.judged(at).en) == ("cumulative", "unripe", "○ Not yet complete")
    assert overview.verdict(data).lines[0].en == (
        "Of 1 measures with a target, 0 are on target and 0 are off target; 1 are not yet complete."
    )
    assert overview.worst(data).rows == []


def test_a_measure_that_is_counted_in_several_ways_is_judged_by_one() -> None:
    data = Data(fabricated.defined(), fabricated.Release())
    named = [at.of.kpi_id for at in overview.headlines(data)]
    assert len(named) == len(set(named)) == len({kpi_id for kpi_id, _ in data.definitions}) - 3  # less the indices
    judged = {at.of.kpi_id: at.of.variant for at in overview.headlines(data)}
    assert judged["urban_case_closure_rate"] == "due"
    aimed = [at for at in overview.headlines(data) if at.status != "none"]
    assert overview.verdict(data).lines[0].en.startswith(f"Of {len(aimed)} measures with a target")


def test_the_newest_complete_month_is_compared_with_the_one_before_and_the_year_before() -> None:
    data = unripe([*rates(m2023_04=91.5), *MONTHS])
    told = course.compared(data.series("k"), data.as_of)
    assert told is not None
    assert told.en == "2024-04: 92.0%, +12.0 pp on the month before, +0.5 pp on the year before"
    assert told.zh == "2024-04 当月 92.0%，环比 +12.0 个百分点，同比 +0.5 个百分点"
    # March is not ripe either: April is compared with February, and says so.
    data = unripe(MONTHS, months=("2024-03-01", "2024-05-01"))
    told = course.compared(data.series("k"), data.as_of)
    assert told is not None
    assert told.zh == "2024-04 当月 92.0%，环比（对 2024-02） +1.0 个百分点"
    # A month that has not ended is not compared.
    told = course.compared(data.series("k"), dt.date(2024, 4, 29))
    assert told is not None
    assert told.en == "2024-02: 91.0%"


def test_a_count_changes_by_per_cent_and_from_nothing_by_none() -> None:
    data = town("count", [("2024-03", 8, None, 8.0), ("2024-04", 10, None, 10.0)], unit="件")
    march, april = data.series("k")
    up, down = april.change(march), march.change(april)
    assert up is not None
    assert down is not None
    assert (up.en, down.en) == ("+25.0%", "−20.0%")
    assert april.change(dataclasses.replace(march, numerator=0, value=0.0)) is None


def test_an_unripe_month_is_hollow_and_in_no_run() -> None:
    data = unripe(MONTHS)
    figure = chart.trend("t", same("t"), data.series("k"), BASIS)
    drawn = seen(figure).traces[0]
    assert drawn["y"] == [91.0, 80.0, 92.0, 60.0]
    assert drawn["marker"]["symbol"] == ["circle", "diamond", "circle", "circle"]
    assert [colour == "#ffffff" for colour in drawn["marker"]["color"]] == [False, True, False, True]
    assert "not yet complete (open 20 / 50)" in drawn["customdata"][3][1]
    assert figure.finding is not None and figure.finding.en == "✓ On target in every period since 2024-04."
    assert figure.basis.note is not None and figure.basis.note.en == "hollow: not yet complete (2024-05)"
    line = spark(overview.card(data, "k"))
    assert line is not None and [tuple(point) for point in line.hollow] == [line.end]
    lines = seen(chart.lines("l", same("l"), [chart.Line(same("a"), data.series("k"))], BASIS)).traces[0]
    assert lines["marker"]["symbol"] == ["circle", "circle", "circle", "circle-open"]


def test_an_unripe_month_between_ripe_ones_cuts_the_run() -> None:
    series = unripe(MONTHS, months=("2024-03-01", "2024-05-01")).series("k")
    finding = chart.trend("t", same("t"), series, BASIS).finding
    assert finding is not None and finding.en == "✓ On target in 2024-04; no value in the period before."


def test_a_league_ranks_ripe_parts_only() -> None:
    figure = league(unripe(MONTHS), "l", same("l"), "street", "k")
    assert [row[0] for row in seen(figure).traces[0]["customdata"]] == ["west", "east"]
    assert figure.finding is not None and figure.finding.en == "▼ 1 of 2 are off target; worst: west 70.0%."
    assert figure.basis.note is not None
    assert figure.basis.note.en.startswith("not yet complete, left out: new; so far 60.0%")


def test_an_index_compares_complete_months() -> None:
    data = unripe(MONTHS)
    data.con.execute("UPDATE meta.kpi SET kind = 'index', unit = ''")
    assert [line.en for line in composite.statement(data, "k").lines] == [
        "A 92.00, target 90.00 ✓ On target.", "Newest two complete months: 80.00 → 92.00.",
    ]  # fmt: skip

"""The score of data quality by hand-computed numbers: rule by rule, by dimension, weighted, graded, from the day on."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.metrics import kpi
from pipelines.quality import checks
from pipelines.quality import score as quality
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import materialize
from tests import lake_stand as stand

RULE = """/*
description = "A repair costs something"
description_zh = "维修有费用"
table = "pub.fct_repair"
dimension = "accuracy"
gbt36344 = "0301"
severity = "warn"
*/
select repair_id from pub.fct_repair where cost_n = 0
"""
FACT = stand.model("select repair_id, cost_n from std.repair", "repair_id", "cost_n")
RATE = stand.kpi(
    "select checked_on as period_on, passing_n as numerator, evaluated_n as denominator, silo_id, dimension_code"
    " from mart.rule_outcome"
)
WEIGHTS = """
[quality]
weights = [
    {from = 2024-01-01, value = {"01" = 1.0, "02" = 2.0, "03" = 3.0, "04" = 1.0, "05" = 1.0, "06" = 1.0}},
    {from = 2024-06-01, value = {"01" = 0.0, "02" = 0.0, "03" = 1.0, "04" = 0.0, "05" = 0.0, "06" = 0.0}},
]
"""
DAY = dt.date(2024, 5, 30)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as opened:
        yield opened


def observed(state: State, folder: Path, as_of: dt.date = stand.AS_OF, extra: str = WEIGHTS) -> Session:
    root = stand.write_root(folder / "root", {"pub.fct_repair": FACT, "kpi.rate": RATE}, extra, {"repair_costs": RULE})
    return stand.session(state, root, as_of)


def validated(state: State) -> None:
    """Ten repairs of which four cost nothing, from a full batch that replaced an older one; 8 of 10 have their form."""
    stand.put(state, "repair", *((n, DAY, n, 0 if n <= 4 else 1) for n in range(1, 11)))
    with state.transaction() as con:
        for batch_id, broken_n in ((1, 9), (2, 2)):
            con.execute(
                "INSERT INTO lake.meta.batch (batch_id, dataset, silo, source_n, landed_n, set_aside_n, filtered_n,"
                " extracted_at) VALUES (?, 'repair', 'bench', 10, 10, 0, 0, TIMESTAMPTZ '2024-05-31 00:00:00+08:00')",
                [batch_id],
            )
            con.execute(
                "INSERT INTO lake.meta.batch_rule VALUES (?, 'repair', 'type_cost_n', 'block',"
                " 'conformity', '01', 10, ?, DATE '2024-05-31')",
                [batch_id, broken_n],
            )


def scores(state: State, subject: str) -> dict[str, tuple[int, int, int, float, str]]:
    rows = state.con.execute(
        "SELECT dimension_code, rules_n, evaluated_n, passing_n, score, grade FROM lake.meta.quality_score"
        " WHERE level = 'dataset' AND subject_id = ? ORDER BY 1",
        [subject],
    ).fetchall()
    return {row[0]: (row[1], row[2], row[3], round(row[4], 6), row[5]) for row in rows}


def test_a_dataset_is_scored_rule_by_rule(state: State, tmp_path: Path) -> None:
    session = observed(state, tmp_path)
    validated(state)
    materialize.build(session, "pub.fct_repair")
    assert quality.write(session)
    # 01: 8 of 10. 02: key_present 10 of 10, batch_reconciles 2 of 2. 03: key_unique 10 of 10, repair_costs 6 of 10.
    # 06: the source can be read. Weighted: (1×80 + 2×100 + 3×80 + 1×100) / 7.
    assert scores(state, "repair") == {
        "01": (1, 10, 8, 80.0, "D"),
        "02": (2, 12, 12, 100.0, "A"),
        "03": (2, 20, 16, 80.0, "D"),
        "06": (1, 1, 1, 100.0, "A"),
        "all": (6, 43, 37, round(620 / 7, 6), "D"),
    }


def test_weights_hold_from_their_day_on(state: State, tmp_path: Path) -> None:
    session = observed(state, tmp_path)
    validated(state)
    materialize.build(session, "pub.fct_repair")
    quality.write(session)
    later = observed(state, tmp_path, dt.date(2024, 6, 1))
    assert quality.stale(later)
    quality.write(later)
    assert scores(state, "repair")["all"][3:] == (80.0, "D")


def test_a_silo_is_the_mean_over_the_rules_of_its_datasets(state: State, tmp_path: Path) -> None:
    session = observed(state, tmp_path, extra="")
    validated(state)
    stand.put(state, "step", (1, 1, 1), (2, 2, 2))
    materialize.build(session, "pub.fct_repair")
    quality.write(session)
    row = state.con.execute(
        "SELECT rules_n, evaluated_n, passing_n, score FROM lake.meta.quality_score"
        " WHERE level = 'silo' AND subject_id = 'bench' AND dimension_code = '03'"
    ).fetchone()
    # repair: key_unique 10/10 and repair_costs 6/10; step: key_unique 2/2; bench has no row and no rule that asked one.
    assert row is not None
    assert (row[0], row[1], row[2], round(row[3], 6)) == (3, 22, 18, round(100 * (1 + 0.6 + 1) / 3, 6))


def test_outcomes_are_a_kpi_with_slices_that_add_up(state: State, tmp_path: Path) -> None:
    session = observed(state, tmp_path)
    validated(state)
    materialize.build(session, "pub.fct_repair")
    quality.write(session)
    materialize.build(session, "kpi.rate")
    kpi.roll_up(session)
    found = {
        (row[0], row[1]): (row[2], row[3])
        for row in state.con.execute(
            "SELECT slice_type, slice_id, numerator, denominator FROM lake.kpi.value WHERE grain = 'cumulative'"
        ).fetchall()
    }
    # Both batches were validated: 1 + 8 of 20; the tables' rules as above, and the readable sources of three datasets.
    assert found["dimension", "01"] == (9, 20)
    assert found["dimension", "03"] == (16, 20)
    assert found["dimension", "06"] == (3, 3)
    assert found["all", "all"] == (9 + 12 + 16 + 3, 20 + 12 + 20 + 3)
    assert {result.state for result in checks.check(session, "kpi.value")} == {"pass"}


def test_nothing_new_writes_nothing_and_a_second_writing_equals_the_first(state: State, tmp_path: Path) -> None:
    session = observed(state, tmp_path)
    validated(state)
    materialize.build(session, "pub.fct_repair")
    quality.write(session)
    before = stand.rows(state, "mart.rule_outcome"), stand.rows(state, "meta.quality_score")
    entry = state.builds.entries.get("mart.rule_outcome")
    assert not quality.stale(session)
    assert not quality.write(session)
    again = state.builds.entries.get("mart.rule_outcome")
    assert entry is not None and again is not None and entry.changed_snapshot == again.changed_snapshot
    assert (stand.rows(state, "mart.rule_outcome"), stand.rows(state, "meta.quality_score")) == before
    stand.put(state, "repair", (1, DAY, 1, 5))
    assert quality.stale(session)
    materialize.build(session, "pub.fct_repair")
    assert quality.write(session)
    assert scores(state, "repair")["03"] == (2, 20, 17, 85.0, "D")


def test_a_broken_rule_passed_nothing(state: State, tmp_path: Path) -> None:
    session = observed(state, tmp_path)
    validated(state)
    broken = RULE.replace("where cost_n = 0", "where cast(concat(cost_n, 'x') as integer) is null")
    (tmp_path / "root/quality/repair_costs.sql").write_text(broken, encoding="utf-8")
    session = stand.session(state, tmp_path / "root")
    materialize.build(session, "pub.fct_repair")
    quality.write(session)
    assert scores(state, "repair")["03"] == (2, 20, 10, 50.0, "E")


@pytest.mark.parametrize(
    ("score", "letter"),
    [(100.0, "A"), (99.0, "A"), (98.999, "B"), (95.0, "B"), (90.0, "C"), (80.0, "D"), (79.9, "E"), (0.0, "E")],
)
def test_five_grades(score: float, letter: str) -> None:
    assert quality.grade(score) == letter


def test_who_answers_for_a_table(state: State, tmp_path: Path) -> None:
    content = observed(state, tmp_path).content
    assert quality.belongs(content, "std.step") == ("step",)
    assert quality.belongs(content, "pub.fct_repair") == ("repair",)
    assert quality.belongs(content, "std.calendar") == ()

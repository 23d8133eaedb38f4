"""Rules: what a declaration implies, what people wrote, and the difference between failed and broken."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.metrics import kpi
from pipelines.quality import checks
from pipelines.state.check_results import RuleResult
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import change_feed, materialize
from tests import lake_stand as stand
from warehouse.errors import HgtError

FACT = stand.model(
    "select bench_id, begun_on, cost_n from std.repair", "bench_id", "begun_on", "cost_n",
    extra='incremental = {by = "bench_id"}\n',
)  # fmt: skip
RATE = stand.kpi("select begun_on as period_on, cost_n as numerator, 1 as denominator, bench_id from pub.fct_repair")
HEAD = """/*
description = "A repair costs something"
description_zh = "维修有费用"
table = "pub.fct_repair"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
"""
DAY = dt.date(2024, 5, 1)
Make = Callable[..., Session]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:

        def made(rule: str = "select bench_id, cost_n from pub.fct_repair where cost_n = 0") -> Session:
            models = {"pub.fct_repair": FACT, "kpi.rate": RATE}
            root = stand.write_root(tmp_path / "root", models, rules={"repair_has_cost": HEAD + rule})
            session = stand.session(state, root)
            for table in models:
                materialize.build(session, table)
            kpi.roll_up(session)
            return session

        yield made


def by_rule(found: list[RuleResult]) -> dict[str, tuple[str, int | None]]:
    return {result.rule_id: (result.state, result.offenders_n) for result in found}


def test_a_clean_table_passes(make: Make) -> None:
    session = make()
    stand.put(session.state, "repair", (1, DAY, 7, 1), (2, DAY, 8, 1))
    session = make()
    assert by_rule(checks.check(session, "pub.fct_repair")) == {
        "key_present": ("pass", 0),
        "key_unique": ("pass", 0),
        "repair_has_cost": ("pass", 0),
    }
    generated = {
        "key_present", "key_unique", "batch_reconciles", "source_readable", "quarantine_within_bound",
        "quarantine_within_warning",
    }  # fmt: skip
    assert set(by_rule(checks.check(session, "std.repair"))) == generated
    assert by_rule(checks.check(session, "kpi.value")) == {
        "key_present": ("pass", 0),
        "key_unique": ("pass", 0),
        "numerator_within_denominator": ("pass", 0),
        "slices_sum_to_all": ("pass", 0),
        "value_is_its_fraction": ("pass", 0),
    }


def test_offenders_are_counted_and_named(make: Make) -> None:
    session = make()
    stand.put(session.state, "repair", *((n, DAY, 7 if n < 3 else None, 0) for n in range(1, 9)))
    found = checks.check(make(), "pub.fct_repair")
    assert by_rule(found) == {"key_present": ("fail", 6), "key_unique": ("fail", 2), "repair_has_cost": ("fail", 8)}
    hand = next(result for result in found if result.kind == "hand")
    assert not hand.blocks
    assert hand.message.count("bench_id = ") == 5
    assert "cost_n" not in hand.message
    assert all(result.blocks for result in found if result.kind == "generated")


def test_a_rule_that_cannot_run_is_broken(make: Make) -> None:
    session = make("select bench_id from pub.fct_repair where cast(concat(bench_id, 'x') as integer) is null")
    stand.put(session.state, "repair", (1, DAY, 7, 1))
    session = make("select bench_id from pub.fct_repair where cast(concat(bench_id, 'x') as integer) is null")
    found = {result.rule_id: result for result in checks.check(session, "pub.fct_repair")}
    assert found["repair_has_cost"].state == "broken"
    assert found["repair_has_cost"].offenders_n is None
    assert found["key_unique"].state == "pass"


def test_results_are_kept_until_text_or_rows_change(make: Make) -> None:
    session = make()
    stand.put(session.state, "repair", (1, DAY, 7, 0))
    session = make()
    first = checks.check(session, "pub.fct_repair")
    snapshot = session.writer.snapshot()
    assert checks.check(session, "pub.fct_repair") == first
    assert session.writer.snapshot() == snapshot
    session = make("select bench_id from pub.fct_repair where cost_n > 0")
    assert by_rule(checks.check(session, "pub.fct_repair"))["repair_has_cost"] == ("pass", 0)
    stand.put(session.state, "repair", (2, DAY, 8, 1))
    session = make("select bench_id from pub.fct_repair where cost_n > 0")
    assert by_rule(checks.check(session, "pub.fct_repair"))["repair_has_cost"] == ("fail", 1)
    assert len(session.state.checks.by_table["pub.fct_repair"]) == 3


def test_a_numerator_above_its_denominator_fails(make: Make) -> None:
    """The builder refuses such days; the rule finds those that came into the lake in another way."""
    session = make()
    stand.put(session.state, "repair", (1, DAY, 7, 1))
    session = make()
    assert by_rule(checks.check(session, "kpi.rate"))["numerator_within_denominator"] == ("pass", 0)
    for table in ("kpi.rate", "kpi.value"):
        with session.state.transaction() as con:
            con.execute(f"UPDATE lake.{table} SET numerator = 2")
        found = by_rule(checks.check(session, table, full=True))["numerator_within_denominator"]
        assert found[0] == "fail" and (found[1] or 0) >= 2


def test_so_many_per_so_many_may_exceed_its_denominator(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.RATE", RATE.replace('unit = "%"', 'unit = "h"\nper = 1000'))
    session = make()
    stand.put(session.state, "repair", (1, DAY, 7, 2))
    session = make()
    assert by_rule(checks.check(session, "kpi.rate"))["numerator_within_denominator"] == ("pass", 0)
    assert by_rule(checks.check(session, "kpi.value"))["numerator_within_denominator"] == ("pass", 0)
    stand.put(session.state, "repair", (1, DAY, 7, -2))
    with pytest.raises(HgtError, match=r'`range` = "positive"[\s\S]*-2 / 1[\s\S]*range = "signed"'):
        make()


def test_slices_that_do_not_sum_fail(make: Make) -> None:
    session = make()
    stand.put(session.state, "repair", (1, DAY, 7, 1))
    session = make()
    with session.state.transaction() as con:
        con.execute("UPDATE lake.kpi.value SET numerator = 0 WHERE grain = 'day' AND slice_type = 'bench'")
    assert by_rule(checks.check(session, "kpi.value"))["slices_sum_to_all"] == ("fail", 1)


def test_a_batch_that_does_not_reconcile_fails(make: Make) -> None:
    session = make()
    assert by_rule(checks.check(session, "std.repair"))["batch_reconciles"] == ("pass", 0)
    with session.state.transaction() as con:
        con.execute(
            "INSERT INTO lake.meta.batch (batch_id, dataset, source_n, landed_n, set_aside_n, filtered_n)"
            " VALUES (1, 'repair', 10, 7, 2, 0), (2, 'repair', 10, 7, 2, 1), (3, 'bench', 1, 0, 0, 0)"
        )
    session.state.batches.add("repair", 2)
    session.state.batches.add("bench", 3)
    assert by_rule(checks.check(session, "std.repair"))["batch_reconciles"] == ("fail", 1)


def test_a_large_table_is_looked_at_where_its_keys_changed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feed, "SMALL_ROWS_N", 0)
    session = make()
    stand.put(session.state, "repair", *((n, DAY, n, 1) for n in range(1, 40)))
    session = make()
    assert by_rule(checks.check(session, "pub.fct_repair"))["key_unique"] == ("pass", 0)
    stand.put(session.state, "repair", (50, DAY, 3, 1), (51, DAY, 50, 1))
    session = make()
    found = {result.rule_id: result for result in checks.check(session, "pub.fct_repair")}
    assert (found["key_unique"].state, found["key_unique"].offenders_n) == ("fail", 1)
    assert found["key_unique"].message.endswith("bench_id = 3")


def test_a_large_table_is_looked_at_where_rows_of_a_key_came_for_one_that_went(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_feed, "SMALL_ROWS_N", 0)
    monkeypatch.setattr(change_feed, "MOST_TOUCHED", 100.0)
    monkeypatch.setattr(f"{__name__}.RATE", RATE.replace('unit = "%"', 'unit = "%"\nrange = "positive"'))
    session = make()
    stand.put(session.state, "repair", *((n, DAY, n, 1) for n in range(1, 40)))
    session = make()
    checks.check(session, "pub.fct_repair")
    stand.put(session.state, "repair", (3, DAY, 3, 2))
    session = make()
    assert by_rule(checks.check(session, "pub.fct_repair"))["key_unique"] == ("pass", 0)
    stand.put(session.state, "repair", (3, DAY, 3, 4), (50, DAY, 3, 5))
    session = make()
    assert by_rule(checks.check(session, "pub.fct_repair"))["key_unique"] == ("fail", 1)
    stand.put(session.state, "repair", (50, DAY, None, 5))
    session = make()
    found = by_rule(checks.check(session, "pub.fct_repair"))
    assert (found["key_unique"], found["key_present"]) == (("pass", 0), ("fail", 1))


def test_a_table_that_was_never_built_is_refused(make: Make) -> None:
    with pytest.raises(HgtError, match="never built"):
        checks.check(make(), "std.calendar")

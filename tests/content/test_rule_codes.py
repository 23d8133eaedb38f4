"""The district's list of rules, code by code: declared, tagged, as strict as stated, and proven by a planted defect.

A row rule that a contract states is proven by `DEFECTS`, a rule across tables by `DISAGREED`; both lists come with
clean rows. What is proven elsewhere stands in `PROVEN`, with the test that sees it fire and keep silent.
"""

import re
from collections import defaultdict

import pytest

from demo import silo
from pipelines.declare.project import Content
from pipelines.quality import rule_catalogue
from pipelines.quality.rule import GENERATED, Rule
from tests.content import silos
from tests.content.stand import ROOT

# Code, its dimensions of GB/T 36344, and how its rules bar: the strictest first.
CODES = """
D-01 03       block
D-02 03       block
D-03 03       warn
D-04 03       block
D-05 01       block warn
D-06 04       block warn
D-07 03 04    warn
D-08 04       block
D-09 02 04    block warn
D-10 05       block
D-11 04       block warn
D-12 04       warn
D-13 03       warn
D-14 04       block
D-15 01 04    block warn
D-16 04       block warn
D-17 03       warn
D-18 04       block
D-19 03 04    block
D-20 02       block
D-21 02       block warn
D-22 05       block warn
D-23 05       warn
D-24 03 04    block warn
D-25 03       block
D-26 04       warn
D-27 03       warn
D-28 01       block warn
D-29 04       warn
D-30 01       block warn
D-31 06       block
"""
TAGS = {
    code: (set(re.findall(r"\b\d\d\b", rest)), set(re.findall(r"[a-z]+", rest)))
    for code, _, rest in (line.partition(" ") for line in CODES.strip().splitlines())
}
PROVEN = {
    # what a contract implies for any column or row
    "pattern": "tests/judge/test_row_rules.py::test_implied_rules",
    "range": "tests/judge/test_row_rules.py::test_implied_rules",
    "refused": "tests/judge/test_row_rules.py::test_the_filter_leaves_out_and_the_refusal_fails_closed",
    "duplicate_key": "tests/judge/test_duplicates.py::test_copies_are_settled_as_the_rule_book_says",
    # what is generated for tables
    "batch_reconciles": "tests/test_rules.py::test_a_batch_that_does_not_reconcile_fails",
    "feed_on_time": "tests/test_feed_rules.py::test_a_feed_that_came_in_time_passes_and_a_late_one_warns",
    "nothing_refused": "tests/gate/test_refusal.py::test_a_refused_row_alerts_the_steward_and_leaves_no_copy",
    "numerator_within_denominator": "tests/test_rules.py::test_a_numerator_above_its_denominator_fails",
    "slices_sum_to_all": "tests/test_rules.py::test_slices_that_do_not_sum_fail",
    "source_readable": "tests/test_feed_rules.py::test_a_source_that_cannot_be_read_is_noticed_without_new_rows",
    "value_is_its_fraction": "tests/test_feed_rules.py::test_a_value_that_is_not_its_fraction_fails",
    "volume_usual": "tests/test_feed_rules.py::test_an_unusual_day_is_found_and_named",
    # rules across tables that one more row does not break
    "closed_case_open_order": "tests/content/test_rules.py"
    "::test_an_order_may_stay_open_two_working_days_after_its_case",
    "closed_order_open_case": "tests/content/test_links.py::test_a_case_may_stay_open_two_working_days_after_its_order",
    "feed_shifted": "tests/content/test_public_management_kpis.py"
    "::test_a_handset_that_is_shifted_as_a_whole_is_named_once",
    "fill_rate": "tests/content/test_links.py::test_telephones_are_given_in_98_of_100_rows",
    "forwarded_case_links_back": "tests/content/test_links.py::test_links_are_mutual",
    "forwarded_case_lost": "tests/content/test_links.py::test_a_lost_case_warns_at_once_and_bars_after_24_hours",
    "part_within_whole": "tests/content/test_rules.py::test_every_link_of_the_chain_breaks_by_one_too_many",
    "merge_candidate": "tests/content/test_links.py::test_one_problem_in_two_channels_may_be_one_case",
    "totals_equal_parts": "tests/content/test_rules.py::test_parts_add_up",
    "visit_order_closed": "tests/content/test_links.py::test_a_citizen_rates_an_order_after_it_is_closed",
    "void_case_has_step": "tests/content/test_links.py::test_an_ended_case_has_the_step_that_ended_it",
}
MOBILE, LANDLINES = "13800138000", ("0791-88812345", "079188812345", "88812345")
NO_PHONES = ("12800138000", "1380013800", "138001380001", "138-0013-8000", "+8613800138000", "0791-08812345")
CAMERA = "36011300001320000101"
NO_CAMERAS = (CAMERA[:19], f"{CAMERA}0", f"{CAMERA[:19]}X")
MOBILE_ONLY = "locker_parcel.phone_key"
"""A code to open a locker goes out as a text message."""
# Feeds that come daily and for which the silo's own description says how many rows a day has.
WATCHED = """app_click app_install application camera_status card_tx elder_alarm gate_flow gps_point gps_point_app
    green_case health_reading hotline_call hotline_order locker_parcel meter_reading mgmt_grid_event oa_doc_task
    oa_document pipe_reading publication urban_case"""


def coded(content: Content) -> dict[str, list[Rule]]:
    """Every rule that has a code, by code."""
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rule_catalogue.everything(content):
        for code in rule.codes:
            found[code].append(rule)
    return found


def test_the_list_is_whole_and_nothing_else_is_on_it(content: Content) -> None:
    assert set(coded(content)) == set(TAGS) == {f"D-{number:02}" for number in range(1, 32)}


@pytest.mark.parametrize("code", TAGS)
def test_a_code_has_its_dimension_and_severity(content: Content, code: str) -> None:
    rules = coded(content)[code]
    assert ({rule.gbt36344 for rule in rules}, {rule.severity for rule in rules}) == TAGS[code]
    assert all(rule.dimension and rule.words.zh and rule.words.en for rule in rules)


@pytest.mark.parametrize("code", TAGS)
def test_every_rule_of_a_code_is_proven(content: Content, code: str) -> None:
    rows = {(dataset, rule) for dataset, _, rules in silos.defects() for rule in rules}
    across = {rule for rule, _, _ in silos.disagreed()}
    for rule in coded(content)[code]:
        stated = (rule.table.removeprefix("std."), rule.rule_id) in rows
        kind = rule.rule_id if rule.rule_id in PROVEN else rule.rule_id.partition("_")[0]
        assert stated or rule.rule_id in across or kind in PROVEN, (rule.table, rule.rule_id)


def test_the_demo_plants_a_row_for_every_code_but_a_few(content: Content) -> None:
    """Merge candidates lie among its good rows; links, masters and limits are at odds nowhere."""
    planted = {rule for defect in silo.defects() for rule in (*defect.rules, *defect.finds)}
    of_rows = {code: [rule for rule in rules if rule.kind != GENERATED] for code, rules in coded(content).items()}
    bare = {code for code, rules in of_rows.items() if rules and not planted & {rule.rule_id for rule in rules}}
    assert bare <= {"D-12", "D-13", "D-14", "D-17"}


@pytest.mark.parametrize("proof", sorted(set(PROVEN.values())))
def test_what_proves_a_rule_is_there(proof: str) -> None:
    file, _, name = proof.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def patterns(content: Content, end: str = "") -> dict[str, str]:
    """Patterns of the columns that end so and whose rule has the code D-03, by dataset and column."""
    return {
        f"{name}.{column.name}": column.pattern or ""
        for name, contract in content.contracts.items()
        for column in contract.columns
        if "D-03" in contract.rule_codes.get(f"pattern_{column.name}", ()) and column.name.endswith(end)
    }


def test_every_telephone_and_camera_number_has_the_form_of_one(content: Content) -> None:
    cameras, every = patterns(content, "camera_id"), patterns(content)
    for name, pattern in every.items():
        landlines = () if name == MOBILE_ONLY else LANDLINES
        good, bad = ([CAMERA], NO_CAMERAS) if name in cameras else ([MOBILE, *landlines], NO_PHONES)
        assert [text for text in good if not re.search(pattern, text)] == [], name
        assert [text for text in bad if re.search(pattern, text)] == [], name
    telephones = {
        f"{name}.{column.name}"
        for name, contract in content.contracts.items()
        for column in contract.columns
        if column.namespace == "phone"
    }
    assert set(every) - set(cameras) == telephones
    assert set(cameras) == {"camera.camera_id", "camera_status.camera_id", "incident.camera_id"}


def test_the_volume_of_every_daily_feed_is_watched(content: Content) -> None:
    watched = {name for name, contract in content.contracts.items() if contract.volume is not None}
    assert watched == set(WATCHED.split())
    for name in watched:
        minutes = content.contracts[name].freshness_minutes
        assert minutes is not None and minutes <= 24 * 60, name

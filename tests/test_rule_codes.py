"""A rule's codes: read beside the rule, refused when they are no codes, shown wherever the rule is."""

from pathlib import Path

import pytest

from pipelines.declare.contracts import rule_codes
from pipelines.declare.district import read_district
from pipelines.declare.project import Content
from pipelines.orchestration import checks
from pipelines.quality import rule_catalogue
from tests import small_root
from warehouse.errors import HgtError
from warehouse.paths import Paths

OWN = """customProperties:
  - {property: rule, value: {duplicate_key: R-04, type_repaired_on: [R-01, R-02]}}
"""
STATED = """    quality:
      - {id: mended_before_now, type: custom, engine: hgt, implementation: "repaired_on < DATE '2030-01-01'",
         severity: warn, dimension: timeliness,
         customProperties: [{property: gbt36344, value: "05"}, {property: rule, value: R-10}]}
"""


def root(folder: Path, contract: str = small_root.CONTRACT + STATED + OWN, **changes: str) -> Content:
    """The small root with codes on a contract, a hand-written rule and a generated one."""
    small_root.write(folder, **changes)
    small_root.put(folder / "assets/bench/bench_repair.odcs.yaml", contract)
    small_root.put(
        folder / "quality/repair_has_day.sql", small_root.RULE.replace("severity", 'rule = "R-02"\nseverity')
    )
    small_root.put(folder / "district.toml", small_root.DISTRICT + '[rules]\nbatch_reconciles = ["R-20"]\n')
    return Content.load(folder, Paths(folder / "data"))


def test_every_kind_of_rule_shows_its_codes(tmp_path: Path) -> None:
    content = root(tmp_path)
    found = {(rule.table, rule.rule_id): ", ".join(rule.codes) for rule in rule_catalogue.everything(content)}
    assert {name: codes for name, codes in found.items() if codes} == {
        ("std.bench_repair", "batch_reconciles"): "R-20",
        ("std.bench_repair", "duplicate_key"): "R-04",
        ("std.bench_repair", "mended_before_now"): "R-10",
        ("std.bench_repair", "type_repaired_on"): "R-01, R-02",
        ("pub.fct_repair", "repair_has_day"): "R-02",
    }
    assert rule_catalogue.codes(content, "pub.fct_repair", "repair_has_day") == " [R-02]"
    assert rule_catalogue.codes(content, "std.bench_repair", "batch_reconciles") == " [R-20]"
    assert rule_catalogue.codes(content, "std.bench_repair", "key_unique") == ""


def test_the_scheduler_shows_them(tmp_path: Path) -> None:
    content = root(tmp_path)
    by_name = {spec.name: spec.metadata for spec in checks.specs(content, "pub.fct_repair")}
    assert by_name["repair_has_day"]["codes"] == "R-02"
    shown = {spec.name: spec.metadata for spec in checks.specs(content, "std.bench_repair")}
    assert shown["generated_rules"]["codes"].value == {
        "batch_reconciles": ["R-20"],
        "duplicate_key": ["R-04"],
        "mended_before_now": ["R-10"],
        "type_repaired_on": ["R-01", "R-02"],
    }


def test_every_rule_has_words_in_both_languages(tmp_path: Path) -> None:
    listed = rule_catalogue.everything(root(tmp_path))
    assert all(rule.words.zh and rule.words.en for rule in listed)
    assert len({(rule.table, rule.rule_id) for rule in listed}) == len(listed)


@pytest.mark.parametrize(
    ("own", "word"),
    [
        ("{duplicate_keys: R-04}", "duplicate_keys"),
        ("{duplicate_key: four}", "four"),
        ("{duplicate_key: [R-04, R-04]}", "R-04"),
        ("R-04", "custom property rule"),
    ],
)
def test_a_contract_refuses_what_is_no_code(tmp_path: Path, own: str, word: str) -> None:
    text = small_root.CONTRACT + f"customProperties:\n  - {{property: rule, value: {own}}}\n"
    with pytest.raises(HgtError, match=word) as caught:
        root(tmp_path, text)
    assert "bench_repair.odcs.yaml" in str(caught.value)


def test_a_header_refuses_what_is_no_code(tmp_path: Path) -> None:
    with pytest.raises(HgtError, match="R 2"):
        root(tmp_path, quality__other_rule=small_root.RULE.replace("severity", 'rule = ["R 2"]\nseverity'))


def test_a_district_names_generated_rules_only(tmp_path: Path) -> None:
    small_root.put(tmp_path / "district.toml", small_root.DISTRICT + '[rules]\nrepair_has_day = "R-02"\n')
    with pytest.raises(HgtError, match="batch_reconciles"):
        read_district(tmp_path, tmp_path)


def test_the_list_of_generated_rules_is_one_list() -> None:
    from pipelines.declare.rules import part
    from pipelines.quality import generated

    assert set(rule_codes.GENERATED) == {*generated.RULES, part.ID}

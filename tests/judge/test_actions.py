"""The contract chooses the action on a row that breaks a rule, and nothing is lost whatever the choice."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.actions import POLICIES
from pipelines.declare.contracts.contract import Contract
from warehouse.errors import HgtError

from .stand import ID, Desk, balanced, column, contract, rule

HEAD = "id,kind,age,note\n"


def broken(desk: Desk) -> dict[str, int]:
    return dict(desk.ask("SELECT rule_id, broken_n FROM lake.meta.batch_rule WHERE broken_n > 0"))


def test_each_generated_rule_does_what_its_column_chose(desk: Desk) -> None:
    desk.agree([
        ID,
        column("kind", enum=[{"value": "a"}, {"value": "b"}], required=True,
               options={"action": {"enum": "rest", "required": "rest"}, "rest": "other"}),
        column("age", "integer", typed={"minimum": 0, "maximum": 120},
               options={"action": {"type": "null", "range": None}}),
        column("note", typed={"maxLength": 3}, options={"action": {"range": "flag"}}),
    ], [rule("adult", "age >= 18 or kind <> 'a'", "warn")])  # fmt: skip
    desk.write("thing.csv", HEAD + "1,a,30,\n2,x,many,long\n3,,-1,\n4,b,121,ok\n5,a,17,\n")
    (report,) = desk.load()
    assert (report.source_n, report.landed_n, report.set_aside_n) == (5, 5, 0)
    assert desk.rows() == [
        ("1", "a", 30, None), ("2", "other", None, "long"), ("3", "other", None, None), ("4", "b", None, "ok"),
        ("5", "a", 17, None),
    ]  # fmt: skip
    assert broken(desk) == {
        "enum_kind": 1, "required_kind": 1, "type_age": 1, "range_age": 2, "range_note": 1, "adult": 1,
    }  # fmt: skip
    assert desk.held() == []


def test_a_stated_rule_takes_values_away_and_keeps_the_row(desk: Desk) -> None:
    stated = rule("born_before", "age < 200")
    del stated["severity"]
    stated["customProperties"] = [{"property": "action", "value": "null"}, {"property": "nulls", "value": ["age"]}]
    desk.agree([ID, column("age", "integer"), column("note")], [stated])
    desk.write("thing.csv", "id,age,note\n1,20,x\n2,999,y\n")
    (report,) = desk.load()
    assert report.landed_n == 2 and desk.rows() == [("1", 20, "x"), ("2", None, "y")]
    assert broken(desk) == {"born_before": 1}


def test_a_key_without_a_name_goes_into_the_rest_and_meets_its_like(desk: Desk) -> None:
    """An unnamed page of 704,986 views keeps them; a page that bears the bucket's own name is another copy of it."""
    key = {"primaryKey": True, "options": {"action": {"required": "rest"}, "rest": "(untitled)"}}
    desk.agree(
        [column("page", primaryKeyPosition=1, primaryKey=True), column("title", primaryKeyPosition=2, **key),
         column("views", "integer")],
        duplicates={"aggregate": {"views": "sum"}},
    )  # fmt: skip
    desk.write("thing.csv", "page,title,views\np,,704986\nq,t,5\nq,,7\nq,(untitled),8\n")
    (report,) = desk.load()
    assert desk.rows() == [("p", "(untitled)", 704986), ("q", "(untitled)", 15), ("q", "t", 5)]
    assert balanced(report) and report.set_aside_n == 0
    assert broken(desk) == {"required_title": 2}


COPIES = "id,kind,age,note\n1,a,1,x\n1,a,2,x\n2,a,7,x\n3,a,5,x\n3,a,5,x\n4,a,1,x\n4,b,2,x\n4,a,3,x\n"


@pytest.mark.parametrize(
    ("policy", "rows", "held"),
    [
        ("quarantine_all", [("2", "a", 7), ("3", "a", 5)], {"1": 2, "3": 1, "4": 3}),
        ("keep_first", [("1", "a", 1), ("2", "a", 7), ("3", "a", 5), ("4", "a", 1)], {"1": 1, "3": 1, "4": 2}),
        ("keep_last", [("1", "a", 2), ("2", "a", 7), ("3", "a", 5), ("4", "a", 3)], {"1": 1, "3": 1, "4": 2}),
        ("keep_version", [("1", "a", 2), ("2", "a", 7), ("3", "a", 5), ("4", "a", 3)], {"1": 1, "3": 1, "4": 2}),
        ({"aggregate": {"age": "sum"}}, [("1", "a", 3), ("2", "a", 7), ("3", "a", 10)], {"4": 3}),
        ({"aggregate": {"age": "max"}}, [("1", "a", 2), ("2", "a", 7), ("3", "a", 5)], {"4": 3}),
    ],
)
def test_copies_that_differ(desk: Desk, policy: Any, rows: list[Any], held: dict[str, int]) -> None:
    version: dict[str, Any] = {"version": "age"} if policy == "keep_version" else {}
    desk.agree([ID, column("kind"), column("age", "integer"), column("note")], duplicates=policy, **version)
    desk.write("thing.csv", COPIES)
    (report,) = desk.load()
    assert balanced(report)
    assert desk.rows("id, kind, age") == rows
    counted: dict[str, int] = {}
    for record_key, _ in desk.held():
        counted[record_key] = counted.get(record_key, 0) + 1
    assert counted == held


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(["n", "source", "payload", "row_number", "rules", "is_bad"]), st.sampled_from(POLICIES))
def test_columns_may_bear_the_names_of_the_kernel(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], policy: str
) -> None:
    """The rows of `COPIES` stand as they do under any other names."""
    kind, age, note = names[:3]
    desk = Desk(tmp_path_factory.mktemp("names"))
    version: dict[str, Any] = {"version": age} if policy == "keep_version" else {}
    desk.agree([ID, column(kind), column(age, "integer"), column(note)], duplicates=policy, **version)
    desk.write("thing.csv", COPIES.replace("id,kind,age,note", f"id,{kind},{age},{note}"))
    (report,) = desk.load()
    assert balanced(report)
    last = [("1", 2), ("2", 7), ("3", 5), ("4", 3)]
    expected = {"quarantine_all": last[1:3], "keep_first": [("1", 1), *last[1:3], ("4", 1)]}
    assert desk.rows(f"id, {age}") == expected.get(policy, last)
    desk.close()


def test_demands_add_up_exactly(desk: Desk) -> None:
    """Two demands of 0.02 at one node are 0.04, exact copies too; three of 0.1 are 0.3."""
    desk.agree([ID, column("demand", "number")], duplicates={"aggregate": {"demand": "sum"}})
    desk.write("thing.csv", "id,demand\n192,0.02\n192,0.02\n193,0.1\n193,0.1\n193,0.1\n194,1.5\n")
    (report,) = desk.load()
    assert desk.rows() == [("192", 0.04), ("193", 0.3), ("194", 1.5)]
    assert (report.source_n, report.set_aside_n) == (6, 0) and balanced(report)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("ab"), st.integers(-5, 5)), min_size=1, max_size=12),
    st.sampled_from(["quarantine_all", "keep_first", "keep_last", {"aggregate": {"age": "sum"}}]),
)
def test_no_policy_loses_a_quantity(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]], policy: Any
) -> None:
    desk = Desk(Path(tmp_path_factory.mktemp("root")) / "root")
    desk.agree([ID, column("kind"), column("age", "integer")], duplicates=policy, quantity="age")
    desk.write("thing.csv", "id,kind,age\n" + "".join(f"{key},{kind},{age}\n" for key, kind, age in rows))
    (report,) = desk.load()
    landed = sum(age for (age,) in desk.rows("age"))
    told = desk.ask("SELECT quantity::BIGINT FROM lake.meta.quarantine_quantity WHERE rule_id = '*'")
    desk.close()
    assert balanced(report)
    assert landed + sum(quantity for (quantity,) in told) == sum(age for _, _, age in rows)


def refused(folder: Path, **options: Any) -> Contract:
    return contract(folder, [ID, column("kind", options=options), column("age", "integer")])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"action": "drop"}, r"column kind: action of \w+[\s\S]*value: drop[\s\S]*flag, null, quarantine, rest"),
        ({"action": {"size": "flag"}}, r"does not imply[\s\S]*value: size[\s\S]*enum, pattern, range, required, type"),
        ({"action": {"enum": "rest"}}, "rest takes the place of a value"),
        ({"rest": "other"}, "rest takes the place of a value"),
        ({"action": "flag", "severity": "warn"}, "say the same thing"),
    ],
)
def test_actions_are_closed_words(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(HgtError, match=rf"thing.odcs.yaml: [\s\S]*{said}"):
        refused(tmp_path, **options)


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    """The engine would give the values of the first for both; one name may stand for two columns."""
    with pytest.raises(HgtError, match=r"physicalName[\s\S]*value: No, no"):
        contract(tmp_path, [ID, column("kind", physicalName="No"), column("sort", physicalName="no")])
    contract(tmp_path, [ID, column("kind", physicalName="No"), column("sort", physicalName="No")])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("keep_any", "value: keep_any[\\s\\S]*keep_first, keep_last, keep_version, quarantine_all"),
        ("keep_version", "asks for a version"),
        ({"aggregate": {"kind": "sum"}}, "value: kind[\\s\\S]*accepted: age"),
        ({"aggregate": {"age": "mean"}}, "value: mean[\\s\\S]*max, min, sum"),
        ({"sum": "age"}, "aggregate: {column: sum}"),
    ],
)
def test_policies_are_closed_words(tmp_path: Path, value: Any, said: str) -> None:
    with pytest.raises(HgtError, match=f"thing.odcs.yaml: dataset: duplicates[\\s\\S]*{said}"):
        contract(tmp_path, [ID, column("kind"), column("age", "integer")], duplicates=value)


@pytest.mark.parametrize(
    "age",
    [
        column("age", "integer", options={"formats": ["h:mm:ss"]}),
        column("age", "integer", options={"formats": ["plain", "minutes"]}),
        column("age", "integer", options={"null_values": ["", "-1"]}),
        column("age", "number", options={"null_values": ["99.0"]}),
        column("age", "number", options={"null_values": ["1e+20"]}),
        column("age", "number", options={"thousands": "."}),
    ],
)
def test_a_sum_that_would_read_as_something_else_is_refused(tmp_path: Path, age: dict[str, Any]) -> None:
    """30 and 30 minutes would be 3600 minutes; -3 and 2 would be nothing."""
    columns = [ID, age, column("size", "integer")]
    with pytest.raises(HgtError, match=r"dataset: duplicates puts together[\s\S]*value: age[\s\S]*accepted: size"):
        contract(tmp_path, columns, duplicates={"aggregate": {"age": "sum"}})


@pytest.mark.parametrize("words", [["", "n/a", "-"], ["9999-12-31"], ["nan"]])
def test_null_words_that_no_sum_can_spell_leave_it_be(desk: Desk, words: list[str]) -> None:
    age = column("age", "integer", options={"null_values": words})
    desk.agree([ID, age], duplicates={"aggregate": {"age": "sum"}})
    desk.write("thing.csv", "id,age\n1,30\n1,-31\n")
    desk.load()
    assert desk.rows() == [("1", -1)]


@pytest.mark.parametrize("action", [{"type": "flag"}, {"range": "rest"}])
def test_a_number_that_does_not_read_has_no_value_to_keep(tmp_path: Path, action: dict[str, str]) -> None:
    with pytest.raises(HgtError, match="column age: action of"):
        contract(tmp_path, [ID, column("age", "integer", options={"action": action, "rest": "0"})])


def test_a_key_is_never_empty(tmp_path: Path) -> None:
    with pytest.raises(HgtError, match=r"column id: action of required[\s\S]*accepted: quarantine, rest"):
        contract(tmp_path, [{**ID, "customProperties": [{"property": "action", "value": {"required": "null"}}]}])

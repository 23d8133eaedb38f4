"""Declared references: an orphan is found, a row without a value passes, a wrong declaration is refused."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.declare.contracts.contract import read_contract
from pipelines.declare.project import Content
from pipelines.quality import checks, rule_catalogue
from pipelines.quality.audit import across
from pipelines.release import catalogue
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import input_views, materialize
from tests import lake_stand as stand
from warehouse.errors import HgtError
from warehouse.paths import Paths

COLUMNS = ("repair_id", "begun_on", "bench_id", "cost_n")
FACT = f"select {', '.join(COLUMNS)} from std.repair"
BENCH = stand.model("select bench_id, street_code from std.bench", "bench_id", "street_code")
SPANS = stand.model(
    "select step_id as bench_id, repair_id as cost_n,"
    " case when hours_n is not null then date '2024-05-01' end as valid_from_on,"
    " case when hours_n > 0 then date '2024-05-01' + cast(hours_n as integer) end as valid_to_on from std.step",
    "bench_id", "cost_n", "valid_from_on", "valid_to_on",
)  # fmt: skip
STATED = '{to = "pub.dim_bench.bench_id", id = "bench_exists", words = "长椅存在|The bench exists", rule = "R-07"}'
DAY = "2024-05-10"
Make = Callable[[str], Session]


def models(references: str) -> dict[str, str]:
    fact = stand.model(FACT, *COLUMNS, extra="[references]\n" + references)
    return {"pub.dim_bench": BENCH, "pub.dim_span": SPANS, "pub.fct_repair": fact}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with State.open(stand.new_paths(tmp_path), stand.ZONE) as state:

        def made(references: str) -> Session:
            session = stand.session(state, stand.write_root(tmp_path / "root", models(references)))
            stand.put(state, "repair", (1, DAY, 7, 70), (2, DAY, 8, 70), (3, DAY, None, 70), (4, DAY, 7, None))
            stand.put(state, "bench", (7, "S1"))
            stand.put(state, "step", (7, 70, 9), (8, 71, 0))
            for table in session.content.models:
                if not table.startswith("std."):
                    materialize.build(session, table)
            return session

        yield made


def offenders(session: Session) -> dict[str, list[int]]:
    """The repairs that each declared rule finds; the audit's own query finds the same."""
    con, found = session.writer.con, {}
    input_views.offer(session.state, {"pub.fct_repair", "pub.dim_bench", "pub.dim_span"})
    for rule in session.content.rules.values():
        rows, audited = (
            sorted(row[0] for row in con.execute(f"SELECT repair_id FROM ({query})").fetchall())
            for query in (rule.select, across.query(session.content, rule))
        )
        assert rows == audited
        found[rule.name] = rows
    return found


@pytest.mark.parametrize(
    ("references", "found"),
    [
        ('bench_id = "pub.dim_bench.bench_id"', {"fct_repair_bench_id_exists": [2]}),
        (f"bench_id = {STATED}", {"bench_exists": [2]}),
        # A composite key is given where each of its columns is; 8 and 71 are a pair, 8 and 70 are none.
        ('"bench_id, cost_n" = "pub.dim_span.bench_id, cost_n"', {"fct_repair_bench_id_cost_n_exists": [2]}),
        # The span of 7 ends on the day of the repair, that of 8 does not end.
        ('bench_id = {to = "pub.dim_span.bench_id", on = "begun_on"}', {"fct_repair_bench_id_exists": [1, 4]}),
        # References of one id are one rule, and a table may refer to itself.
        (f'bench_id = {STATED}\ncost_n = {{to = "pub.fct_repair.repair_id", id = "bench_exists"}}',
         {"bench_exists": [1, 2, 3]}),
    ],
)  # fmt: skip
def test_an_orphan_is_found_and_no_value_is_none(make: Make, references: str, found: dict[str, list[int]]) -> None:
    assert offenders(make(references)) == found


def test_without_a_day_only_a_row_that_is_always_in_force_is_there(make: Make) -> None:
    session = make('bench_id = {to = "pub.dim_span.bench_id", on = "begun_on"}')
    stand.put(session.state, "repair", (5, None, 9, 70), (6, None, 7, 70))
    stand.put(session.state, "step", (9, 72, None))
    for table in session.content.models:
        if not table.startswith("std."):
            materialize.build(session, table)
    assert offenders(session) == {"fct_repair_bench_id_exists": [1, 4, 6]}


def test_a_declared_rule_is_checked_listed_and_readable(make: Make) -> None:
    session = make(f"bench_id = {STATED}")
    [result] = [one for one in checks.check(session, "pub.fct_repair") if one.rule_id == "bench_exists"]
    assert (result.kind, result.severity, result.state, result.offenders_n) == ("declared", "warn", "fail", 1)
    assert result.message == "The bench exists: repair_id = 2"
    [listed] = [one for one in rule_catalogue.everything(session.content) if one.rule_id == "bench_exists"]
    assert (listed.kind, listed.codes, listed.gbt36344, listed.words.zh) == ("declared", ("R-07",), "04", "长椅存在")
    with session.writer.transaction() as con:
        catalogue.write(con, session.content)
        rows = con.execute("FROM lake.meta.relationship").fetchall()
    assert rows == [("pub.fct_repair", "bench_id", "pub.dim_bench", "bench_id", "bench_exists")]


def test_a_rule_without_words_names_columns_and_table(make: Make) -> None:
    header = make('bench_id = "pub.dim_bench.bench_id"').content.rules["fct_repair_bench_id_exists"].header
    assert (header.description, header.description_zh) == (
        "Column: exists in pub.dim_bench", "列：在说明（pub.dim_bench）中存在",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("references", "message", "value", "accepted"),
    [
        ('bench_id = "pub.dim_banch.bench_id"', "there is no table pub.dim_banch", "pub.dim_banch.bench_id",
         "pub.dim_bench"),
        ('bench_id = "pub.dim_bench.id"', "pub.dim_bench has no column `id`", "id", "bench_id"),
        ('bank_id = "pub.dim_bench.bench_id"', "pub.fct_repair has no column `bank_id`", "bank_id", "bench_id"),
        ('bench_id = "pub.dim_bench.bench_id, street_code"', "the number of columns differs",
         "pub.dim_bench.bench_id, street_code", "1 column(s)"),
        ('bench_id = "dim_bench.bench_id"', "`references.bench_id.to` is wrong", "dim_bench.bench_id", "layer.table"),
        ('bench_id = {to = "pub.dim_bench.bench_id", on = "begun_on"}', "pub.dim_bench has no column `valid_from_on`",
         "valid_from_on", "bench_id"),
    ],
)  # fmt: skip
def test_a_wrong_reference_is_refused(tmp_path: Path, references: str, message: str, value: str, accepted: str) -> None:
    root = stand.write_root(tmp_path / "root", models(references))
    with pytest.raises(HgtError) as caught:
        Content.load(root, Paths(tmp_path / "data"))
    error = caught.value
    assert message in str(error) and error.file == str(root / "models/pub/fct_repair.sql")
    assert (error.value, error.next) == (value, "hgt status")
    assert accepted in str(error)


RELATIONSHIPS = {
    "property": ("logicalType: integer, classification: public}", "logicalType: integer, classification: public,"
                 " relationships: [{to: bench.bench_id, id: bench_exists, customProperties: [{property: words,"
                 ' value: "长椅存在|The bench exists"}, {property: rule, value: R-07}]}]}'),
    "schema": ("    properties:", "    relationships: [{from: [repair.bench_id], to: [bench.bench_id],"
               " id: bench_exists}]\n    properties:"),
}  # fmt: skip


@pytest.mark.parametrize("place", RELATIONSHIPS)
def test_a_contract_declares_relationships(tmp_path: Path, place: str) -> None:
    root, file = stand.write_root(tmp_path / "root", {}), tmp_path / "root/assets/bench/repair.odcs.yaml"
    head, mark, tail = stand.contract("repair").partition("{name: bench_id" if place == "property" else "    prop")
    file.write_text(head + (mark + tail).replace(*RELATIONSHIPS[place], 1), encoding="utf-8")
    content = Content.load(root, Paths(tmp_path / "data"))
    rule = content.rules["bench_exists"]
    assert (rule.header.table, rule.inputs, rule.path) == ("std.repair", ("std.bench", "std.repair"), file)
    assert rule.header.codes == (("R-07",) if place == "property" else ())
    assert content.relationships[0].row == ("std.repair", "bench_id", "std.bench", "bench_id", "bench_exists")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{to: schema/bench/properties/bench_id}", "<dataset>.<column>"),
        ("{to: bench.bench_id, customProperties: [{property: colour, value: red}]}", "`colour` is not known"),
        ("{to: bench.bench_id}, {to: step.step_id}", "one relationship of these columns"),
    ],
)
def test_a_wrong_relationship_is_refused(tmp_path: Path, entry: str, message: str) -> None:
    file = stand.write_root(tmp_path / "root", {}) / "assets/bench/repair.odcs.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("public}", f"public, relationships: [{entry}]}}", 1), encoding="utf-8")
    with pytest.raises(HgtError) as caught:
        read_contract(file)
    assert message in str(caught.value)


def test_a_part_of_nothing_is_refused(tmp_path: Path) -> None:
    text = stand.kpi("select begun_on as period_on, cost_n as numerator, 1 as denominator from pub.fct_repair")
    part = 'part_of = {numerator = ["rate.default.numerators"]}\n*/'
    fact = stand.model(FACT, *COLUMNS)
    root = stand.write_root(tmp_path / "root", {"pub.fct_repair": fact, "kpi.rate": text.replace("*/", part, 1)})
    with pytest.raises(HgtError, match=r"rate\.default\.numerators"):
        Content.load(root, Paths(tmp_path / "data"))
    stand.write_root(root, {"kpi.rate": text.replace("*/", part.replace("numerators", "numerator").replace(
        "rate.", "rates."), 1)})  # fmt: skip
    with pytest.raises(HgtError) as caught:
        Content.load(root, Paths(tmp_path / "data"))
    assert "names integers that no KPI has" in str(caught.value) and "rate.default.numerator" in str(caught.value)

"""The judge finds what was planted and nothing else, and the article's figures come out of judged rows."""

import datetime as dt
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipelines.declare.contracts.column import Column
from pipelines.declare.contracts.contract import Contract
from pipelines.declare.dag import OUTCOME
from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.ingest.validate import compile_contract, pseudonym
from pipelines.metrics import kpi
from pipelines.orchestration.plan import opened
from pipelines.quality import checks, score
from pipelines.state import check_results
from pipelines.state.session import KEY_VARIABLE, Session
from pipelines.transform import materialize
from tests.demo.extracts import Extracts
from warehouse.paths import Paths

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2015, 8, 31)
ZONE = ZoneInfo("Asia/Shanghai")
SECRET = "a key for the tests only"
Cells = list[tuple[Any, ...]]


def make(session: Session, tables: Collection[str]) -> None:
    """Load and build these tables, in order, and roll up."""
    order = [name for name in session.content.graph.order if name in tables]
    measures = [name for name in order if session.content.models[name].layer == "kpi"]
    for name in (name for name in order if name not in measures):
        if session.content.models[name].layer == "std":
            load.load(session, session.content.models[name].table)
        else:
            materialize.build(session, name)
    if OUTCOME in tables:
        score.write(session)
    for name in measures:
        materialize.build(session, name)
    kpi.roll_up(session)


@pytest.fixture(scope="module")
def judged(district: Extracts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    paths = Paths(tmp_path_factory.mktemp("judged") / "data")
    shutil.copytree(district.root, paths.district)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, SECRET)
        content = Content.load(ROOT, paths)
        with opened(content, as_of=AS_OF) as session:
            make(session, {*content.models, OUTCOME})
            yield session


def stops(session: Session, planted: dict[str, Any]) -> bool:
    """Whether a planted row breaks a rule that sets it aside."""
    severities = {
        rule.id: rule.severity for rule in compile_contract(session.content.contracts[planted["dataset"]]).rules
    }
    return any(severities.get(rule, "block") != "warn" for rule in planted["rules"])


def named(contract: Contract, planted: dict[str, Any]) -> list[tuple[str, str]]:
    """The key of a planted row by our names; the answer sheet lists it by the source's."""
    return list(zip(contract.key, map(str, planted["key"]), strict=True))


def keyed(column: Column, value: str) -> str:
    """A value as the public lake holds it."""
    return pseudonym(SECRET.encode(), column.namespace, value) if column.namespace else value


def written(value: object) -> str:
    """A value of the lake as the demo writes it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def ask(session: Session, query: str) -> Cells:
    return session.writer.con.execute(query).fetchall()


def figure(session: Session, kpi_id: str, variant: str = "default") -> tuple[int, int | None]:
    ((numerator, denominator),) = ask(
        session,
        f"""SELECT numerator, denominator FROM lake.kpi.value WHERE kpi_id = '{kpi_id}' AND variant = '{variant}'
        AND grain = 'cumulative' AND slice_type = 'all'""",
    )
    return numerator, denominator


def test_every_dataset_balances(judged: Session, district: Extracts) -> None:
    found = ask(judged, "SELECT dataset, sum(source_n), sum(landed_n + set_aside_n + filtered_n) FROM lake.meta.batch"
                        " GROUP BY dataset")  # fmt: skip
    assert {name for name, _, _ in found} == set(judged.content.contracts)
    beside: dict[str, int] = dict(ask(judged, "SELECT dataset, sum(counted_n) FROM lake.meta.batch_note"
                              " WHERE note = 'other_sheets' GROUP BY dataset"))  # fmt: skip
    assert set(beside) == {"oa_department", "oa_document"}, "the two sheets of one workbook"
    for dataset, source_n, placed_n in found:
        assert source_n == placed_n
        assert source_n - beside.get(dataset, 0) == district.summary.records[dataset]


def test_rule_by_rule_the_counts_are_those_planted(judged: Session, district: Extracts) -> None:
    """Warnings too: what only warns about a row is counted and the row lands."""
    planted = Counter((p["dataset"], rule) for p in district.planted for rule in p["rules"])
    found = ask(judged, "SELECT dataset, rule_id, sum(broken_n)::BIGINT FROM lake.meta.batch_rule"
                        " GROUP BY ALL HAVING sum(broken_n) > 0")  # fmt: skip
    assert {(dataset, rule): n for dataset, rule, n in found} == planted


def test_row_by_row_the_rows_set_aside_are_those_planted(judged: Session, district: Extracts) -> None:
    silos = {name: contract.silo for name, contract in judged.content.contracts.items()}
    rows = ask(judged, "SELECT dataset, source, record_key, row_number, rules FROM vault.quarantine.set_aside"
                       " WHERE state = 'open'")  # fmt: skip
    found: Counter[tuple[Any, ...]] = Counter()
    for dataset, source, key, row_number, broken in rows:
        server = judged.content.contracts[dataset].server
        header = server.format in ("csv", "xlsx") and server.options.get("header", True)
        place = row_number + header if broken == ["malformed"] else key or ""
        found[dataset, f"{silos[dataset]}/{source}", place, tuple(sorted(broken))] += 1
    planted: Counter[tuple[Any, ...]] = Counter()
    for p in district.planted:
        if p["rules"] != ["refused"] and stops(judged, p):
            malformed = p["rules"] == ["malformed"]
            place = p.get("line", p.get("row")) if malformed else " ".join(str(v) for v in p["key"] if v is not None)
            planted[p["dataset"], p["source"], place, tuple(sorted(p["rules"]))] += 1
    assert found == planted
    refused = Counter(p["dataset"] for p in district.planted if p["rules"] == ["refused"])
    assert dict(ask(judged, "SELECT dataset, count(*) FROM vault.quarantine.refused GROUP BY ALL")) == refused


def test_rules_across_tables_find_what_is_there_to_find_and_nothing_else(judged: Session, district: Extracts) -> None:
    wanted: dict[str, Counter[tuple[tuple[str, str], ...]]] = defaultdict(Counter)
    for p in district.planted:
        contract = judged.content.contracts[p["dataset"]]
        key = tuple(zip(contract.key, (keyed(contract.column(n), v) for n, v in named(contract, p)), strict=True))
        for rule in p.get("finds", ()):
            wanted[rule][tuple(sorted(key))] += 1
    for rule, rows in district.offenders.items():
        wanted[rule].update(tuple(sorted(row.items())) for row in rows)
    assert set(wanted) <= set(judged.content.rules)
    tables = sorted({rule.header.table for rule in judged.content.rules.values()})
    results = {(table, r.rule_id): r for table in tables for r in checks.check(judged, table)}
    found = {}
    for name, rule in judged.content.rules.items():
        result = results[rule.header.table, name]
        assert result.state != check_results.BROKEN, result.message
        cursor = judged.writer.con.execute(rule.select)
        columns = [column[0] for column in cursor.description or ()]
        seen = [dict(zip(columns, map(written, row), strict=True)) for row in cursor.fetchall()]
        shapes = {tuple(column for column, _ in key) for key in wanted[name]}
        assert len(shapes) <= 1 and all(set(shape) <= set(columns) for shape in shapes), (name, shapes, columns)
        shown = next(iter(shapes), tuple(sorted(columns)))
        found[name] = Counter(tuple((column, row[column]) for column in shown) for row in seen)
    assert {n: c for n, c in found.items() if c} == {n: c for n, c in wanted.items() if c}


def test_the_articles_figures_come_out_of_judged_rows(judged: Session) -> None:
    assert figure(judged, "urban_cases")[0] == 18_200
    closed, reported = figure(judged, "urban_case_closure_rate", "reported")
    assert (closed, reported) == (17_927, 18_200)
    assert reported is not None and round(100 * closed / reported, 1) == 98.5
    assert figure(judged, "documents")[0] == 3_356
    assert figure(judged, "document_tasks")[0] == 2_189
    assert figure(judged, "document_online_rate") == (1_852, 2_189)
    assert 3_501 <= figure(judged, "app_installs")[0] <= 3_599
    assert 29_001 <= figure(judged, "app_clicks")[0] <= 29_999
    assert figure(judged, "service_items")[0] == 73


def test_std_holds_the_rows_that_are_not_planted(judged: Session, district: Extracts) -> None:
    for dataset in ("urban_case", "urban_case_step", "hotline_call", "oa_doc_task", "app_install"):
        ((count,),) = ask(judged, f"SELECT count(*) FROM lake.std.{dataset} WHERE NOT _is_deleted")
        copies = [p for p in district.planted if p["dataset"] == dataset]
        assert count == district.summary.records[dataset] - len(copies)


def test_removing_one_closure_changes_the_integer(judged: Session) -> None:
    """The last test here: it changes the extract."""
    due_before, _ = figure(judged, "urban_case_closure_rate", "due")
    with sqlite3.connect(judged.paths.district / "urban_management" / "urban_management.sqlite") as silo:
        ((number,),) = silo.execute(
            """SELECT task_num FROM case_info WHERE status = '6' AND closed_at < '2015-07-01' AND length(task_num) = 11
            AND due_at < '2015-08-01' GROUP BY task_num HAVING count(*) = 1 ORDER BY task_num LIMIT 1"""
        ).fetchall()
        silo.execute("UPDATE case_info SET status = '5', closed_at = NULL WHERE task_num = ?", [number])
    silo.close()
    rate = "kpi.urban_case_closure_rate"
    make(judged, {rate, *judged.content.graph.upstream(rate)})
    assert figure(judged, "urban_case_closure_rate", "reported") == (17_926, 18_200)
    assert figure(judged, "urban_case_closure_rate", "due")[0] == due_before - 1
    assert ask(judged, "SELECT updated_n, deleted_n FROM lake.meta.batch WHERE dataset = 'urban_case'"
                       " ORDER BY batch_id DESC LIMIT 1") == [(1, 0)]  # fmt: skip

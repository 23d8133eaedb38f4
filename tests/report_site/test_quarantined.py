"""The page of data quality, `status` and `kpi explain` say the same of what is quarantined."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.declare.contracts.bound import Bound
from pipelines.ops import figures
from pipelines.ops.status import status
from pipelines.release import gate
from pipelines.release.reader import reader
from pipelines.site import quarantined
from pipelines.site.data import Data
from pipelines.site.model import Table, Wording
from pipelines.site.quarantined import BARRED, WARNED, WITHIN
from pipelines.site.wording import wording
from pipelines.state.session import KEY_VARIABLE
from tests.gate import town
from tests.report_site.fabricated import Release
from warehouse.paths import Paths
from warehouse.schema import PUBLIC_TABLES

VISITS = "- {property: quantity, value: visit_n}"
KPI = town.FILES["models/kpi/ticket_done_rate.sql"]
COUNT = (
    KPI.replace('"ratio"', '"count"').replace('"%"', '"次"').replace('        denominator = "全部|All"\n', "")
    .replace("CAST(state_code = 'done' AS INTEGER) AS numerator, 1 AS denominator", "visit_n AS numerator")
)  # fmt: skip


def root_of(folder: Path, rows: str) -> Path:
    """A town whose tickets are devices with their visits."""
    contract = town.FILES["assets/desk/ticket.odcs.yaml"].replace(
        "properties:\n", "properties:\n              - {name: visit_n, physicalName: visits, businessName: 访问量,"
        " logicalType: integer, classification: public}\n")  # fmt: skip
    contract = contract.replace(
        "- {property: drift, value: stop}", f"- {{property: drift, value: stop}}\n          {VISITS}"
    )
    root = town.write(folder, ticket_csv=f"no,state,opened,phone,visits\n{rows}", ticket_odcs_yaml=contract,
                      ticket_done_rate_sql=COUNT)  # fmt: skip
    for model in ("std/ticket", "pub/fct_ticket"):
        file = root / "models" / f"{model}.sql"
        text = file.read_text(encoding="utf-8").replace("[columns]\n", '[columns]\nvisit_n = "访问量|Visits"\n')
        file.write_text(text.replace("SELECT ticket_id", "SELECT visit_n, ticket_id"), encoding="utf-8")
    return root


def cells(table: Table, *, english: bool = True) -> list[list[str]]:
    return [[(cell.en if english else cell.zh) if cell is not None else "" for cell in row] for row in table.rows]


def test_a_quarantined_device_is_told_with_its_visits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """5 + 7 + 9 = 21 visits count; the device of 5,866,494 has a day that is none: 1 of 4 rows, above 2 %."""
    monkeypatch.setenv(KEY_VARIABLE, "a key for the tests only")
    rows = "1,done,2015-03-02,,5\n2,done,2015-03-02,,7\n3,open,2015-03-03,,9\n4,done,32/13/2015,,5866494\n"
    root, data = root_of(tmp_path / "root", rows), tmp_path / "data"
    with town.opened(root, data) as session:
        town.bring_up_to_date(session)
        made = gate.make(session)
        assert made is not None
        words = wording(session.content)
    con = reader(Paths(data), "Asia/Shanghai", made.release_id).con
    page = quarantined.section(Data(con, made, wording=words))
    datasets, kpis = page.blocks
    assert isinstance(datasets, Table) and isinstance(kpis, Table)
    assert cells(datasets) == [
        ["Tickets", "above warning", "25.0%", "1 / 4", "2.0% / 20.0%", "opened_on reads as its type (1)", "1"]
    ]
    assert cells(datasets, english=False)[0][:2] == ["工单", "超过提醒线"]
    assert cells(kpis) == [["Done", "1", "Visits 5,866,494", "21", "Tickets"]]
    assert cells(kpis, english=False)[0][2] == "访问量 5,866,494"
    told = [line.text for line in status(root, Paths(data)).alerts]
    assert "ticket: quarantined rows carry 5,866,494 visit_n" in told
    assert any("quarantined_n = 1, received_n = 4" in line for line in told)
    explained = figures.explain(root, Paths(data), "ticket_done_rate", variant=None, at=None)
    assert explained.endswith("    ticket: 1, 5,866,494 visit_n") and "21" in explained


def blank() -> duckdb.DuckDBPyConnection:
    """The kernel's tables, empty."""
    con = duckdb.connect()
    for schema in ("meta", "kpi"):
        con.execute(f"CREATE SCHEMA {schema}")
    for name, columns in PUBLIC_TABLES.items():
        con.execute(f"CREATE TABLE {name} ({columns})")
    return con


def test_nothing_quarantined_is_said(tmp_path: Path) -> None:
    with blank() as con:
        datasets, kpis = quarantined.section(Data(con, Release(), wording=Wording(rests_on={"k": ("a",)}))).blocks
    assert isinstance(datasets, Table) and isinstance(kpis, Table)
    assert (datasets.rows, kpis.rows) == ([], [])
    assert datasets.finding is not None and datasets.finding.en == "No record is quarantined."
    assert kpis.finding is not None and kpis.finding.en == "No KPI rests on quarantined records."


def state(bound: Bound, quarantined_n: int, received_n: int) -> int:
    """The contract's verdict on a share, in Python."""
    most, usual = round(bound.block * 100), round(bound.warn * 100)
    over = 100 * quarantined_n > most * received_n and quarantined_n >= bound.least_rows_n
    if bound.block < 1 and (quarantined_n >= received_n or over):
        return BARRED
    return WARNED if 100 * quarantined_n > usual * received_n else WITHIN


BOUNDS = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda pair: Bound(min(pair) / 100, max(pair) / 100, 1)
)
BATCHES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 60), st.integers(0, 60)), min_size=1, max_size=8
).map(lambda rows: [(name, n, n + more) for name, n, more in rows])


@settings(deadline=None, max_examples=50)
@given(BATCHES, st.fixed_dictionaries({name: st.one_of(st.just(Bound()), BOUNDS) for name in "abc"}))
def test_the_worst_batch_of_each_dataset_comes_barred_then_warned_then_by_share(
    batches: list[tuple[str, int, int]], bounds: dict[str, Bound]
) -> None:
    with blank() as con:
        for batch_id, (name, quarantined_n, received_n) in enumerate(batches):
            for rule in ("*", "required_x"):
                con.execute(
                    "INSERT INTO meta.quarantine_share VALUES (?, ?, '*', ?, ?, ?)",
                    [name, batch_id, rule, quarantined_n, received_n],
                )
        found = quarantined.shares(Data(con, Release(), wording=Wording(bounds=bounds)))
    worst = {
        name: max((state(bounds[name], n, of), n / of) for other, n, of in batches if other == name)
        for name, _, _ in batches
    }
    assert {share.dataset: (share.state, share.share) for share in found} == worst
    order = [(share.state, share.share) for share in found]
    assert order == sorted(order, reverse=True)
    assert all(share.rules.en.startswith("required_x (") for share in found)

"""Indicators that governments publish, from file to value: active users, growth, plans, net change, past days."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.ingest import load
from pipelines.metrics import kpi
from pipelines.ops import figures
from pipelines.ops.status import status
from pipelines.quality.audit import run
from pipelines.state.session import Session
from pipelines.state.state import State
from pipelines.transform import materialize
from tests.gate.town import bring_up_to_date
from tests.small_root import model, put
from warehouse.errors import HgtError
from warehouse.paths import Paths
from warehouse.store import Writer

SHARED = Path(__file__).parents[3] / "shared" / "cases"
DAY = dt.date(2024, 5, 31)
DISTRICT = """
name = "小城"
name_en = "Smalltown"
time_zone = "Asia/Shanghai"
as_of = 2024-05-31
[silos.dept]
name = "部门"
name_en = "Department"
location = "{root}/input"
"""
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: NAME
name: NAME
version: 1.0.0
status: active
domain: dept
description: {purpose: "p", usage: "用途"}
servers:
  - {server: silo, type: local, path: "NAME.csv", format: csv}
schema:
  - name: NAME
    physicalName: NAME
    businessName: 数据
    properties:
"""
TYPES = {"id": "string", "at": "timestamp", "on": "date", "n": "integer"}
INPUT = {
    "used": "rec_id,device_id,used_at\n1,A,2024-05-01 08:00:00\n2,A,2024-05-02 08:00:00\n3,B,2024-05-02 09:00:00\n"
    "4,A,2024-05-20 08:00:00\n5,C,2024-05-31 08:00:00\n6,C,2024-04-30 08:00:00\n7,A,2024-05-01 09:00:00\n",
    "plan": "month_on,old_n,new_n,plan_n\n2024-01-01,100,80,50\n2024-02-01,100,130,120\n2024-03-01,0,5,0\n",
    "net": "rec_id,day_on,net_n\n1,2024-04-10,12\n2,2024-05-10,-7\n",
}
ACTIVE = ("select used_at::date as period_on, device_id as entity from pub.used", 'kind = "distinct"\nunit = "台"')
GROWTH = (
    "select month_on as period_on, new_n as numerator, old_n as denominator from pub.plan",
    'kind = "growth"\nunit = "%"',
)
DONE = (
    "select month_on as period_on, new_n as numerator, plan_n as denominator from pub.plan",
    'kind = "ratio"\nunit = "%"\nrange = "positive"',
)
NET = ("select day_on as period_on, net_n as numerator from pub.net", 'kind = "count"\nunit = "户"\nrange = "signed"')
KPIS = {"active": ACTIVE, "growth": GROWTH, "done": DONE, "net_change": NET}
FRESH = ("select as_of() as period_on, (day_on > as_of() - 31)::integer as numerator, 1 as denominator from pub.net",
         'kind = "ratio"\nunit = "%"')  # fmt: skip


def indicator(select: str, header: str) -> str:
    words = 'numerator = "分子|Numerator"\n'
    words += 'denominator = "分母|Denominator"\n' if 'kind = "ratio"' in header or "growth" in header else ""
    return (
        f'/*\ntitle_zh = "指标"\ntitle = "Measure"\nquestion_zh = "多少？"\nquestion = "How many?"\n{header}\n'
        'better = "none"\nsource = "local"\nowner = "部门"\n[variants.default]\nzh = "口径"\nen = "Way"\n'
        f"{words}*/\n{select}"
    )


def given(folder: Path, case: str) -> Path:
    """A copy of a shared case's root, beside its input."""
    if not (SHARED / case).is_dir():
        pytest.skip("the shared cases are not there")
    shutil.copytree(SHARED / case, folder / case)
    return folder / case / "root"


def write(root: Path, kpis: dict[str, tuple[str, str]], extra: str = "") -> Path:
    put(root / "district.toml", DISTRICT)
    for name, text in INPUT.items():
        columns = text.partition("\n")[0].split(",")
        rows = "".join(
            f"      - {{name: {column}, logicalType: {TYPES[column.rpartition('_')[2]]}, classification: public"
            + (", primaryKey: true, primaryKeyPosition: 1}\n" if column == columns[0] else "}\n")
            for column in columns
        )
        put(root / "input" / f"{name}.csv", text)
        put(root / "assets" / "dept" / f"{name}.odcs.yaml", CONTRACT.replace("NAME", name) + rows)
        marked = extra if name == "net" else ""
        put(root / "models/std" / f"{name}.sql", model(f"select {', '.join(columns)} from raw.{name}", *columns,
                                                       extra=marked))  # fmt: skip
        put(root / "models/pub" / f"{name}.sql", model(f"select * from std.{name}", *columns))
    for name, (select, header) in kpis.items():
        put(root / "models/kpi" / f"{name}.sql", indicator(select, header))
    return root


@contextmanager
def opened(root: Path, data: Path, as_of: dt.date = DAY) -> Iterator[Session]:
    paths = Paths(data)
    content = Content.load(root, paths)
    with Writer.open(paths, content.district.time_zone) as writer:
        yield Session(content, State(writer), as_of)


def told(session: Session, kpi_id: str, grain: str) -> list[tuple[int | None, str]]:
    """Numerator and shown value, period by period."""
    head = session.content.kpis()[kpi_id].kpi
    rows = session.writer.con.execute(
        "SELECT numerator, denominator, value FROM lake.kpi.value WHERE kpi_id = ? AND grain = ? AND slice_type = 'all'"
        " ORDER BY period_start",
        [kpi_id, grain],
    ).fetchall()
    return [(n, head.shown(head.number(n, d, value))) for n, d, value in rows]


def test_every_shape_has_its_value_and_bars_no_release(tmp_path: Path) -> None:
    with opened(write(tmp_path / "root", KPIS), tmp_path / "data") as session:
        bring_up_to_date(session)
        assert told(session, "active", "month") == [(1, "1 台"), (3, "3 台")]
        assert told(session, "active", "cumulative") == [(3, "3 台")]
        assert [n for n, _ in told(session, "active", "day")] == [1, 1, 2, 1, 1]
        assert [text for _, text in told(session, "growth", "month")] == ["-20.0 %", "+30.0 %", "—"]
        assert [text for _, text in told(session, "done", "month")] == ["160.0 %", "108.3 %", "—"]
        assert told(session, "net_change", "month") == [(12, "12 户"), (-7, "-7 户")]
        states = session.writer.con.execute(
            "SELECT DISTINCT table_name, rule_id, state FROM lake.meta.rule_result WHERE state <> 'pass'"
        ).fetchall()
        assert states == []
        assert run.run(session).findings == ()


def broken_kpi(tmp_path: Path, select: str) -> HgtError:
    """The refusal of `net_change` with another SELECT; the other KPIs are right."""
    header = KPIS["net_change"][1]
    root = write(tmp_path / "root", {**KPIS, "net_change": (select, header)})
    with opened(root, tmp_path / "data") as session, pytest.raises(HgtError) as caught:
        bring_up_to_date(session)
    return caught.value


def test_rows_without_a_day_are_refused(tmp_path: Path) -> None:
    """One of the two rows counts on no day: it would drop out of every value."""
    undated = "select case when net_n > 0 then day_on end as period_on, net_n as numerator from pub.net"
    refusal = broken_kpi(tmp_path, undated)
    assert "rows without a day" in str(refusal) and "value: default: 1 row(s)" in str(refusal)
    assert "net_change.sql" in str(refusal) and "WHERE period_on IS NOT NULL" in str(refusal)
    followed = f"select * from ({undated}) where period_on is not null"
    root = write(tmp_path / "b", {**KPIS, "net_change": (followed, KPIS["net_change"][1])})
    with opened(root, tmp_path / "b" / "data") as session:
        bring_up_to_date(session)
        assert told(session, "net_change", "month") == [(12, "12 户")]


def test_a_sum_beyond_64_bits_names_its_own_kpi(tmp_path: Path) -> None:
    """Each day fits, the two days together do not."""
    beyond = "select day_on as period_on, 9000000000000000000 as numerator from pub.net"
    refusal = broken_kpi(tmp_path, beyond)
    assert "net_change.sql" in str(refusal) and "64 bits" in str(refusal)
    assert not any(name in str(refusal) for name in ("active", "growth", "done"))


REFUSED = {
    "net_change": (
        "31-negative-count",
        r'range` = "positive".*first on 2024-05-10.*value: -7\n  accepted: range = "signed"',
    ),
    "c15_growth": (
        "15-growth-and-over-plan",
        r'range` = "share".*first on 2024-01-01.*value: -20 / 100\n  accepted: range = "signed"',
    ),
    "c15_plan": (
        "15-growth-and-over-plan",
        r'range` = "share".*value: 80 / 50\n  accepted: range = "positive" or range = "signed"',
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_given_root_is_refused_where_its_range_is_declared(tmp_path: Path, name: str) -> None:
    """The build names file, key, integers and the ranges that hold them; `status` names the KPI until it is mended."""
    case, told_so = REFUSED[name]
    root, data = given(tmp_path, case), tmp_path / "data"
    file = root / "models" / "kpi" / f"{name}.sql"
    for extra in ("", 'range = "signed"\n'):
        file.write_text(file.read_text(encoding="utf-8").replace("kind =", f"{extra}kind ="), encoding="utf-8")
        with opened(root, data) as session:
            for dataset in session.content.contracts:
                load.load(session, dataset)
            (table,) = session.content.models[f"kpi.{name}"].inputs
            materialize.build(session, table)
            if not extra:
                with pytest.raises(
                    HgtError, match=rf"(?s){name}\.sql: .*{told_so}\n  next: correct models/kpi/{name}\.sql"
                ):
                    materialize.build(session, f"kpi.{name}")
            else:
                assert materialize.build(session, f"kpi.{name}").changed
        report = status(root, Paths(data))
        barring = [line for line in report.topics["barring the next release"] if f"kpi.{name}" in line.text]
        if not extra:
            (line,) = barring
            assert line.text.startswith(f"build kpi.{name}: models/kpi/{name}.sql: a KPI of kind ")
            assert line.next == f"correct models/kpi/{name}.sql, then hgt run"
            assert not any(f"kpi.{name}" in other.text for other in report.topics["stale tables"])
            assert not report.ok
        else:
            assert barring == []


def test_a_count_may_not_tell_apart_what_it_adds_up(tmp_path: Path) -> None:
    """The given root would count A thrice in May; as `distinct` it counts 1 in April, 3 in May and 3 in all."""
    root = given(tmp_path, "14-monthly-active-users")
    file = root / "models" / "kpi" / "c14_active.sql"
    with pytest.raises(
        HgtError, match=r'c14_active\.sql: [\s\S]*accepted: kind = "distinct"[\s\S]*device_id as entity'
    ):
        Content.load(root, Paths(tmp_path / "data"))
    text = file.read_text(encoding="utf-8").replace('kind = "count"', 'kind = "distinct"')
    text = text.replace("select distinct used_at::date as period_on, 1 as numerator, device_id",
                        "select used_at::date as period_on, device_id as entity")  # fmt: skip
    file.write_text(text, encoding="utf-8")
    with opened(root, tmp_path / "data") as session:
        bring_up_to_date(session)
        assert told(session, "c14_active", "month") == [(1, "1 台"), (3, "3 台")]
        assert told(session, "c14_active", "cumulative") == [(3, "3 台")]
        assert [n for n, _ in told(session, "c14_active", "day")] == [1, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("kind", "select", "refused"),
    [
        ("count", "select day_on as period_on, count(distinct rec_id) as numerator from pub.net group by day_on", True),
        ("count", "select distinct day_on as period_on, 1 as numerator, rec_id from pub.net", True),
        ("count", "select day_on as period_on, 1 as numerator, rec_id from pub.net group by all", True),
        ("count", "select distinct day_on as period_on, 1 as numerator from pub.net", False),
        ("count", "select day_on as period_on, count(*) as numerator from pub.net group by day_on", False),
        ("count", "with d as (select distinct rec_id, day_on from pub.net) select day_on as period_on, 1 as numerator"
                  " from d", False),
        ("stock", "select count(distinct rec_id) as numerator from pub.net", False),
    ],
)  # fmt: skip
def test_what_distinct_may_stand_in(tmp_path: Path, kind: str, select: str, refused: bool) -> None:
    root = write(tmp_path / "root", {"shape": (select, f'kind = "{kind}"\nunit = "户"')})
    if refused:
        with pytest.raises(HgtError, match="counts twice in the month"):
            Content.load(root, Paths(tmp_path / "data"))
    else:
        assert "shape" in Content.load(root, Paths(tmp_path / "data")).kpis()


def test_a_past_day_of_what_the_source_overwrites_is_unknowable(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"fresh": FRESH, "net_change": NET}, extra='overwritten = ["day_on"]\n')
    past = dt.date(2024, 5, 11)
    with opened(root, tmp_path / "data") as session:
        bring_up_to_date(session)
        assert session.content.overwritten("fresh") == ("std.net.day_on",)
        con, content = session.writer.con, session.content
        now = kpi.evaluate(con, content, "fresh", DAY, grain="cumulative")
        assert [(row.numerator, row.denominator) for row in now] == [(1, 2)]
        con.execute("USE work")
        then = kpi.evaluate(con, content, "fresh", past, grain="cumulative")
        assert [(row.numerator, row.denominator, row.value) for row in then] == [(None, None, None)]
        con.execute("USE work")
        known_from = kpi.known_from(con, content, content.models["kpi.fresh"])
        (line,) = figures.unknowable(content, "fresh", known_from, past)
        assert line == (
            "unknowable as of 2024-05-11: the source overwrites std.net.day_on, and its newest extract is of 2024-05-31"
        )
        assert figures.unknowable(content, "fresh", known_from, DAY) == []
    with opened(root, tmp_path / "data", past) as session:
        bring_up_to_date(session)
        assert told(session, "fresh", "cumulative") == [(None, "—")]

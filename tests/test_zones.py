"""One root gives the same integers in every zone of the machine: run, shown, explained, composed, asked and audited."""

import json
import os
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.declare.project import Content
from pipelines.ingest import due
from pipelines.ops import figures
from pipelines.ops.run import run
from pipelines.release.reader import reader
from pipelines.state.session import Session
from pipelines.state.state import State
from tests.conftest import ZONES
from warehouse.paths import Paths
from warehouse.store import Writer

PROJECT = Path(__file__).resolve().parents[1]
DISTRICT = """
    name = "小城"
    name_en = "Smalltown"
    time_zone = "{zone}"
    as_of = 2018-12-31
    [targets]
    case_late_rate = {{default = 50.0}}
    [silos.desk]
    name = "前台"
    name_en = "Desk"
    location = "{{root}}/silo"
    """
CONTRACT = """
    apiVersion: v3.1.0
    kind: DataContract
    id: case
    name: desk_case
    version: 1.0.0
    status: active
    domain: desk
    description: {purpose: "Cases", usage: "案件"}
    servers:
      - {server: silo, type: local, path: case.csv, format: csv}
    schema:
      - name: desk_case
        physicalName: case
        businessName: 案件
        description: One row per case.
        properties:
          - {name: case_id, physicalName: "no", businessName: 编号, logicalType: string, required: true,
             primaryKey: true, primaryKeyPosition: 1, classification: public}
          - {name: reported_at, physicalName: reported, businessName: 时间, logicalType: timestamp,
             classification: public}
    customProperties:
      - {property: mode, value: full}
      - {property: drift, value: stop}
    """
HEAD = """
    /*
    description = "Cases"
    description_zh = "案件"
    grain = "case"
    grain_zh = "案件"
    key = ["case_id"]
    [columns]
    case_id = "编号|Number"
    reported_at = "时间|Moment"
    """
KPI = """
    /*
    title_zh = "超时率"
    title = "Late"
    question_zh = "多少案件超时？"
    question = "How many cases are late?"
    kind = "ratio"
    unit = "%"
    better = "higher"
    source = "local design"
    owner = "desk"
    [variants.default]
    zh = "超时率"
    en = "Late"
    numerator = "晚间|In the evening"
    denominator = "全部|All"
    */
    SELECT reported_on AS period_on, CAST(is_evening AS INTEGER) AS numerator, 1 AS denominator FROM mart.case_day
    """
INDEX = """
    title_zh = "指数"
    title = "Index"
    question_zh = "得分多少？"
    question = "What is the score?"
    better = "higher"
    source = "local design"
    owner = "desk"
    unit = "指数"
    combine = "targets"
    at_most = 2.0
    slices = []
    """
RULE = """
    /*
    description = "No case is reported in the last two hours of a day"
    description_zh = "深夜无案件"
    table = "mart.case_day"
    dimension = "accuracy"
    gbt36344 = "03"
    severity = "warn"
    */
    SELECT case_id FROM mart.case_day WHERE hour(reported_at) >= 22
    """
DISTRICTS = ("Asia/Shanghai", "America/Los_Angeles")
HOURS = (0, 1, 8, 16, 21, 22, 23)
"""Local hours of the cases of 30 and 31 December and of 1 January, half past each."""


def write(root: Path, zone: str) -> Path:
    mart = f"{HEAD}    reported_on = '日期|Day'\n    is_evening = '晚间|Whether in the evening'\n    */"
    rows = [
        f"{day}-{hour},{day}T{hour:02}:30:00" for day in ("2018-12-30", "2018-12-31", "2019-01-01") for hour in HOURS
    ]
    files = {
        "district.toml": DISTRICT.format(zone=zone),
        "assets/desk/desk_case.odcs.yaml": CONTRACT,
        "silo/case.csv": "\n".join(["no,reported", *rows]) + "\n",
        "models/std/desk_case.sql": f"{HEAD}    */\n    SELECT case_id, reported_at FROM raw.desk_case",
        "models/pub/fct_case.sql": f"{HEAD}    */\n    SELECT case_id, reported_at FROM std.desk_case",
        "models/mart/case_day.sql": f"{mart}\n    SELECT case_id, reported_at,"
        " CAST(reported_at AS DATE) AS reported_on, hour(reported_at) >= 18 AS is_evening"
        " FROM pub.fct_case WHERE reported_at < as_of_at()",
        "models/kpi/case_late_rate.sql": KPI,
        "models/index/score.toml": INDEX,
        "quality/late_hours.sql": RULE,
    }
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


ASKED = """
import json, sys
from pathlib import Path
from pipelines.ops import figures
from pipelines.ops.run import run
from pipelines.release.reader import reader
from warehouse.paths import Paths
import datetime as dt

found = {}
for zone, root in zip(sys.argv[2::2], sys.argv[3::2]):
    root, paths = Path(root), Paths(Path(sys.argv[1]) / zone.replace("/", "-"))
    assert run(root, paths).ok
    def shown(kpi_id, at):
        rows = figures.show(root, paths, kpi_id, variant=None, grain="cumulative", at=at, by=None, release_id=None)[1]
        return [[row[6], row[7], row[8]] for row in rows]
    eve = dt.date(2018, 12, 30)
    con = reader(paths, zone).con
    text = figures.explain(root, paths, "case_late_rate", variant=None, at=eve)
    queries = ("select count(*) from pub.fct_case where cast(reported_at as date) = date '2018-12-31'",
               "select offenders_n from meta.rule_result where rule_id = 'late_hours'",
               "select cast(min(reported_at) as varchar)[:19] || ' ' || cast(as_of_at() as varchar)[:19]"
               " from pub.fct_case")
    found[zone] = {
        "now": shown("case_late_rate", None), "at": shown("case_late_rate", eve), "index": shown("score", eve),
        "explained": next(line.strip() for line in text.splitlines() if " / " in line),
        "asked": [con.execute(query).fetchone()[0] for query in queries],
        "audited": json.loads((paths.audit / "state.json").read_text())["mart.case_day"]["offenders"]["late_hours"],
    }
print("ANSWER" + json.dumps(found, default=str))
"""


def answers(machine: str, data: Path, roots: dict[str, Path]) -> object:
    """Return the answers of one process, run in its own zone, about the roots."""
    words = [word for zone, root in roots.items() for word in (zone, str(root))]
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(data), *words],
        cwd=PROJECT, env={**os.environ, "TZ": machine}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.partition("ANSWER")[2])


def test_the_zone_of_the_machine_changes_nothing(tmp_path: Path) -> None:
    """14 cases up to the end of 2018, 6 in the evening and 4 from ten at night; up to 30 December 7 and 3."""
    roots = {zone: write(tmp_path / f"root{n}", zone) for n, zone in enumerate(DISTRICTS)}
    by_hand = {
        "now": [[6, 14, 600 / 14]],
        "at": [[3, 7, 300 / 7]],
        "index": [[None, None, pytest.approx(6 / 7)]],
        "explained": "3 / 7 = 42.9 %",
        "asked": [7, 4, "2018-12-30 00:30:00 2019-01-01 00:00:00"],
        "audited": 4,
    }
    for machine in ZONES:
        assert answers(machine, tmp_path / machine.replace("/", "-"), roots) == dict.fromkeys(DISTRICTS, by_hand)


def test_another_zone_of_the_district_makes_every_table_anew(tmp_path: Path) -> None:
    """The same moments are 17 cases of 2018 in Los Angeles, none in the evening, since it is 16 hours behind."""
    root = write(tmp_path / "root", "Asia/Shanghai")
    silo, paths = root / "silo" / "case.csv", Paths(tmp_path / "data")
    silo.write_text(silo.read_text(encoding="utf-8").replace(":30:00", ":30:00+08:00"), encoding="utf-8")
    for zone, by_hand, late_n in (("Asia/Shanghai", (6, 14), 4), ("America/Los_Angeles", (0, 17), 0)) * 2:
        (root / "district.toml").write_text(textwrap.dedent(DISTRICT.format(zone=zone)), encoding="utf-8")
        assert run(root, paths).ok
        rows = figures.show(
            root, paths, "case_late_rate", variant=None, grain="cumulative", at=None, by=None, release_id=None
        )[1]
        assert [(row[6], row[7]) for row in rows] == [by_hand]
        with closing(reader(paths, zone).con) as con:
            found = con.execute("SELECT offenders_n FROM meta.rule_result WHERE rule_id = 'late_hours'").fetchall()
        assert found == [(late_n,)]
    with Writer.open(paths, zone) as writer:
        content = Content.load(root, paths)
        assert not due.stale(Session(content, State(writer), content.district.today()))

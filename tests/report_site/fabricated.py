"""A small invented release for the site's tests: every table that a page may read, empty or filled by arithmetic.

Which tables and KPIs there are, and their columns, comes from the district's own models. A silo that wants rows puts
its statements into `things/<silo>.sql` beside this module.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines.declare.places import Base
from pipelines.declare.project import Content as Loaded
from tests.content.stand import Stand
from warehouse.paths import Paths
from warehouse.schema import PUBLIC_TABLES

ROOT = Path(__file__).resolve().parents[2]
MORE = Path(__file__).parent / "things"

AS_OF = dt.date(2015, 8, 31)
FIRST = dt.date(2015, 3, 1)

FILLED = {
    "pub.dim_grid": "grid_code, grid_name, street_code, street_name, lon, lat",
    "pub.dim_street": "street_code, street_name",
    "pub.dim_unit": "unit_id, unit_name",
    "pub.dim_department": "dept_id, dept_name",
    "pub.dim_channel": "channel_code, name_zh, name_en, is_public",
    "pub.dim_category": "category_code, case_type, main_code, main_name",
    "pub.dim_service_item": (
        "service_id, service_name, dept_name, category_name, online_depth, valid_from_on, valid_to_on"
    ),
    "pub.fct_case": "case_id, grid_code, unit_id, status_code, reported_at, closed_at, due_at, suspended_at",
    "pub.fct_call": "call_id, called_at",
    "pub.fct_order": "order_id, demand_type, accepted_at",
    "pub.fct_click": "click_id, service_id, clicked_at",
    "mart.document_task": "doc_id, dept_id, is_to_handle, assigned_at, due_at, done_at, returned_at",
}
"""The columns that the arithmetic below fills, by table; every other column and table stays empty."""

_KPIS = """
app_clicks | default | APP 点击量 | App clicks | count | 次 | higher |  | 160 | 
app_installs | default | APP 安装量 | App installs | count | 户 | higher |  | 19 | 
document_online_rate | default | 网上公文处理率 | Documents handled online | ratio | % | higher | 90 | 84.6 | dept
document_tasks | default | 应办理公文数 | Document tasks | count | 件 | none |  | 12 | dept
documents | default | 公文数 | Documents | count | 件 | none |  | 18 | 
hotline_answer_15s_rate | default | 15 秒接通率 | Answered in 15 s | ratio | % | higher | 80 | 78.2 | 
hotline_answer_rate | default | 接通率 | Answer rate | ratio | % | higher | 95 | 96.4 | 
hotline_calls | default | 来电量 | Calls | count | 次 | none |  | 80 | 
hotline_on_time_rate | default | 按时办结率 | On-time rate | ratio | % | higher | 95 | 92.7 | dept street
hotline_resolution_rate | default | 解决率 | Resolution rate | ratio | % | higher | 88 | 90.1 | dept
hotline_satisfaction_rate | default | 满意率 | Satisfaction rate | ratio | % | higher | 90 | 91.3 | dept
service_items | default | 在用服务事项 | Services in force | stock | 项 | none |  | 73 | 
urban_case_closure_rate | due | 结案率 | Closure rate | ratio | % | higher | 98 | 98.9 | street unit
urban_case_closure_rate | reported | 结案率 | Closure rate | ratio | % | higher | 98 | 98.5 | street unit
urban_case_duration_p50 | default | 结案用时 p50 | Time to close p50 | quantile | 小时 | lower |  | 18.4 | street
urban_case_duration_p90 | default | 结案用时 p90 | Time to close p90 | quantile | 小时 | lower | 72 | 88.2 | street
urban_case_on_time_rate | default | 按期结案率 | On-time closure rate | ratio | % | higher | 95 | 91.4 | street unit
urban_case_registration_rate | default | 立案率 | Registration rate | ratio | % | none |  | 96.0 | street
urban_case_rework_rate | default | 返工率 | Rework rate | ratio | % | lower | 3 | 3.6 | unit
urban_cases | default | 上报案件数 | Cases reported | count | 件 | none |  | 99 | street channel category
"""
"""Levels that suit the tests, one line each: id, variant, 中文, English, kind, unit, better direction, target, level,
slices. Every other KPI of the district gets a level near its target."""


@dataclass(frozen=True)
class Kpi:
    """A KPI of the invented release and the level that its figures keep near."""

    kpi_id: str
    variant: str
    zh: str
    en: str
    kind: str
    unit: str
    better: str
    target: float | None
    level: float
    slices: list[str]


def _kpi(line: str) -> Kpi:
    kpi_id, variant, zh, en, kind, unit, better, target, level, slices = (x.strip() for x in line.split("|"))
    aim = float(target) if target else None
    return Kpi(kpi_id, variant, zh, en, kind, unit, better, aim, float(level), slices.split())


KNOWN = [_kpi(line) for line in _KPIS.strip().splitlines()]
PARTS = {
    "street": ["360113001", "360113002", "360113003", "360113004", "unknown"],
    "unit": [f"U{n:02}" for n in range(1, 10)],
    "dept": [f"D{n:02}" for n in range(1, 17)],
    "channel": ["app", "hotline", "sms", "wechat", "inspector"],
    "category": [f"event-0{n}" for n in range(1, 6)],
}


@dataclass(frozen=True)
class Release:
    """The release that the fabricated tables belong to."""

    release_id: int = 7
    snapshot_id: int = 42
    as_of: dt.date = AS_OF
    created_at: dt.datetime = dt.datetime(2015, 9, 1, 1, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class District:
    """A district's names and clock."""

    name: str = "红谷滩"
    name_en: str = "Honggutan"
    time_zone: str = "Asia/Shanghai"
    language: str = "zh"
    base: Base | None = None


@dataclass(frozen=True)
class Content:
    """A content root as the site sees it."""

    root: Path
    district: District = District()


@cache
def district() -> Loaded:
    """The district's own content."""
    return Loaded.load(ROOT, Paths(ROOT / "warehouse" / "data"))


@cache
def tables() -> dict[str, str]:
    """The columns of every table that a page may read, as the models give them over no rows at all."""
    stand = Stand(district())
    stand.build(AS_OF)
    stand.make(district().models)
    found: dict[str, list[str]] = {}
    for schema, table, column, kind in stand.rows(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()"
        " WHERE schema_name IN ('pub', 'mart') ORDER BY column_index"
    ):
        found.setdefault(f"{schema}.{table}", []).append(f'"{column}" {kind}')
    return {name: ", ".join(columns) for name, columns in found.items()}


@cache
def kpis() -> list[Kpi]:
    """Every KPI in every variant."""
    known = {(of.kpi_id, of.variant) for of in KNOWN}
    made = list(KNOWN)
    for kpi_id, model in sorted(district().kpis().items()):
        head = model.kpi
        for variant in head.variants:
            if (kpi_id, variant) not in known:
                target = district().district.target(kpi_id, variant)
                slices = [name for name in model.slices if name in PARTS]
                level = 60.0 if target is None else target * 0.97
                words = (kpi_id, variant, head.title_zh, head.title, head.kind, head.unit, head.better)
                made.append(Kpi(*words, target, level, slices))
    for index in district().indices.values():
        named = (index.id, "default", index.title_zh, index.title, "index", index.unit, index.better)
        made.append(Kpi(*named, district().district.target(index.id, "default"), 0.97, []))
    return made


def is_headline(of: Kpi) -> bool:
    known = district().kpis().get(of.kpi_id)
    return known is None or known.kpi.headline_variant == of.variant


def empty() -> duckdb.DuckDBPyConnection:
    """Every table that a page may read, with no rows."""
    con = duckdb.connect(":memory:")
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    for schema in ("meta", "kpi", "pub", "mart"):
        con.execute(f"CREATE SCHEMA {schema}")
    for name, columns in {**PUBLIC_TABLES, **tables()}.items():
        con.execute(f"CREATE TABLE {name} ({columns})")
    return con


def defined() -> duckdb.DuckDBPyConnection:
    """Definitions of every KPI, and not one value."""
    con = empty()
    for of in kpis():
        ratio = of.kind == "ratio"
        row: list[str | float | None] = [
            of.kpi_id,
            of.variant,
            of.zh,
            of.en,
            f"{of.zh}？",
            f"{of.en}?",
            f"{of.zh}的件",
            f"{of.en} counted",
        ]
        row += ["应有的件" if ratio else None, "all that count" if ratio else None]
        row += [of.kind, of.unit, of.better, "local design", "监督指挥中心", of.target, is_headline(of)]
        con.execute(f"INSERT INTO meta.kpi VALUES ({', '.join('?' * len(row))})", row)
    return con


def filled() -> duckdb.DuckDBPyConnection:
    """The same with half a year of plausible figures."""
    con = defined()
    rows = []
    for order, of in enumerate(kpis()):
        for grain, starts, days in (("month", months(), 30), ("week", weeks(), 7), ("cumulative", [FIRST], 184)):
            for place, start in enumerate(starts):
                wave = ((place * 7 + order * 3) % 11 - 5) / 5 if grain != "cumulative" else 0.0
                rows.append(value(of, grain, start, "all", "all", wave, days))
        for slice_type in of.slices:
            for place, part in enumerate(PARTS[slice_type]):
                wave = ((place * 5 + order) % 9 - 5) / 2
                rows.append(value(of, "cumulative", FIRST, slice_type, part, wave, 30 + place))
    con.executemany("INSERT INTO kpi.value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, true)", rows)
    _things(con)
    return con


def value(
    of: Kpi, grain: str, start: dt.date, slice_type: str, slice_id: str, wave: float, days: int
) -> tuple[object, ...]:
    """One row of `kpi.value` near the KPI's level."""
    numerator: int | None = None
    denominator: int | None = None
    if of.kind == "ratio":
        denominator = days * 98
        numerator = min(round(denominator * (of.level + wave) / 100), denominator)
        result = 100.0 * numerator / denominator
    elif of.kind == "quantile":
        denominator, result = days * 90, of.level + wave * 4
    elif of.kind == "index":
        result = of.level + wave / 50
    else:
        numerator = round(of.level * (1 if of.kind == "stock" else days) * (1 + wave / 10))
        result = float(numerator)
    key = (of.kpi_id, of.variant, grain, start, slice_type, slice_id)
    return (*key, numerator, denominator, result, of.target, AS_OF, 12)


def months() -> list[dt.date]:
    """The first days of the half year's months."""
    return [dt.date(2015, month, 1) for month in range(3, 9)]


def weeks() -> list[dt.date]:
    """The Mondays of the half year."""
    return [dt.date(2015, 3, 2) + dt.timedelta(days=7 * week) for week in range(26)]


def _things(con: duckdb.DuckDBPyConnection) -> None:
    named = re.sub(r"INSERT INTO (\S+)", lambda found: f"{found[0]} ({FILLED[found[1]]})", THINGS)
    for text in (named, *(file.read_text(encoding="utf-8") for file in sorted(MORE.glob("*.sql")))):
        con.execute(text)


THINGS = """
INSERT INTO pub.dim_street VALUES ('360113001', '沙井街道'), ('360113002', '卫东街道'), ('360113003', '凤凰洲街道'),
    ('360113004', '红角洲街道');
INSERT INTO pub.dim_unit SELECT format('U{:02d}', i), '第' || i || '处置单位' FROM range(1, 10) t(i);
INSERT INTO pub.dim_department SELECT format('D{:02d}', i), '第' || i || '部门' FROM range(1, 17) t(i);
INSERT INTO pub.dim_channel VALUES ('app', '手机 APP', 'App', true), ('hotline', '热线', 'Hotline', true),
    ('sms', '短信', 'SMS', true), ('wechat', '微信', 'WeChat', true), ('inspector', '巡查员', 'Inspector', false);
INSERT INTO pub.dim_category SELECT 'event-0' || i || '-01', 'event', '0' || i,
    ['市容环境', '宣传广告', '施工管理', '突发事件', '街面秩序'][i] FROM range(1, 6) t(i);
INSERT INTO pub.dim_grid SELECT format('G{:02d}', i), '网格' || i, '36011300' || (1 + i % 4),
    ['沙井街道', '卫东街道', '凤凰洲街道', '红角洲街道'][1 + i % 4],
    115.83 + (i % 2) * 0.03 + ((i * 7) % 10) * 0.0025, 28.66 + ((i // 2) % 2) * 0.035 + ((i * 3) % 11) * 0.003
    FROM range(0, 40) t(i);
INSERT INTO pub.fct_case SELECT i::varchar, format('G{:02d}', (i * 7 + i // 11) % 40), format('U{:02d}', 1 + i % 8),
    CASE WHEN i % 9 = 0 THEN 'in_progress' ELSE 'closed' END,
    timestamptz '2015-08-31 10:00:00' - interval (i % 40) day,
    CASE WHEN i % 9 = 0 THEN NULL ELSE timestamptz '2015-08-31 12:00:00' END,
    timestamptz '2015-09-08 10:00:00' - interval (i % 40) day, NULL FROM range(0, 900) t(i);
INSERT INTO pub.fct_call SELECT i::varchar, timestamptz '2015-03-02 08:00:00' + interval (i * i % 11) hour
    + interval (i % 170) day FROM range(0, 3000) t(i);
INSERT INTO pub.fct_order SELECT i::varchar, ['咨询', '求助', '投诉', '举报', '建议'][1 + (i * i % 7) % 5],
    timestamptz '2015-03-02 08:00:00' + interval (i % 170) day FROM range(0, 900) t(i);
INSERT INTO pub.dim_service_item SELECT format('S{:02d}', i), '服务事项' || i, '第' || (1 + i % 9) || '部门',
    ['魅力红谷滩', '网上办事', '便民惠民', '新闻资讯'][1 + i % 4], 1 + i % 4, date '2014-09-01', NULL
    FROM range(0, 73) t(i);
INSERT INTO pub.fct_click SELECT i::varchar, format('S{:02d}', (i * i) % 71),
    timestamptz '2015-03-02 08:00:00' + interval (i % 170) day FROM range(0, 5000) t(i);
INSERT INTO mart.document_task SELECT i::varchar, format('D{:02d}', 1 + (i * i) % 16), true,
    timestamptz '2015-08-30 09:00:00' - interval (i % 60) day,
    timestamptz '2015-09-10 09:00:00' - interval (i % 60) day,
    CASE WHEN i % 7 = 0 THEN NULL ELSE timestamptz '2015-08-31 09:00:00' END, NULL FROM range(0, 1000) t(i)
"""

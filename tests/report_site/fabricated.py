"""A small invented release for the site's tests: the tables that the pages read, empty or filled by arithmetic."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.schema import PUBLIC_TABLES

AS_OF = dt.date(2015, 8, 31)
FIRST = dt.date(2015, 3, 1)

CONTENT_TABLES = {
    "pub.dim_grid": (
        "grid_code VARCHAR, grid_name VARCHAR, street_code VARCHAR, street_name VARCHAR, lon DOUBLE, lat DOUBLE"
    ),
    "pub.dim_street": "street_code VARCHAR, street_name VARCHAR",
    "pub.dim_unit": "unit_id VARCHAR, unit_name VARCHAR",
    "pub.dim_department": "dept_id VARCHAR, dept_name VARCHAR",
    "pub.dim_channel": "channel_code VARCHAR, name_zh VARCHAR, name_en VARCHAR, is_public BOOLEAN",
    "pub.dim_category": "category_code VARCHAR, case_type VARCHAR, main_code VARCHAR, main_name VARCHAR",
    "pub.dim_service_item": (
        "service_id VARCHAR, service_name VARCHAR, dept_name VARCHAR, category_name VARCHAR, online_depth BIGINT,"
        " valid_from_on DATE, valid_to_on DATE"
    ),
    "pub.fct_case": (
        "case_id VARCHAR, grid_code VARCHAR, unit_id VARCHAR, status_code VARCHAR, reported_at TIMESTAMPTZ,"
        " closed_at TIMESTAMPTZ, due_at TIMESTAMPTZ, suspended_at TIMESTAMPTZ"
    ),
    "pub.fct_call": "call_id VARCHAR, called_at TIMESTAMPTZ",
    "pub.fct_order": "order_id VARCHAR, demand_type VARCHAR, accepted_at TIMESTAMPTZ",
    "pub.fct_click": "click_id VARCHAR, service_id VARCHAR, clicked_at TIMESTAMPTZ",
    "mart.document_task": (
        "doc_id VARCHAR, dept_id VARCHAR, is_to_handle BOOLEAN, assigned_at TIMESTAMPTZ, due_at TIMESTAMPTZ,"
        " done_at TIMESTAMPTZ, returned_at TIMESTAMPTZ"
    ),
}

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
"""One line each: id, variant, 中文, English, kind, unit, better direction, target, level, slices."""


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


KPIS = [_kpi(line) for line in _KPIS.strip().splitlines()]
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


@dataclass(frozen=True)
class Content:
    """A content root as the site sees it."""

    root: Path
    district: District = District()


def empty() -> duckdb.DuckDBPyConnection:
    """Every table that a page may read, with no rows."""
    con = duckdb.connect(":memory:")
    con.execute("SET TimeZone = 'Asia/Shanghai'")
    for schema in ("meta", "kpi", "pub", "mart"):
        con.execute(f"CREATE SCHEMA {schema}")
    for name, columns in {**PUBLIC_TABLES, **CONTENT_TABLES}.items():
        con.execute(f"CREATE TABLE {name} ({columns})")
    return con


def defined() -> duckdb.DuckDBPyConnection:
    """Definitions of every KPI, and not one value."""
    con = empty()
    for of in KPIS:
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
        row += [of.kind, of.unit, of.better, "local design", "监督指挥中心", of.target]
        con.execute(f"INSERT INTO meta.kpi VALUES ({', '.join('?' * len(row))})", row)
    return con


def filled() -> duckdb.DuckDBPyConnection:
    """The same with half a year of plausible figures."""
    con = defined()
    rows = []
    for order, of in enumerate(KPIS):
        for grain, starts, days in (("month", months(), 30), ("week", weeks(), 7), ("cumulative", [FIRST], 184)):
            for place, start in enumerate(starts):
                wave = ((place * 7 + order * 3) % 11 - 5) / 5 if grain != "cumulative" else 0.0
                rows.append(value(of, grain, start, "all", "all", wave, days))
        for slice_type in of.slices:
            for place, part in enumerate(PARTS[slice_type]):
                wave = ((place * 5 + order) % 9 - 5) / 2
                rows.append(value(of, "cumulative", FIRST, slice_type, part, wave, 30 + place))
    con.executemany("INSERT INTO kpi.value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
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
    for statement in THINGS.split(";"):
        con.execute(statement)


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

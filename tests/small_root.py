"""Writes the smallest content root that has every kind of declaration: one silo, one dataset, pub, mart, KPI, rule."""

from pathlib import Path

DISTRICT = """
name = "小城"
name_en = "Smalltown"
time_zone = "Asia/Shanghai"
as_of = 2024-05-31
generator = "bench_demo"
[silos.bench]
name = "长椅系统"
name_en = "Benches"
location = "{data}/district/bench"
[calendar]
"2024-05-06" = "off"
[targets]
"bench_repairs.default" = 90.0
"""

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: bench-repair
name: bench_repair
version: 1.0.0
status: active
domain: bench
description: {purpose: "Repairs of benches", usage: "长椅维修"}
servers:
  - {server: silo, type: local, path: repairs.csv, format: csv}
schema:
  - name: bench_repair
    physicalName: repairs
    businessName: 长椅维修
    properties:
      - {name: repair_id, physicalName: id, logicalType: string, primaryKey: true, primaryKeyPosition: 1,
         classification: public}
      - {name: repaired_on, physicalName: day, logicalType: date, classification: public}
      - {name: reporter_key, physicalName: phone, logicalType: string, classification: identifier,
         customProperties: [{property: namespace, value: phone}]}
      - {name: remark, physicalName: remark, logicalType: string, classification: restricted}
"""

STD = """/*
description = "Repairs of benches"
description_zh = "长椅维修"
grain = "one row per repair"
key = ["repair_id"]
[columns]
repair_id = "维修号|Repair"
repaired_on = "维修日期|Day of the repair"
reporter_key = "上报人|Reporter, as a pseudonym"
remark_length = "备注长度|Length of the remark"
*/
select repair_id, repaired_on, reporter_key, deid_length(remark) as remark_length
from raw.bench_repair
"""

PUB = """/*
description = "Repairs"
description_zh = "维修"
grain = "one row per repair"
key = ["repair_id"]
partition = "repaired_on"
incremental = {by = "repair_id"}
[columns]
repair_id = "维修号|Repair"
repaired_on = "维修日期|Day of the repair"
remark_length = "备注长度|Length of the remark"
is_worked = "当日是否工作日|Whether that day is worked"
*/
select r.repair_id, r.repaired_on, r.remark_length, c.is_workday as is_worked
from std.bench_repair as r
left join std.calendar as c on c.date_on = r.repaired_on
"""

MART = """/*
description = "Repairs to date"
description_zh = "累计维修"
grain = "one row per repair"
key = ["repair_id"]
[columns]
repair_id = "维修号|Repair"
repaired_on = "维修日期|Day of the repair"
remark_length = "备注长度|Length of the remark"
is_worked = "当日是否工作日|Whether that day is worked"
*/
select * from pub.fct_repair where repaired_on <= as_of()
"""

KPI = """/*
title_zh = "长椅维修率"
title = "Bench repairs"
question_zh = "修了多少？"
question = "How many are mended?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "bench office"
[variants.default]
zh = "默认"
en = "Default"
numerator = "工作日维修|Repairs on working days"
denominator = "全部维修|All repairs"
*/
select repaired_on as period_on, is_worked::integer as numerator, 1 as denominator, repair_id as bench_id
from mart.repair
"""

RULE = """/*
description = "A repair has a day"
description_zh = "维修有日期"
table = "pub.fct_repair"
dimension = "completeness"
gbt36344 = "02"
severity = "block"
*/
select repair_id from pub.fct_repair where repaired_on is null
"""

FILES = {
    "district.toml": DISTRICT,
    "assets/bench/bench_repair.odcs.yaml": CONTRACT,
    "models/std/bench_repair.sql": STD,
    "models/pub/fct_repair.sql": PUB,
    "models/mart/repair.sql": MART,
    "models/kpi/bench_repairs.sql": KPI,
    "quality/repair_has_day.sql": RULE,
    "reports/benches.py": '"""A page."""\n',
}
DATASETS = {"bench_repair": ["repair_id", "repaired_on", "reporter_key", "remark"]}


def write(root: Path, **changes: str) -> Path:
    """The whole root; a keyword such as `models__pub__fct_repair` replaces or adds `models/pub/fct_repair.sql`."""
    files = {**FILES, **{f"{name.replace('__', '/')}.sql": text for name, text in changes.items()}}
    for name, text in files.items():
        put(root / name, text)
    return root


def put(path: Path, text: str) -> Path:
    """One file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def model(select: str, *columns: str, extra: str = "") -> str:
    """A model's text around a SELECT; the first column is the key."""
    described = "\n".join(f'{name} = "列|Column"' for name in columns)
    head = f'description = "d"\ndescription_zh = "说明"\ngrain = "row"\nkey = ["{columns[0]}"]\n{extra}'
    return f"/*\n{head}\n[columns]\n{described}\n*/\n{select}\n"

/*
description = "Scenic areas with their outlines"
description_zh = "景区，标准层"
grain = "one row per scenic area"
grain_zh = "每个景区一行"
key = ["scenic_id"]

[columns]
grade_code = "等级|Grade, from A to AAAAA, empty where it has none"
stay_hours = "平均停留时长，小时|Hours that a visitor stays on average"
org_key = "运营企业（假名）|Keyed hash of the operating firm's credit code"
outline_wkt = "范围，WGS-84|Outline in WGS-84 degrees"
*/
select
    scenic_id,
    scenic_name,
    nullif(grade, '未评') as grade_code,
    opens_clock,
    closes_clock,
    stay_hours,
    gate_n,
    grid_code,
    org_key,
    geometry as outline_wkt
from raw.scenic

/*
description = "Scenic areas with their outlines"
description_zh = "景区，标准层"
grain = "one row per scenic area"
grain_zh = "每个景区一行"
key = ["scenic_id"]

[columns]
scenic_id = "景区编号|Number of the scenic area"
scenic_name = "景区名称|Name of the scenic area"
grade_code = "等级|Grade, from A to AAAAA, empty where it has none"
opens_clock = "开园时刻|Clock time at which it opens"
closes_clock = "闭园时刻|Clock time at which it closes"
stay_hours = "平均停留时长，小时|Hours that a visitor stays on average"
gate_n = "闸机数|Gates"
grid_code = "单元网格编码|Code of the grid cell"
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

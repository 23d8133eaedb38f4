/*
description = "Cases"
description_zh = "案件事实"
grain = "one row per case"
grain_zh = "每个案件一行"
key = ["case_id"]
incremental = {by = "case_id"}
partition = "reported_on"
reason = "一案一行，不含上报人；同一人的案件不能相连|Cases without their reporters: two of one person cannot be told to be its"

[columns]
case_id = "任务号|Number of the case"
channel_code = "问题来源代码|Channel the case came through"
category_code = "案件分类代码|Class of the case"
grid_code = "单元网格编码|Code of the grid cell"
street_code = "街道代码|Code of the street"
unit_id = "处置部门编号|Unit that disposes of the case"
lon = "经度，三位小数|Longitude, three decimals"
lat = "纬度，三位小数|Latitude, three decimals"
status_code = "案件状态代码|State of the case"
reported_at = "上报时间|When the case was reported"
reported_on = "上报日期|Day on which the case was reported"
registered_at = "立案时间|When the case was registered"
dispatched_at = "派遣时间|When the case was dispatched"
closed_at = "结案时间|When the case was closed"
due_at = "应结案时间|When the case is due"
rework_n = "返工次数|Times that disposal was sent back"
has_reporter = "是否留有上报人电话|Whether the reporter left a telephone number"
*/
select
    case_id,
    channel_code,
    case_type || '-' || main_code || '-' || sub_code as category_code,
    grid_code,
    street_code,
    unit_id,
    lon,
    lat,
    status_code,
    reported_at,
    cast(reported_at as date) as reported_on,
    registered_at,
    dispatched_at,
    closed_at,
    due_at,
    rework_n,
    reporter_key is not null as has_reporter
from std.bench_case

/*
description = "Cases with canonical codes and no personal data"
description_zh = "案件，标准层：代码统一，不含个人信息"
grain = "one row per case"
grain_zh = "每个案件一行"
key = ["case_id"]
access = "restricted"

[columns]
case_id = "任务号|Number of the case"
channel_code = "问题来源代码|Channel the case came through"
case_type = "案件类型|Type of the case"
main_code = "大类代码|Code of the main class"
sub_code = "小类代码|Code of the sub-class"
lon = "经度，三位小数|Longitude, three decimals"
lat = "纬度，三位小数|Latitude, three decimals"
grid_code = "单元网格编码|Code of the grid cell"
street_code = "街道代码|Code of the street"
status_code = "案件状态代码|State of the case"
reported_at = "上报时间|When the case was reported"
registered_at = "立案时间|When the case was registered"
dispatched_at = "派遣时间|When the case was dispatched"
closed_at = "结案时间|When the case was closed"
due_at = "应结案时间|When the case is due"
unit_id = "处置部门编号|Unit that disposes of the case"
rework_n = "返工次数|Times that disposal was sent back"
reporter_key = "上报人电话（假名）|Keyed hash of the reporter's telephone number"
desc_length_n = "问题描述字数|Characters in the description"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    case_id,
    channel as channel_code,
    case_type,
    main_code,
    sub_code,
    deid_point(lon) as lon,
    deid_point(lat) as lat,
    grid_code,
    street_code,
    case status
        when '3' then 'registered_dispatch'
        when '4' then 'in_progress'
        when '5' then 'verifying'
        when '6' then 'closed'
        when '7' then 'void'
        else status
    end as status_code,
    reported_at,
    registered_at,
    dispatched_at,
    closed_at,
    due_at,
    unit_id,
    coalesce(rework_n, 0) as rework_n,
    reporter_key,
    deid_length(event_desc) as desc_length_n,
    updated_at
from raw.bench_case

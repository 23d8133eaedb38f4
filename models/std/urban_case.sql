/*
description = "Cases of urban management with canonical codes, WGS-84 points and no personal data"
description_zh = "城管案件，标准层：代码统一，坐标为 WGS-84，不含个人信息"
grain = "one row per case"
grain_zh = "每个案件一行"
key = ["case_id"]
access = "restricted"

[columns]
channel_code = "问题来源代码|Channel the case came through"
case_type = "案件类型：事件或部件|Type of the case: event or part"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals (about 100 m)"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals (about 100 m)"
grid_code = "单元网格编码|Code of the grid cell"
status_code = "案件状态代码|State of the case"
is_supervised = "是否督办|Whether the case is under supervision"
disposed_at = "处置完成时间|When the unit finished disposal"
closed_at = "结案时间，重开后以最后一次为准|When the case was closed, the last time if it was reopened"
limit_n = "处置时限数值|Time limit, in the unit beside it"
limit_unit_code = "时限单位代码|Unit of the time limit: workday, workhour or urgent_hour"
due_at = "应结案时间（未计延期）|When the case is due, before any extension"
rework_n = "返工次数|Times that disposal was sent back after verification"
return_n = "回退次数|Times that a unit returned the case"
urge_n = "督办次数|Times that the case was urged"
reopened_n = "重开次数|Times that the case was reopened"
merged_into_id = "并入的主案任务号|Master case that this one was merged into"
hotline_order_id = "关联热线工单号|Hotline work order linked with the case"
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
    component_id,
    deid_point(case when crs = 'GCJ02' then gcj02_to_wgs84_lon(lon, lat) else lon end) as lon,
    deid_point(case when crs = 'GCJ02' then gcj02_to_wgs84_lat(lon, lat) else lat end) as lat,
    grid_code,
    street_code,
    case status
        when '1' then 'pending_accept'
        when '3' then 'registered_dispatch'
        when '4' then 'in_progress'
        when '5' then 'verifying'
        when '6' then 'closed'
        when '7' then 'void'
        when '8' then 'suspended'
        when '9' then 'in_progress'
        else status
    end as status_code,
    status = '9' as is_supervised,
    reported_at,
    accepted_at,
    registered_at,
    dispatched_at,
    disposed_at,
    verified_at,
    closed_at,
    limit_n,
    case limit_unit when '工作日' then 'workday' when '工作时' then 'workhour' when '紧急工作时' then 'urgent_hour' end
        as limit_unit_code,
    due_at,
    extended_due_at,
    unit_id,
    coalesce(rework_n, 0) as rework_n,
    coalesce(return_n, 0) as return_n,
    coalesce(urge_n, 0) as urge_n,
    coalesce(reopened_n, 0) as reopened_n,
    suspended_at,
    merged_into as merged_into_id,
    hotline_order_id,
    reporter_key,
    deid_length(event_desc) as desc_length_n,
    updated_at
from raw.urban_case

/*
description = "Cases of urban management"
description_zh = "城管案件事实"
grain = "one row per case"
grain_zh = "每个案件一行"
key = ["case_id"]
reason = "一案一行，不含上报人；同一人的案件不能相连|Cases without their reporters: two of one person cannot be told to be its"
incremental = {by = "case_id"}
partition = "reported_on"

[references]
grid_code = {to = "pub.dim_grid.grid_code", id = "case_grid_exists", words = "案件的单元网格在网格表中存在|The grid cell of a case exists", rule = "D-06"}
hotline_order_id = {to = "pub.fct_order.order_id", id = "linked_order_exists", words = "城管案件关联的热线工单存在|The work order that a case is linked with exists", rule = "D-11"}

[columns]
case_id = "任务号|Number of the case"
channel_code = "问题来源代码|Channel the case came through"
case_type = "案件类型：事件或部件|Type of the case: event or part"
category_code = "案件分类代码：类型-大类-小类|Class of the case: type-main class-sub-class"
component_id = "部件标识码|Identifier of the city component"
grid_code = "单元网格编码|Code of the grid cell"
street_code = "街道代码|Code of the street"
unit_id = "处置部门编号|Unit that disposes of the case"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals (about 100 m)"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals (about 100 m)"
status_code = "案件状态代码|State of the case"
is_supervised = "是否督办|Whether the case is under supervision"
reported_at = "上报时间|When the case was reported"
reported_on = "上报日期|Day on which the case was reported"
accepted_at = "受理时间|When the case was accepted"
registered_at = "立案时间|When the case was registered"
dispatched_at = "派遣时间|When the case was dispatched"
disposed_at = "处置完成时间|When the unit finished disposal"
verified_at = "核查时间|When disposal was verified"
closed_at = "结案时间，重开后以最后一次为准|When the case was closed, the last time if it was reopened"
limit_n = "处置时限数值|Time limit, in the unit beside it"
limit_unit_code = "时限单位代码|Unit of the time limit: workday, workhour or urgent_hour"
due_at = "应结案时间，含批准的延期|When the case is due, approved extension included"
is_extended = "是否批准延期|Whether an extension was approved"
rework_n = "返工次数|Times that disposal was sent back after verification"
return_n = "回退次数|Times that a unit returned the case"
urge_n = "督办次数|Times that the case was urged"
reopened_n = "重开次数|Times that the case was reopened"
suspended_at = "挂账时间|When the case was suspended"
merged_into_id = "并入的主案任务号|Master case that this one was merged into"
hotline_order_id = "关联热线工单号|Hotline work order linked with the case"
has_reporter = "是否留有上报人电话|Whether the reporter left a telephone number"
*/
select
    case_id,
    channel_code,
    case_type,
    case_type || '-' || main_code || '-' || sub_code as category_code,
    component_id,
    grid_code,
    street_code,
    unit_id,
    lon,
    lat,
    status_code,
    is_supervised,
    reported_at,
    cast(reported_at as date) as reported_on,
    accepted_at,
    registered_at,
    dispatched_at,
    disposed_at,
    verified_at,
    closed_at,
    limit_n,
    limit_unit_code,
    coalesce(extended_due_at, due_at) as due_at,
    extended_due_at is not null as is_extended,
    rework_n,
    return_n,
    urge_n,
    reopened_n,
    suspended_at,
    merged_into_id,
    hotline_order_id,
    reporter_key is not null as has_reporter
from std.urban_case

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
category_code = "案件分类代码：类型-大类-小类|Class of the case: type-main class-sub-class"
reported_on = "上报日期|Day on which the case was reported"
due_at = "应结案时间，含批准的延期|When the case is due, approved extension included"
is_extended = "是否批准延期|Whether an extension was approved"
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

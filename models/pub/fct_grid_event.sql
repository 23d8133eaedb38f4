/*
description = "Events of the grids"
description_zh = "网格事件事实"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]
reason = "一事一行，不含终端与反映人|Events without their handsets and reporters"
partition = "reported_on"

[references]
forwarded_case_id = {to = "pub.fct_case.case_id", id = "grid_event_case_exists", words = "网格事件转办的城管案件存在|The case that a grid event was forwarded to exists"}

[columns]
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
has_reporter = "是否留有反映人电话|Whether the reporter left a telephone number"
reported_on = "上报日期|Day on which the event was reported"
*/
select
    event_id,
    grid_code,
    left(grid_code, 12) as community_code,
    left(grid_code, 9) as street_code,
    grid_event_kind_code,
    channel_code,
    reporter_key is not null as has_reporter,
    lon,
    lat,
    status_code,
    reported_at,
    cast(reported_at as date) as reported_on,
    accepted_at,
    due_at,
    closed_at,
    forwarded_case_id,
    content_length_n
from std.mgmt_grid_event

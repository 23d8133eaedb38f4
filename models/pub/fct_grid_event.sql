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
event_id = "网格事件编号|Number of the grid event"
grid_code = "单元网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
grid_event_kind_code = "网格事件类别代码|Kind of grid event"
channel_code = "问题来源代码|Channel the event came through"
has_reporter = "是否留有反映人电话|Whether the reporter left a telephone number"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals (about 100 m)"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals (about 100 m)"
status_code = "事件状态代码|State of the event"
reported_at = "上报时间|When the event was reported"
reported_on = "上报日期|Day on which the event was reported"
accepted_at = "受理时间|When the event was accepted"
due_at = "办理时限|When the event is due"
closed_at = "办结时间|When the event was closed"
forwarded_case_id = "转城管案件号|Urban management case that it was forwarded to"
content_length_n = "内容字数|Characters in the text"
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

/*
description = "Every request with its outcome as of the day observed"
description_zh = "每件请求及其在观察日的结果"
grain = "one row per request"
grain_zh = "每件请求一行"
key = ["case_id"]

[columns]
is_cancelled = "是否已取消|Whether the request was cancelled"
is_self_reported = "是否司机自报|Whether a driver reported work that was just done"
is_closed = "是否已办结|Whether the request is closed"
reported_on = "提交日期|Day on which the request was opened"
closed_at = "办结时间|When the request was closed; NULL unless it is closed"
closed_on = "办结日期|Day on which the request was closed"
duration_min = "办理时长（分钟）|Minutes from opening to closing; NULL when open or when the closing time is only a day"
*/
with request as (
    select
        case_id, extract_code, unit_code, channel_code, category_code, area_code, status_code, reported_at,
        status_code = 'Closed' and coalesce(ended_at < as_of_at(), true) as is_closed,
        case when status_code = 'Closed' and ended_at < as_of_at() then ended_at end as closed_at
    from pub.fct_case
    where reported_at < as_of_at()
)
select
    case_id,
    extract_code,
    unit_code,
    channel_code,
    category_code,
    area_code,
    status_code,
    status_code = 'Cancelled' as is_cancelled,
    channel_code = 'Driver Self Report' as is_self_reported,
    is_closed,
    reported_at,
    cast(reported_at as date) as reported_on,
    closed_at,
    cast(closed_at as date) as closed_on,
    case when closed_at >= reported_at then (epoch(closed_at) - epoch(reported_at)) / 60.0 end as duration_min
from request

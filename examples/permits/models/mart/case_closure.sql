/*
description = "Every application with its outcome as of the day observed"
description_zh = "每件申请及其在观察日的结果"
grain = "one row per application"
grain_zh = "每件申请一行"
key = ["case_id"]

[columns]
started_on = "收件日期|Day on which the application was received"
closed_at = "办结时间|When the application ended; NULL while open"
closed_on = "办结日期|Day on which the application ended"
is_closed = "是否已办结|Whether the application has ended"
is_due = "是否应办结|Whether the application has ended or is past its deadline"
is_on_time = "是否按时办结|Whether the application ended by its deadline"
duration_min = "办理时长（分钟）|Minutes from receipt to end; NULL when open or when the end is only a day"
*/
select
    case_id,
    channel_code,
    unit_code,
    group_code,
    responsible_id,
    event_n,
    started_at,
    cast(started_at as date) as started_on,
    due_at,
    case when ended_at < as_of_at() then ended_at end as closed_at,
    case when ended_at < as_of_at() then cast(ended_at as date) end as closed_on,
    coalesce(ended_at < as_of_at(), false) as is_closed,
    coalesce(ended_at < as_of_at(), false) or due_at < as_of_at() as is_due,
    coalesce(ended_at < as_of_at() and ended_at <= due_at, false) as is_on_time,
    case
        when ended_at < as_of_at() and ended_at >= started_at then (epoch(ended_at) - epoch(started_at)) / 60.0
    end as duration_min
from pub.fct_case
where started_at < as_of_at()

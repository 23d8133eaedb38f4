/*
description = "Every call as observed: queued, answered, answered within 15 seconds"
description_zh = "热线话务主题：在观察日所见的每次来电"
grain = "one row per call"
grain_zh = "每次来电一行"
key = ["call_id"]
incremental = {by = "call_id"}
partition = "called_on"

[columns]
hour_code = "进线小时（00–23）|Hour in which the call came in, 00 to 23"
queued_on = "进入人工队列日期|Day on which the caller asked for an agent"
is_queued = "是否进入人工队列|Whether the caller asked for an agent"
is_answered = "是否接听|Whether an agent answered"
is_answered_15s = "是否 15 秒内接听|Whether an agent answered within 15 seconds"
wait_min = "等待分钟数|Minutes from queue to answer"
talk_min = "通话分钟数|Minutes from answer to end"
*/
with observed as (
    select
        call_id,
        called_at,
        called_on,
        queued_at,
        case when answered_at < as_of_at() then answered_at end as answered_at,
        ended_at,
        is_abandoned
    from pub.fct_call
    where called_at < as_of_at()
)

select
    call_id,
    called_at,
    called_on,
    strftime(called_at, '%H') as hour_code,
    cast(queued_at as date) as queued_on,
    coalesce(queued_at < as_of_at(), false) as is_queued,
    queued_at is not null and answered_at is not null as is_answered,
    coalesce(answered_at <= queued_at + interval 15 second, false) as is_answered_15s,
    is_abandoned,
    date_diff('second', queued_at, answered_at) / 60.0 as wait_min,
    date_diff('second', answered_at, ended_at) / 60.0 as talk_min
from observed

/*
description = "Every grid event as it stands on the day observed: due, closed, on time"
description_zh = "网格事件办结主题：在观察日所见的每个事件"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]

[columns]
closed_at = "观察时已办结的办结时间|When the event was closed, as observed"
is_forwarded = "是否转城管|Whether it was forwarded to urban management"
is_void = "是否作废|Whether it was declared void"
is_due = "是否应办结：已受理、未作废，已办结或已到期|Whether it should be closed: accepted, not void, closed or past its limit"
is_closed = "是否已办结|Whether it is closed"
is_on_time = "是否按期办结|Whether it was closed within its limit"
closed_min = "从上报到办结的分钟数|Minutes from report to closure"
*/
with observed as (
    select
        event_id,
        grid_code,
        community_code,
        street_code,
        grid_event_kind_code,
        channel_code,
        reported_at,
        reported_on,
        accepted_at,
        due_at,
        case when closed_at < as_of_at() then closed_at end as closed_at,
        forwarded_case_id,
        status_code
    from pub.fct_grid_event
    where reported_at < as_of_at()
)

select
    event_id,
    grid_code,
    community_code,
    street_code,
    grid_event_kind_code,
    channel_code,
    reported_on,
    closed_at,
    forwarded_case_id is not null as is_forwarded,
    status_code = 'void' as is_void,
    accepted_at is not null and status_code <> 'void' and (closed_at is not null or due_at < as_of_at()) as is_due,
    closed_at is not null as is_closed,
    accepted_at is not null and status_code <> 'void' and coalesce(closed_at <= due_at, false) as is_on_time,
    date_diff('second', reported_at, closed_at) / 60.0 as closed_min
from observed

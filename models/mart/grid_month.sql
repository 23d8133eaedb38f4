/*
description = "What happened in each grid cell, month by month and kind by kind"
description_zh = "网格逐月事件主题：网格、月份、事件类型"
grain = "one row per grid cell, month and kind of event"
grain_zh = "每个网格、月份、事件类型一行"
key = ["grid_code", "month_on", "event_type_code"]

[columns]
grid_code = "单元网格编码|Code of the grid cell"
month_on = "月份首日|First day of the month"
event_type_code = "事件类型|Kind of event"
event_n = "事件数|Events"
open_n = "其中未办结|Of these, open"
*/
with calls as (
    select
        c.grid_code,
        o.accepted_on as happened_on,
        'hotline_order' as event_type_code,
        o.closed_at is not null as is_closed
    from pub.fct_order as o
    inner join pub.fct_case as c on o.forwarded_case_id = c.case_id
),

happened as (
    select
        grid_code,
        happened_on,
        event_type_code,
        is_closed
    from pub.event
    where grid_code is not null
    union all
    select
        grid_code,
        happened_on,
        event_type_code,
        is_closed
    from calls
)

select
    grid_code,
    cast(date_trunc('month', happened_on) as date) as month_on,
    event_type_code,
    count(*) as event_n,
    cast(sum(case when is_closed then 0 else 1 end) as bigint) as open_n
from happened
where happened_on <= as_of()
group by grid_code, cast(date_trunc('month', happened_on) as date), event_type_code

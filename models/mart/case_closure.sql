/*
description = "Every case as it stands on the day observed: due, closed, on time"
description_zh = "城管案件结案主题：在观察日所见的每个案件"
grain = "one row per case"
grain_zh = "每个案件一行"
key = ["case_id"]
incremental = {by = "case_id"}
partition = "reported_on"

[columns]
main_category_code = "大类代码：类型-大类|Main class of the case: type-main class"
registered_at = "观察时已立案的立案时间|When the case was registered, as observed"
registered_on = "立案日期|Day of registration"
dispatched_at = "派遣时间|When the case was dispatched"
disposed_at = "处置完成时间|When the unit finished disposal"
closed_at = "观察时已结案的结案时间|When the case was closed, as observed"
closed_on = "结案日期|Day of closure"
is_registered = "是否已立案|Whether the case is registered"
is_excluded = "是否退出考核：作废、撤回或并入他案|Whether the case has left the count: void, withdrawn or merged into another"
is_suspended = "是否挂账|Whether the case is suspended"
is_pending = "是否在办且未到期|Whether the case is open and not yet due"
is_due = "是否应结案|Whether the case should be closed by now"
is_closed = "是否已结案|Whether the case is closed"
is_on_time = "是否按期结案|Whether the case should be closed by now and was closed in time"
is_overdue = "是否超期未结|Whether the case should be closed by now and is open"
is_reworked = "是否返工|Whether disposal was sent back at least once"
closed_min = "从上报到结案的分钟数|Minutes from report to closure"
open_days_n = "未结案件已过天数|Days since the report of a case that is open"
*/
with departed as (
    select
        case_id,
        min(step_at) as excluded_at
    from pub.fct_case_step
    where to_status_code in ('void', 'withdrawn', 'merged')
    group by case_id
),

observed as (
    select
        c.case_id,
        c.channel_code,
        c.case_type,
        c.category_code,
        c.grid_code,
        c.street_code,
        c.unit_id,
        c.lon,
        c.lat,
        c.status_code,
        c.is_supervised,
        c.reported_at,
        c.reported_on,
        c.accepted_at,
        case when c.registered_at < as_of_at() then c.registered_at end as registered_at,
        case when c.dispatched_at < as_of_at() then c.dispatched_at end as dispatched_at,
        case when c.disposed_at < as_of_at() then c.disposed_at end as disposed_at,
        case when c.closed_at < as_of_at() then c.closed_at end as closed_at,
        c.due_at,
        c.is_extended,
        c.rework_n,
        c.return_n,
        c.urge_n,
        c.reopened_n,
        c.hotline_order_id,
        c.status_code in ('void', 'withdrawn', 'merged') and coalesce(d.excluded_at < as_of_at(), true) as is_excluded,
        c.status_code = 'suspended' and coalesce(c.suspended_at < as_of_at(), true) as is_suspended
    from pub.fct_case as c
    left join departed as d on c.case_id = d.case_id
    where c.reported_at < as_of_at()
),

judged as (
    select
        o.*,
        o.closed_at is null and not o.is_excluded and not o.is_suspended
        and (o.due_at is null or o.due_at >= as_of_at()) as is_unripe
    from observed as o
)

select
    o.case_id,
    o.channel_code,
    o.case_type,
    o.category_code,
    o.case_type || '-' || split_part(o.category_code, '-', 2) as main_category_code,
    k.main_name,
    k.sub_name,
    o.grid_code,
    g.grid_name,
    o.street_code,
    s.street_name,
    o.unit_id,
    u.unit_name,
    o.lon,
    o.lat,
    o.status_code,
    o.is_supervised,
    o.reported_at,
    o.reported_on,
    o.accepted_at,
    o.registered_at,
    cast(o.registered_at as date) as registered_on,
    o.dispatched_at,
    o.disposed_at,
    o.closed_at,
    cast(o.closed_at as date) as closed_on,
    o.due_at,
    o.is_extended,
    o.rework_n,
    o.return_n,
    o.urge_n,
    o.reopened_n,
    o.hotline_order_id,
    o.registered_at is not null as is_registered,
    o.is_excluded,
    o.is_suspended,
    o.registered_at is not null and o.is_unripe as is_pending,
    o.registered_at is not null and not (o.is_excluded or o.is_suspended or o.is_unripe) as is_due,
    o.closed_at is not null as is_closed,
    o.registered_at is not null and not (o.is_excluded or o.is_suspended)
    and coalesce(o.closed_at <= o.due_at, false) as is_on_time,
    o.registered_at is not null and not (o.is_excluded or o.is_suspended or o.is_unripe)
    and o.closed_at is null as is_overdue,
    o.rework_n >= 1 as is_reworked,
    date_diff('second', o.reported_at, o.closed_at) / 60.0 as closed_min,
    case
        when o.closed_at is null and not o.is_excluded and o.status_code not in ('rejected', 'not_registered')
            then date_diff('day', o.reported_on, as_of())
    end as open_days_n
from judged as o
left join pub.dim_category as k on o.category_code = k.category_code
left join pub.dim_grid as g on o.grid_code = g.grid_code
left join pub.dim_street as s on o.street_code = s.street_code
left join pub.dim_unit as u on o.unit_id = u.unit_id

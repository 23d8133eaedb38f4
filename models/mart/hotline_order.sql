/*
description = "Every work order as it stands on the day observed"
description_zh = "热线工单主题：在观察日所见的每张工单"
grain = "one row per work order"
grain_zh = "每张工单一行"
key = ["order_id"]
incremental = {by = "order_id"}
partition = "accepted_on"

[columns]
replied_at = "观察时已答复的答复时间|When the citizen got a reply, as observed"
closed_at = "观察时已办结的办结时间|When the order was closed, as observed"
is_closed = "是否已办结|Whether the order is closed"
is_pending = "是否在办且未到期|Whether the order is open and within its limit"
is_due = "派出工单是否已到期或已办结|Whether a dispatched order is closed or past its limit"
is_on_time = "是否按时办结|Whether a dispatched order was closed within its limit"
is_overdue = "是否超期未结|Whether the order is open past its limit"
visited_at = "观察时最近一次回访时间|When the citizen was last called back, as observed"
is_reached = "最近一次是否有效回访|Whether the citizen was reached the last time"
is_answerable = "是否计入解决率：超期未结，或已办结且有效回访|Whether the order counts for the resolution rate: open past its limit, or closed and answered in a call-back"
is_resolved = "是否已解决|Whether the citizen says that a closed order is solved"
is_rated = "是否计入满意率：已办结且有效回访并评价|Whether the order counts for the satisfaction rate: closed and rated by a citizen who was reached"
is_satisfied = "是否满意或基本满意|Whether the rating is satisfied or basically satisfied"
handled_min = "从受理到办结的分钟数|Minutes from acceptance to closure"
*/
with newest as (
    select
        order_id,
        max(visited_at) as visited_at
    from pub.fct_visit
    where visited_at < as_of_at()
    group by order_id
),

observed as (
    select
        o.order_id,
        o.call_id,
        o.demand_type,
        o.dept_id,
        o.dept_name,
        o.street_code,
        o.accepted_at,
        o.accepted_on,
        o.due_at,
        case when o.replied_at < as_of_at() then o.replied_at end as replied_at,
        case when o.closed_at < as_of_at() then o.closed_at end as closed_at,
        o.is_closed_at_desk,
        o.returned_n,
        o.extended_n,
        o.forwarded_case_id,
        v.visited_at,
        coalesce(v.is_reached, false) as is_reached,
        v.is_solved,
        v.satisfaction_code,
        o.due_at is null or o.due_at >= as_of_at() as is_within_limit
    from pub.fct_order as o
    left join newest as n on o.order_id = n.order_id
    left join pub.fct_visit as v on n.order_id = v.order_id and n.visited_at = v.visited_at
    where o.accepted_at < as_of_at()
)

select
    o.order_id,
    o.call_id,
    o.demand_type,
    o.dept_id,
    o.dept_name,
    o.street_code,
    s.street_name,
    o.accepted_at,
    o.accepted_on,
    o.due_at,
    o.replied_at,
    o.closed_at,
    o.is_closed_at_desk,
    o.returned_n,
    o.extended_n,
    o.forwarded_case_id,
    o.closed_at is not null as is_closed,
    o.closed_at is null and o.is_within_limit as is_pending,
    not o.is_closed_at_desk and o.due_at is not null and (o.closed_at is not null or not o.is_within_limit) as is_due,
    not o.is_closed_at_desk and coalesce(o.closed_at <= o.due_at, false) as is_on_time,
    o.closed_at is null and not o.is_within_limit as is_overdue,
    o.visited_at,
    o.is_reached,
    case when o.closed_at is null then not o.is_within_limit else o.is_reached and o.is_solved is not null end
        as is_answerable,
    o.closed_at is not null and o.is_reached and coalesce(o.is_solved, false) as is_resolved,
    o.closed_at is not null and o.is_reached and o.satisfaction_code is not null as is_rated,
    o.closed_at is not null and o.is_reached
    and coalesce(o.satisfaction_code in ('satisfied', 'basically_satisfied'), false) as is_satisfied,
    date_diff('second', o.accepted_at, o.closed_at) / 60.0 as handled_min
from observed as o
left join pub.dim_street as s on o.street_code = s.street_code

/*
description = "Every document task as it stands on the day observed"
description_zh = "公文办理主题：在观察日所见的每项任务"
grain = "one row per document, department and role"
grain_zh = "每份公文、部门、角色一行"
key = ["doc_id", "dept_id", "role"]
incremental = {by = "doc_id"}

[columns]
assigned_on = "分派日期|Day on which the task was assigned"
done_at = "观察时已办结的办结时间|When the task was done, as observed"
returned_at = "观察时已退文的退文时间|When the department sent the document back, as observed"
is_to_handle = "是否应办理：主办或协办且未退文|Whether the department must handle it: lead or assist, and not sent back"
is_done = "是否已办结|Whether it is done"
is_handled_online = "是否应办理且已网上办结|Whether it must be handled and was done online"
is_late = "是否超期|Whether it must be handled and was not done by its limit"
handled_min = "从分派到办结的分钟数|Minutes from assignment to completion"
*/
with observed as (
    select
        doc_id,
        dept_id,
        role,
        assigned_at,
        due_at,
        is_done_online,
        case when done_at < as_of_at() then done_at end as done_at,
        case when returned_at < as_of_at() then returned_at end as returned_at
    from pub.fct_doc_task
    where assigned_at < as_of_at()
)

select
    t.doc_id,
    t.dept_id,
    d.dept_name,
    t.role,
    f.doc_kind,
    f.urgency,
    f.direction_code,
    f.nature_code,
    t.assigned_at,
    cast(t.assigned_at as date) as assigned_on,
    t.due_at,
    t.done_at,
    t.returned_at,
    t.role in ('主办', '协办') and t.returned_at is null as is_to_handle,
    t.done_at is not null as is_done,
    t.role in ('主办', '协办') and t.returned_at is null and t.done_at is not null and t.is_done_online
        as is_handled_online,
    t.role in ('主办', '协办') and t.returned_at is null
    and coalesce(coalesce(t.done_at, as_of_at()) > t.due_at, false) as is_late,
    date_diff('second', t.assigned_at, t.done_at) / 60.0 as handled_min
from observed as t
left join pub.fct_document as f on t.doc_id = f.doc_id
left join pub.dim_department as d on t.dept_id = d.dept_id

/*
description = "Document tasks that a department has to handle and that are not done on the day observed"
description_zh = "未办结公文主题：观察日应办理而未办结的任务"
grain = "one row per document, department and role"
grain_zh = "每份公文、部门、角色一行"
key = ["doc_id", "dept_id", "role"]

[columns]
doc_id = "公文标识|Document"
dept_id = "在谁手里|Held by"
role = "角色|Role"
doc_kind = "文种|Kind"
urgency = "紧急程度|Urgency"
assigned_on = "分派|Assigned"
due_on = "到期|Due"
age_day_n = "在办（天）|Days in hand"
late_day_n = "超期（天）|Days overdue"
is_late = "是否已超期|Whether it is past due"
*/
select
    doc_id,
    dept_id,
    role,
    doc_kind,
    urgency,
    assigned_on,
    cast(due_at as date) as due_on,
    date_diff('day', assigned_on, as_of()) as age_day_n,
    greatest(date_diff('day', cast(due_at as date), as_of()), 0) as late_day_n,
    coalesce(due_at < as_of_at(), false) as is_late
from mart.document_task
where is_to_handle and not is_done and assigned_at < as_of_at()

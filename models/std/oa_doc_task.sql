/*
description = "Tasks that documents give to departments"
description_zh = "公文办理任务，标准层"
grain = "one row per document, department and role"
grain_zh = "每份公文、部门、角色一行"
key = ["doc_id", "dept_id", "role"]

[columns]
dept_id = "部门编号|Number of the department"
role = "办理角色：主办、协办、传阅|Role of the department: lead, assist or read"
is_done_online = "是否网上办结|Whether it was done online"
*/
select
    doc_id,
    dept_id,
    role,
    assigned_at,
    due_at,
    done_at,
    coalesce(is_done_online, false) as is_done_online,
    returned_at
from raw.oa_doc_task

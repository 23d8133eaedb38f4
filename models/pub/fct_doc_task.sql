/*
description = "Tasks that documents give to departments"
description_zh = "公文办理任务事实"
grain = "one row per document, department and role"
grain_zh = "每份公文、部门、角色一行"
key = ["doc_id", "dept_id", "role"]
incremental = {by = "doc_id"}

[references]
doc_id = {to = "pub.fct_document.doc_id", id = "task_document_exists", words = "办理任务的公文存在|The document of a task exists"}

[columns]
doc_id = "公文标识|Identifier of the document"
dept_id = "部门编号|Number of the department"
role = "办理角色：主办、协办、传阅|Role of the department: lead, assist or read"
assigned_at = "分派时间|When the task was assigned"
due_at = "办理时限|When the task is due"
done_at = "办结时间|When the task was done"
is_done_online = "是否网上办结|Whether it was done online"
returned_at = "退文时间|When the department sent the document back"
*/
select
    doc_id,
    dept_id,
    role,
    assigned_at,
    due_at,
    done_at,
    is_done_online,
    returned_at
from std.oa_doc_task

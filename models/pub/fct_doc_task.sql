/*
description = "Tasks that documents give to departments"
description_zh = "公文办理任务事实"
grain = "one row per document, department and role"
grain_zh = "每份公文、部门、角色一行"
key = ["doc_id", "dept_id", "role"]
incremental = {by = "doc_id"}

[references]
doc_id = {to = "pub.fct_document.doc_id", id = "task_document_exists", words = "办理任务的公文存在|The document of a task exists"}
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

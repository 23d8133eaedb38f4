/*
description = "The document of a task exists"
description_zh = "办理任务的公文存在"
table = "pub.fct_doc_task"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    t.doc_id,
    t.dept_id,
    t.role
from pub.fct_doc_task as t
left join pub.fct_document as d on t.doc_id = d.doc_id
where d.doc_id is null

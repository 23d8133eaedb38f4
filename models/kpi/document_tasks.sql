/*
title_zh = "应办理公文数"
title = "Document tasks to handle"
question_zh = "各部门应办理多少公文？"
question = "How many document tasks must the departments handle?"
kind = "count"
unit = "件"
better = "none"
source = "各部门应办理文件数总和"
owner = "红谷滩新区办公室"

[variants.default]
zh = "部门合计"
en = "over all departments"
numerator = "主办、协办且未退文的（公文，部门）任务|tasks (document, department) to lead or assist that were not sent back"
*/
select
    assigned_on as period_on,
    1 as numerator,
    dept_id,
    role as role_code
from mart.document_task
where is_to_handle

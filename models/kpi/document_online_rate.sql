/*
title_zh = "网上公文处理率"
title = "Documents handled online"
question_zh = "应办理的公文有多少在网上办结？"
question = "What share of the document tasks was done online?"
kind = "ratio"
unit = "%"
better = "higher"
source = "各部门应办理文件数总和口径"
owner = "红谷滩新区办公室"

[variants.default]
zh = "应办理口径"
en = "of tasks to handle"
numerator = "已网上办结|tasks done online"
denominator = "主办、协办且未退文的（公文，部门）任务|tasks (document, department) to lead or assist that were not sent back"
part_of = {denominator = ["document_tasks.default.numerator"]}
*/
select
    assigned_on as period_on,
    cast(is_handled_online as integer) as numerator,
    1 as denominator,
    not is_done and coalesce(due_at >= as_of_at(), true) as is_open,
    dept_id,
    role as role_code
from mart.document_task
where is_to_handle

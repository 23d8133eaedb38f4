/*
title_zh = "公文按时办结率"
title = "Document tasks done in time"
question_zh = "应办理的公文有多少按时办结？"
question = "What share of the document tasks due was done in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "公文办理考核惯例"
owner = "红谷滩新区办公室"

[variants.default]
zh = "到期口径"
en = "of tasks due"
numerator = "在时限内办结|tasks done within their limit"
denominator = "应办理且有时限、已办结或已到期的（公文，部门）任务；未到期不计|tasks (document, department) to handle with a limit that are done or past it; those not yet due are outside"
part_of = {denominator = ["document_tasks.default.numerator"]}
*/
select
    assigned_on as period_on,
    cast((is_done or due_at < as_of_at()) and not is_late as integer) as numerator,
    cast(is_done or due_at < as_of_at() as integer) as denominator,
    not is_done and due_at >= as_of_at() as is_open,
    dept_id,
    role as role_code,
    urgency as urgency_code
from mart.document_task
where is_to_handle and due_at is not null

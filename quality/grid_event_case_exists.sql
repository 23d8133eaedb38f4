/*
description = "The case that a grid event was forwarded to exists"
description_zh = "网格事件转办的城管案件存在"
table = "pub.fct_grid_event"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    e.event_id,
    e.forwarded_case_id
from pub.fct_grid_event as e
left join pub.fct_case as c on e.forwarded_case_id = c.case_id
where e.forwarded_case_id is not null and c.case_id is null

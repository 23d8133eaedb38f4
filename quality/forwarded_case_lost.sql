/*
description = "A case that a work order was forwarded to arrives within 24 hours"
description_zh = "热线转出的案件须在 24 小时内出现在城管案件中"
table = "mart.hotline_order"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
rule = "D-11"
*/
select
    o.order_id,
    o.forwarded_case_id
from mart.hotline_order as o
left join pub.fct_case as c on o.forwarded_case_id = c.case_id
where o.forwarded_case_id is not null and c.case_id is null and o.accepted_at + interval 24 hour < as_of_at()

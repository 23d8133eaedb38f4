/*
description = "The case that a work order was forwarded to exists"
description_zh = "热线转城管的案件号在城管案件中存在"
table = "pub.fct_order"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-11"
*/
select
    o.order_id,
    o.forwarded_case_id
from pub.fct_order as o
left join pub.fct_case as c on o.forwarded_case_id = c.case_id
where o.forwarded_case_id is not null and c.case_id is null

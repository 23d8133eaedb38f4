/*
description = "The work order of a call-back exists"
description_zh = "回访的工单存在"
table = "pub.fct_visit"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    v.order_id,
    v.visited_at
from pub.fct_visit as v
left join pub.fct_order as o on v.order_id = o.order_id
where o.order_id is null

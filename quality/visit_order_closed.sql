/*
description = "A citizen rates a work order only after it is closed"
description_zh = "满意度评价须在工单办结之后"
table = "pub.fct_visit"
dimension = "consistency"
gbt36344 = "01"
severity = "warn"
rule = "D-28"
*/
select
    v.order_id,
    v.visited_at
from pub.fct_visit as v
inner join pub.fct_order as o on v.order_id = o.order_id
where
    (v.satisfaction_code is not null or v.is_solved is not null)
    and (o.closed_at is null or o.closed_at > v.visited_at)

/*
description = "The work order that a case is linked with exists"
description_zh = "城管案件关联的热线工单存在"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-11"
*/
select
    c.case_id,
    c.hotline_order_id
from pub.fct_case as c
left join pub.fct_order as o on c.hotline_order_id = o.order_id
where c.hotline_order_id is not null and o.order_id is null

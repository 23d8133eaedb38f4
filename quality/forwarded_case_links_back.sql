/*
description = "A case and a work order that name each other agree"
description_zh = "热线工单与城管案件互相引用一致"
table = "pub.fct_order"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-11"
*/
select
    o.order_id,
    c.case_id,
    c.hotline_order_id as linked_order_id
from pub.fct_order as o
inner join pub.fct_case as c on o.forwarded_case_id = c.case_id
where c.hotline_order_id is null or c.hotline_order_id <> o.order_id
union all
select
    o.order_id,
    c.case_id,
    c.hotline_order_id as linked_order_id
from pub.fct_case as c
inner join pub.fct_order as o on c.hotline_order_id = o.order_id
where o.forwarded_case_id is null

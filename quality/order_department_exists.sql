/*
description = "The department of a work order exists"
description_zh = "热线工单的承办部门在部门表中存在"
table = "pub.fct_order"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    order_id,
    dept_name
from pub.fct_order
where dept_name is not null and dept_id is null

/*
description = "A work order is closed within two working days after its case"
description_zh = "案件结案后两个工作日内关联工单应办结"
table = "mart.hotline_order"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-12"
*/
select
    c.case_id,
    o.order_id,
    c.closed_on
from mart.case_closure as c
inner join mart.hotline_order as o on c.hotline_order_id = o.order_id
inner join pub.dim_calendar as f on c.closed_on = f.date_on
inner join pub.dim_calendar as t on t.date_on = as_of()
where c.is_closed and not o.is_closed and t.workday_n - f.workday_n > 2

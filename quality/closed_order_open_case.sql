/*
description = "A case is closed within two working days after its work order"
description_zh = "工单办结后两个工作日内关联案件应结案"
table = "mart.case_closure"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-12"
*/
select
    c.case_id,
    o.order_id,
    cast(o.closed_at as date) as order_closed_on
from mart.hotline_order as o
inner join mart.case_closure as c on o.forwarded_case_id = c.case_id
inner join pub.dim_calendar as f on cast(o.closed_at as date) = f.date_on
inner join pub.dim_calendar as t on t.date_on = as_of()
where
    o.is_closed and not c.is_closed and not c.is_excluded and not c.is_suspended
    and c.status_code not in ('rejected', 'not_registered') and t.workday_n - f.workday_n > 2

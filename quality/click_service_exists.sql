/*
description = "The service that was clicked exists"
description_zh = "点击的服务存在"
table = "pub.fct_click"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    c.click_id,
    c.service_id
from pub.fct_click as c
left join pub.dim_service_item as s on c.service_id = s.service_id
where s.service_id is null

/*
description = "The device of a health reading exists"
description_zh = "健康测量的设备存在"
table = "pub.fct_health_reading"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    r.reading_id,
    r.device_id
from pub.fct_health_reading as r
left join pub.dim_device as d on r.device_id = d.device_id
where d.device_id is null

/*
description = "The device of a state exists"
description_zh = "状态的设备在台账中存在"
table = "pub.fct_tourism_device_status"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    s.device_id,
    s.from_at
from pub.fct_tourism_device_status as s
left join pub.dim_tourism_device as d on s.device_id = d.device_id
where d.device_id is null

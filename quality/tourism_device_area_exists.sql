/*
description = "The scenic area of a device exists"
description_zh = "设备的景区存在"
table = "pub.dim_tourism_device"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    d.device_id,
    d.scenic_id
from pub.dim_tourism_device as d
left join pub.dim_scenic as s on d.scenic_id = s.scenic_id
where s.scenic_id is null

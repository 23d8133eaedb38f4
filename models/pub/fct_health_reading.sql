/*
description = "That a resident measured something on a day, without the value"
description_zh = "健康测量事实（不含数值）"
grain = "one row per reading"
grain_zh = "每次测量一行"
key = ["reading_id"]
access = "restricted"

[references]
device_id = {to = "pub.dim_device.device_id", id = "reading_device_exists", words = "健康测量的设备存在|The device of a health reading exists"}
person_key = {to = "pub.dim_person.person_key", id = "reading_person_registered", words = "健康监测的居民在网格人口登记中|The person whose health was measured is on the register of the grids", rule = "D-29"}

[columns]
street_code = "街道代码|Code of the street"
*/
select
    r.reading_id,
    r.person_key,
    r.device_id,
    left(d.community_code, 9) as street_code,
    r.metric_code,
    r.measured_on
from std.health_reading as r
left join std.community_device as d on r.device_id = d.device_id

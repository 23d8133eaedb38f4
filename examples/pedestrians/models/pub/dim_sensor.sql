/*
description = "The sensors, with the hours between which each one is known"
description_zh = "计数器及其首末时刻"
grain = "one row per sensor"
grain_zh = "每个计数器一行"
key = ["sensor_name"]

[columns]
first_at = "首个时刻|First hour counted"
last_at = "末个时刻|Last hour counted"
*/
select
    sensor_name,
    min(counted_at) as first_at,
    max(counted_at) as last_at
from std.pedestrian_count
group by sensor_name

/*
description = "Hourly counts of walkers by sensor, with the instant in UTC beside the local date and hour, typed"
description_zh = "步行人流计数，标准层"
grain = "one row per sensor and hour"
grain_zh = "每个计数器每小时一行"
key = ["sensor_name", "counted_at"]
*/
select
    sensor_name,
    counted_at,
    counted_on,
    hour_n,
    walker_n
from raw.pedestrian_count

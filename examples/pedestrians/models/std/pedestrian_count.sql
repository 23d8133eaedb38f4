/*
description = "Hourly counts of walkers by sensor, with the instant in UTC beside the local date and hour, typed"
description_zh = "步行人流计数，标准层"
grain = "one row per sensor and hour"
grain_zh = "每个计数器每小时一行"
key = ["sensor_name", "counted_at"]

[columns]
sensor_name = "计数器|Name of the sensor and its place"
counted_at = "计数时刻|Instant at which the hour begins; the source writes it in UTC"
counted_on = "当地日期|Local day of the hour"
hour_n = "当地小时|Local hour of the day"
walker_n = "人数|Walkers counted in the hour"
*/
select
    sensor_name,
    counted_at,
    counted_on,
    hour_n,
    walker_n
from raw.pedestrian_count

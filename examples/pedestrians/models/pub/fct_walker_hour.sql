/*
description = "Every hour between a sensor's first and last one, counted or not; a local hour that the clocks repeat stands twice"
description_zh = "首末时刻之间的每个小时，含缺测；夏令时重复的小时各占一行"
grain = "one row per sensor and hour"
grain_zh = "每个计数器每小时一行"
key = ["sensor_name", "counted_at"]

[columns]
counted_at = "计数时刻|Instant at which the hour begins"
counted_on = "当地日期|Local day of the hour"
hour_n = "当地小时|Local hour of the day"
is_counted = "是否有计数|Whether the sensor reported the hour"
walker_n = "人数|Walkers counted in the hour; NULL where the hour is missing"
*/
with slot as (
    select
        sensor_name,
        unnest(generate_series(first_at, last_at, interval 1 hour)) as counted_at
    from pub.dim_sensor
)
select
    slot.sensor_name,
    slot.counted_at,
    cast(slot.counted_at as date) as counted_on,
    hour(slot.counted_at) as hour_n,
    pedestrian_count.walker_n is not null as is_counted,
    pedestrian_count.walker_n
from slot
left join std.pedestrian_count as pedestrian_count
    on slot.sensor_name = pedestrian_count.sensor_name and slot.counted_at = pedestrian_count.counted_at

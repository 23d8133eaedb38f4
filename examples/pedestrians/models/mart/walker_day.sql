/*
description = "Each sensor's day: how many hours it has (23 or 25 when the clocks change), how many were counted, how many people"
description_zh = "每个计数器每天的应有小时（换时日为 23 或 25）、实测小时与人数"
grain = "one row per sensor and day"
grain_zh = "每个计数器每天一行"
key = ["sensor_name", "counted_on"]

[columns]
counted_on = "当地日期|Local day"
is_weekend = "是否周末|Whether the day is a Saturday or a Sunday"
slot_n = "应有小时数|Hours that the day has for the sensor"
counted_n = "实测小时数|Hours that the sensor counted"
walker_n = "人数|Walkers counted; NULL where no hour was"
night_walker_n = "夜间人数|Walkers counted from 20:00 to 06:00"
peak_walker_n = "高峰小时人数|Walkers in the fullest hour"
*/
select
    sensor_name,
    counted_on,
    isodow(counted_on) >= 6 as is_weekend,
    count(*) as slot_n,
    count(walker_n) as counted_n,
    cast(sum(walker_n) as bigint) as walker_n,
    cast(sum(walker_n) filter (where hour_n >= 20 or hour_n < 6) as bigint) as night_walker_n,
    max(walker_n) as peak_walker_n
from pub.fct_walker_hour
where counted_at < as_of_at()
group by sensor_name, counted_on

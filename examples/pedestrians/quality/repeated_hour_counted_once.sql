/*
description = "When the clocks go back, the local hour that comes twice has two counts"
description_zh = "换回标准时重复的小时应有两个计数"
table = "pub.fct_walker_hour"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
*/
select
    sensor_name,
    counted_on,
    hour_n
from pub.fct_walker_hour
group by sensor_name, counted_on, hour_n
having count(*) = 2 and count(walker_n) < 2

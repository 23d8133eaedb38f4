/*
description = "A sensor that counts before and after an hour counts in it too"
description_zh = "计数器不得缺测"
table = "pub.fct_walker_hour"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
*/
select
    sensor_name,
    counted_at
from pub.fct_walker_hour
where not is_counted

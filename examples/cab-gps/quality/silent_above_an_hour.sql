/*
description = "A vehicle is not silent for more than an hour"
description_zh = "车辆失联不得超过一小时"
table = "pub.fct_position"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
*/
select
    vehicle_key,
    located_at,
    gap_s
from pub.fct_position
where gap_s > 3600

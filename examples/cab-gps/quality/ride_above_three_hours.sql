/*
description = "A ride lasts three hours at most; more is a switch that was left on"
description_zh = "单次载客不得超过三小时"
table = "mart.cab_trip"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
select
    vehicle_key,
    trip_n,
    duration_min
from mart.cab_trip
where duration_min > 180

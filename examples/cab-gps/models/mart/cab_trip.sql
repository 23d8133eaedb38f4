/*
description = "Occupied rides by day and length; where they began and ended is left out"
description_zh = "载客行程：日期与时长，不含起止地点"
grain = "one row per vehicle and ride"
grain_zh = "每车每次载客一行"
key = ["vehicle_key", "trip_n"]
reason = "只有日期与时长，不含起止地点与时刻|Day and length, neither the ends nor their moments"
*/
select
    vehicle_key,
    trip_n,
    picked_up_on,
    position_n,
    is_whole,
    duration_min
from pub.fct_ride

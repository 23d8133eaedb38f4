/*
description = "Occupied rides by day and length; where they began and ended is left out"
description_zh = "载客行程：日期与时长，不含起止地点"
grain = "one row per vehicle and ride"
grain_zh = "每车每次载客一行"
key = ["vehicle_key", "trip_n"]
reason = "只有日期与时长，不含起止地点与时刻|Day and length, neither the ends nor their moments"

[columns]
vehicle_key = "车辆|Vehicle, keyed"
trip_n = "载客次序|Number of the ride of the vehicle"
picked_up_on = "上客日期|Local day of the first position"
position_n = "定位点数|Positions of the ride"
is_whole = "是否连续|Whether no two positions of the ride are more than ten minutes apart"
duration_min = "时长（分钟）|Minutes from the first position to the last"
*/
select
    vehicle_key,
    trip_n,
    picked_up_on,
    position_n,
    is_whole,
    duration_min
from pub.fct_ride

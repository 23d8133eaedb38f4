/*
description = "Vehicles with the span of their tracks"
description_zh = "车辆及其轨迹起止"
grain = "one row per vehicle"
grain_zh = "每车一行"
key = ["vehicle_key"]

[columns]
vehicle_key = "车辆|Vehicle, keyed"
position_n = "定位点数|Positions"
first_at = "首点时刻|First position"
last_at = "末点时刻|Last position"
*/
select
    vehicle_key,
    count(*) as position_n,
    min(located_at) as first_at,
    max(located_at) as last_at
from std.cab_position
group by vehicle_key

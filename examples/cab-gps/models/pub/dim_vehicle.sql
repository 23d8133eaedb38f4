/*
description = "Vehicles with how many positions they sent and on which days; where they were stays with the stewards"
description_zh = "车辆及其定位点数、起止日期；不含位置"
grain = "one row per vehicle"
grain_zh = "每车一行"
key = ["vehicle_key"]
reason = "只有点数与日期，不含位置与时刻|Counts and days, neither places nor moments"

[columns]
vehicle_key = "车辆|Vehicle, keyed"
position_n = "定位点数|Positions"
first_on = "首点日期|Day of the first position"
last_on = "末点日期|Day of the last position"
*/
select
    vehicle_key,
    count(*) as position_n,
    cast(min(located_at) as date) as first_on,
    cast(max(located_at) as date) as last_on
from std.cab_position
group by vehicle_key

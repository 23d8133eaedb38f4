/*
description = "Positions with the time until the next one; beyond ten minutes the vehicle counts as silent"
description_zh = "定位点及到下一点的时间，超过十分钟视为失联"
grain = "one row per vehicle and moment"
grain_zh = "每车每时刻一行"
key = ["vehicle_key", "located_at"]
access = "restricted"

[columns]
vehicle_key = "车辆|Vehicle, keyed"
located_on = "定位日期|Local day of the position"
gap_s = "到下一点秒数|Seconds to the vehicle's next position; NULL at its last"
is_followed = "是否连续|Whether the next position comes within ten minutes"
trip_n = "载客次序|Number of the occupied ride that the position belongs to; NULL when vacant"
*/
with following as (
    select
        vehicle_key,
        located_at,
        is_occupied,
        lon,
        lat,
        located_s,
        lead(located_s) over (partition by vehicle_key order by located_s) - located_s as gap_s,
        is_occupied and not coalesce(
            lag(is_occupied) over (partition by vehicle_key order by located_s), false
        ) as is_pickup
    from std.cab_position
)
select
    vehicle_key,
    located_at,
    cast(located_at as date) as located_on,
    is_occupied,
    lon,
    lat,
    gap_s,
    coalesce(gap_s <= 600, false) as is_followed,
    case
        when is_occupied then sum(cast(is_pickup as integer)) over (partition by vehicle_key order by located_s)
    end as trip_n
from following

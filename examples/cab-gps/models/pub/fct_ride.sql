/*
description = "Occupied rides: from the first position with a passenger to the last, with the cell of the first"
description_zh = "载客行程：自首个载客点至末个载客点，含上客格"
grain = "one row per vehicle and ride"
grain_zh = "每车每次载客一行"
key = ["vehicle_key", "trip_n"]
access = "restricted"

[columns]
trip_n = "载客次序|Number of the ride of the vehicle"
picked_up_on = "上客日期|Local day of the first position"
cell_lon = "上客格经度|Western edge of the cell of a hundredth of a degree where the ride began"
cell_lat = "上客格纬度|Southern edge of the cell"
position_n = "定位点数|Positions of the ride"
is_whole = "是否连续|Whether no two positions of the ride are more than ten minutes apart"
duration_min = "时长（分钟）|Minutes from the first position to the last"
*/
select
    vehicle_key,
    trip_n,
    cast(min(located_at) as date) as picked_up_on,
    deid_cell(arg_min(lon, located_at)) as cell_lon,
    deid_cell(arg_min(lat, located_at)) as cell_lat,
    count(*) as position_n,
    coalesce(max(gap_s) filter (where is_inner) <= 600, true) as is_whole,
    (epoch(max(located_at)) - epoch(min(located_at))) / 60.0 as duration_min
from (
    select
        vehicle_key,
        trip_n,
        located_at,
        lon,
        lat,
        gap_s,
        lead(trip_n) over (partition by vehicle_key order by located_at) is not distinct from trip_n as is_inner
    from pub.fct_position
    where trip_n is not null
)
group by vehicle_key, trip_n

/*
description = "Between two positions a taxi does not move faster than 200 km/h"
description_zh = "相邻点时速不得超过两百公里"
table = "pub.fct_position"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
with step as (
    select
        vehicle_key,
        located_at,
        gap_s,
        lon,
        lat,
        lead(lon) over (partition by vehicle_key order by located_at) as next_lon,
        lead(lat) over (partition by vehicle_key order by located_at) as next_lat
    from pub.fct_position
)
select
    vehicle_key,
    located_at
from step
where
    gap_s > 0
    and distance_m(lon, lat, next_lon, next_lat) - 160 > gap_s * 200 / 3.6

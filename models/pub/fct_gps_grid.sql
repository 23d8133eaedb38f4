/*
description = "Patrols per grid cell and five minutes: how many vehicles and crews were there, never which"
description_zh = "各网格每五分钟的巡查车辆与人员数，不含个体"
grain = "one row per five minutes, grid cell and source"
grain_zh = "每五分钟、每个网格、每种来源一行"
key = ["slot_at", "grid_code", "source_code"]

[columns]
slot_at = "五分钟时段起点|Begin of the five minutes"
slot_on = "日期|Day"
grid_code = "最近的单元网格编码，300 米内没有则为 unknown|Code of the nearest grid cell, unknown where none is within 300 m"
source_code = "来源代码：vehicle 车辆、crew 人员|Source: vehicle or crew"
device_n = "车辆或人员数|Vehicles or crews that were there"
point_n = "定位数|Positions"
moving_n = "行驶中的定位数，人员为空|Positions at 5 km/h or more, NULL for crews"
*/
with points as (
    select
        slot_at,
        slot_device_key as slot_key,
        'vehicle' as source_code,
        lon,
        lat,
        case when speed_kmh >= 5 then 1 else 0 end as is_moving_n
    from std.gps_point
    union all
    select
        slot_at,
        slot_staff_key as slot_key,
        'crew' as source_code,
        lon,
        lat,
        null as is_moving_n
    from std.gps_point_app
),

cells as (
    select distinct
        lon,
        lat
    from points
),

-- A square of the join is larger than 300 m: a point's neighbours lie in its own square or in one beside it.
steps as (
    select step_n
    from (values (-1), (0), (1)) as s (step_n)
),

around as (
    select
        g.grid_code,
        g.lon,
        g.lat,
        floor(g.lon / 0.004) + x.step_n as lon_square,
        floor(g.lat / 0.003) + y.step_n as lat_square
    from std.grid as g
    cross join steps as x
    cross join steps as y
),

near as (
    select
        c.lon,
        c.lat,
        g.grid_code,
        row_number() over (
            partition by c.lon, c.lat
            order by distance_m(c.lon, c.lat, g.lon, g.lat), g.grid_code
        ) as place_n
    from cells as c
    inner join around as g on floor(c.lon / 0.004) = g.lon_square and floor(c.lat / 0.003) = g.lat_square
    where distance_m(c.lon, c.lat, g.lon, g.lat) <= 300
)

select
    p.slot_at,
    cast(p.slot_at as date) as slot_on,
    coalesce(n.grid_code, 'unknown') as grid_code,
    p.source_code,
    count(distinct p.slot_key) as device_n,
    count(*) as point_n,
    cast(sum(p.is_moving_n) as bigint) as moving_n
from points as p
left join near as n on p.lon = n.lon and p.lat = n.lat and n.place_n = 1
group by
    p.slot_at,
    cast(p.slot_at as date),
    coalesce(n.grid_code, 'unknown'),
    p.source_code

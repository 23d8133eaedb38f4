/*
description = "Patrol and demand side by side: each grid cell on each day with positions"
description_zh = "巡查与诉求对照：有定位数据的每一天、每个网格"
grain = "one row per grid cell and day"
grain_zh = "每个网格、每天一行"
key = ["grid_code", "day_on"]

[columns]
vehicle_slot_n = "有车辆巡查的五分钟时段数|Five-minute slots with a vehicle in the cell"
crew_slot_n = "有人员巡查的五分钟时段数|Five-minute slots with a crew in the cell"
case_n = "当日上报案件数|Cases reported on the day"
*/
with patrols as (
    select
        grid_code,
        slot_on,
        sum(case when source_code = 'vehicle' then 1 else 0 end) as vehicle_slot_n,
        sum(case when source_code = 'crew' then 1 else 0 end) as crew_slot_n
    from pub.fct_gps_grid
    where slot_at < as_of_at()
    group by grid_code, slot_on
),

days as (
    select distinct slot_on as day_on
    from patrols
),

demand as (
    select
        grid_code,
        reported_on,
        count(*) as case_n
    from pub.fct_case
    where reported_at < as_of_at()
    group by grid_code, reported_on
)

select
    g.grid_code,
    d.day_on,
    g.grid_name,
    g.street_code,
    g.street_name,
    g.lon,
    g.lat,
    g.area_m2,
    cast(coalesce(p.vehicle_slot_n, 0) as bigint) as vehicle_slot_n,
    cast(coalesce(p.crew_slot_n, 0) as bigint) as crew_slot_n,
    cast(coalesce(c.case_n, 0) as bigint) as case_n
from pub.dim_grid as g
cross join days as d
left join patrols as p on g.grid_code = p.grid_code and d.day_on = p.slot_on
left join demand as c on g.grid_code = c.grid_code and d.day_on = c.reported_on

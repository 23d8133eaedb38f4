/*
description = "Cases of each grid cell up to the day observed beside the patrols that were seen in it"
description_zh = "网格巡查主题：截至观察日各网格案件与巡查"
grain = "one row per grid cell with cases and positions of patrols"
grain_zh = "有案件且有巡查定位的网格，每个一行"
key = ["grid_code"]

[columns]
grid_code = "单元网格编码|Code of the grid cell"
grid_name = "网格|Grid cell"
street_code = "街道|Street"
case_n = "上报案件|Cases reported"
case_per_km2 = "每平方公里案件|Cases per km²"
patrol_min = "日均巡查分钟|Patrol minutes a day"
case_per_slot = "每个巡查时段的案件，时段加一|Cases to each slot of patrols, one slot added"
*/
with seen as (
    select
        grid_code,
        min(grid_name) as grid_name,
        min(street_code) as street_code,
        min(area_m2) as area_m2,
        sum(vehicle_slot_n + crew_slot_n) as slot_n,
        count(distinct day_on) as day_n
    from mart.patrol_coverage
    where day_on <= as_of()
    group by grid_code
),

demand as (
    select grid_code, count(*) as case_n
    from pub.fct_case
    where reported_at < as_of_at()
    group by grid_code
)

select
    s.grid_code,
    s.grid_name,
    s.street_code,
    d.case_n,
    d.case_n * 1e6 / s.area_m2 as case_per_km2,
    s.slot_n * 5.0 / s.day_n as patrol_min,
    d.case_n / (1.0 + s.slot_n) as case_per_slot
from seen as s
inner join demand as d on s.grid_code = d.grid_code

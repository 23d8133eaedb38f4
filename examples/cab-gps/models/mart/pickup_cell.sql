/*
description = "Cells of a hundredth of a degree with ten pick-ups or more; the others are one row"
description_zh = "上客热点：百分之一度格，不足十次的合并"
grain = "one row per cell"
grain_zh = "每格一行"
key = ["cell_id"]

[columns]
cell_id = "格|Cell as longitude and latitude of its corner, or other"
pickup_n = "上客次数|Pick-ups"
first_on = "首日|Day of the first pick-up"
*/
with cell as (
    select
        printf('%.2f %.2f', floor(pickup_lon * 100) / 100, floor(pickup_lat * 100) / 100) as cell_name,
        picked_up_on
    from mart.cab_trip
),
counted as (
    select
        case when count(*) over (partition by cell_name) >= 10 then cell_name else 'other' end as cell_id,
        picked_up_on
    from cell
)
select
    cell_id,
    count(*) as pickup_n,
    min(picked_up_on) as first_on
from counted
group by cell_id

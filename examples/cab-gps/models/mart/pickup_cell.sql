/*
description = "Pick-ups by day and cell of a hundredth of a degree; cells with fewer than ten, or of fewer than three vehicles, stand together as other, and are left out where together they are of fewer than three"
description_zh = "上客热点：按日与百分之一度格；不足十次或不足三车的格合并为其他，合并后仍不足三车则不列"
grain = "one row per day and cell"
grain_zh = "每日每格一行"
key = ["picked_up_on", "cell_id"]
aggregate = ["cell_vehicle_n"]

[columns]
picked_up_on = "上客日期|Local day of the pick-ups"
cell_id = "格|Cell as longitude and latitude of its south-western corner, or other"
pickup_n = "当日上客次数|Pick-ups of the day"
cell_pickup_n = "该格全部上客次数|Pick-ups of the cell over all days"
cell_vehicle_n = "该格全部车辆数|Vehicles of the cell over all days"
*/
with cell as (
    select
        cell_lon,
        cell_lat,
        count(*) >= 10 and count(distinct vehicle_key) >= 3 as is_told
    from pub.fct_ride
    group by cell_lon, cell_lat
),

placed as (
    select
        r.picked_up_on,
        r.vehicle_key,
        case when c.is_told then printf('%.2f %.2f', r.cell_lon, r.cell_lat) else 'other' end as cell_id
    from pub.fct_ride as r
    inner join cell as c on r.cell_lon = c.cell_lon and r.cell_lat = c.cell_lat
),

whole as (
    select
        cell_id,
        count(*) as cell_pickup_n,
        count(distinct vehicle_key) as cell_vehicle_n
    from placed
    group by cell_id
    having count(distinct vehicle_key) >= 3
),

day as (
    select
        picked_up_on,
        cell_id,
        count(*) as pickup_n
    from placed
    group by picked_up_on, cell_id
)

select
    d.picked_up_on,
    d.cell_id,
    d.pickup_n,
    w.cell_pickup_n,
    w.cell_vehicle_n
from day as d
inner join whole as w on d.cell_id = w.cell_id

/*
description = "The point of a grid event lies in its cell or at most 50 m outside; 75 m more are granted because points are rounded to three decimals"
description_zh = "网格事件坐标落在其网格内或界外 50 米之内；坐标只留三位小数，另容 75 米"
table = "pub.fct_grid_event"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-07"
*/
select
    e.event_id,
    e.grid_code,
    e.lon,
    e.lat
from pub.fct_grid_event as e
inner join pub.dim_grid_history as g
    on
        e.grid_code = g.grid_code
        and e.reported_on >= g.valid_from_on
        and (g.valid_to_on is null or e.reported_on < g.valid_to_on)
where wkt_gap_m(g.geometry, e.lon, e.lat) > 125

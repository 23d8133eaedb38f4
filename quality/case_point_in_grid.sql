/*
description = "The point of a case lies in its cell or at most 50 m outside; 75 m more are granted because points are rounded to three decimals"
description_zh = "案件坐标落在其网格内或界外 50 米之内；坐标只留三位小数，另容 75 米"
table = "pub.fct_case"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-07"
*/
select
    c.case_id,
    c.grid_code,
    c.lon,
    c.lat
from pub.fct_case as c
inner join pub.dim_grid_history as g
    on
        c.grid_code = g.grid_code
        and c.reported_on >= g.valid_from_on
        and (g.valid_to_on is null or c.reported_on < g.valid_to_on)
where wkt_gap_m(g.geometry, c.lon, c.lat) > 125

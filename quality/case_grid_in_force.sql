/*
description = "The grid cell of a case is in force on its day, and so is the community that its code begins with"
description_zh = "案件的网格在上报日有效，其编码前 12 位为有效社区"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-06"
*/
select
    c.case_id,
    c.grid_code,
    c.reported_on
from pub.fct_case as c
left join pub.dim_grid_history as g
    on
        c.grid_code = g.grid_code
        and c.reported_on >= g.valid_from_on
        and (g.valid_to_on is null or c.reported_on < g.valid_to_on)
left join pub.dim_division as d
    on
        left(c.grid_code, 12) = d.division_code
        and c.reported_on >= d.valid_from_on
        and (d.valid_to_on is null or c.reported_on < d.valid_to_on)
where g.grid_code is null or d.division_code is null

/*
description = "The grid cell of an event is in force on its day, and so is the community that its code begins with"
description_zh = "事件的网格在事发日有效，其编码前 12 位为有效社区"
table = "pub.fct_grid_event"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-06"
*/
select
    e.event_id,
    e.grid_code,
    e.reported_on
from pub.fct_grid_event as e
left join pub.dim_grid_history as g
    on
        e.grid_code = g.grid_code
        and e.reported_on >= g.valid_from_on
        and (g.valid_to_on is null or e.reported_on < g.valid_to_on)
left join pub.dim_division as d
    on
        e.community_code = d.division_code
        and e.reported_on >= d.valid_from_on
        and (d.valid_to_on is null or e.reported_on < d.valid_to_on)
where g.grid_code is null or d.division_code is null

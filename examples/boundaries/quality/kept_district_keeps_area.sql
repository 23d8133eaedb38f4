/*
description = "A district that was kept keeps its area within five per cent"
description_zh = "保留区县面积变动不超过百分之五"
table = "mart.boundary_change"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    division_code,
    change_pct
from mart.boundary_change
where abs(change_pct) > 5

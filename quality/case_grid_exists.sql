/*
description = "The grid cell of a case exists"
description_zh = "案件的单元网格在网格表中存在"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-06"
*/
select
    c.case_id,
    c.grid_code
from pub.fct_case as c
left join pub.dim_grid as g on c.grid_code = g.grid_code
where g.grid_code is null

/*
description = "The person whose health was measured is on the register of the grids"
description_zh = "健康监测的居民在网格人口登记中"
table = "pub.fct_health_reading"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-29"
*/
select
    r.reading_id,
    r.person_key
from pub.fct_health_reading as r
left join pub.dim_person as p on r.person_key = p.person_key
where p.person_key is null

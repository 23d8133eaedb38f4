/*
description = "The person who rang an alarm is on the register of the grids"
description_zh = "助老呼叫的居民在网格人口登记中"
table = "pub.fct_elder_alarm"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-29"
*/
select
    a.alarm_id,
    a.person_key
from pub.fct_elder_alarm as a
left join pub.dim_person as p on a.person_key = p.person_key
where p.person_key is null

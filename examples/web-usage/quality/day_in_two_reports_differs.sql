/*
description = "Two reports of one day give one total"
description_zh = "两份报表的同日总数须一致"
table = "pub.fct_visit_day"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    day_on,
    min(visit_n) as least_n,
    max(visit_n) as most_n
from pub.fct_visit_day
group by day_on
having count(distinct visit_n) > 1

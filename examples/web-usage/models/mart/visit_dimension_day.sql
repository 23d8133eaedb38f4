/*
description = "Each dimension's day: its total, what is named, and how far it is from the day's total"
description_zh = "各维度每日合计、写明部分及与总数之差"
grain = "one row per dimension and day"
grain_zh = "每个维度每天一行"
key = ["dimension_code", "day_on"]

[columns]
dimension_code = "维度|Dimension"
visit_n = "访问次数|Visits of the dimension's report"
named_visit_n = "写明的访问|Visits whose member is named"
day_visit_n = "日总数|Visits of the day in the report of totals"
gap_pct = "差额（%）|Difference to the day's total, per cent of it"
*/
select
    fct_visit.dimension_code,
    fct_visit.day_on,
    cast(sum(fct_visit.visit_n) as bigint) as visit_n,
    cast(coalesce(sum(fct_visit.visit_n) filter (where fct_visit.is_named), 0) as bigint) as named_visit_n,
    max(fct_visit_day.visit_n) as day_visit_n,
    100.0 * (sum(fct_visit.visit_n) - max(fct_visit_day.visit_n)) / max(fct_visit_day.visit_n) as gap_pct
from pub.fct_visit as fct_visit
left join pub.fct_visit_day as fct_visit_day
    on fct_visit.day_on = fct_visit_day.day_on and fct_visit_day.report_code = 'users'
where fct_visit.day_on <= as_of()
group by fct_visit.dimension_code, fct_visit.day_on

/*
description = "A dimension's visits of a day add up to the day's total within one per cent"
description_zh = "维度合计须等于日总数"
table = "mart.visit_dimension_day"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    dimension_code,
    day_on,
    gap_pct
from mart.visit_dimension_day
where abs(gap_pct) > 1

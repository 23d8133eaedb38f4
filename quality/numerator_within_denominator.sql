/*
description = "No ratio has a numerator above its denominator"
description_zh = "比率的分子不大于分母"
table = "kpi.value"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
*/
select
    kpi_id,
    variant,
    grain,
    period_start,
    slice_type,
    slice_id,
    numerator,
    denominator
from kpi.value
where numerator < 0 or numerator > denominator

/*
title_zh = "景区承载率（九成）"
title = "Load of scenic areas, nine days in ten"
question_zh = "九成的日子里，客流占承载量多少？"
question = "On nine days in ten, what share of its capacity did a scenic area fill at most?"
kind = "quantile"
quantile = 0.9
unit = "%"
better = "lower"
source = "local design"
owner = "文化旅游办"
headline = "instant"

[variants.instant]
zh = "瞬时：在园峰值÷瞬时承载量"
en = "at once: most people in the park over those it holds at once"

[variants.daily]
zh = "日：入园人数÷日承载量"
en = "in a day: visitors over those it holds in a day"
*/
select
    'instant' as variant,
    flow_on as period_on,
    instant_load_pct as value,
    scenic_id
from mart.scenic_day
union all
select
    'daily' as variant,
    flow_on as period_on,
    daily_load_pct as value,
    scenic_id
from mart.scenic_day

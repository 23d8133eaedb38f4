/*
title_zh = "办理时长（中位数）"
title = "Hours from report to closure, median"
question_zh = "从上报到结案用了多久？"
question = "How long does a case take from report to closure?"
kind = "quantile"
quantile = 0.5
unit = "小时"
better = "lower"
source = "local design"
owner = "基准"

[variants.default]
zh = "按结案日期"
en = "by day of closure"
*/
select
    closed_on as period_on,
    closed_min / 60.0 as value,
    street_code,
    unit_id
from mart.bench_closure
where is_closed and not is_excluded

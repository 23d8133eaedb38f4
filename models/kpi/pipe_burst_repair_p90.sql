/*
title_zh = "爆管修复时长（九成）"
title = "Hours from report to repair, nine in ten"
question_zh = "从报修到修复用了多久？"
question = "How long does a burst take from report to repair?"
kind = "quantile"
quantile = 0.9
unit = "小时"
better = "lower"
source = "local design"
owner = "水务集团抢修中心"

[variants.default]
zh = "按修复日期"
en = "by day of repair"
*/
select
    cast(repaired_at as date) as period_on,
    repair_min / 60.0 as value,
    cause_code as burst_cause_code,
    street_code
from pub.fct_pipe_burst
where repaired_at is not null

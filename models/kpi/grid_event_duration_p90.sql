/*
title_zh = "网格事件办结时长 P90"
title = "Hours from report to closure of grid events, 90th percentile"
question_zh = "九成网格事件在多长时间内办结？"
question = "Within how many hours are nine in ten grid events closed?"
kind = "quantile"
quantile = 0.9
unit = "小时"
better = "lower"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "办结事件"
en = "events closed"
*/
select
    reported_on as period_on,
    closed_min / 60.0 as value,
    not is_closed as is_open,
    street_code,
    grid_event_kind_code,
    channel_code
from mart.grid_event_closure
where is_closed or not is_void

/*
title_zh = "助老到达时长（九成分位）"
title = "Minutes from alarm to arrival, 90th percentile"
question_zh = "九成的呼叫在多少分钟内有人到达？"
question = "Within how many minutes is someone there in nine of ten alarms?"
kind = "quantile"
quantile = 0.9
unit = "min"
better = "lower"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "已到达的呼叫，按月，测试不计"
en = "alarms that were reached, by month, tests apart"
*/
select
    month_on as period_on,
    arrival_min as value,
    arrival_min is null as is_open,
    street_code
from mart.elder_call
where arrival_min is not null or not is_judged

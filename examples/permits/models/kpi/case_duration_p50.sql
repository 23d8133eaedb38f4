/*
title_zh = "办理时长中位数"
title = "Hours to close, median"
question_zh = "一半的件在多少小时内完成？"
question = "Within how many hours is half of them done?"
kind = "quantile"
quantile = 0.5
unit = "h"
better = "lower"
source = "local design"
owner = "市许可服务科"

[variants.default]
zh = "全部办结件"
en = "all ended applications"
numerator = "办理小时|hours from receipt to end"
*/
select
    started_on as period_on,
    duration_min / 60.0 as value,
    unit_code,
    channel_code,
    group_code
from mart.case_closure
where duration_min is not null

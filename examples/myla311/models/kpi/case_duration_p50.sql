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
owner = "洛杉矶市信息技术局"
headline = "closed"

[variants.closed]
zh = "全部办结件"
en = "all closed requests"
numerator = "办理小时|hours to close"

[variants.requested]
zh = "不含司机自报"
en = "without drivers' own reports"
numerator = "办理小时|hours to close"
*/
select
    'closed' as variant,
    reported_on as period_on,
    duration_min / 60.0 as value,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
where duration_min is not null
union all
select
    'requested' as variant,
    reported_on as period_on,
    duration_min / 60.0 as value,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
where duration_min is not null and not is_self_reported

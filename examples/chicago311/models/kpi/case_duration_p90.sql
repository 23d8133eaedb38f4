/*
title_zh = "办理时长九成分位"
title = "Hours to close, nine in ten"
question_zh = "九成的件在多少小时内完成？"
question = "Within how many hours are nine in ten of them done?"
kind = "quantile"
quantile = 0.9
unit = "h"
better = "lower"
source = "local design"
owner = "芝加哥市311服务中心"

[variants.default]
zh = "全部办结件"
en = "all completed complaints"
numerator = "办理小时（整日）|hours to complete, in whole days"
*/
select
    reported_on as period_on,
    duration_min / 60.0 as value,
    category_code,
    ward_code,
    area_code
from mart.case_closure
where duration_min is not null

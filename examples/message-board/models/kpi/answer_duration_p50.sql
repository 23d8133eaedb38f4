/*
title_zh = "答复时长中位数"
title = "Hours to the reply, median"
question_zh = "一半的件在多少小时内完成？"
question = "Within how many hours is half of them done?"
kind = "quantile"
quantile = 0.5
unit = "h"
better = "lower"
source = "local design"
owner = "网络问政办公室"

[variants.default]
zh = "全部答复"
en = "all replies"
numerator = "答复小时|hours to the reply"
*/
select
    asked_on as period_on,
    duration_min / 60.0 as value,
    extract_code
from mart.message_reply
where duration_min is not null

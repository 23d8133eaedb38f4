/*
title_zh = "答复时长九成分位"
title = "Hours to the reply, nine in ten"
question_zh = "九成的件在多少小时内完成？"
question = "Within how many hours are nine in ten of them done?"
kind = "quantile"
quantile = 0.9
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

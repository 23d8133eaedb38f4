/*
title_zh = "热线来电量"
title = "Hotline calls"
question_zh = "热线接到多少来电？"
question = "How many calls came in?"
kind = "count"
unit = "次"
better = "none"
source = "local design"
owner = "88812345 热线中心"

[variants.default]
zh = "进线"
en = "calls in"
numerator = "进线来电|calls that came in"
*/
select
    called_on as period_on,
    1 as numerator,
    hour_code
from mart.hotline_call

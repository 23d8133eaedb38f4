/*
title_zh = "网格事件上报量"
title = "Grid events"
question_zh = "上报了多少网格事件？"
question = "How many grid events were reported?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "上报"
en = "reported"
numerator = "上报事件|events reported"
*/
select
    reported_on as period_on,
    1 as numerator,
    street_code,
    grid_event_kind_code,
    channel_code
from mart.grid_event_closure

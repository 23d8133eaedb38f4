/*
title_zh = "网格事件转办率"
title = "Grid events forwarded"
question_zh = "受理的网格事件有多少要转城管处置？"
question = "What share of the grid events is forwarded to urban management?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "上报口径"
en = "of events not void"
numerator = "转城管案件|events that became a case"
denominator = "上报且未作废|events reported and not void"
*/
select
    reported_on as period_on,
    cast(is_forwarded as integer) as numerator,
    1 as denominator,
    not (is_forwarded or is_closed or coalesce(is_due, false)) as is_open,
    street_code,
    grid_event_kind_code,
    channel_code
from mart.grid_event_closure
where not is_void

/*
title_zh = "网格事件按期办结率"
title = "Grid events closed in time"
question_zh = "应该办结的网格事件有多少按期办结？"
question = "What share of the grid events due was closed in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "应办结口径"
en = "of events due"
numerator = "按期办结|events closed within their limit"
denominator = "应办结|events due"
part_of = {numerator = ["grid_event_closure_rate.due.numerator"], denominator = ["grid_event_closure_rate.due.denominator"]}
*/
select
    reported_on as period_on,
    cast(is_on_time as integer) as numerator,
    cast(coalesce(is_due, false) as integer) as denominator,
    not coalesce(is_due, false) as is_open,
    street_code,
    grid_event_kind_code,
    channel_code
from mart.grid_event_closure
where is_due or not (is_void or is_closed)

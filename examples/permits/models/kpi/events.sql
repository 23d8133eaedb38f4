/*
title_zh = "办理事件数"
title = "Events"
question_zh = "办理了多少个事件？"
question = "How many events happened?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "市许可服务科"

[variants.default]
zh = "办理事件数"
en = "Events"
numerator = "办理事件数|Events"
*/
select
    cast(happened_at as date) as period_on,
    1 as numerator,
    activity_name as activity_code,
    event_group_code as group_code
from pub.fct_event

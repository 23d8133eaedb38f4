/*
title_zh = "热线在线解答率"
title = "Demands settled in the call"
question_zh = "受理的诉求有多少当场解答？"
question = "What share of the demands was settled in the call?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务热线统计惯例"
owner = "88812345 热线中心"

[variants.default]
zh = "受理口径"
en = "of demands accepted"
numerator = "坐席当场解答的工单|orders that the agent settled in the call"
denominator = "受理的工单|orders accepted"
*/
select
    accepted_on as period_on,
    cast(is_closed_at_desk as integer) as numerator,
    1 as denominator,
    demand_type as demand_type_code,
    street_code
from mart.hotline_order

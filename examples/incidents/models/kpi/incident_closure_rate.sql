/*
title_zh = "办结率"
title = "Tickets completed"
question_zh = "工单完成了多少？"
question = "What share of the tickets is completed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "按工单"
en = "of all tickets"
numerator = "已完成|completed"
denominator = "全部工单|all tickets"
*/
select
    opened_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

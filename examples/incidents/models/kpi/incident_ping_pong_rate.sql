/*
title_zh = "往返率"
title = "Ping-pong"
question_zh = "多少工单在支持组之间往返？"
question = "What share of the tickets came back to a group that had given it away?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "按工单"
en = "of all tickets"
numerator = "往返工单|tickets that came back"
denominator = "全部工单|all tickets"
*/
select
    opened_on as period_on,
    cast(is_ping_pong as integer) as numerator,
    1 as denominator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

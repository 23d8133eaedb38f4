/*
title_zh = "上推率"
title = "Pushed to the second line"
question_zh = "多少工单被推到二、三线？"
question = "What share of the tickets went to the second or third line?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "按工单"
en = "of all tickets"
numerator = "二、三线经手|tickets that the second or third line had"
denominator = "全部工单|all tickets"
*/
select
    opened_on as period_on,
    cast(is_pushed as integer) as numerator,
    1 as denominator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

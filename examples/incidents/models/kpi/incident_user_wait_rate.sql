/*
title_zh = "等待用户占比"
title = "Waited for the user"
question_zh = "多少工单曾等待用户？"
question = "What share of the tickets ever waited for the user?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "按工单"
en = "of all tickets"
numerator = "曾等待用户|tickets that waited for the user"
denominator = "全部工单|all tickets"
*/
select
    opened_on as period_on,
    cast(is_user_waited as integer) as numerator,
    1 as denominator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

/*
title_zh = "工单数"
title = "Tickets"
question_zh = "开了多少张工单？"
question = "How many tickets were opened?"
kind = "count"
unit = "张"
better = "none"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "工单"
en = "tickets"
numerator = "工单|tickets"
*/
select
    opened_on as period_on,
    1 as numerator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

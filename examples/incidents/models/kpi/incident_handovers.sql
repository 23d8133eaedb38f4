/*
title_zh = "转派次数"
title = "Hand-overs"
question_zh = "工单被转派多少次？"
question = "How often did tickets go from a group to another?"
kind = "count"
unit = "次"
better = "lower"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "转派"
en = "hand-overs"
numerator = "转派次数|hand-overs"
*/
select
    opened_on as period_on,
    handover_n as numerator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

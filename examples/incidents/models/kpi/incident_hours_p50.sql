/*
title_zh = "历时中位数（小时）"
title = "Hours to completion, median"
question_zh = "从开单到完成要多少小时？"
question = "How many hours pass from the first event to the last completion?"
kind = "quantile"
quantile = 0.5
unit = "h"
better = "lower"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "已完成工单"
en = "completed tickets"
numerator = "小时|hours"
*/
select
    opened_on as period_on,
    duration_min / 60.0 as value,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident
where is_closed

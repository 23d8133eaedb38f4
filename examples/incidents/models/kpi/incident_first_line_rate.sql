/*
title_zh = "一线解决率"
title = "Solved by the first line"
question_zh = "多少工单由一线独立解决？"
question = "What share of the completed tickets did the first line solve alone?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "按完成"
en = "of completed tickets"
numerator = "仅一线经手|completed, only the first line had it"
denominator = "已完成|completed"
*/
select
    opened_on as period_on,
    cast(is_first_line as integer) as numerator,
    1 as denominator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident
where is_closed

/*
title_zh = "重开率"
title = "Taken up again"
question_zh = "多少完成的工单又被重开？"
question = "What share of the tickets was taken up again after completion?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "沃尔沃 IT 服务台"

[variants.default]
zh = "按工单"
en = "of all tickets"
numerator = "重开工单|tickets taken up again"
denominator = "全部工单|all tickets"
*/
select
    opened_on as period_on,
    cast(is_reopened as integer) as numerator,
    1 as denominator,
    impact_code,
    first_line_name as line_code,
    product_code
from mart.incident

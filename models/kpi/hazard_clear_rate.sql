/*
title_zh = "隐患整改率"
title = "Hazards cleared"
question_zh = "排查出的隐患整改了多少？"
question = "What share of the hazards found was cleared?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "排查口径"
en = "of hazards found"
numerator = "整改隐患|hazards cleared"
denominator = "排查隐患|hazards found"
*/
select
    month_on as period_on,
    hazard_cleared_n as numerator,
    hazard_n as denominator,
    as_of() < cast(month_on + interval 1 month as date) + 4 as is_open,
    street_code
from pub.fct_street_month
where filed_on <= as_of()

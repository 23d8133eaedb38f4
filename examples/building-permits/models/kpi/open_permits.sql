/*
title_zh = "在办件数"
title = "Permits under way"
question_zh = "目前有多少件在办？"
question = "How many files are open now?"
kind = "stock"
unit = "件"
better = "lower"
source = "local design"
owner = "卡尔加里市规划与发展局"
headline = "applied"

[variants.applied]
zh = "待发证"
en = "waiting for the permit"
numerator = "申请后未发证、未终结|applied for, neither issued nor ended"

[variants.building]
zh = "施工中"
en = "being built"
numerator = "已发证未终结|issued and not ended"
*/
select
    case when is_issued then 'building' else 'applied' end as variant,
    applied_on as period_on,
    1 as numerator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
where not is_ended

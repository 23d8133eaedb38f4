/*
title_zh = "在办件数"
title = "Open applications"
question_zh = "目前有多少件申请在办？"
question = "How many applications are open now?"
kind = "stock"
unit = "件"
better = "lower"
source = "local design"
owner = "市许可服务科"

[variants.default]
zh = "在办"
en = "open applications"
numerator = "未办结的申请|applications that have not ended"
*/
select
    started_on as period_on,
    1 as numerator,
    unit_code,
    channel_code,
    group_code
from mart.case_closure
where not is_closed

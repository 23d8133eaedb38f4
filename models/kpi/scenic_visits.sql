/*
title_zh = "景区入园人次"
title = "Visits to scenic areas"
question_zh = "景区来了多少人？"
question = "How many people came into the scenic areas?"
kind = "count"
unit = "人次"
better = "none"
source = "local design"
owner = "文化旅游办"

[variants.default]
zh = "按入园日期"
en = "by day of entry"
numerator = "入园人次|people who came in"
*/
select
    flow_on as period_on,
    visit_n as numerator,
    scenic_id,
    street_code
from mart.scenic_day

/*
title_zh = "受理件数"
title = "Requests"
question_zh = "收到多少件诉求？"
question = "How many requests came in?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "纽约市311客户服务中心"

[variants.default]
zh = "受理件数"
en = "Requests"
numerator = "受理件数|Requests"
*/
select
    reported_on as period_on,
    1 as numerator,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure

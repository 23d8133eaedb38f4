/*
title_zh = "投诉件数"
title = "Complaints"
question_zh = "收到多少件投诉？"
question = "How many complaints came in?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "芝加哥市311服务中心"

[variants.default]
zh = "投诉件数"
en = "Complaints"
numerator = "投诉件数|Complaints"
*/
select
    reported_on as period_on,
    1 as numerator,
    category_code,
    ward_code,
    area_code
from mart.case_closure

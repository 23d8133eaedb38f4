/*
title_zh = "未办结件数"
title = "Open complaints"
question_zh = "目前有多少件投诉未办结？"
question = "How many complaints are open now?"
kind = "stock"
unit = "件"
better = "lower"
source = "local design"
owner = "芝加哥市311服务中心"

[variants.default]
zh = "未办结"
en = "open complaints"
numerator = "未办结投诉|complaints that are not completed"
*/
select
    reported_on as period_on,
    1 as numerator,
    category_code,
    ward_code,
    area_code
from mart.case_closure
where not is_closed

/*
title_zh = "申请件数"
title = "Applications"
question_zh = "收到多少件许可申请？"
question = "How many permits were applied for?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "卡尔加里市规划与发展局"

[variants.default]
zh = "申请件数"
en = "applications"
numerator = "申请件数|applications"
*/
select
    applied_on as period_on,
    1 as numerator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress

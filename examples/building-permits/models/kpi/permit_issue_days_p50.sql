/*
title_zh = "发证天数中位数"
title = "Days to issue, median"
question_zh = "从申请到发证要多少天？"
question = "How many days pass from application to issue?"
kind = "quantile"
quantile = 0.5
unit = "d"
better = "lower"
source = "local design"
owner = "卡尔加里市规划与发展局"

[variants.default]
zh = "已发证"
en = "permits issued"
numerator = "日历天数|calendar days"
*/
select
    applied_on as period_on,
    issue_day_n as value,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
where issue_day_n is not null

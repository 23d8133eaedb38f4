/*
title_zh = "即办率"
title = "Permits issued the same day"
question_zh = "多少许可当天办结？"
question = "What share of the permits was issued on the day of the application?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "卡尔加里市规划与发展局"

[variants.default]
zh = "按已发证"
en = "of permits issued"
numerator = "当天发证|issued on the day of the application"
denominator = "已发证|issued"
*/
select
    applied_on as period_on,
    cast(issue_day_n = 0 as integer) as numerator,
    1 as denominator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
where is_issued

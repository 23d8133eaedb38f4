/*
title_zh = "竣工率"
title = "Permits completed"
question_zh = "已发证的工程完成了多少？"
question = "What share of the issued permits is completed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "卡尔加里市规划与发展局"

[variants.default]
zh = "按已发证"
en = "of permits issued"
numerator = "已竣工|completed"
denominator = "已发证|issued"
*/
select
    issued_on as period_on,
    cast(is_completed as integer) as numerator,
    1 as denominator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
where is_issued

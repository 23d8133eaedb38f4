/*
title_zh = "发证率"
title = "Permits issued"
question_zh = "申请的许可发了多少？"
question = "What share of the applications has its permit?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "卡尔加里市规划与发展局"
headline = "applied"

[variants.applied]
zh = "按申请"
en = "of all applications"
numerator = "已发证|issued"
denominator = "全部申请|all applications"

[variants.standing]
zh = "按未撤销"
en = "of applications that were not withdrawn"
numerator = "已发证|issued"
denominator = "未取消、未过期、未被拒|neither cancelled nor expired nor refused"
*/
select
    'applied' as variant,
    applied_on as period_on,
    cast(is_issued as integer) as numerator,
    1 as denominator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
union all
select
    'standing' as variant,
    applied_on as period_on,
    cast(is_issued as integer) as numerator,
    1 as denominator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
where not is_withdrawn

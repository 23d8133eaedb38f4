/*
title_zh = "网上可办率"
title = "Services that can be applied for online"
question_zh = "在用事项有多少可以网上申请？"
question = "What share of the services in force can be applied for online?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务服务网办深度分级"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "在用事项口径"
en = "of services in force"
numerator = "网办深度 3 级及以上的在用事项|services in force whose online depth is 3 or more"
denominator = "观察日在用事项|services in force on the day observed"
*/
select
    as_of() as period_on,
    cast(online_depth >= 3 as integer) as numerator,
    1 as denominator,
    dept_id,
    category_name as section_code
from mart.service_use

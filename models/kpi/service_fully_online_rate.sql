/*
title_zh = "全程网办率"
title = "Services that work wholly online"
question_zh = "在用事项有多少可以全程网办？"
question = "What share of the services in force can be settled without a visit?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务服务网办深度分级"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "在用事项口径"
en = "of services in force"
numerator = "网办深度 4 级的在用事项|services in force whose online depth is 4"
denominator = "观察日在用事项|services in force on the day observed"
part_of = {numerator = ["service_online_available_rate.default.numerator"], denominator = ["service_online_available_rate.default.denominator"]}
*/
select
    as_of() as period_on,
    cast(online_depth = 4 as integer) as numerator,
    1 as denominator,
    dept_id,
    category_name as section_code
from mart.service_use

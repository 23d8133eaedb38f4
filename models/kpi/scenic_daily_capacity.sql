/*
title_zh = "景区日承载量"
title = "People whom the scenic areas hold in a day"
question_zh = "景区一天能接待多少人？"
question = "How many people do the scenic areas hold in a day?"
kind = "stock"
unit = "人"
better = "none"
source = "LB/T 034"
owner = "文化旅游办"

[variants.default]
zh = "观察日有效"
en = "in force on the day observed"
numerator = "瞬时承载量×开放时长÷停留时长|people at once times opening hours over hours of stay"
*/
select
    daily_capacity_n as numerator,
    scenic_id
from pub.dim_scenic
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())

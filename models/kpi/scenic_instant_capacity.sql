/*
title_zh = "景区瞬时承载量"
title = "People whom the scenic areas hold at once"
question_zh = "景区同时能容纳多少人？"
question = "How many people do the scenic areas hold at once?"
kind = "stock"
unit = "人"
better = "none"
source = "LB/T 034"
owner = "文化旅游办"

[variants.default]
zh = "观察日有效"
en = "in force on the day observed"
numerator = "各分区可游览面积÷人均空间标准之和|area over square metres per person, summed over zones"
*/
select
    instant_capacity_n as numerator,
    scenic_id
from pub.dim_scenic
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())

/*
title_zh = "在线率"
title = "Followed"
question_zh = "轨迹有多少时间连续在线？"
question = "For what share of the time is a track unbroken?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "旧金山出租车数据组"

[variants.default]
zh = "首末点之间"
en = "from the first to the last position"
numerator = "连续秒数|seconds between positions at most ten minutes apart"
denominator = "首末点之间秒数|seconds from the first position to the last"
*/
select
    located_on as period_on,
    followed_s as numerator,
    span_s as denominator,
    vehicle_key as vehicle_id
from mart.cab_day

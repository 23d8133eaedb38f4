/*
title_zh = "载客率"
title = "Occupied"
question_zh = "出租车有多少时间载客？"
question = "What share of the time do the taxis carry a passenger?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "旧金山出租车数据组"
headline = "time"

[variants.time]
zh = "按连续时间"
en = "of the followed time"
numerator = "载客秒数|seconds with a passenger"
denominator = "连续定位的秒数|seconds between positions at most ten minutes apart"

[variants.position]
zh = "按定位点"
en = "of the positions"
numerator = "载客点|positions with a passenger"
denominator = "全部定位点|all positions"
*/
select
    'time' as variant,
    located_on as period_on,
    occupied_s as numerator,
    followed_s as denominator,
    vehicle_key as vehicle_id
from mart.cab_day
union all
select
    'position' as variant,
    located_on as period_on,
    occupied_n as numerator,
    position_n as denominator,
    vehicle_key as vehicle_id
from mart.cab_day

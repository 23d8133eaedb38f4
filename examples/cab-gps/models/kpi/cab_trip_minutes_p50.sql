/*
title_zh = "载客时长中位数"
title = "Minutes of a ride, median"
question_zh = "一次载客多少分钟？"
question = "How many minutes does a ride last?"
kind = "quantile"
quantile = 0.5
unit = "min"
better = "none"
source = "local design"
owner = "旧金山出租车数据组"

[variants.whole]
zh = "连续且多于一点的行程"
en = "unbroken rides of more than one position"
numerator = "分钟|minutes"
*/
select
    'whole' as variant,
    picked_up_on as period_on,
    duration_min as value,
    vehicle_key as vehicle_id
from mart.cab_trip
where is_whole and position_n > 1

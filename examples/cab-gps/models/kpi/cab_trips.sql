/*
title_zh = "载客次数"
title = "Rides"
question_zh = "载客多少次？"
question = "How many rides were there?"
kind = "count"
unit = "次"
better = "higher"
source = "local design"
owner = "旧金山出租车数据组"

[variants.default]
zh = "载客行程"
en = "occupied rides"
numerator = "载客行程|rides"
*/
select
    picked_up_on as period_on,
    1 as numerator,
    vehicle_key as vehicle_id
from mart.cab_trip

/*
title_zh = "定位点数"
title = "Positions"
question_zh = "收到多少个定位点？"
question = "How many positions came in?"
kind = "count"
unit = "个"
better = "none"
source = "local design"
owner = "旧金山出租车数据组"

[variants.default]
zh = "定位点"
en = "positions"
numerator = "定位点|positions"
*/
select
    located_on as period_on,
    position_n as numerator,
    vehicle_key as vehicle_id
from mart.cab_day

/*
title_zh = "上客热点"
title = "Pick-ups by cell"
question_zh = "乘客在哪里上车？"
question = "Where do passengers get in?"
kind = "count"
unit = "次"
better = "none"
source = "local design"
owner = "旧金山出租车数据组"

[variants.default]
zh = "不足十次或三车的格合并"
en = "cells with ten or more by three vehicles or more"
numerator = "上客次数|pick-ups"
*/
select
    picked_up_on as period_on,
    pickup_n as numerator,
    cell_id
from mart.pickup_cell

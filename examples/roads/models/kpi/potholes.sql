/*
title_zh = "填补坑洞数"
title = "Potholes filled"
question_zh = "填补了多少坑洞？"
question = "How many potholes were filled?"
kind = "count"
unit = "个"
better = "none"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "填补坑洞"
en = "potholes filled"
numerator = "填补坑洞|potholes filled"
*/
select
    filled_on as period_on,
    1 as numerator,
    vehicle_id,
    street_name as street_code,
    class_code
from mart.pothole_fill

/*
title_zh = "同处重填率"
title = "Filled again"
question_zh = "多少坑洞是同一处重填？"
question = "What share of the potholes was filled at the same spot within thirty days before?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "全部填补"
en = "of all potholes filled"
numerator = "同处重填|filled again within ten metres"
denominator = "全部填补|potholes filled"
*/
select
    filled_on as period_on,
    cast(is_repeat as integer) as numerator,
    1 as denominator,
    vehicle_id,
    class_code
from mart.pothole_fill

/*
title_zh = "街道长度"
title = "Length of streets"
question_zh = "街道有多长？"
question = "How long are the streets?"
kind = "stock"
scale = 3
unit = "m"
better = "none"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "全部线段"
en = "all lines"
numerator = "米，每线精确到毫米|metres, each line to the millimetre"
*/
select
    as_of() as period_on,
    cast(round(length_m, 3) as decimal(18, 3)) as numerator,
    owner_name as owner_code
from pub.dim_street

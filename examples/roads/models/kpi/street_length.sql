/*
title_zh = "街道长度"
title = "Length of streets"
question_zh = "街道有多长？"
question = "How long are the streets?"
kind = "stock"
unit = "m"
better = "none"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "全部线段"
en = "all lines"
numerator = "米，逐线四舍五入|metres, each line rounded"
*/
select
    as_of() as period_on,
    cast(round(length_m) as bigint) as numerator,
    owner_name as owner_code
from pub.dim_street

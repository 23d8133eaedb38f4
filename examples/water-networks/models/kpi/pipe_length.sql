/*
title_zh = "管网长度"
title = "Length of pipes"
question_zh = "各管网管线有多长？"
question = "How long are the pipes?"
kind = "stock"
scale = 3
unit = "m"
better = "none"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "管段长度"
en = "length of pipes"
numerator = "米，每段精确到毫米|metres, each pipe to the millimetre"
*/
select
    as_of() as period_on,
    cast(round(length_m, 3) as decimal(18, 3)) as numerator,
    network_code
from pub.dim_link
where link_code = 'pipe'

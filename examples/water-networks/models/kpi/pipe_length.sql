/*
title_zh = "管网长度"
title = "Length of pipes"
question_zh = "各管网管线有多长？"
question = "How long are the pipes?"
kind = "stock"
unit = "m"
better = "none"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "管段长度"
en = "length of pipes"
numerator = "米，逐段四舍五入|metres, each pipe rounded"
*/
select
    as_of() as period_on,
    cast(round(length_m) as bigint) as numerator,
    network_code
from pub.dim_link
where link_code = 'pipe'

/*
title_zh = "管径中位数"
title = "Diameter of pipes, median"
question_zh = "管径多大？"
question = "How wide are the pipes?"
kind = "quantile"
quantile = 0.5
unit = "mm"
better = "none"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "全部管段"
en = "all pipes"
numerator = "毫米|millimetres"
*/
select
    as_of() as period_on,
    diameter_mm as value,
    network_code
from pub.dim_link
where link_code = 'pipe'

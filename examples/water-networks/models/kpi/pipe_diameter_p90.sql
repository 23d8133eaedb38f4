/*
title_zh = "管径九成分位"
title = "Diameter of pipes, nine in ten"
question_zh = "管径多大？"
question = "How wide are the pipes?"
kind = "quantile"
quantile = 0.9
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

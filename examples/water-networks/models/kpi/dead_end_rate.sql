/*
title_zh = "末梢率"
title = "Dead ends"
question_zh = "多少节点是管网末梢？"
question = "What share of the junctions is a dead end?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "全部"
en = "of all"
numerator = "末梢节点|junctions with one link"
denominator = "全部连接节点|junctions"
*/
select
    as_of() as period_on,
    cast(is_dead_end as integer) as numerator,
    1 as denominator,
    network_code
from mart.node_topology
where node_code = 'junction'

/*
title_zh = "连通率"
title = "Joined to a source"
question_zh = "多少节点与水源连通？"
question = "What share of the junctions is joined to a reservoir or tank?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "全部"
en = "of all"
numerator = "连通节点|junctions joined to a source"
denominator = "全部连接节点|junctions"
*/
select
    as_of() as period_on,
    cast(is_joined as integer) as numerator,
    1 as denominator,
    network_code
from mart.node_topology
where node_code = 'junction'

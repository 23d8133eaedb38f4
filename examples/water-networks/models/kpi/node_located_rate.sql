/*
title_zh = "坐标完整率"
title = "Nodes with a place"
question_zh = "多少节点有坐标？"
question = "What share of the nodes has a place on the drawing?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "全部"
en = "of all"
numerator = "有坐标|nodes with a place"
denominator = "全部节点|all nodes"
*/
select
    as_of() as period_on,
    cast(has_place as integer) as numerator,
    1 as denominator,
    network_code
from mart.node_topology
where true

/*
title_zh = "节点数"
title = "Nodes"
question_zh = "各管网有多少节点？"
question = "How many nodes are there?"
kind = "stock"
unit = "个"
better = "none"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "节点"
en = "nodes"
numerator = "节点|nodes"
*/
select
    as_of() as period_on,
    1 as numerator,
    network_code,
    node_code
from mart.node_topology

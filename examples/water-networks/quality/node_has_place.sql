/*
description = "Every node has a place on the drawing"
description_zh = "节点须有坐标"
table = "pub.dim_node"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
*/
select
    network_code,
    node_id
from pub.dim_node
where not has_place

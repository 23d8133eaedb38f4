/*
description = "A place on the drawing is that of a node"
description_zh = "坐标须属于节点"
table = "pub.dim_node"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    place.network_code,
    place.node_id
from std.coordinate as place
left join pub.dim_node as node on place.network_code = node.network_code and place.node_id = node.node_id
where node.node_id is null

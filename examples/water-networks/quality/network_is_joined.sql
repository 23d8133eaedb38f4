/*
description = "Every junction is joined to a reservoir or tank"
description_zh = "节点须与水源连通"
table = "mart.node_topology"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    network_code,
    node_id
from mart.node_topology
where node_code = 'junction' and not is_joined

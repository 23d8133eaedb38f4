/*
description = "Places of the nodes on the drawing; no file says in which system, typed"
description_zh = "坐标，标准层"
grain = "one row per network and node"
grain_zh = "每个管网每个节点一行"
key = ["network_code", "node_id"]
*/
select
    network_code,
    node_id,
    x,
    y
from raw.coordinate

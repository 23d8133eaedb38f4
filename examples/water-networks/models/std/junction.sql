/*
description = "Junctions with elevation and base demand, in the units of their network, typed"
description_zh = "节点，标准层"
grain = "one row per network and junction"
grain_zh = "每个管网每个节点一行"
key = ["network_code", "node_id"]
*/
select
    network_code,
    node_id,
    elevation,
    base_demand,
    pattern_id
from raw.junction

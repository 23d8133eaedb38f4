/*
description = "Demands by category, which take the place of the junction's base demand, typed"
description_zh = "分类需水量，标准层"
grain = "one row per network, node and pattern"
grain_zh = "每个管网每个节点每种模式一行"
key = ["network_code", "node_id", "pattern_id"]

[columns]
base_demand = "需水量|Demand, in the flow unit of the network: the lines of a node and pattern added up"
*/
select
    network_code,
    node_id,
    base_demand,
    pattern_id
from raw.demand

/*
description = "Demands by category, which take the place of the junction's base demand, typed"
description_zh = "分类需水量，标准层"
grain = "one row per network, node and pattern"
grain_zh = "每个管网每个节点每种模式一行"
key = ["network_code", "node_id", "pattern_id"]

[columns]
network_code = "管网|Network, from the file name"
node_id = "节点编号|Number of the node"
base_demand = "需水量|Demand, in the flow unit of the network: the lines of a node and pattern added up"
pattern_id = "用水模式|Demand pattern"
*/
select
    network_code,
    node_id,
    base_demand,
    pattern_id
from raw.demand

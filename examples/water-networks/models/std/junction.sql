/*
description = "Junctions with elevation and base demand, in the units of their network, typed"
description_zh = "节点，标准层"
grain = "one row per network and junction"
grain_zh = "每个管网每个节点一行"
key = ["network_code", "node_id"]

[columns]
network_code = "管网|Network, from the file name"
node_id = "节点编号|Number of the node"
elevation = "高程|Elevation, feet or metres"
base_demand = "基本需水量|Base demand, in the flow unit of the network"
pattern_id = "用水模式|Demand pattern"
*/
select
    network_code,
    node_id,
    elevation,
    base_demand,
    pattern_id
from raw.junction

/*
description = "Reservoirs: nodes with a given head, typed"
description_zh = "水源，标准层"
grain = "one row per network and reservoir"
grain_zh = "每个管网每个水源一行"
key = ["network_code", "node_id"]

[columns]
network_code = "管网|Network, from the file name"
node_id = "节点编号|Number of the node"
head = "水头|Head, feet or metres"
pattern_id = "水头模式|Head pattern"
*/
select
    network_code,
    node_id,
    head,
    pattern_id
from raw.reservoir

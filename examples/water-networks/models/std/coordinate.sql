/*
description = "Places of the nodes on the drawing; no file says in which system, typed"
description_zh = "坐标，标准层"
grain = "one row per network and node"
grain_zh = "每个管网每个节点一行"
key = ["network_code", "node_id"]

[columns]
network_code = "管网|Network, from the file name"
node_id = "节点编号|Number of the node"
x = "横坐标|Horizontal place on the drawing"
y = "纵坐标|Vertical place on the drawing"
*/
select
    network_code,
    node_id,
    x,
    y
from raw.coordinate

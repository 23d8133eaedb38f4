/*
description = "Pipes between nodes, in the units of their network, typed"
description_zh = "管段，标准层"
grain = "one row per network and pipe"
grain_zh = "每个管网每个管段一行"
key = ["network_code", "link_id"]

[columns]
network_code = "管网|Network, from the file name"
link_id = "管段编号|Number of the link"
start_id = "起点|Node at which it begins"
end_id = "终点|Node at which it ends"
length = "长度|Length, feet or metres"
diameter = "管径|Diameter, inches or millimetres"
roughness = "粗糙系数|Roughness, by the network's head-loss formula"
minor_loss = "局部损失|Minor loss"
status_text = "状态|Open, Closed or CV (check valve), in any case"
*/
select
    network_code,
    link_id,
    start_id,
    end_id,
    length,
    diameter,
    roughness,
    minor_loss,
    status_text
from raw.pipe

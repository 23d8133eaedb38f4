/*
description = "Valves between nodes, typed"
description_zh = "阀门，标准层"
grain = "one row per network and valve"
grain_zh = "每个管网每个阀门一行"
key = ["network_code", "link_id"]

[columns]
network_code = "管网|Network, from the file name"
link_id = "阀门编号|Number of the link"
start_id = "起点|Node at which it begins"
end_id = "终点|Node at which it ends"
diameter = "口径|Diameter, inches or millimetres"
valve_code = "阀门类别|Kind of valve"
setting = "设定值|Setting"
minor_loss = "局部损失|Minor loss"
*/
select
    network_code,
    link_id,
    start_id,
    end_id,
    diameter,
    valve_code,
    setting,
    minor_loss
from raw.valve

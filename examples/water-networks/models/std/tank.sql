/*
description = "Tanks with levels and diameter, typed"
description_zh = "水池，标准层"
grain = "one row per network and tank"
grain_zh = "每个管网每个水池一行"
key = ["network_code", "node_id"]

[columns]
network_code = "管网|Network, from the file name"
node_id = "节点编号|Number of the node"
elevation = "池底高程|Elevation of the floor, feet or metres"
initial_level = "初始水位|Level at the start"
minimum_level = "最低水位|Lowest level"
maximum_level = "最高水位|Highest level"
diameter = "直径|Diameter, feet or metres"
minimum_volume = "最小容积|Least volume"
curve_id = "容积曲线|Volume curve"
*/
select
    network_code,
    node_id,
    elevation,
    initial_level,
    minimum_level,
    maximum_level,
    diameter,
    minimum_volume,
    curve_id
from raw.tank

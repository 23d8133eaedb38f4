/*
description = "Tanks with levels and diameter, typed"
description_zh = "水池，标准层"
grain = "one row per network and tank"
grain_zh = "每个管网每个水池一行"
key = ["network_code", "node_id"]
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

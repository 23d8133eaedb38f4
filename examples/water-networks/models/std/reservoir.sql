/*
description = "Reservoirs: nodes with a given head, typed"
description_zh = "水源，标准层"
grain = "one row per network and reservoir"
grain_zh = "每个管网每个水源一行"
key = ["network_code", "node_id"]
*/
select
    network_code,
    node_id,
    head,
    pattern_id
from raw.reservoir

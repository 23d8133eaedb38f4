/*
description = "Valves between nodes, typed"
description_zh = "阀门，标准层"
grain = "one row per network and valve"
grain_zh = "每个管网每个阀门一行"
key = ["network_code", "link_id"]
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

/*
description = "Pipes between nodes, in the units of their network, typed"
description_zh = "管段，标准层"
grain = "one row per network and pipe"
grain_zh = "每个管网每个管段一行"
key = ["network_code", "link_id"]
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

/*
description = "Pumps between nodes, typed"
description_zh = "水泵，标准层"
grain = "one row per network and pump"
grain_zh = "每个管网每台水泵一行"
key = ["network_code", "link_id"]
*/
select
    network_code,
    link_id,
    start_id,
    end_id,
    rule_code,
    rule_value
from raw.pump

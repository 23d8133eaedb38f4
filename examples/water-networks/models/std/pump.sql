/*
description = "Pumps between nodes, typed"
description_zh = "水泵，标准层"
grain = "one row per network and pump"
grain_zh = "每个管网每台水泵一行"
key = ["network_code", "link_id"]

[columns]
network_code = "管网|Network, from the file name"
link_id = "水泵编号|Number of the link"
start_id = "起点|Node at which it begins"
end_id = "终点|Node at which it ends"
rule_code = "参数类别|How the pump is given: HEAD curve or POWER"
rule_value = "参数值|Curve or power"
*/
select
    network_code,
    link_id,
    start_id,
    end_id,
    rule_code,
    rule_value
from raw.pump
